"""The programme's own pages in the web admin: settings, plain pages, Länder, fields, names, its own work."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import content, renaming
from .admin_base import PortalHistoryAdmin, PortalModelAdmin, PortalStackedInline
from .models import (
    AccessibilityStatement,
    ActivityRecord,
    ContentPage,
    KnownBarrier,
    Land,
    LineRecording,
    OwnerName,
    ProgrammeSettings,
    TechnologyField,
)


class PublicContentAdmin(PortalModelAdmin):
    """For rows that public pages show: saving or deleting one makes cached pages new."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        content.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        content.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        content.bump()


class NamedAdmin(PublicContentAdmin):
    """For rows whose names others keep to be searched."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        renaming.renamed(obj)


@admin.register(ProgrammeSettings)
class ProgrammeSettingsAdmin(PublicContentAdmin):
    """One row: the list leads straight to it."""

    view_roles = ("office", "administrator")
    change_roles = ("administrator",)
    readonly_fields = ["is_demo"]
    fieldsets = [
        (None, {"fields": ["office_email", "office_phone", "register_complete_since", "is_demo"]}),
        (
            _("Aufnahme"),
            {
                "fields": [
                    "completion_days",
                    "idle_draft_days",
                    "invitation_days",
                    "review_days",
                    "conflict_lookback_months",
                    "hide_own_points",
                    "disagreement_points",
                ]
            },
        ),
        (
            _("Silber und Labels"),
            {
                "fields": [
                    "silver_transition_day",
                    "silver_at_risk_months",
                    "silver_benchmarking_lead_months",
                    "silver_assessment_lead_months",
                    "benchmarking_first_months",
                    "benchmarking_interval_months",
                    "benchmarking_soon_months",
                    "label_expires_soon_months",
                ]
            },
        ),
        (
            _("Mitgliedschaft"),
            {
                "fields": [
                    "notice_months",
                    "notice_to_month_end",
                    "figures_key_month",
                    "figures_key_day",
                    "figures_due_month",
                    "figures_due_day",
                    "figures_jump_percent",
                    "size_class_bounds",
                ]
            },
        ),
        (_("Newsletter"), {"fields": ["newsletter_unconfirmed_days", "newsletter_batch_size"]}),
        (_("Clusterwochen"), {"fields": ["submission_unconfirmed_days", "submission_contact_days"]}),
    ]

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        row = ProgrammeSettings.load()
        return HttpResponseRedirect(reverse("admin:programme_programmesettings_change", args=[row.pk]))


@admin.register(ContentPage)
class ContentPageAdmin(PublicContentAdmin, PortalHistoryAdmin):
    list_display = ["title_de", "key", "has_english", "reviewed_on"]
    fields = ["key", "title_de", "title_en", "body_de", "body_en", "video_url", "reviewed_on"]
    markdown_fields = ("body_de", "body_en")

    def get_fields(self, request, obj=None):
        """Only the page on sign language shows a video."""
        names = super().get_fields(request, obj)
        if obj is None or obj.key == ContentPage.Key.SIGN_LANGUAGE:
            return names
        return [name for name in names if name != "video_url"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def has_add_permission(self, request):
        """The pages are those that the portal links to; all of them are there from the start."""
        return super().has_add_permission(request) and ContentPage.objects.count() < len(ContentPage.Key)

    @admin.display(description=_("Englischer Text"), boolean=True)
    def has_english(self, page):
        return bool(page.title_en and page.body_en)


class KnownBarrierInline(PortalStackedInline):
    model = KnownBarrier
    extra = 1
    fields = [
        "position",
        "what_de",
        "what_en",
        "reason",
        "explanation_de",
        "explanation_en",
        "alternative_de",
        "alternative_en",
        "until",
    ]


@admin.register(AccessibilityStatement)
class AccessibilityStatementAdmin(PublicContentAdmin, PortalHistoryAdmin):
    """One row, with the known barriers below: the list leads straight to it."""

    fieldsets = [
        (None, {"fields": ["conformance", "standard", "method", "assessor", "prepared_on", "reviewed_on"]}),
        (_("Barrieren melden"), {"fields": ["contact_name", "contact_email", "contact_phone"]}),
        (
            _("Schlichtungsstelle"),
            {
                "fields": [
                    "conciliation_name",
                    "conciliation_address",
                    "conciliation_website",
                    "conciliation_email",
                ]
            },
        ),
    ]
    inlines = [KnownBarrierInline]

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        row = AccessibilityStatement.load()
        return HttpResponseRedirect(reverse("admin:programme_accessibilitystatement_change", args=[row.pk]))


@admin.register(Land)
class LandAdmin(NamedAdmin):
    """The 16 Länder are given; only their names can be put right."""

    list_display = ["name_de", "name_en", "iso"]
    readonly_fields = ["iso", "ags"]
    fields = ["iso", "ags", "name_de", "name_en"]
    search_fields = ["name_de", "name_en"]

    def has_add_permission(self, request):
        return False


@admin.register(TechnologyField)
class TechnologyFieldAdmin(NamedAdmin):
    list_display = ["name_de", "name_en", "code"]
    fields = ["code", "name_de", "name_en"]
    search_fields = ["name_de", "name_en", "code"]
    deletable = True

    def get_readonly_fields(self, request, obj=None):
        """The code stands in addresses and import files."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """A field that clusters bear stays."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.clusters.exists()


@admin.register(OwnerName)
class OwnerNameAdmin(PublicContentAdmin):
    list_display = ["name_de", "short_name", "valid_from", "valid_until"]
    fields = ["valid_from", "valid_until", "short_name", "name_de", "name_en"]
    deletable = True


@admin.register(ActivityRecord)
class ActivityRecordAdmin(PublicContentAdmin, PortalHistoryAdmin):
    list_display = ["title_de", "kind", "on", "date_precision", "number", "source"]
    list_filter = ["kind"]
    date_hierarchy = "on"
    search_fields = ["title_de", "title_en", "source"]
    fields = ["kind", "on", "date_precision", "title_de", "title_en", "number", "source", "recorded_by"]
    readonly_fields = ["recorded_by"]
    deletable = True

    def save_model(self, request, obj, form, change):
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(LineRecording)
class LineRecordingAdmin(PublicContentAdmin):
    """The lines are given; only the day from which each is recorded can be set."""

    list_display = ["line", "recorded_since"]
    fields = ["line", "recorded_since"]
    readonly_fields = ["line"]

    def has_add_permission(self, request):
        return False
