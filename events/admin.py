"""The office's pages for events, news, success stories, publications, and who gets the newsletter."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.naming import slug_for
from programme.admin import PublicContentAdmin
from programme.admin_base import Act, PortalModelAdmin
from programme.forms import PortalModelForm
from records.uploads import check_upload, store_upload

from .models import Event, News, NewsletterSubscription, Publication, Story
from .services import newsletter
from .wording import date_words

# Addresses that lead elsewhere: /news/feed/, /events/calendar.ics.
RESERVED_SLUGS = {"feed", "calendar"}


class ContentForm(PortalModelForm):
    """The address may stay empty: it is then made from the German title. Later it stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leer: Die Adresse wird aus dem deutschen Titel gebildet.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("Diese Adresse ist vergeben. Bitte wählen Sie eine andere."), code="reserved")
        return slug

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not cleaned.get("slug") and cleaned.get("title_de"):
            model = self._meta.model
            taken = RESERVED_SLUGS.union(model.objects.values_list("slug", flat=True))
            cleaned["slug"] = slug_for(cleaned["title_de"], taken, fallback=model._meta.model_name)
        return cleaned


class EventForm(ContentForm):
    """What the database would refuse is said beside the field that it is about."""

    field_of = {
        "event_undated_has_no_day": "starts_on",
        "event_ends_after_start": "ends_on",
        "event_time_needs_day": "starts_at",
        "event_ends_after_start_time": "ends_at",
        "event_qualifier_needs_number": "participants",
    }

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            event = Event(**{name: value for name, value in cleaned.items() if name != "clusters"})
            for constraint in Event._meta.constraints:
                try:
                    constraint.validate(Event, event)
                except forms.ValidationError as error:
                    self.add_error(self.field_of[constraint.name], error)
        return cleaned


class PublicationForm(ContentForm):
    upload = forms.FileField(
        label=_("Datei hochladen"), required=False, help_text=_("Ersetzt die bisherige Datei, wenn es eine gibt.")
    )

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            check_upload(upload)
        return upload


class ContentAdmin(PublicContentAdmin):
    """What the office writes. Visible from `released_on` on; only what is not visible yet can be deleted."""

    form = ContentForm
    search_fields = ["title_de", "title_en", "slug"]
    autocomplete_fields = ["clusters"]

    def get_readonly_fields(self, request, obj=None):
        """An address that was given once stands in other people's pages and calendars."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        deletable = obj is not None and not _is_released(obj)
        return deletable and self.has_change_permission(request, obj)

    @admin.display(description=_("öffentlich"), boolean=True)
    def is_public(self, obj):
        return _is_released(obj)


def _is_released(obj):
    return obj.released_on is not None and obj.released_on <= timezone.localdate()


@admin.register(Event)
class EventAdmin(ContentAdmin):
    form = EventForm
    list_display = ["title_de", "when", "kind", "city", "is_public", "released_on"]
    list_filter = ["kind", "date_precision", "online"]
    fieldsets = [
        (None, {"fields": ["kind", "title_de", "title_en", "slug", "summary_de", "summary_en", "released_on"]}),
        (
            _("Termin"),
            {
                "fields": ["date_precision", "starts_on", "ends_on", "starts_at", "ends_at"],
                "description": _("Ist nur Monat oder Jahr bekannt, tragen Sie den ersten Tag davon ein."),
            },
        ),
        (_("Ort"), {"fields": ["city", "country", "online", "website"]}),
        (_("Weiteres"), {"fields": ["participants_qualifier", "participants", "note_de", "note_en", "clusters"]}),
    ]

    @admin.display(description=_("Termin"), ordering="starts_on")
    def when(self, event):
        return date_words(event)


class ArticleAdmin(ContentAdmin):
    list_display = ["title_de", "is_public", "released_on", "has_english"]
    fields = [
        "title_de",
        "title_en",
        "slug",
        "teaser_de",
        "teaser_en",
        "body_de",
        "body_en",
        "released_on",
        "clusters",
    ]

    @admin.display(description=_("englisch"), boolean=True)
    def has_english(self, article):
        return bool(article.title_en)


@admin.register(News)
class NewsAdmin(ArticleAdmin):
    pass


@admin.register(Story)
class StoryAdmin(ArticleAdmin):
    list_display = ["title_de", "number", "is_public", "released_on", "has_english"]
    fields = ["number", *ArticleAdmin.fields]


@admin.register(Publication)
class PublicationAdmin(ArticleAdmin):
    form = PublicationForm
    fields = [
        "title_de",
        "title_en",
        "slug",
        "teaser_de",
        "teaser_en",
        "present_file",
        "upload",
        "link",
        "released_on",
        "clusters",
    ]
    readonly_fields = ["present_file"]
    list_select_related = ["document"]

    @admin.display(description=_("Datei"))
    def present_file(self, publication):
        return publication.document.name if publication.document else gettext("noch keine")

    def save_model(self, request, obj, form, change):
        if form.cleaned_data["upload"]:
            obj.document = store_upload(form.cleaned_data["upload"], by=request.user)
        super().save_model(request, obj, form, change)


@admin.register(NewsletterSubscription)
class NewsletterSubscriptionAdmin(PortalModelAdmin):
    """Who gets the newsletter, with the proof. Nobody writes it by hand; the counts stand beside the filter."""

    read_only = True
    list_display = ["email", "language", "signed_up_at", "confirmed_at"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter), "language"]
    search_fields = ["email"]
    fields = ["email", "language", "consent_version", "signed_up_at", "mailed_at", "confirmed_at"]
    acts = [
        Act(
            name="unsubscribe",
            label=pgettext_lazy("newsletter", "Abmelden"),
            run=lambda subscription, form, user: _unsubscribe(subscription, user),
            description=_("Auf Wunsch der Person. Die Adresse wird gelöscht; das lässt sich nicht rückgängig machen."),
            danger=True,
        )
    ]


def _unsubscribe(subscription, user):
    newsletter.unsubscribe(subscription.token, actor=user)
    return gettext("Die Person ist abgemeldet, die Adresse ist gelöscht.")
