"""What everybody invited is reminded of: the day of the arranged talk."""

from django.utils import timezone, translation

from notifications.services.outbox import language_for
from notifications.sources import Due, Recipient

from .interviews import Side, everyone_invited, page_of
from .models import Application, InterviewDate, InterviewPlan
from .workflow import State


def _key(date):
    """One walk up the ladder per talk and day: moved to another day it starts anew, within the day it does not."""
    return f"{date.plan.application.number}/{date.plan_id}-{date.day.isoformat()}"


class InterviewSource:
    """Talks with an agreed date that are neither called off nor held, on the day they take place."""

    kind = "interview"

    def _agreed(self):
        return (
            InterviewDate.objects.filter(
                plan__state=InterviewPlan.State.FIXED,
                plan__application__state=State.IN_REVIEW,
                chosen_at__isnull=False,
                withdrawn_at=None,
            )
            .select_related("plan__application__cluster")
            .order_by("pk")
        )

    def _found(self, key):
        """The date of a key while it is agreed; None otherwise, also for a key that is none of ours."""
        number = key.partition("/")[0]
        found = self._agreed().filter(plan__application__number=number).first()
        return found if found is not None and _key(found) == key else None

    def due(self, day):
        return [Due(_key(date), date.day, date.plan.application.cluster.slug) for date in self._agreed()]

    def due_on(self, key):
        date = self._found(key)
        return date.day if date else None

    def still_stands(self, key, day):
        """A talk that is over needs no reminder, also while its minutes are missing."""
        date = self._found(key)
        return date is not None and day <= date.day

    def recipients(self, key):
        date = self._found(key)
        if date is None:
            return []
        invited = everyone_invited(date.plan, timezone.localdate())
        return [self._recipient(one, date.plan.application) for one in invited if one.user is not None]

    def _recipient(self, invited, application):
        with translation.override(language_for(invited.user)):
            return Recipient.of(invited.user, link=page_of(invited.side, application))

    def context(self, key, language):
        number = key.partition("/")[0]
        application = Application.objects.select_related("cluster").get(number=number)
        date = self._found(key)
        return {
            "title": f"{number}, {application.cluster.name}",
            "cluster": application.cluster.name,
            "number": number,
            "place": date.where if date else "",
            "link": page_of(Side.APPLICANT, application),
            "office_link": page_of(Side.OFFICE, application),
        }


SOURCES = [InterviewSource()]
