"""Versions of the catalogue: a version in use is copied, never changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme import content
from records.errors import ActRefused
from records.services import record

from .. import scoring
from ..models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from ..permissions import is_office
from ..result import spec_of

SUBJECT_KIND = "catalogue"


def is_used(catalogue):
    """Whether an application rests on this version: then nothing of it can be changed any more."""
    return catalogue.applications.exists()


def is_fixed(catalogue):
    """Whether groups, criteria and rule are fixed: the version is used, or has a day from which it is in force."""
    return catalogue.in_force_from is not None or is_used(catalogue)


def refuse_fixed(catalogue):
    """Raises ActRefused when the version can no longer be changed; else keeps it so until the transaction ends."""
    if is_fixed(CriteriaCatalogue.objects.select_for_update().get(pk=catalogue.pk)):
        raise ActRefused(
            _("Die Fassung %(version)s gilt oder wird benutzt. Sie lässt sich nicht ändern, nur kopieren.")
            % {"version": catalogue.version}
        )


def _locked_for_office(catalogue, actor, day):
    if not is_office(actor, day):
        raise ActRefused(_("Kataloge führt das Programmbüro."))
    return CriteriaCatalogue.objects.select_for_update().get(pk=catalogue.pk)


@transaction.atomic
def put_into_force(catalogue, *, on, actor, day):
    """Applications opened from `on` (today or later) rest on this version; groups, criteria and rule are fixed.

    Applications opened before keep theirs. Raises ActRefused.
    """
    locked = _locked_for_office(catalogue, actor, day)
    if locked.in_force_from is not None:
        raise ActRefused(_("Für diese Fassung ist schon ein Tag festgelegt."))
    if on < day:
        raise ActRefused(_("Eine Fassung kann frühestens heute in Kraft treten."))
    other = CriteriaCatalogue.objects.filter(in_force_from=on).first()
    if other is not None:
        raise ActRefused(_("An diesem Tag tritt schon die Fassung %(version)s in Kraft.") % {"version": other.version})
    problems = scoring.check_spec(spec_of(locked))
    if problems:
        raise ActRefused(" ".join(problems))
    locked.in_force_from = on
    locked.save(update_fields=["in_force_from"])
    record(
        actor=actor,
        verb="put_into_force",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.version,
        to_state=on.isoformat(),
    )
    content.bump()
    return locked


@transaction.atomic
def take_back_force(catalogue, *, actor, day):
    """The version becomes a draft again, as long as no application rests on it. Raises ActRefused."""
    locked = _locked_for_office(catalogue, actor, day)
    if locked.in_force_from is None:
        raise ActRefused(_("Für diese Fassung ist kein Tag festgelegt."))
    if is_used(locked):
        raise ActRefused(_("Auf dieser Fassung beruhen Anträge. Sie bleibt in Kraft, bis eine neue gilt."))
    before = locked.in_force_from
    locked.in_force_from = None
    locked.save(update_fields=["in_force_from"])
    record(
        actor=actor,
        verb="take_back_force",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.version,
        from_state=before.isoformat(),
    )
    content.bump()
    return locked


@transaction.atomic
def set_self_check(catalogue, *, is_open, actor, day):
    """Whether visitors find the self-check while this version is in force; also for a version in use."""
    locked = _locked_for_office(catalogue, actor, day)
    if locked.self_check_open == is_open:
        return locked
    locked.self_check_open = is_open
    locked.save(update_fields=["self_check_open"])
    record(
        actor=actor,
        verb="open_self_check" if is_open else "close_self_check",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.version,
    )
    content.bump()
    return locked


@transaction.atomic
def copy_catalogue(catalogue, *, version, actor, day):
    """A new version with the same groups and criteria, not in force, to be changed at will. Returns it."""
    if not is_office(actor, day):
        raise ActRefused(_("Kataloge führt das Programmbüro."))
    if CriteriaCatalogue.objects.filter(version=version).exists():
        raise ActRefused(_("Die Fassung %(version)s gibt es schon.") % {"version": version})
    source = CriteriaCatalogue.objects.prefetch_related("groups__criteria__figures").get(pk=catalogue.pk)
    groups = [(group, list(group.criteria.all())) for group in source.groups.all()]
    values = {field.name: getattr(source, field.name) for field in source._meta.fields if not field.primary_key}
    copy = CriteriaCatalogue.objects.create(**{**values, "version": version, "in_force_from": None})
    for group, criteria in groups:
        copied = CriterionGroup.objects.create(
            catalogue=copy, code=group.code, position=group.position, name_de=group.name_de, name_en=group.name_en
        )
        figures = [(criterion, figure) for criterion in criteria for figure in criterion.figures.all()]
        for criterion in criteria:
            criterion.pk, criterion.group = None, copied
            criterion._state.adding = True
        Criterion.objects.bulk_create(criteria)
        for criterion, figure in figures:
            figure.pk, figure.criterion = None, criterion
            figure._state.adding = True
        CriterionFigure.objects.bulk_create(figure for _criterion, figure in figures)
    record(
        actor=actor,
        verb="copy_catalogue",
        subject_kind=SUBJECT_KIND,
        subject_key=version,
        from_state=catalogue.version,
    )
    return copy
