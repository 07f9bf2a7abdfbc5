"""Tasks of the office: what the portal could not do by itself."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications import services
from notifications.models import OfficeTask
from notifications.permissions import may_manage_outbox
from programme.admin_base import Act, PortalModelAdmin
from programme.templatetags.portal import translated
from records.visibility import visible_to


class OpenFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("offen")), ("done", _("erledigt"))]

    def queryset(self, request, queryset):
        match self.value():
            case "open":
                return queryset.filter(done_at=None)
            case "done":
                return queryset.exclude(done_at=None)
        return queryset


@admin.register(OfficeTask)
class OfficeTaskAdmin(PortalModelAdmin):
    read_only = True
    list_display = ["text", "is_open", "created_at", "done_at", "done_by"]
    list_filter = [OpenFilter]
    list_select_related = ["done_by"]
    search_fields = ["text_de", "text_en", "subject_key"]
    search_help_text = _("Sucht im Text und nach dem Gegenstand.")
    fields = ["text", "subject_key", "created_at", "done_at", "done_by"]
    readonly_fields = fields
    acts = [
        Act(
            name="done",
            label=_("Erledigt"),
            primary=True,
            allowed=lambda task, user: task.done_at is None and may_manage_outbox(user, timezone.localdate()),
            run=lambda task, form, user: services.finish_task(task, actor=user),
            description=_("Die Aufgabe gilt als erledigt. Ihr Name und der Zeitpunkt werden festgehalten."),
        )
    ]

    def get_queryset(self, request):
        return visible_to(super().get_queryset(request).select_related("done_by"), request.user, timezone.localdate())

    @admin.display(description=_("Aufgabe"), ordering="text_de")
    def text(self, task):
        return translated(task, "text")

    @admin.display(description=_("offen"), boolean=True)
    def is_open(self, task):
        return task.done_at is None
