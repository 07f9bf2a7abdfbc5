"""Who is told what about the arranged talk: each person in the own language, with the own calendar entry."""

from notifications.services import queue_mail
from notifications.services.outbox import DEFAULT_LANGUAGE, language_for
from programme.models import ProgrammeSettings

from ..interviews import Side, address_of, applicant_side, everyone_invited
from ..invitations import CANCEL, REQUEST, invitation
from .mails import mail_people
from .states import SUBJECT_KIND


def tell_proposals(plan, dates, day):
    """The applicant's people are asked to choose a date."""
    mail_people(
        plan.application,
        "interview-proposal",
        day,
        occasion=f"{plan.pk}-{min(date.pk for date in dates)}",
        context={"plan": plan, "dates": dates},
    )


def tell_proposals_withdrawn(plan, reason, day):
    """The applicant's people learn that the proposed dates no longer hold; nobody else had been told of them."""
    mail_people(
        plan.application, "interview-proposal-withdrawn", day, occasion=str(plan.pk), context={"reason": reason}
    )


def tell_date(plan, date, day, *, name, reason=""):
    """Everybody invited gets the date with a calendar entry; `name` is the mail: fixed, moved."""
    _tell_everyone(plan, date, day, name=name, method=REQUEST, reason=reason)


def tell_cancelled(plan, date, day, *, reason):
    """Everybody invited learns that the talk is off, and the entry leaves the calendars."""
    _tell_everyone(plan, date, day, name="interview-cancelled", method=CANCEL, reason=reason)


def tell_removed(plan, date, user):
    """Somebody takes part no longer: the entry leaves the own calendar. Nothing of the case is said."""
    language = language_for(user)
    return queue_mail(
        "interview-uninvited",
        key=f"interview-uninvited:{plan.application.number}:{plan.pk}:{user.pk}",
        kind="interview-uninvited",
        to_user=user,
        context={"application": plan.application, "date": date},
        subject_kind=SUBJECT_KIND,
        subject_key=plan.application.number,
        calendar=invitation(plan, date, Side.BOARD, language=language, method=CANCEL, email=user.email, silent=True),
    )


def _tell_everyone(plan, date, day, *, name, method, reason):
    occasion = f"{plan.pk}-{plan.sequence}"
    known = {"plan": plan, "date": date, "reason": reason}

    def calendar(person):
        language = language_for(person)
        return invitation(plan, date, Side.APPLICANT, language=language, method=method, email=person.email)

    mail_people(
        plan.application,
        name,
        day,
        occasion=occasion,
        context={**known, "side": Side.APPLICANT.value, "address": ""},
        calendar=calendar,
    )
    own = {one.key for one in applicant_side(plan.application, day)}
    for one in everyone_invited(plan, day):
        if one.key not in own:
            _tell(plan, date, one, name=name, method=method, occasion=occasion, context=known)


def _tell(plan, date, invited, *, name, method, occasion, context):
    """One mail to somebody of board or office, or to the office's mailbox, which reads German."""
    application = plan.application
    user = invited.user
    email = user.email if user else ProgrammeSettings.load().office_email
    language = language_for(user) if user else DEFAULT_LANGUAGE
    queue_mail(
        name,
        key=f"{name}:{application.number}:{occasion}:{invited.key}",
        kind=name,
        to_user=user,
        to_email=email,
        language=language,
        context={
            **context,
            "application": application,
            "cluster": application.cluster,
            "side": invited.side.value,
            "address": address_of(invited.side, application, language),
        },
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        calendar=invitation(plan, date, invited.side, language=language, method=method, email=email),
    )
