"""What was reminded of, and who does not want which reminders."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from notifications.models import Ladder, MailChoice, Reminder
from programme.admin_base import PortalModelAdmin
from programme.templatetags.portal import translated
from records.visibility import visible_to

from .plan import KindFilter, PlanMixin


@admin.register(Reminder)
class ReminderAdmin(PlanMixin, PortalModelAdmin):
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


@admin.register(MailChoice)
class MailChoiceAdmin(PortalModelAdmin):
    """Who switched which courtesies off: these people get no such mail, and no task comes of it."""

    read_only = True
    list_display = ["user", "ladder", "chosen_at"]
    list_filter = [KindFilter]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    search_help_text = _("Sucht nach Name und Adresse.")
    fields = ["user", "ladder", "chosen_at"]
    readonly_fields = fields

    def get_queryset(self, request):
        ladders = Ladder.objects.filter(kind=OuterRef("kind"))
        return (
            super()
            .get_queryset(request)
            .annotate(name_de=Subquery(ladders.values("name_de")), name_en=Subquery(ladders.values("name_en")))
        )

    @admin.display(description=_("Erinnerungen"), ordering="kind")
    def ladder(self, choice):
        return translated(choice, "name") if choice.name_de else choice.kind
