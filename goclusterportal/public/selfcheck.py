"""The self-check: the rule of the review over one's own points. Needs no account, stores nothing."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from admissions import scoring
from admissions.result import groups_of, spec_of
from admissions.services.drafts import catalogue_in_force
from admissions.services.selfcheck import SelfCheck
from admissions.views.apply_selfcheck import keep_self_check
from programme.forms import PortalForm
from programme.pagecache import public_page
from programme.templatetags.portal import translated

from .selfcheck_pdf import self_check_pdf

BADGES = {True: "success", False: "warning", None: "info"}


class SelfCheckForm(PortalForm):
    """One choice of points per criterion; "open" is not scored, never 0."""

    def __init__(self, *args, catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        for criterion in self.criteria.values():
            self.fields[criterion.code] = forms.TypedChoiceField(
                label=f"{criterion.code} {translated(criterion, 'name')}",
                choices=[("", _("offen")), *((str(n), str(n)) for n in range(criterion.max_points + 1))],
                widget=forms.RadioSelect,
                coerce=int,
                empty_value=None,
                required=False,
            )

    @cached_property
    def criteria(self):
        """The criteria by code, in the catalogue's order."""
        return {one.code: one for group in groups_of(self.catalogue) for one in group.criteria.all()}

    def sections(self):
        """Groups with their rows, in the catalogue's order. Hand-written rows: crispy is slow for thirty of them."""
        for group in groups_of(self.catalogue):
            yield group, [self._row(criterion) for criterion in group.criteria.all()]

    def _row(self, criterion):
        field = self[criterion.code]
        chosen = field.value() or ""
        options = [
            {"value": value, "label": label, "id": f"{field.auto_id}_{value or 'open'}", "checked": value == chosen}
            for value, label in self.fields[criterion.code].choices
        ]
        return {"criterion": criterion, "field": field, "options": options}

    @cached_property
    def points(self):
        """The points by criterion code, None for open; of a form without errors."""
        return {code: self.cleaned_data.get(code) for code in self.criteria} if self.is_bound else {}

    @property
    def query(self):
        """The choice as it stands in an address; open criteria are left out."""
        return urlencode({code: points for code, points in self.points.items() if points is not None})

    @cached_property
    def outcome(self):
        return Outcome(self.catalogue, self.points)


class Outcome:
    """What the chosen points amount to, in words and figures: for the page and for its PDF."""

    def __init__(self, catalogue, points):
        self.spec = spec_of(catalogue)
        self.points = points
        self.result = scoring.evaluate(self.spec, [points])
        self.advice = scoring.advise(self.spec, points)
        self._groups = groups_of(catalogue)
        self._criteria = {one.code: one for group in self._groups for one in group.criteria.all()}

    @property
    def is_empty(self):
        return len(self.result.missing) == len(self._criteria)

    @property
    def badge(self):
        if self.result.passed is None:
            return gettext("Noch nicht vollständig")
        return gettext("Schwelle erreicht") if self.result.passed else gettext("Schwelle nicht erreicht")

    @property
    def badge_kind(self):
        return BADGES[self.result.passed]

    @property
    def explanation(self):
        return scoring.explain(self.result, get_language() or "de")

    @property
    def brief(self):
        """One line, for the bar on a phone and for screen readers after each choice."""
        if self.is_empty:
            return gettext("Noch nichts ausgewählt")
        score = ngettext("%(points)s von %(maximum)s Punkt", "%(points)s von %(maximum)s Punkten", self.result.maximum)
        parts = [score % {"points": _figure(self.result.points_display), "maximum": self.result.maximum}]
        if self.result.missing:
            open_count = len(self.result.missing)
            parts.append(ngettext("%(count)s offen", "%(count)s offen", open_count) % {"count": open_count})
        else:
            parts.append(self.badge)
        return " · ".join(parts)

    @property
    def total(self):
        return _figure(self.result.points_display)

    @property
    def groups(self):
        """(group, points, maximum, needed or "") for the table."""
        return [
            (
                group,
                _figure(one.points_display),
                one.maximum,
                "" if one.needed_display is None else _figure(one.needed_display),
            )
            for group, one in zip(self._groups, self.result.groups, strict=True)
        ]

    @property
    def needs_by_group(self):
        return self.result.rule == scoring.Rule.EVERY_GROUP

    @property
    def lacking(self):
        """What is missing from the threshold, as sentences."""
        short, sentences = self.advice.short, []
        if self.advice.short_groups:
            named = ", ".join(
                ngettext("Gruppe %(group)s %(count)s Punkt", "Gruppe %(group)s %(count)s Punkte", count)
                % {"group": code, "count": count}
                for code, count in self.advice.short_groups
            )
            sentences.append(gettext("Bis zur Schwelle fehlen noch: %(groups)s.") % {"groups": named})
        elif short and self.result.rule == scoring.Rule.COUNT:
            sentence = ngettext(
                "Bis zur Schwelle fehlt noch %(count)s Kriterium mit seiner Mindestpunktzahl.",
                "Bis zur Schwelle fehlen noch %(count)s Kriterien mit ihrer Mindestpunktzahl.",
                short,
            )
            sentences.append(sentence % {"count": short})
        elif short:
            sentence = ngettext(
                "Bis zur Schwelle fehlt noch %(count)s Punkt.", "Bis zur Schwelle fehlen noch %(count)s Punkte.", short
            )
            sentences.append(sentence % {"count": short})
        if self.advice.open_criteria:
            sentence = ngettext(
                "%(count)s Kriterium ist noch offen und kann bis zu %(points)s Punkte bringen.",
                "%(count)s Kriterien sind noch offen und können bis zu %(points)s Punkte bringen.",
                self.advice.open_criteria,
            )
            sentences.append(sentence % {"count": self.advice.open_criteria, "points": self.advice.open_points})
        return sentences

    @property
    def helps_most(self):
        """(criterion, what it would bring), best first."""
        return [
            (
                self._criteria[gain.code],
                ngettext("%(count)s Punkt mehr möglich", "%(count)s Punkte mehr möglich", gain.points)
                % {"count": gain.points}
                if self.result.rule != scoring.Rule.COUNT
                else ngettext(
                    "noch %(count)s Punkt bis zur Mindestpunktzahl",
                    "noch %(count)s Punkte bis zur Mindestpunktzahl",
                    gain.points,
                )
                % {"count": gain.points},
            )
            for gain in self.advice.gains
        ]


def _figure(number):
    return scoring.show_exact(number, get_language())


def open_catalogue():
    """The catalogue of the self-check, or None when none is in force or the office has closed the check for it."""
    catalogue = catalogue_in_force(timezone.localdate())
    return catalogue if catalogue is not None and catalogue.self_check_open else None


def closed_page(request):
    """Says that there is no self-check at present, and what else helps; still a 404."""
    return render(request, "public/self_check_closed.html", status=404)


@public_page(keep_queries=False)
def self_check(request):
    """The form and beside it the result in words and figures. All of it in the address.

    Every choice makes an address of its own; only the empty page is kept, so that they do not push out the others.
    """
    catalogue = open_catalogue()
    if catalogue is None:
        return closed_page(request)
    form = SelfCheckForm(request.GET or None, catalogue=catalogue)
    sound = not form.is_bound or form.is_valid()
    context = {"catalogue": catalogue, "form": form, "outcome": form.outcome if sound else None}
    return render(request, "public/self_check.html", context)


def _sound_form(request, catalogue):
    """The form of a complete address, or None when it holds what is no choice."""
    form = SelfCheckForm(request.GET, catalogue=catalogue)
    return form if form.is_valid() else None


def _back(request):
    """To the page itself, where what is wrong stands beside its field."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('public:self-check')}{'?' if query else ''}{query}")


@require_safe
@never_cache
def pdf(request):
    """GET /self-check/pdf/?…: the result to keep, made anew each time and stored nowhere."""
    catalogue = open_catalogue()
    if catalogue is None:
        return closed_page(request)
    form = _sound_form(request, catalogue)
    if form is None:
        return _back(request)
    day = timezone.localdate()
    name = gettext("selbstcheck-%(day)s.pdf") % {"day": day.isoformat()}
    answer = HttpResponse(
        self_check_pdf(catalogue, form.outcome, language=get_language() or "de", day=day),
        content_type="application/pdf",
        headers={"X-Robots-Tag": "noindex"},
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def carry_over(request):
    """GET, POST /self-check/carry-over/?…: what taking the points into an application means; POST begins it.

    The one place at which a visitor's choice is kept: in the session that begins with this button.
    """
    catalogue = open_catalogue()
    if catalogue is None:
        return closed_page(request)
    form = _sound_form(request, catalogue)
    if form is None or form.outcome.is_empty:
        return _back(request)
    if request.method == "POST":
        keep_self_check(request, SelfCheck.of(catalogue, form.points))
        start = reverse("admissions:apply-start")
        if request.user.is_authenticated:
            return redirect(start)
        page = "account_login" if request.POST.get("account") == "login" else "account_signup"
        return redirect(f"{reverse(page)}?{urlencode({'next': start})}")
    back = f"{reverse('public:self-check')}?{form.query}"
    return render(request, "public/self_check_carry.html", {"form": form, "outcome": form.outcome, "back": back})
