"""A cluster's own yearly figures: last year's beside the fields, changed or confirmed, and where the report stands."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from programme.forms import PortalForm
from programme.templatetags.portal import german_date, number
from records.errors import ActRefused

from ..models import FiguresReport
from ..reportstates import standings
from ..services.figures import COUNTS
from ..services.yearly import (
    STATEMENTS,
    counts_of,
    figures_before,
    figures_present,
    jumps_of,
    plausibility,
    submit_figures,
)
from ..yearly import ReportState
from .own import own_cluster

ANSWERS = [("", gettext_lazy("keine Angabe")), ("yes", gettext_lazy("ja")), ("no", gettext_lazy("nein"))]
HOLDS = {"yes": True, "no": False, "": None}


class FiguresForm(PortalForm):
    """The numbers, filled in with the last ones; what is far from them needs a word."""

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.cluster, self.key_date = standing.cluster, standing.key_date
        before = figures_before(self.cluster, self.key_date)
        # What stands already is corrected; without it last year's numbers are the start.
        present = figures_present(self.cluster, self.key_date)
        start = standing.report or present or before
        for name in COUNTS:
            field = forms.IntegerField(
                label=FiguresReport._meta.get_field(name).verbose_name,
                min_value=0,
                max_value=1_000_000,
                required=False,
                initial=getattr(start, name) if start else None,
            )
            last = getattr(before, name) if before else None
            if last is not None:
                field.help_text = _("Zuletzt (%(day)s): %(number)s") % {
                    "day": german_date(before.key_date),
                    "number": number(last),
                }
            self.fields[name] = field
        for name in STATEMENTS:
            holds = getattr(standing.report, name) if standing.report else None
            self.fields[name] = forms.ChoiceField(
                label=FiguresReport._meta.get_field(name).verbose_name,
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
                initial={True: "yes", False: "no", None: ""}[holds],
            )
        self.fields["comment"] = forms.CharField(
            label=_("Erläuterung"),
            help_text=_("Nötig, wenn sich eine Zahl stark ändert. Sie liest nur das Programmbüro."),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
            initial=standing.report.comment if standing.report else "",
        )
        known = present or before
        self.fields["to_release"] = forms.BooleanField(
            label=_("Die Zahlen dürfen in unserem Profil und in „Zahlen und Fakten“ stehen."),
            required=False,
            initial=standing.report.to_release if standing.report else bool(known and known.released),
        )

    @property
    def counts(self):
        return {name: self.cleaned_data.get(name) for name in COUNTS}

    @property
    def statements(self):
        return {name: HOLDS[self.cleaned_data.get(name, "")] for name in STATEMENTS}

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if all(value is None for value in self.counts.values()):
            self.add_error("companies", _("Bitte geben Sie mindestens eine Zahl ein."))
        for fault in plausibility(self.counts):
            self.add_error("sme", fault)
        if not self.errors and not cleaned["comment"].strip():
            far = jumps_of(self.cluster, self.key_date, self.counts)
            for name in far:
                self.add_error(name, _("Das ist weit von der letzten Zahl entfernt. Stimmt es?"))
            if far:
                self.add_error("comment", _("Bitte erläutern Sie die großen Veränderungen."))
        return cleaned


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request, cluster, day):
    """GET, POST /my/<slug>/figures/"""
    standing = next(iter(standings(day, cluster=cluster)), None)
    form = None
    if standing is not None:
        form = FiguresForm(request.POST if request.method == "POST" else None, standing=standing)
        if request.method == "POST" and form.is_valid() and _submitted(request, cluster, standing, form, day):
            return redirect("clusters:figures", cluster.slug)
    context = {
        "cluster": cluster,
        "standing": standing,
        "form": form,
        "is_accepted": standing is not None and standing.state == ReportState.ACCEPTED,
        "rows": [_row(one) for one in cluster.actor_figures.order_by("-key_date")],
        "labels": [FiguresReport._meta.get_field(name).verbose_name for name in COUNTS],
        "trail": [{"label": _("Mein Bereich"), "url": reverse("public:my")}],
    }
    return render(request, "clusters/figures.html", context)


def _row(figures):
    return {"key_date": figures.key_date, "released": figures.released, "values": list(counts_of(figures).values())}


def _submitted(request, cluster, standing, form, day):
    try:
        submit_figures(
            cluster,
            key_date=standing.key_date,
            counts=form.counts,
            statements=form.statements,
            comment=form.cleaned_data["comment"],
            to_release=form.cleaned_data["to_release"],
            actor=request.user,
            day=day,
        )
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, _("Ihre Zahlen sind beim Programmbüro. Sie gelten, sobald es sie angenommen hat."))
    return True
