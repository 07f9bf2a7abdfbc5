"""The audit trail, for looking only, the pictures, and the calendar addresses, to take one back in an emergency.

Files have no page: each is fetched where it belongs, after that place's check.
"""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_administer
from programme import content
from programme.admin import PublicContentAdmin
from programme.admin_base import Act, PortalModelAdmin

from . import feeds
from .models import AuditEntry, CalendarFeed, Picture
from .picture_uses import delete_picture, uses_of
from .shown_pictures import shown
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


class PublishedFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("public", _("öffentlich")), ("hidden", _("nicht öffentlich"))]

    def queryset(self, request, queryset):
        public = Q(published_at__lte=timezone.now())
        match self.value():
            case "public":
                return queryset.filter(public)
            case "hidden":
                return queryset.exclude(public)
        return queryset


@admin.register(Picture)
class PictureAdmin(PublicContentAdmin):
    """All pictures, to correct their descriptions and to delete one for good. They are uploaded where they belong."""

    list_display = ["thumbnail", "alt_de", "alt_en", "uploaded_at", "published_at"]
    list_display_links = ["thumbnail", "alt_de"]
    list_filter = [PublishedFilter, ("alt_en", admin.EmptyFieldListFilter)]
    search_fields = ["alt_de", "alt_en", "token"]
    fields = ["thumbnail", "alt_de", "alt_en", "shown_in", "uploaded_at", "uploaded_by", "published_at"]
    readonly_fields = ["thumbnail", "shown_in", "uploaded_at", "uploaded_by", "published_at"]
    acts = [
        Act(
            name="delete-for-good",
            label=_("Endgültig löschen"),
            danger=True,
            run=lambda picture, form, user: _delete(picture, user),
            description=_(
                "Bild und Adresse verschwinden sofort; das lässt sich nicht rückgängig machen. Es geht nur, wenn das "
                "Bild nirgends mehr gezeigt wird. Kopien, die andere davon haben, bleiben."
            ),
        )
    ]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("Bild"))
    def thumbnail(self, picture):
        found = shown(picture)
        template = '<img class="portal-thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">'
        return format_html(template, found.address, found.width, found.height, found.alt)

    @admin.display(description=_("wird gezeigt in"))
    def shown_in(self, picture):
        """Only what kinds of things: a draft of a cluster is its own until it is submitted."""
        kinds = sorted(str(model._meta.verbose_name) for model in uses_of([picture]).get(picture.pk, ()))
        return ", ".join(kinds) or gettext("nirgends")


def _delete(picture, user):
    delete_picture(picture, actor=user)
    content.bump()
    return gettext("Das Bild ist gelöscht.")


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
