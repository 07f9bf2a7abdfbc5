"""The audit trail, for looking only, and the calendar addresses, to take one back in an emergency.

Files have no page: each is fetched where it belongs, after that place's check.
"""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_administer
from programme.admin_base import Act, PortalModelAdmin

from . import feeds
from .models import AuditEntry, CalendarFeed
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


class InUseFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("gültig")), ("revoked", _("zurückgezogen"))]

    def queryset(self, request, queryset):
        match self.value():
            case "open":
                return queryset.filter(revoked_at=None)
            case "revoked":
                return queryset.exclude(revoked_at=None)
        return queryset


@admin.register(CalendarFeed)
class CalendarFeedAdmin(PortalModelAdmin):
    """Whose calendar programs fetch deadlines, and since when. The addresses themselves are kept nowhere."""

    view_roles = ("administrator",)
    change_roles = ()
    read_only = True
    list_display = ["user", "scope", "subject", "created_at", "last_used_on", "revoked_at"]
    list_filter = [InUseFilter, "scope"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "subject"]
    search_help_text = _("Sucht nach Person und Cluster.")
    fields = ["user", "scope", "subject", "created_at", "last_used_on", "revoked_at"]
    readonly_fields = fields
    acts = [
        Act(
            name="revoke",
            label=_("Adresse zurückziehen"),
            danger=True,
            allowed=lambda feed, user: feed.revoked_at is None and may_administer(user, timezone.localdate()),
            run=lambda feed, form, user: feeds.take_back(feed, actor=user, day=timezone.localdate()),
            description=_(
                "Die Adresse gibt sofort nichts mehr heraus, und das lässt sich nicht rückgängig machen. Die Person "
                "kann sich eine neue erzeugen."
            ),
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")
