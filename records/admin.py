"""The audit trail, for looking only. Files have no page: each is fetched where it belongs, after that place's check."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin

from .models import AuditEntry
from .visibility import visible_to
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
    """Who did what when. Nobody adds, changes or deletes here.

    Free text is not shown: a note may come from a case that this person must not open. It stands at its case.
    """

    read_only = True
    list_display = ["at", "what", "subject", "before", "after", "actor"]
    list_display_links = ["at", "what"]
    list_filter = [VerbFilter]
    list_select_related = ["actor"]
    search_fields = ["subject_key", "actor__name", "actor__email", "verb"]
    search_help_text = _("Sucht nach Nummer oder Name des Gegenstands, Person und Vorgang.")
    date_hierarchy = "at"
    fields = ["at", "actor", "what", "subject", "before", "after"]
    readonly_fields = fields

    def get_queryset(self, request):
        entries = super().get_queryset(request).select_related("actor")
        return visible_to(entries, request.user, timezone.localdate())

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
