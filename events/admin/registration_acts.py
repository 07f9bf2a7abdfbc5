"""What the office does with the registration of an event and with single people."""

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.acts import Act

from ..forms.registration import ChangeForm, OnBehalfForm, ReasonForm, ToldReasonForm, WordForm
from ..models import Registration
from ..registration_facts import begins_at, is_cancellable, is_changeable, untold
from ..seats import is_over
from ..services import registration_news, registrations
from ..services.announcing import cancel_event

State = Registration.State


def _upcoming(settings, user=None):
    return not is_over(settings.event.last_day, timezone.now()) and settings.called_off_at is None


def _count(settings):
    return registration_news.registered_count(settings.event)


def _told(count):
    return ngettext("%(count)s Person erhält eine E-Mail.", "%(count)s Personen erhalten eine E-Mail.", count) % {
        "count": count
    }


def _on_behalf(settings, form, user):
    email, language = form.cleaned_data["email"], form.cleaned_data["language"]
    wish = form.wish(email=email, language=language)
    row = registrations.register(settings, wish, on_behalf_by=user, now=timezone.now())
    if row.entered_by_id != user.pk or row.name != wish.name:
        return gettext("Diese Adresse war schon angemeldet.")
    return gettext("%(name)s: %(state)s.") % {"name": row.name, "state": row.get_state_display()}


def _close(settings, form, user):
    registrations.close(settings, actor=user, now=timezone.now())


def _tell(settings, form, user):
    return _told(registration_news.tell_registered(settings.event, **form.cleaned_data, actor=user, now=timezone.now()))


def _call_off(settings, form, user):
    reason = {"notice_de": form.cleaned_data["reason"], "notice_en": form.cleaned_data["reason_en"]}
    when = {"day": timezone.localdate(), "now": timezone.now()}
    return _told(cancel_event(settings.event, **reason, actor=user, **when))


def _take_over(settings, form, user):
    count = registrations.take_over_number(settings, actor=user, now=timezone.now())
    return gettext("Bei der Veranstaltung stehen jetzt %(count)s Teilnehmende.") % {"count": count}


def _came(settings):
    return settings.registrations.filter(attended=True).count()


SETTINGS_ACTS = [
    Act(
        name="tell",
        label=_("Über neuen Termin oder Ort informieren"),
        form_class=WordForm,
        allowed=lambda settings, user: _upcoming(settings) and bool(untold(settings)) and _count(settings) > 0,
        run=_tell,
        description=lambda settings: (
            gettext("Termin oder Ort haben sich geändert, und die Angemeldeten wissen es noch nicht.")
            + " "
            + _told(_count(settings))
        ),
        primary=True,
    ),
    Act(
        name="on-behalf",
        label=_("Person anmelden"),
        form_class=OnBehalfForm,
        form_kwargs=lambda settings, user: {"settings": settings},
        allowed=_upcoming,
        run=_on_behalf,
        description=_("Für jemanden, der angerufen oder geschrieben hat. Die Person erhält die übliche E-Mail."),
    ),
    Act(
        name="close",
        label=_("Anmeldung schließen"),
        allowed=lambda settings, user: _upcoming(settings) and settings.closed_at is None,
        run=_close,
        description=_("Niemand kann sich mehr anmelden, bis Sie die Anmeldung wieder öffnen. Abmelden bleibt möglich."),
    ),
    Act(
        name="reopen",
        label=_("Anmeldung wieder öffnen"),
        allowed=lambda settings, user: _upcoming(settings) and settings.closed_at is not None,
        run=lambda settings, form, user: registrations.reopen(settings, actor=user, now=timezone.now()),
        description=_("Es gelten wieder die eingetragenen Zeiten."),
    ),
    Act(
        name="take-number",
        label=_("Zahl der Teilnehmenden übernehmen"),
        allowed=lambda settings, user: _came(settings) > 0,
        run=_take_over,
        description=lambda settings: (
            ngettext(
                "%(count)s Person war da. Die Zahl steht dann öffentlich bei der Veranstaltung.",
                "%(count)s Personen waren da. Die Zahl steht dann öffentlich bei der Veranstaltung.",
                _came(settings),
            )
            % {"count": _came(settings)}
        ),
    ),
    Act(
        name="call-off",
        label=_("Veranstaltung absagen"),
        form_class=ToldReasonForm,
        allowed=_upcoming,
        run=_call_off,
        description=lambda settings: (
            gettext("Die Veranstaltung findet nicht statt: Die Anmeldung endet, und alle erfahren es mit Ihrem Grund.")
            + " "
            + _told(_count(settings))
        ),
        danger=True,
    ),
]


def _still_to_come(registration):
    settings = registration.settings
    return settings.called_off_at is None and timezone.now() < begins_at(settings.event)


def _move_up(registration, form, user):
    reason = form.cleaned_data["reason"]
    registrations.move_up(registration, reason=reason, actor=user, now=timezone.now())


def _cancel(registration, form, user):
    english = registration.language == "en" and form.cleaned_data["reason_en"]
    reason, now = english or form.cleaned_data["reason"], timezone.now()
    registrations.cancel(registration, actor=user, by_office=True, reason=reason, now=now)


def _change(registration, form, user):
    registrations.change(registration, form.wish_for(registration), actor=user, now=timezone.now())


REGISTRATION_ACTS = [
    Act(
        name="change",
        label=_("Angaben ändern"),
        form_class=ChangeForm,
        form_kwargs=lambda row, user: {"settings": row.settings, "registration": row},
        allowed=lambda row, user: is_changeable(row, timezone.now()),
        run=_change,
        description=_("Auf Wunsch der Person. Sie erhält eine E-Mail."),
    ),
    Act(
        name="move-up",
        label=_("Außer der Reihe einen Platz geben"),
        form_class=ReasonForm,
        allowed=lambda row, user: row.state == State.WAITING and _still_to_come(row),
        run=_move_up,
        description=_(
            "Die Zahl der Plätze steigt dabei um einen; niemand verliert seinen. Die Person erhält eine E-Mail."
        ),
    ),
    Act(
        name="cancel",
        label=_("Von der Veranstaltung abmelden"),
        form_class=ToldReasonForm,
        allowed=lambda row, user: is_cancellable(row, timezone.now()),
        run=_cancel,
        description=_(
            "Die Person erhält eine E-Mail mit Ihrem Grund. Der Platz geht an die Nächste auf der Warteliste."
        ),
        danger=True,
    ),
]
