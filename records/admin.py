"""The audit trail and the stored files, for looking only."""

from django.contrib import admin
from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin

from .models import AuditEntry, StoredFile
from .responses import attachment
from .services import record
from .words import VERBS, state_in_words, subject_in_words, verb_in_words


class VerbFilter(admin.SimpleListFilter):
    """Only the verbs that occur."""

    title = _("Vorgang")
    parameter_name = "verb"

    def lookups(self, request, model_admin):
        occurring = AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct()
        return sorted(((verb, verb_in_words(verb)) for verb in occurring), key=lambda pair: str(pair[1]))

    def queryset(self, request, queryset):
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(PortalModelAdmin):
    """Who did what when. Nobody adds, changes or deletes here."""

    read_only = True
    list_display = ["at", "what", "subject", "before", "after", "actor"]
    list_display_links = ["at", "what"]
    list_filter = [VerbFilter]
    list_select_related = ["actor"]
    search_fields = ["subject_key", "actor__name", "actor__email", "verb"]
    search_help_text = _("Sucht nach Nummer oder Name des Gegenstands, Person und Vorgang.")
    date_hierarchy = "at"
    fields = ["at", "actor", "what", "subject", "before", "after", "words"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor", "note")

    def get_search_results(self, request, queryset, search_term):
        """The words people see find the verbs behind them."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        wanted = search_term.strip().casefold()
        verbs = [verb for verb, words in VERBS.items() if wanted and wanted in str(words).casefold()]
        return (found | queryset.filter(verb__in=verbs) if verbs else found), duplicates

    @admin.display(description=_("Vorgang"), ordering="verb")
    def what(self, entry):
        return verb_in_words(entry.verb)

    @admin.display(description=_("Gegenstand"), ordering="subject_key")
    def subject(self, entry):
        return f"{subject_in_words(entry.subject_kind)} {entry.subject_key}"

    @admin.display(description=_("vorher"), ordering="from_state")
    def before(self, entry):
        return state_in_words(entry.from_state)

    @admin.display(description=_("nachher"), ordering="to_state")
    def after(self, entry):
        return state_in_words(entry.to_state)

    @admin.display(description=_("Notiz"))
    def words(self, entry):
        return entry.note.text if hasattr(entry, "note") else ""


@admin.register(StoredFile)
class StoredFileAdmin(PortalModelAdmin):
    """Every file in the portal's keeping. A download from here leaves a trace."""

    read_only = True
    list_display = ["name", "content_type", "size_in_words", "uploaded_by", "uploaded_at"]
    list_select_related = ["uploaded_by"]
    search_fields = ["name", "sha256"]
    search_help_text = _("Sucht nach Dateiname und Prüfsumme.")
    fields = ["name", "content_type", "size_in_words", "sha256", "uploaded_by", "uploaded_at", "download"]
    readonly_fields = fields

    @admin.display(description=_("Größe"), ordering="size")
    def size_in_words(self, stored):
        return filesizeformat(stored.size)

    @admin.display(description=_("Inhalt"))
    def download(self, stored):
        return format_html('<a href="{}">{}</a>', download_url(stored), _("Herunterladen"))

    def get_urls(self):
        page = path(
            "<str:token>/download/",
            self.admin_site.admin_view(self.download_view),
            name="records_storedfile_download",
        )
        return [page, *super().get_urls()]

    def download_view(self, request, token):
        """The file as an attachment, for those who may see this page; others find nothing here."""
        stored = StoredFile.objects.filter(token=token).first()
        if stored is None or not self.has_view_permission(request, stored):
            raise Http404
        response = attachment(stored)
        record(actor=request.user, verb="download", subject_kind="file", subject_key=stored.token)
        return response


def download_url(stored):
    """Where the office fetches a file."""
    return reverse("admin:records_storedfile_download", args=[stored.token])
