"""What the page of one registration shows: where it stands, what can be done now, what was answered."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from programme.templatetags.portal import translated

from .models import Registration
from .registration_facts import (
    access_of,
    answer_words,
    begins_at,
    has_entry,
    is_cancellable,
    is_changeable,
    place_of,
    waiting_position,
)
from .seats import is_over
from .wording import date_words

State = Registration.State
BADGES = {State.SEATED: "success", State.WAITING: "warning", State.CANCELLED: ""}


def page_context(row, token, now):
    """The context of events/registration*.html. Three queries at most, whatever was asked."""
    event = row.settings.event
    over, called_off = is_over(event.last_day, now), row.settings.called_off_at is not None
    changeable, cancellable = is_changeable(row, now), is_cancellable(row, now)
    position = waiting_position(row)
    access, access_language = access_of(row)
    standing = _("abgesagt") if called_off else row.get_state_display()
    return {
        "registration": row,
        "event": event,
        "badge": standing,
        "badge_kind": "danger" if called_off else BADGES[row.state],
        "steps": _steps(row, now, called_off),
        "text": _what_to_do(row, over, called_off, changeable, position),
        "primary": _primary(row, token, changeable, over, called_off),
        "acts": _acts(row, token, cancellable, over),
        "facts": _facts(row, event, position),
        "access": access,
        "access_language": access_language,
        "answers": answers_of(row),
        "is_changeable": changeable,
        "is_cancellable": cancellable,
        "is_over": over,
        "trail": [
            {"label": gettext("Veranstaltungen"), "url": reverse("events:event-list")},
            {"label": translated(event, "title"), "url": reverse("events:event", args=[event.slug])},
        ],
    }


def answers_of(row):
    """Question and answer in words, of what was asked and answered."""
    language = (get_language() or "de")[:2]
    return [
        {"term": translated(question, "label"), "value": words}
        for question in row.settings.questions.all()
        if (words := answer_words(question, row.answers, language))
    ]


def _facts(row, event, position):
    facts = [
        {"term": _("Termin"), "value": date_words(event)},
        {"term": _("Ort"), "value": place_of(event)},
        {"term": _("Platz auf der Warteliste"), "value": position},
        {"term": _("Name"), "value": row.name},
        {"term": _("E-Mail-Adresse"), "value": row.email},
        {"term": _("Organisation"), "value": row.organisation},
        {"term": _("Innovationscluster"), "value": row.cluster.name if row.cluster else ""},
    ]
    return [fact for fact in facts if fact["value"]]


def _what_to_do(row, over, called_off, changeable, position):
    if called_off:
        return _("Die Veranstaltung findet nicht statt. Sie brauchen nichts zu tun.")
    if row.state == State.CANCELLED:
        return _("Sie sind abgemeldet. Möchten Sie doch kommen, melden Sie sich bitte noch einmal an.")
    if over:
        return _("Die Veranstaltung ist vorbei. Ändern lässt sich nichts mehr.")
    if row.state == State.WAITING:
        return _(
            "Zurzeit sind alle Plätze vergeben. Sie stehen auf Platz %(position)s der Warteliste. Wird ein Platz frei, "
            "rücken Sie von selbst nach und erhalten eine E-Mail."
        ) % {"position": position}
    if not changeable:
        return _("Ihr Platz ist reserviert. Die Angaben lassen sich nicht mehr ändern.")
    return _("Ihr Platz ist reserviert. Sie brauchen nichts zu tun. Können Sie nicht kommen, melden Sie sich bitte ab.")


def _primary(row, token, changeable, over, called_off):
    if row.state == State.CANCELLED and not over and not called_off:
        url = reverse("events:register", args=[row.settings.event.slug])
        return {"label": _("Noch einmal anmelden"), "url": url}
    if changeable:
        return {"label": _("Angaben ändern"), "url": reverse("events:registration-change", args=[token])}
    return None


def _acts(row, token, cancellable, over):
    acts = []
    if has_entry(row) and not over:
        url = reverse("events:registration-calendar", args=[token])
        acts.append({"label": _("In den Kalender übernehmen (.ics)"), "url": url})
    if cancellable:
        url = reverse("events:registration-cancel", args=[token])
        acts.append({"label": _("Von der Veranstaltung abmelden"), "url": url, "danger": True})
    return acts


def _steps(row, now, called_off):
    """Registered, (waiting,) a seat, the event: the present one marked."""
    event = row.settings.event
    steps = [{"label": _("Angemeldet"), "state": "done", "day": timezone.localdate(row.registered_at)}]
    if row.state == State.CANCELLED:
        return [*steps, {"label": _("Abgemeldet"), "state": "present", "day": timezone.localdate(row.cancelled_at)}]
    if called_off:
        day = timezone.localdate(row.settings.called_off_at)
        return [*steps, {"label": _("Veranstaltung abgesagt"), "state": "present", "day": day}]
    begun = now >= begins_at(event)
    if row.state == State.WAITING:
        steps.append({"label": _("Auf der Warteliste"), "state": "done" if begun else "present"})
        steps.append({"label": _("Platz reserviert"), "state": "ahead"})
    else:
        day = timezone.localdate(row.seated_at)
        steps.append({"label": _("Platz reserviert"), "state": "done" if begun else "present", "day": day})
    here = "present" if begun and row.state == State.SEATED else "ahead"
    return [*steps, {"label": _("Veranstaltung"), "state": here, "day": event.starts_on}]
