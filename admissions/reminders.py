"""What the applicant's people are reminded of: the deadline of a returned application, and a draft that rests."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from notifications.sources import Due, Recipient
from programme.models import ProgrammeSettings

from .applicants import people_of
from .models import Application
from .workflow import State


def _key(application, occasion):
    """One walk up the ladder: the same number with another occasion is a new deadline."""
    return f"{application.number}/{occasion}"


class _ApplicationSource:
    """What the two sources share: an application in one state, found again by the number in its key."""

    kind = ""
    state: State

    def _open(self):
        return Application.objects.filter(state=self.state).select_related("cluster").order_by("number")

    def _occasion(self, application):
        raise NotImplementedError

    def _deadline(self, application) -> date | None:
        raise NotImplementedError

    def _found(self, key):
        """The application, when it is still in that state and the deadline of the key is the present one."""
        number, _slash, occasion = key.partition("/")
        application = self._open().filter(number=number).first()
        return application if application is not None and str(self._occasion(application)) == occasion else None

    def _due(self, application, day):
        number = application.number
        return Due(
            _key(application, self._occasion(application)),
            day,
            application.cluster.slug,
            title=f"{number}, {application.cluster.name}",
            link=reverse("admissions:apply-case", args=[number]),
        )

    def due(self, day):
        return [self._due(application, self._deadline(application)) for application in self._open()]

    def due_on(self, key):
        application = self._found(key)
        return self._deadline(application) if application else None

    def still_stands(self, key, day):
        return self._found(key) is not None

    def recipients(self, key):
        application = self._found(key)
        if application is None:
            return []
        return [Recipient.of(person) for person in people_of(application, timezone.localdate())]

    def context(self, key, language):
        number = key.partition("/")[0]
        application = Application.objects.select_related("cluster").get(number=number)
        return {
            "title": f"{number}, {application.cluster.name}",
            "cluster": application.cluster.name,
            "number": number,
            "link": reverse("admissions:apply-case", args=[number]),
        }


class CompletionSource(_ApplicationSource):
    """A returned application lapses after its deadline; each return is a deadline of its own."""

    kind = "completion"
    state = State.RETURNED

    def _open(self):
        return super()._open().prefetch_related("submissions")

    def _occasion(self, application):
        return len(application.submissions.all())

    def _deadline(self, application):
        return application.lapses_on


class IdleDraftSource(_ApplicationSource):
    """A draft nobody has touched for the time in the settings; each new edit starts the time anew."""

    kind = "idle-draft"
    state = State.DRAFT

    def _occasion(self, application):
        return timezone.localdate(application.edited_at).isoformat()

    def _deadline(self, application):
        return timezone.localdate(application.edited_at) + timedelta(days=ProgrammeSettings.load().idle_draft_days)

    def due(self, day):
        rest = timedelta(days=ProgrammeSettings.load().idle_draft_days)
        return [
            self._due(application, timezone.localdate(application.edited_at) + rest) for application in self._open()
        ]


SOURCES = [CompletionSource(), IdleDraftSource()]
