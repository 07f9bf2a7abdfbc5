"""Zahlen und Fakten: figures for a key date."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.figures import figures_for, members_on
from labels.models import LabelAward, Level
from programme.forms import PortalForm
from programme.pagecache import public_page


class KeyDateForm(PortalForm):
    """The key date; empty means today. Nothing is known about the future."""

    on = forms.DateField(label=_("Stichtag"), required=False)

    def clean_on(self):
        day = self.cleaned_data["on"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError(_("Bitte wählen Sie einen Tag, der nicht in der Zukunft liegt."), code="future")
        return day


def count_labels(day, as_of):
    """How many public members hold a valid label on `day`, by their highest level: ([(Level, count)], total)."""
    ranks = list(Level)
    best = {}
    valid = LabelAward.objects.valid_on(day).filter(cluster__memberships__in=members_on(day, as_of=as_of))
    for cluster, level in valid.values_list("cluster", "level"):
        best[cluster] = max(best.get(cluster, Level.BRONZE), Level(level), key=ranks.index)
    return [(level, list(best.values()).count(level)) for level in reversed(ranks)], len(best)


@public_page
def facts(request):
    """A day that is no day, or lies in the future, is said at its field; then the figures of today are shown."""
    today = timezone.localdate()
    form = KeyDateForm(request.GET if "on" in request.GET else None, initial={"on": today})
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else today
    figures = figures_for(day, as_of=today)
    context = {"form": form, "day": day, "figures": figures}
    if figures.counted:
        context["labels"], context["labels_total"] = count_labels(day, today)
    return render(request, "public/facts.html", context)
