"""Versions of the catalogue: a version in use is copied, never changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from ..permissions import is_office


def is_used(catalogue):
    """Whether an application rests on this version: then nothing of it can be changed any more."""
    return catalogue.applications.exists()


def is_fixed(catalogue):
    """Whether groups, criteria and rule are fixed: the version is used, or has a day from which it is in force."""
    return catalogue.in_force_from is not None or is_used(catalogue)


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
        subject_kind="catalogue",
        subject_key=version,
        from_state=catalogue.version,
    )
    return copy
