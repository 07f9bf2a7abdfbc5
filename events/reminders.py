"""What registered people are reminded of: the day of the event. Who waits for a seat is not, nor for one called off
or not released.
"""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from notifications.sources import Due, Recipient
from programme.templatetags.portal import translated

from .models import Event, Registration, RegistrationSettings
from .registration_facts import place_of
from .registration_links import page_of
from .services.registration_privacy import recipient_key, user_key
from .wording import begin_words


class EventSource:
    """Events with registered people, on the day they begin. Moved to another day the walk up the ladder starts anew."""

    kind = "event"

    def _taking_place(self):
        return (
            RegistrationSettings.objects.filter(
                called_off_at=None,
                event__released_on__lte=timezone.localdate(),
                event__date_precision=Event.Precision.DAY,
                registrations__state=Registration.State.SEATED,
                registrations__emptied_at=None,
            )
            .select_related("event")
            .distinct()
            .order_by("pk")
        )

    def _found(self, key):
        pk = key.partition("/")[0].removeprefix("E")
        found = self._taking_place().filter(event=int(pk)).first() if pk.isdecimal() else None
        return found if found is not None and _key(found.event) == key else None

    def due(self, day):
        return [
            Due(
                _key(settings.event),
                settings.event.starts_on,
                title=translated(settings.event, "title"),
                link=reverse("events:event", args=[settings.event.slug]),
            )
            for settings in self._taking_place().filter(event__starts_on__gte=day)
        ]

    def due_on(self, key):
        settings = self._found(key)
        return settings.event.starts_on if settings else None

    def still_stands(self, key, day):
        """An event that has begun needs no reminder."""
        settings = self._found(key)
        return settings is not None and day <= settings.event.starts_on

    def recipients(self, key):
        settings = self._found(key)
        if settings is None:
            return []
        rows = settings.registrations.seated().filter(emptied_at=None).select_related("user")
        return [self._recipient(row) for row in rows]

    def _recipient(self, row):
        # The key of an account, so that its choice of mails counts; else that of the registration.
        return Recipient(
            key=user_key(row.user_id) or recipient_key(row.pk),
            email=row.email,
            name=row.name,
            language=row.language,
            user=row.user,
            link=page_of(row),
        )

    def context(self, key, language):
        pk = key.partition("/")[0].removeprefix("E")
        event = Event.objects.select_related("registration_settings").get(pk=int(pk))
        with translation.override(language):
            # Recipients are those who have a seat; see recipients().
            access = translated(getattr(event, "registration_settings", None), "access_note")
            return {
                "title": translated(event, "title"),
                "event": translated(event, "title"),
                "begins": begin_words(event),
                "place": place_of(event) or "–",
                "access": f"{gettext('So nehmen Sie teil:')}\n{access}" if access else "",
                "link": reverse("events:event", args=[event.slug]),
                "office_link": reverse("admin:events_event_change", args=[event.pk]),
            }


def _key(event):
    return f"E{event.pk}/{event.starts_on:%Y%m%d}"


SOURCES = [EventSource()]
