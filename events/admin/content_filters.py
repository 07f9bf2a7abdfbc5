"""Filters of the lists of content: how far a piece is, and whether its English is missing."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..contributing import Stage


class StageFilter(admin.SimpleListFilter):
    """The stages of events.contributing, as conditions."""

    title = _("Stand")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return Stage.choices()

    def queryset(self, request, queryset):
        day = timezone.localdate()
        unreleased = Q(released_on=None)
        conditions = {
            Stage.RELEASED: Q(released_on__lte=day),
            Stage.PLANNED: Q(released_on__gt=day),
            Stage.DECLINED: unreleased & Q(declined_at__isnull=False),
            Stage.RETURNED: unreleased & Q(declined_at=None, returned_at__isnull=False),
            Stage.SUBMITTED: unreleased & Q(declined_at=None, returned_at=None, submitted_at__isnull=False),
            Stage.DRAFT: unreleased & Q(submitted_at=None),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class EnglishFilter(admin.SimpleListFilter):
    """What still has to be translated."""

    title = _("Englisch")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("missing", _("englisch fehlt")), ("there", _("englisch vorhanden"))]

    def queryset(self, request, queryset):
        missing = Q(title_en="")
        for name in ("teaser", "body", "summary"):
            if hasattr(queryset.model, f"{name}_de"):
                missing |= ~Q(**{f"{name}_de": ""}) & Q(**{f"{name}_en": ""})
        if self.value() == "missing":
            return queryset.filter(missing)
        return queryset.exclude(missing) if self.value() == "there" else queryset


def lacks_english(content):
    """Whether a text of a row is there in German only; the filter above as a function."""
    parts = [name for name in ("title", "teaser", "body", "summary") if hasattr(content, f"{name}_de")]
    return any(getattr(content, f"{name}_de") and not getattr(content, f"{name}_en") for name in parts)
