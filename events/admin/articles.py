"""The office's pages for news, success stories and publications."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.shown_pictures import shown
from records.uploads import check_upload

from ..articles_page import article_context
from ..models import News, Publication, Story
from ..picture_fields import PictureField, check_described, describe_again, english_description, german_description
from ..services import publishing
from ..services.publishing import NO_SOURCE
from .content import IMAGE_FIELDS, ContentAdmin, PicturesForm
from .content_filters import EnglishFilter, StageFilter, lacks_english
from .content_saving import keep_document, keep_picture


class ArticleForm(PicturesForm):
    """The same with the picture above the text."""

    lead = PictureField(
        label=_("Titelbild"),
        help_text=_("PNG oder JPEG. Ein neues ersetzt das bisherige; eine Beschreibung ohne Bild gilt dem bisherigen."),
    )
    lead_alt_de = german_description()
    lead_alt_en = english_description()
    lead_remove = forms.BooleanField(label=_("Das bisherige Titelbild entfernen"), required=False)

    def clean(self):
        cleaned = super().clean()
        check_described(self, cleaned, "lead", "lead_alt", self.instance.picture)
        return cleaned


class StoryForm(ArticleForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Story.Kind.REPORT and cleaned.get("number"):
            self.add_error("number", _("Eine Clusterreportage hat keine Nummer."))
        return cleaned

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        if kind != Story.Kind.SUCCESS and self.instance.number and "number" not in self.fields:
            raise forms.ValidationError(_("Dieser ClusterERFOLG hat seine Nummer schon und bleibt in der Reihe."))
        return kind


class PublicationForm(ArticleForm):
    upload = forms.FileField(
        label=_("Datei hochladen"), required=False, help_text=_("Ersetzt die bisherige Datei, wenn es eine gibt.")
    )

    def clean(self):
        """What the public sees leads somewhere."""
        cleaned = super().clean()
        is_out = self.instance.released_on or cleaned.get("released_on")
        has_file = cleaned.get("upload") or self.instance.document_id or "upload" in self.errors
        if is_out and not has_file and not cleaned.get("link") and "link" not in self.errors:
            self.add_error("upload", NO_SOURCE)
        return cleaned

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            check_upload(upload)
        return upload


LEAD_FIELDS = (
    _("Titelbild"),
    {
        "fields": [
            "present_picture",
            "lead",
            ("lead_alt_de", "lead_alt_en"),
            ("caption_de", "caption_en"),
            "credit",
            "lead_remove",
        ]
    },
)
RELEASE_FIELDS = (_("Freigabe"), {"fields": ["released_on", "clusters", "contribution"]})


class ArticleAdmin(ContentAdmin):
    form = ArticleForm
    uploads = {"image": keep_picture, "lead": keep_picture}
    list_display = ["title_de", "stage", "released_on", "english"]
    list_filter = [StageFilter, EnglishFilter]
    list_select_related = ["contributed_for"]
    readonly_fields = ["present_picture", "contribution"]
    preview_template = "events/office_article.html"
    heading_fields = [("title_de", "title_en"), "slug", ("teaser_de", "teaser_en")]

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": self.heading_fields}),
            (_("Text"), {"fields": ["body_de", "body_en"]}),
            IMAGE_FIELDS,
            LEAD_FIELDS,
            RELEASE_FIELDS,
        ]

    def save_model(self, request, obj, form, change):
        picture = self.taken_picture(request, form, "lead")
        if picture:
            obj.picture = picture
        elif form.cleaned_data.get("lead_remove"):
            obj.picture = None
        elif obj.picture and (form.cleaned_data["lead_alt_de"] or form.cleaned_data["lead_alt_en"]):
            describe_again(obj.picture, form.cleaned_data["lead_alt_de"], form.cleaned_data["lead_alt_en"])
        super().save_model(request, obj, form, change)

    def preview_context(self, row, day):
        return article_context(row, day)

    @admin.display(description=_("Englisch"))
    def english(self, article):
        return gettext("englisch fehlt") if lacks_english(article) else gettext("vorhanden")

    @admin.display(description=_("Bisheriges Titelbild"))
    def present_picture(self, article):
        if article is None or not article.picture:
            return gettext("noch keines")
        picture = shown(article.picture)
        template = '<img class="portal-thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">'
        return format_html(template, picture.address, picture.width, picture.height, picture.alt)


@admin.register(News)
class NewsAdmin(ArticleAdmin):
    pass


@admin.register(Story)
class StoryAdmin(ArticleAdmin):
    form = StoryForm
    list_display = ["title_de", "kind", "number", "stage", "released_on", "english"]
    list_filter = [StageFilter, EnglishFilter, "kind"]
    heading_fields = [("kind", "number"), *ArticleAdmin.heading_fields]

    def get_readonly_fields(self, request, obj=None):
        """A number that was given at the release stays, also when the story is taken back."""
        given = obj is not None and obj.number is not None and obj.first_released_on is not None
        return [*super().get_readonly_fields(request, obj), *(["number"] if given else [])]

    def save_model(self, request, obj, form, change):
        """A report that joins the series after its release gets its number now."""
        if change:
            publishing.give_number(obj)
        super().save_model(request, obj, form, change)


@admin.register(Publication)
class PublicationAdmin(ArticleAdmin):
    form = PublicationForm
    uploads = {**ArticleAdmin.uploads, "upload": keep_document}
    readonly_fields = ["present_file", *ArticleAdmin.readonly_fields]

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": self.heading_fields}),
            (_("Datei oder Link"), {"fields": ["present_file", "upload", "pages", "link"]}),
            (_("Text"), {"fields": ["body_de", "body_en"]}),
            IMAGE_FIELDS,
            LEAD_FIELDS,
            RELEASE_FIELDS,
        ]

    @admin.display(description=_("Datei"))
    def present_file(self, publication):
        return publication.document.name if publication.document else gettext("noch keine")

    def save_model(self, request, obj, form, change):
        document = self.taken(request, "upload")
        if document is not None:
            obj.document = document
        super().save_model(request, obj, form, change)
