"""What the admin pages of events and articles have in common."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.naming import slug_for
from programme.admin import PublicContentAdmin
from programme.forms import PortalModelForm
from programme.templatetags.portal import german_date, german_datetime

from ..contributing import Stage
from ..listing import with_public_clusters
from ..models import RESERVED_SLUGS
from ..picture_fields import (
    PictureField,
    check_described,
    english_description,
    german_description,
    put_into_texts,
)
from ..services import publishing
from ..services.contributions import stage_of, submitted_before
from .content_acts import CONTENT_ACTS, DAY_LIMITS
from .content_saving import SavingMixin, is_saving, keep_picture


class ContentForm(PortalModelForm):
    """The address may stay empty: it is then made from the German title. Later it stays as it is."""

    title_field = "title_de"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "released_on" in self.fields:
            self.fields["released_on"].validators += DAY_LIMITS
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
        if (
            "slug" in self.fields
            and "slug" not in self.errors
            and not cleaned.get("slug")
            and cleaned.get(self.title_field)
        ):
            model = self._meta.model
            taken = RESERVED_SLUGS.union(model.objects.values_list("slug", flat=True))
            cleaned["slug"] = slug_for(cleaned[self.title_field], taken, fallback=model._meta.model_name)
        return cleaned


class PicturesForm(ContentForm):
    """The same with a picture for the text: kept when the form is saved, and placed at the end of the text."""

    image = PictureField(
        label=_("Bild für den Text"),
        help_text=_("PNG oder JPEG. Nach dem Speichern steht es am Ende des Textes; verschieben Sie dort seine Zeile."),
    )
    image_alt_de = german_description()
    image_alt_en = english_description()

    def clean(self):
        """Whoever had the page open while the contribution went back to its cluster loses nothing typed."""
        cleaned = super().clean()
        check_described(self, cleaned, "image", "image_alt")
        if self.instance.pk and not is_the_offices(self.instance):
            raise forms.ValidationError(
                _("Dieser Beitrag liegt nicht mehr beim Programmbüro. Ihre Änderungen sind nicht gespeichert."),
                code="not_ours",
            )
        return cleaned


IMAGE_FIELDS = (_("Bild in den Text einfügen"), {"fields": ["image", ("image_alt_de", "image_alt_en")]})


class ContentAdmin(SavingMixin, PublicContentAdmin):
    """What the office writes, and what clusters contribute from its submission on. Visible from `released_on` on.

    An existing row is released and taken back by its acts alone; what the public has not seen yet can be deleted.
    """

    form = PicturesForm
    uploads = {"image": keep_picture}
    search_fields = ["title_de", "title_en", "slug"]
    autocomplete_fields = ["clusters"]
    markdown_fields = ("body_de", "body_en", "summary_de", "summary_en")
    acts = CONTENT_ACTS
    act_fields = ("released_on",)
    change_form_template = "admin/events/content_form.html"
    # The text that a new picture joins.
    text_name = "body"
    preview_template = ""

    def get_queryset(self, request):
        """A draft of a cluster is its own until it is submitted."""
        rows = super().get_queryset(request)
        drafts = Q(contributed_for__isnull=False, submitted_at=None, first_released_on=None)
        if is_saving(request):
            # Withdrawn while its form was open here: the form refuses, and keeps what was typed.
            drafts &= ~Q(slug__in=submitted_before(self.model))
        return rows.exclude(drafts)

    def get_readonly_fields(self, request, obj=None):
        """An address that was given once stands in other people's pages and calendars."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def has_change_permission(self, request, obj=None):
        """What was sent back is its cluster's for now; what was declined stays as it is."""
        if obj is not None and not is_saving(request) and not is_the_offices(obj):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        deletable = obj is not None and not _is_released(obj) and obj.contributed_for_id is None
        return deletable and not getattr(obj, "number", None) and self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """A day of release that is given at once takes the same way as the act."""
        on = None
        if not change:
            on, obj.released_on = obj.released_on, None
        image = self.taken_picture(request, form, "image")
        if image:
            put_into_texts(obj, image, self.text_name)
        super().save_model(request, obj, form, change)
        if on:
            released = publishing.release(obj, on=on, actor=request.user, day=timezone.localdate())
            obj.released_on = released.released_on
        publishing.show_pictures(obj)

    def get_urls(self):
        preview = path(
            "<path:object_id>/preview/",
            self.admin_site.admin_view(self.preview_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_preview",
        )
        return [*([preview] if self.preview_template else []), *super().get_urls()]

    def preview_view(self, request, object_id):
        """The page as the public will see it, at any stage."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        day = timezone.localdate()
        (row,) = with_public_clusters(type(obj).objects.filter(pk=obj.pk), day)
        context = {"is_preview": True, "back_url": self.change_url(obj), **self.preview_context(row, day)}
        return TemplateResponse(request, self.preview_template, context)

    def preview_context(self, row, day):
        """What the public page's template needs."""
        return {}

    @admin.display(description=_("öffentlich"), boolean=True)
    def is_public(self, obj):
        return _is_released(obj)

    @admin.display(description=_("Stand"), ordering="released_on")
    def stage(self, obj):
        """In words: "erscheint am 4. Dezember 2026", "eingereicht"."""
        found = stage_of(obj, timezone.localdate())
        if found == Stage.PLANNED:
            return gettext("erscheint am %(day)s") % {"day": german_date(obj.released_on)}
        return found.label

    @admin.display(description=_("Beitrag"))
    def contribution(self, obj):
        """Who contributed it, and when."""
        if obj.contributed_for is None:
            return gettext("vom Programmbüro")
        return gettext("eingereicht von %(person)s für %(cluster)s am %(at)s") % {
            "person": obj.contributed_by,
            "cluster": obj.contributed_for,
            "at": german_datetime(obj.submitted_at),
        }


def is_the_offices(obj):
    """Not what is with its cluster for now (a draft, or sent back), nor what was declined: that stays as it is."""
    stage = stage_of(obj, timezone.localdate())
    is_a_clusters_draft = stage == Stage.DRAFT and obj.contributed_for_id is not None
    return stage not in {Stage.RETURNED, Stage.DECLINED} and not is_a_clusters_draft


def _is_released(obj):
    return obj.released_on is not None and obj.released_on <= timezone.localdate()
