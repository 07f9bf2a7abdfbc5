"""Looking at a version before it comes into force: its form, its rule, the differences. Changes nothing."""

import copy

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from programme.forms import PortalForm
from programme.templatetags.portal import german_date

from .. import scoring
from ..applicants import public_state_for_applicant
from ..forms.apply_answers import AnswerForm
from ..models import Application, CriteriaCatalogue, CriterionGroup
from ..result import spec_of
from ..services.drafts import catalogue_in_force
from ..sheet import CriterionEntry
from ..wording import rule_sentence
from .catalogue_changes import changes_between

LANGUAGES = {"de": "Deutsch", "en": "English"}
TEMPLATES = "admin/admissions/criteriacatalogue"


def outlook(day):
    """Which version is in force and which comes next, as one sentence or two."""
    present = catalogue_in_force(day)
    following = CriteriaCatalogue.objects.filter(in_force_from__gt=day).order_by("in_force_from").first()
    if present is None:
        sentence = gettext("Zurzeit gilt keine Fassung: Niemand kann einen Antrag beginnen.")
    else:
        sentence = gettext("Heute gilt die Fassung %(version)s, seit %(day)s.") % {
            "version": present.version,
            "day": german_date(present.in_force_from),
        }
    if following is None:
        return sentence + " " + gettext("Eine weitere ist nicht vorgesehen.")
    return (
        sentence
        + " "
        + gettext("Ab %(day)s gilt die Fassung %(version)s.")
        % {"version": following.version, "day": german_date(following.in_force_from)}
    )


class TryOutForm(PortalForm):
    """The same points everywhere, or points per group; nothing of it is stored."""

    rule = forms.ChoiceField(label=_("Regel"), choices=CriteriaCatalogue.Rule)
    everywhere = forms.IntegerField(
        label=_("Überall dieselben Punkte"),
        required=False,
        min_value=0,
        help_text=_("Je Kriterium, höchstens bis zu seiner Höchstpunktzahl. Leer: Punkte je Gruppe."),
    )

    def __init__(self, *args, spec, **kwargs):
        super().__init__(*args, **kwargs)
        self.spec = spec
        for group in spec.groups:
            most = sum(criterion.maximum for criterion in spec.criteria if criterion.group == group.code)
            self.fields[f"group-{group.code}"] = forms.IntegerField(
                label=gettext("Gruppe %(code)s: Punkte von %(maximum)s") % {"code": group.code, "maximum": most},
                required=False,
                min_value=0,
                max_value=most,
            )

    def group_fields(self):
        return [self[f"group-{group.code}"] for group in self.spec.groups]

    def scores(self):
        """Points by criterion."""
        everywhere = self.cleaned_data["everywhere"]
        if everywhere is not None:
            return {criterion.code: min(everywhere, criterion.maximum) for criterion in self.spec.criteria}
        points = {group.code: self.cleaned_data[f"group-{group.code}"] or 0 for group in self.spec.groups}
        return scoring.spread_evenly(self.spec, points)


def with_rule(catalogue, rule):
    """The version as it would be with another rule; not saved, and the version itself stays as it is."""
    changed = copy.copy(catalogue)
    changed.rule = rule
    return changed


class CataloguePreviews:
    """Three pages beside the change page of a version, for whoever may see it."""

    change_form_template = f"{TEMPLATES}/change_form.html"
    change_list_template = f"{TEMPLATES}/change_list.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<path:object_id>/form/", view(require_safe(self.form_preview)), name=f"{name}_form"),
            path("<path:object_id>/rule/", view(require_safe(self.rule_preview)), name=f"{name}_rule"),
            path("<path:object_id>/compare/", view(require_safe(self.compare)), name=f"{name}_compare"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"outlook": outlook(timezone.localdate()), **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["outlook"] = outlook(timezone.localdate())
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _seen(self, request, object_id):
        catalogue = self.get_object(request, object_id)
        if catalogue is None:
            raise Http404
        if not self.has_view_permission(request, catalogue):
            raise PermissionDenied
        return catalogue

    def _page(self, request, template, title, catalogue, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"{TEMPLATES}/{template}",
            {
                **self.admin_site.each_context(request),
                "title": title,
                "opts": self.opts,
                "original": catalogue,
                "catalogue": catalogue,
                **context,
            },
        )

    def form_preview(self, request, object_id):
        """One section of the form as an applicant sees it, in German or in English; nothing can be typed."""
        catalogue = self._seen(request, object_id)
        groups = list(CriterionGroup.objects.filter(catalogue=catalogue).prefetch_related("criteria__figures"))
        shown = next((one for one in groups if one.code == request.GET.get("group")), groups[0] if groups else None)
        language = request.GET.get("lang")
        language = language if language in LANGUAGES else (translation.get_language() or "de")[:2]
        sections = [
            {"label": group.name_de, "url": f"?group={group.code}&lang={language}", "current": group is shown}
            for group in groups
        ]
        languages = [
            {"label": name, "url": f"?group={shown.code if shown else ''}&lang={code}", "current": code == language}
            for code, name in LANGUAGES.items()
        ]
        return self._page(
            request,
            "form.html",
            gettext("Vorschau des Formulars"),
            catalogue,
            {
                "sections": sections,
                "language_chips": languages,
                "language": language,
                "part": _form_part(catalogue, shown, language) if shown else "",
            },
        )

    def rule_preview(self, request, object_id):
        """What each of the three rules would mean, and a try-out with the words that letter and screen would use."""
        catalogue = self._seen(request, object_id)
        spec = spec_of(catalogue)
        problems = scoring.check_spec(spec)
        rules = [
            {"label": label, "sentence": rule_sentence(with_rule(catalogue, value)), "current": value == catalogue.rule}
            for value, label in CriteriaCatalogue.Rule.choices
        ]
        form = TryOutForm(request.GET or None, spec=spec, initial={"rule": catalogue.rule})
        context = {"rules": rules, "problems": problems, "form": form}
        if not problems and form.is_bound and form.is_valid():
            tried = spec_of(with_rule(catalogue, form.cleaned_data["rule"]))
            result = scoring.evaluate(tried, [form.scores()])
            context |= {
                "result": result,
                "explanations": [
                    {"language": code, "name": name, "text": scoring.explain(result, code)}
                    for code, name in LANGUAGES.items()
                ],
            }
        return self._page(request, "rule.html", gettext("Regel ausprobieren"), catalogue, context)

    def compare(self, request, object_id):
        """What changed from another version to this one; without a choice from the one in force, else the latest."""
        catalogue = self._seen(request, object_id)
        others = list(CriteriaCatalogue.objects.exclude(pk=catalogue.pk))
        wanted = request.GET.get("with")
        if wanted:
            other = next((one for one in others if one.version == wanted), None)
            if other is None:
                raise Http404
        else:
            present = catalogue_in_force(timezone.localdate())
            other = present if present is not None and present.pk != catalogue.pk else next(iter(others), None)
        chips = [
            {"label": one.version, "url": f"?with={one.version}", "current": other is not None and one.pk == other.pk}
            for one in others
        ]
        return self._page(
            request,
            "compare.html",
            gettext("Fassungen vergleichen"),
            catalogue,
            {"other": other, "chips": chips, "changes": changes_between(other, catalogue) if other else []},
        )


def _form_part(catalogue, group, language):
    """The section's own rows, from the applicant's template, in `language`."""
    application = Application(number="", catalogue=catalogue, state_since=timezone.localdate())
    with translation.override(language):
        rows = []
        for criterion in group.criteria.all():
            entry = CriterionEntry(criterion=criterion, is_open=True)
            rows.append({"entry": entry, "form": AnswerForm(entry=entry)})
        context = {
            "group": group,
            "rows": rows,
            "application": application,
            "public_state": public_state_for_applicant(application, timezone.localdate()),
        }
        return render_to_string(f"{TEMPLATES}/form_part.html", context)
