"""The self-check: the rule of the review over one's own points. Needs no account, stores nothing."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from admissions import scoring
from admissions.result import groups_of, spec_of
from admissions.services.drafts import catalogue_in_force
from programme.forms import PortalForm
from programme.models import ProgrammeSettings
from programme.pagecache import public_page

from ..words import name_column


class SelfCheckForm(PortalForm):
    """One choice of points per criterion; "open" is not scored, never 0."""

    def __init__(self, *args, catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        for group in groups_of(catalogue):
            for criterion in group.criteria.all():
                self.fields[criterion.code] = forms.TypedChoiceField(
                    label=getattr(criterion, name_column()) or criterion.name_de,
                    choices=[("", _("offen")), *((str(n), str(n)) for n in range(criterion.max_points + 1))],
                    coerce=int,
                    empty_value=None,
                    required=False,
                )

    def sections(self):
        """Groups with their bound fields, in the catalogue's order."""
        for group in groups_of(self.catalogue):
            yield group, [self[criterion.code] for criterion in group.criteria.all()]

    @cached_property
    def result(self):
        """The result of the rule module over what was chosen."""
        return scoring.evaluate(spec_of(self.catalogue), [self.cleaned_data])


def open_catalogue():
    """The catalogue of the self-check, or None when there is none or the office has switched the check off."""
    if not ProgrammeSettings.load().self_check_open:
        return None
    return catalogue_in_force(timezone.localdate())


@public_page
def self_check(request):
    """The form, and below it the result in words and figures once something was chosen. All of it in the address."""
    catalogue = open_catalogue()
    if catalogue is None:
        raise Http404
    spec = spec_of(catalogue)
    form = SelfCheckForm(request.GET or None, catalogue=catalogue)
    context = {"catalogue": catalogue, "form": form, "maximum": spec.maximum, "criteria": len(spec.criteria)}
    if form.is_bound and form.is_valid():
        result = form.result
        language = translation.get_language()
        context |= {
            "result": result,
            "explanation": scoring.explain(result, language),
            "groups": [
                (group, scoring.show_exact(one.points_display, language), one.maximum)
                for group, one in zip(groups_of(catalogue), result.groups, strict=True)
            ],
            "helps_most": helps_most(form, catalogue),
        }
    return render(request, "public/self_check.html", context)


def helps_most(form, catalogue, limit=3):
    """The criteria with the most points left, in the catalogue's order among equals; open ones are not among them."""
    left = [
        (criterion.max_points - form.cleaned_data[criterion.code], criterion)
        for group in groups_of(catalogue)
        for criterion in group.criteria.all()
        if form.cleaned_data[criterion.code] is not None
    ]
    best = sorted((entry for entry in left if entry[0]), key=lambda entry: -entry[0])[:limit]
    return [criterion for _left, criterion in best]
