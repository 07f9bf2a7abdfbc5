"""What is different between two versions of the catalogue, as rows that people read."""

from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from ..result import groups_of

NOT_COMPARED = {"id", "version", "in_force_from", "self_check_open", "catalogue", "group", "criterion", "code"}


class Kind:
    ADDED = gettext_lazy("neu")
    REMOVED = gettext_lazy("entfallen")
    CHANGED = gettext_lazy("geändert")


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is the catalogue, a group or a criterion; `field` with `old` and `new` where something changed."""

    what: str
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""


def changes_between(old, new):
    """Every difference from one version to another, groups and criteria matched by their codes."""
    rows = _fields(_("Katalog"), CriteriaCatalogue, old, new)
    before = {group.code: group for group in groups_of(old)}
    after = {group.code: group for group in groups_of(new)}
    rows += _matched(CriterionGroup, before, after, lambda group: _("Gruppe %(code)s") % {"code": group.code})
    rows += _matched(Criterion, _criteria(old), _criteria(new), lambda one: f"{one.code} {one.name_de}")
    rows += _matched(
        CriterionFigure,
        _figures(old),
        _figures(new),
        lambda one: _("%(code)s, Zahl „%(name)s“") % {"code": one.criterion.code, "name": one.name_de},
    )
    return rows


def number_of_changes(old, new):
    return len(changes_between(old, new))


def _criteria(catalogue):
    """By code. One that moves to another group keeps its code, and the group counts as one of its fields."""
    found = {}
    for group in groups_of(catalogue):
        for criterion in group.criteria.all():
            criterion.group = group
            found[criterion.code] = criterion
    return found


def _figures(catalogue):
    """What the criteria ask for in figures, by the codes of criterion and figure."""
    asked = CriterionFigure.objects.filter(criterion__group__catalogue=catalogue).select_related("criterion")
    return {(figure.criterion.code, figure.code): figure for figure in asked}


def _matched(model, before, after, named):
    rows = []
    for code, one in before.items():
        if code not in after:
            rows.append(Change(named(one), Kind.REMOVED))
    for code, one in after.items():
        if code not in before:
            rows.append(Change(named(one), Kind.ADDED))
            continue
        rows += _fields(named(one), model, before[code], one)
        if model is Criterion and before[code].group.code != one.group.code:
            moved = (before[code].group.code, one.group.code)
            rows.append(Change(named(one), Kind.CHANGED, _("Gruppe"), *moved))
    return rows


def _fields(what, model, old, new):
    return [
        Change(what, Kind.CHANGED, str(field.verbose_name), _shown(old, field), _shown(new, field))
        for field in model._meta.fields
        if field.name not in NOT_COMPARED and getattr(old, field.attname) != getattr(new, field.attname)
    ]


def _shown(obj, field):
    value = getattr(obj, field.attname)
    if value is None or value == "":
        return _("leer")
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return str(getattr(obj, f"get_{field.name}_display")()) if field.choices else str(localize(value))
