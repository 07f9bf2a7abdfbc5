"""Opening, closing and reopening the board's vote on a case: a chair without conflict does it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.errors import ActRefused

from .. import permissions
from ..models import Ballot, Sitting
from ..workflow import Act
from .states import change_state, lock
from .votes import count_votes, current_ballot, is_over, missing_for_a_vote, takes_votes


def opening_refusal(user, application, day):
    """Why a person may not open the vote now, as a translated sentence; None when the person may."""
    reason = permissions.refusal(user, Act.OPEN_VOTE, application, day)
    if reason is None and current_ballot(application) is not None:
        return _("Die Abstimmung ist schon eröffnet.")
    return reason


def closing_refusal(user, application, day):
    """Why a person may not close the vote now. In a circulation everybody has until the deadline [D]."""
    reason = permissions.refusal(user, Act.CLOSE_VOTE, application, day)
    if reason:
        return reason
    ballot = current_ballot(application)
    if not takes_votes(ballot, day):
        return _("Es läuft keine Abstimmung.")
    counted = count_votes(application, day)
    if ballot.closes_on and counted.cast < counted.entitled:
        return _("Vor der Frist lässt sich das Umlaufverfahren erst schließen, wenn alle abgestimmt haben.")
    return None


def reopening_refusal(user, application, day):
    """Why a person may not reopen the vote now: it is over, and nothing is recommended yet."""
    reason = permissions.refusal(user, Act.REOPEN_VOTE, application, day)
    if reason is None and not is_over(current_ballot(application), day):
        return _("Es gibt keine beendete Abstimmung.")
    return reason


@transaction.atomic
def open_vote(application, *, actor, day, sitting=None, closes_on=None):
    """Open the vote of this round: in a sitting, or as a circulation with its deadline. Returns the Ballot.

    The application is on the sitting's agenda. Without a sitting it is a circulation and needs `closes_on`, whose day
    is included; the deadline of a planned circulation is that circulation's. What was handed in of the reviews is
    fixed from now on, so it has to suffice for a result. Raises ActRefused.
    """
    locked = lock(application)
    _refuse(opening_refusal(actor, locked, day))
    missing = missing_for_a_vote(locked, day)
    if missing:
        raise ActRefused(" ".join(missing))
    closes_on = _deadline(locked, sitting, closes_on, day)
    change_state(locked, Act.OPEN_VOTE, actor=actor, day=day)
    return Ballot.objects.create(
        application=locked, round=locked.round, sitting=sitting, closes_on=closes_on, opened_by=actor
    )


@transaction.atomic
def close_vote(application, *, actor, day):
    """End the vote; from now on the board sees how it went. Raises ActRefused. Returns the Ballot."""
    locked = lock(application)
    _refuse(closing_refusal(actor, locked, day))
    change_state(locked, Act.CLOSE_VOTE, actor=actor, day=day)
    ballot = current_ballot(locked)
    ballot.closed_by, ballot.closed_at = actor, timezone.now()
    ballot.save(update_fields=["closed_by", "closed_at"])
    return ballot


@transaction.atomic
def reopen_vote(application, *, actor, day, reason, closes_on=None):
    """Take votes again, with a reason that stands in the history; a circulation gets a new deadline.

    Votes given stay and may be changed. Raises ActRefused. Returns the Ballot.
    """
    locked = lock(application)
    _refuse(reopening_refusal(actor, locked, day))
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    ballot = current_ballot(locked)
    if ballot.closes_on is not None:
        ballot.closes_on = _future(closes_on, day)
    ballot.closed_by = ballot.closed_at = None
    ballot.save(update_fields=["closes_on", "closed_by", "closed_at"])
    change_state(locked, Act.REOPEN_VOTE, actor=actor, day=day, note=reason.strip())
    return ballot


def _refuse(reason):
    if reason:
        raise ActRefused(reason)


def _deadline(application, sitting, closes_on, day):
    if sitting is None:
        return _future(closes_on, day)
    if not sitting.applications.filter(pk=application.pk).exists():
        raise ActRefused(_("Der Antrag steht nicht auf der Tagesordnung dieser Sitzung."))
    if sitting.kind == Sitting.Kind.CIRCULATION:
        if sitting.opens_on and day < sitting.opens_on:
            raise ActRefused(_("Das Umlaufverfahren hat noch nicht begonnen."))
        return _future(sitting.held_on, day)
    if day < sitting.held_on:
        raise ActRefused(_("Die Sitzung hat noch nicht stattgefunden."))
    return None


def _future(closes_on, day):
    if closes_on is None:
        raise ActRefused(_("Bitte geben Sie an, bis wann abgestimmt werden kann."))
    if closes_on < day:
        raise ActRefused(_("Die Frist liegt in der Vergangenheit."))
    return closes_on
