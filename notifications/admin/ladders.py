"""Ladders of reminders: offsets, recipients and texts, and how the texts will read."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from notifications import placeholders
from notifications.models import Ladder, LadderRung
from notifications.services.planning import offset_in_words
from notifications.services.preview import day_of, next_deadlines, texts_of
from notifications.services.wording import sample_words
from notifications.sources import Escalating, source_for
from programme.admin_base import PortalModelAdmin, PortalStackedInline
from programme.calendar import add_months
from programme.forms import PortalForm, PortalModelForm
from programme.templatetags.portal import german_date, translated


class CaseForm(PortalForm):
    case = forms.ChoiceField(label=_("Frist"), required=False)

    def __init__(self, *args, deadlines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [
            (one.due.subject_key, f"{one.title}: {german_date(one.due.due_on)}") for one in deadlines
        ]


class RungForm(PortalModelForm):
    """The key stays: the ledger knows by it what was sent. Texts are seen whole."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True
        for name in ("body_de", "body_en"):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = 12

    def clean(self):
        """Who stands above is told only of deadlines whose texts they may read (sources.Escalating)."""
        cleaned = super().clean()
        source = source_for(self.instance.ladder.kind) if self.instance.ladder_id else None
        if source is not None and not isinstance(source, Escalating):
            for name in ("also_board", "also_ministry"):
                if cleaned.get(name):
                    self.add_error(name, _("Diese Erinnerungen sind vertraulich: Sie gehen nur an die Zuständigen."))
        return cleaned


class RungInline(PortalStackedInline):
    model = LadderRung
    form = RungForm
    extra = 0
    fields = [
        ("key", "audience"),
        ("also_board", "also_ministry"),
        ("months", "days"),
        "subject_de",
        "body_de",
        "subject_en",
        "body_en",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("ladder")


@admin.register(Ladder)
class LadderAdmin(PortalModelAdmin):
    list_display = ["name", "active", "courtesy", "rung_count"]
    fields = ["name_de", "name_en", "active", "courtesy", "known_placeholders"]
    readonly_fields = ["known_placeholders"]
    inlines = [RungInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("rungs")

    def has_add_permission(self, request):
        """The kinds are those that the portal can find deadlines for."""
        return False

    @admin.display(description=_("Name"), ordering="name_de")
    def name(self, ladder):
        return translated(ladder, "name")

    @admin.display(description=_("Stufen"))
    def rung_count(self, ladder):
        return len(ladder.rungs.all())

    @admin.display(description=_("Platzhalter"))
    def known_placeholders(self, ladder):
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                "<li><code>{{{}}}</code> {}</li>",
                ((name, placeholders.PLACEHOLDERS[name]) for name in placeholders.known_for(ladder.kind)),
            ),
        )

    def get_urls(self):
        page = path(
            "<int:pk>/preview/", self.admin_site.admin_view(self.preview_view), name="notifications_ladder_preview"
        )
        return [page, *super().get_urls()]

    def preview_view(self, request, pk):
        """Every rung as its recipients would read it for a real deadline; with samples while there is none."""
        ladder = Ladder.objects.prefetch_related("rungs").filter(pk=pk).first()
        if ladder is None:
            raise Http404
        if not self.has_view_permission(request, ladder):
            raise PermissionDenied
        day = timezone.localdate()
        deadlines = next_deadlines(ladder.kind, request.user, day)
        form = CaseForm(request.GET if "case" in request.GET else None, deadlines=deadlines)
        wanted = form.cleaned_data["case"] if form.is_bound and form.is_valid() else ""
        chosen = next((one for one in deadlines if one.due.subject_key == wanted), deadlines[0] if deadlines else None)
        rungs = ladder.rungs.all()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Vorschau"),
            "opts": self.opts,
            "ladder": ladder,
            "form": form,
            "chosen": chosen,
            "rungs": [_real_preview(rung, ladder, chosen) for rung in rungs]
            if chosen
            else [_preview(rung, ladder.kind, add_months(day, 12)) for rung in rungs],
        }
        return TemplateResponse(request, "admin/notifications/ladder/preview.html", context)


def audience_of(rung):
    """To whom the rung goes, in words."""
    above = {_("Vorstand des Trägers"): rung.also_board, _("Ministerium"): rung.also_ministry}
    return ", ".join([str(rung.get_audience_display()), *(str(name) for name, told in above.items() if told)])


def _real_preview(rung, ladder, deadline):
    return {
        "offset": offset_in_words(rung.months, rung.days),
        "day": day_of(rung, deadline.due),
        "audience": audience_of(rung),
        "texts": texts_of(rung, deadline.due, ladder.kind),
    }


def _preview(rung, kind, due_on):
    """One rung for the page. A text that cannot be filled in says so instead of breaking the page."""
    texts = []
    for language in ("de", "en"):
        try:
            subject, body = sample_words(rung, kind, due_on, language)
        except placeholders.BadText as error:
            texts.append({"language": language, "fault": str(error)})
        else:
            texts.append({"language": language, "subject": subject, "body": body})
    return {"offset": offset_in_words(rung.months, rung.days), "audience": audience_of(rung), "texts": texts}
