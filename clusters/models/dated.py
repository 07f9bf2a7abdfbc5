"""Dated rows: what "holds on a day" means in a query, and the constraint that goes with it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def dated(day, start="starts_on", end="ends_on"):
    """Q: the dated row holds on `day`. An empty start is unknown and holds; the end includes that day."""
    return (Q(**{start: None}) | Q(**{f"{start}__lte": day})) & (Q(**{end: None}) | Q(**{f"{end}__gte": day}))


def ends_after_start(name, start="starts_on", end="ends_on"):
    return models.CheckConstraint(
        condition=Q(**{start: None}) | Q(**{end: None}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("Das Ende liegt vor dem Beginn."),
    )
