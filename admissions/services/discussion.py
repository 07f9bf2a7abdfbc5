"""The board's discussion of a case: read and written by members who may see the others' reviews, read by the office."""

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..models import ConflictDeclaration, Contribution
from ..permissions import conflict_value, roles_for, sees_others
from ..workflow import REVIEW_STATES, Role
from .states import SUBJECT_KIND, lock


def refusal(user, application, day):
    """Why a person may not write now, as a translated sentence; None when the person may."""
    if Role.BOARD not in roles_for(user, application, day):
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if conflict_value(user, application) != ConflictDeclaration.Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    if not sees_others(user, application):
        return _("An der Aussprache nehmen Sie teil, sobald Sie Ihr eigenes Gutachten abgegeben haben.")
    if application.state not in REVIEW_STATES:
        return _("Die Empfehlung ist festgehalten, die Aussprache ist beendet.")
    return None


@transaction.atomic
def contribute(application, *, actor, day, text, corrects=None):
    """Write a contribution; `corrects` names an own earlier one that it puts right. Nothing is ever changed.

    The log says that somebody wrote, not what. Raises ActRefused. Returns the Contribution.
    """
    locked = lock(application)
    reason = refusal(actor, locked, day)
    if reason:
        raise ActRefused(reason)
    if not text.strip():
        raise ActRefused(_("Bitte schreiben Sie einen Text."))
    if corrects is not None and (corrects.application_id != locked.pk or corrects.author_id != actor.pk):
        raise ActRefused(_("Berichtigen können Sie nur Ihre eigenen Beiträge."))
    made = Contribution.objects.create(
        application=locked, round=locked.round, author=actor, text=text.strip(), corrects=corrects
    )
    record(actor=actor, verb="contribute", subject_kind=SUBJECT_KIND, subject_key=locked.number)
    return made


def contributions_of(application):
    """The whole discussion, oldest first (one query)."""
    return application.contributions.select_related("author", "corrects__author")
