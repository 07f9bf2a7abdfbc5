"""Functions in the web admin: who speaks for whom, and requests that wait for the office."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import services
from clusters.models import Function
from programme.admin_base import Act, PortalHistoryAdmin

from .acting import LastDayForm, when


def _waits(function):
    return function.confirmed_on is None and function.ends_on is None


def _runs(function):
    return function.confirmed_on is not None and (function.ends_on is None or function.ends_on >= timezone.localdate())


class WaitingFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("wartet auf Bestätigung")), ("held", _("gilt heute"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.filter(confirmed_on=None, ends_on=None)
        if self.value() == "held":
            return queryset.held_on(timezone.localdate()).exclude(confirmed_on=None)
        return queryset


@admin.register(Function)
class FunctionAdmin(PortalHistoryAdmin):
    """New functions are given on the page of the cluster or organisation."""

    read_only = True
    list_display = ["user", "kind", "subject", "starts_on", "ends_on", "confirmed_on"]
    list_filter = [WaitingFilter, "kind"]
    list_select_related = ["user", "cluster", "organisation"]
    search_fields = ["user__name", "user__email", "cluster__search_text", "organisation__normalised_name"]
    fields = ["user", "kind", "cluster", "organisation", "starts_on", "ends_on", "confirmed_on"]
    acts = [
        Act(
            name="confirm",
            label=_("Bestätigen"),
            allowed=when(_waits),
            run=lambda function, form, user: services.confirm_function(function, actor=user, day=timezone.localdate()),
            description=_("Die Person darf ab heute handeln und erfährt davon."),
            primary=True,
        ),
        Act(
            name="decline",
            label=_("Ablehnen"),
            allowed=when(_waits),
            run=lambda function, form, user: services.decline_function(function, actor=user, day=timezone.localdate()),
            description=_("Die Anfrage endet heute. Die Person erfährt davon."),
            danger=True,
        ),
        Act(
            name="end",
            label=_("Funktion beenden"),
            form_class=LastDayForm,
            allowed=when(_runs),
            run=lambda function, form, user: services.end_function(
                function, ends_on=form.cleaned_data["ends_on"], actor=user, day=timezone.localdate()
            ),
            description=_("Mit Ablauf des letzten Tages darf die Person nicht mehr handeln. Sie erfährt davon."),
            danger=True,
        ),
    ]

    @admin.display(description=_("Cluster oder Organisation"))
    def subject(self, function):
        return function.cluster or function.organisation
