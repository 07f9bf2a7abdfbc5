"""What was reminded of, and what will be in the next days."""

from collections import defaultdict

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.models import Ladder, Reminder
from notifications.services import plan
from programme.admin_base import PortalModelAdmin
from programme.templatetags.portal import translated
from records.visibility import closed_keys, visible_to

HORIZONS = (30, 90)


class KindFilter(admin.SimpleListFilter):
    """Kinds by the names of their ladders."""

    title = _("Leiter")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(ladder.kind, translated(ladder, "name")) for ladder in Ladder.objects.order_by("name_de")]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Reminder)
class ReminderAdmin(PortalModelAdmin):
    """The ledger: proof of what was sent to whom, and the way to the plan."""

    read_only = True
    list_display = ["subject_key", "rung", "to", "due_on", "created_at", "state"]
    list_filter = [KindFilter]
    search_fields = ["subject_key", "message__to_email", "message__subject"]
    search_help_text = _("Sucht nach Gegenstand, Adresse und Betreff.")
    date_hierarchy = "created_at"
    fields = ["subject_key", "kind", "rung", "to", "due_on", "as_of", "created_at", "mail", "state"]
    readonly_fields = fields

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("message")
        return visible_to(rows, request.user, timezone.localdate(), kind="kind")

    @admin.display(description=_("An"), ordering="message__to_email")
    def to(self, reminder):
        return reminder.message.to_email

    @admin.display(description=_("Stand"), ordering="message__state")
    def state(self, reminder):
        return reminder.message.get_state_display()

    @admin.display(description=_("Nachricht"))
    def mail(self, reminder):
        address = reverse("admin:notifications_outboxmessage_change", args=[reminder.message_id])
        return format_html('<a href="{}">{}</a>', address, reminder.message.subject)

    def get_urls(self):
        page = path("plan/", self.admin_site.admin_view(self.plan_view), name="notifications_reminder_plan")
        return [page, *super().get_urls()]

    def plan_view(self, request):
        """What goes out in the next 30 or 90 days, to whom and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = int(request.GET["days"]) if request.GET.get("days") in {str(days) for days in HORIZONS} else HORIZONS[0]
        planned = _visible(plan(timezone.localdate(), days), request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Was geht in den nächsten %(days)s Tagen hinaus?") % {"days": days},
            "opts": self.opts,
            "planned": planned,
            "mail_count": sum(len(entry.recipients) for entry in planned),
            "chips": [
                {
                    "label": gettext("%(days)s Tage") % {"days": horizon},
                    "url": f"?days={horizon}",
                    "current": horizon == days,
                    "count": None,
                }
                for horizon in HORIZONS
            ],
        }
        return TemplateResponse(request, "admin/notifications/reminder/plan.html", context)


def _visible(planned, user):
    """The plan without what is about a subject that is closed to the person."""
    day = timezone.localdate()
    keys = defaultdict(set)
    for entry in planned:
        keys[entry.kind].add(entry.subject_key)
    closed = {kind: closed_keys(kind, subjects, user, day) for kind, subjects in keys.items()}
    return [entry for entry in planned if entry.subject_key not in closed[entry.kind]]
