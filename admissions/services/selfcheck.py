"""Own points from the self-check into a draft: what is there already is never overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..models import Answer, Criterion
from ..workflow import State
from .drafts import AnswerChange, open_application, save_answers
from .states import SUBJECT_KIND, lock


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What somebody chose in the self-check: points by criterion code, and the version of the catalogue shown."""

    version: str
    points: Mapping[str, int]

    @classmethod
    def of(cls, catalogue, points):
        """Without the criteria that were left open."""
        return cls(catalogue.version, {code: given for code, given in points.items() if given is not None})


@transaction.atomic
def take_over_self_check(application, choice, *, actor, day):
    """The chosen points into a draft, wherever it has no own points yet. Returns the number of points taken over.

    By criterion code, also from another version; what is above a criterion's maximum there comes from another scale
    and is left out. Texts stay as they are; an answer's version rises as with any change, so that a page open
    elsewhere notices. Raises ActRefused; then nothing is written.
    """
    locked = lock(application)
    if locked.state != State.DRAFT:
        raise ActRefused(_("Die Einschätzung lässt sich nur in einen Entwurf übernehmen."))
    answers = {answer.criterion_id: answer for answer in Answer.objects.filter(application=locked)}
    changes = []
    for criterion in Criterion.objects.filter(group__catalogue=locked.catalogue_id):
        points, answer = choice.points.get(criterion.code), answers.get(criterion.pk)
        if points is None or not 0 <= points <= criterion.max_points:
            continue
        if answer is not None and answer.own_points is not None:
            continue
        text, version = (answer.text, answer.version) if answer else ("", 0)
        changes.append(AnswerChange(criterion, text, points, version))
    save_answers(locked, changes, actor=actor, day=day)
    if changes:
        record(
            actor=actor,
            verb="take_over_self_check",
            subject_kind=SUBJECT_KIND,
            subject_key=locked.number,
            to_state=str(len(changes)),
        )
    return len(changes)


@transaction.atomic
def open_with_self_check(cluster, choice, *, actor, day):
    """As open_application, with the points of the self-check in the new draft. Returns (application, number)."""
    application = open_application(cluster, actor=actor, day=day)
    return application, take_over_self_check(application, choice, actor=actor, day=day)
