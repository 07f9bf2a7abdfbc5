"""Actors per key date, and the figures that the programme published."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import services
from clusters.exports import ActorFiguresResource
from clusters.models import ActorFigures, PublishedFigure
from clusters.services.figures import COUNTS
from programme import content
from programme.admin_base import Act, PortalHistoryAdmin, PortalModelAdmin
from programme.exports import TableExportMixin
from programme.forms import PortalModelForm

from .acting import when


class ActorFiguresForm(PortalModelForm):
    class Meta:
        model = ActorFigures
        fields = ["cluster", "key_date", *COUNTS]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            if all(cleaned.get(name) is None for name in COUNTS):
                self.add_error(None, _("Bitte geben Sie mindestens eine Zahl ein."))
            if cleaned["key_date"] > timezone.localdate():
                self.add_error("key_date", _("Der Stichtag liegt in der Zukunft."))
        return cleaned


@admin.register(ActorFigures)
class ActorFiguresAdmin(TableExportMixin, PortalHistoryAdmin):
    form = ActorFiguresForm
    resource_classes = [ActorFiguresResource]
    list_display = ["cluster", "key_date", "companies", "university_institutes", "research_institutions", "released"]
    list_filter = ["released", "key_date"]
    list_select_related = ["cluster"]
    search_fields = ["cluster__search_text"]
    autocomplete_fields = ["cluster"]
    act_fields = ("cluster", "key_date")
    readonly_fields = ["released", "recorded_on"]
    acts = [
        Act(
            name="release",
            label=_("Zur Veröffentlichung freigeben"),
            allowed=when(lambda figures: not figures.released),
            run=lambda figures, form, user: services.release_actor_figures(
                figures, released=True, actor=user, day=timezone.localdate()
            ),
            description=_("Die Zahlen erscheinen im Profil und in „Zahlen und Fakten“."),
            primary=True,
        ),
        Act(
            name="withdraw",
            label=_("Freigabe zurücknehmen"),
            allowed=when(lambda figures: figures.released),
            run=lambda figures, form, user: services.release_actor_figures(
                figures, released=False, actor=user, day=timezone.localdate()
            ),
            description=_("Die Zahlen verschwinden aus den öffentlichen Seiten."),
            danger=True,
        ),
    ]

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return
        saved = services.record_actor_figures(
            obj.cluster,
            key_date=obj.key_date,
            counts={name: getattr(obj, name) for name in COUNTS},
            actor=request.user,
            day=timezone.localdate(),
        )
        obj.pk = saved.pk


@admin.register(PublishedFigure)
class PublishedFigureAdmin(PortalModelAdmin):
    list_display = ["figure", "value", "qualifier", "key_date", "date_precision", "source"]
    list_filter = ["figure", "date_precision"]
    search_fields = ["figure", "source"]
    deletable = True

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        content.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        content.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        content.bump()
