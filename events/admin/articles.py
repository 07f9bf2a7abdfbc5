"""The office's pages for news, success stories and publications."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.uploads import check_upload, store_upload

from ..models import News, Publication, Story
from .content import ContentAdmin, ContentForm


class PublicationForm(ContentForm):
    upload = forms.FileField(
        label=_("Datei hochladen"), required=False, help_text=_("Ersetzt die bisherige Datei, wenn es eine gibt.")
    )

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            check_upload(upload)
        return upload


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
