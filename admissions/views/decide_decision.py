"""The act that counts, in two steps: fill in, see what will happen, then decide."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from programme.errors import ActRefused

from .. import permissions
from ..forms.decide import DecisionForm
from ..models import Decision
from ..services import decisions
from ..workflow import Act, admits
from .decide_result import result_view
from .review_access import ministry_file, ministry_trail

VERBS = {
    Decision.Outcome.ADMITTED: gettext_lazy("Aufnahme entscheiden"),
    Decision.Outcome.ADMITTED_WITH_CONDITIONS: gettext_lazy("Aufnahme mit Auflagen entscheiden"),
    Decision.Outcome.DEFERRED: gettext_lazy("Antrag zurückstellen"),
    Decision.Outcome.REFUSED: gettext_lazy("Antrag ablehnen"),
}

_ADMISSION = gettext_lazy(
    "Die Entscheidung wird mit dem Ergebnis festgehalten und lässt sich danach nicht mehr ändern. Sie wird wirksam, "
    "sobald das Programmbüro die Verpflichtungserklärung erfasst hat. Der Antragsteller erfährt davon erst, wenn das "
    "Programmbüro den Bescheid freigibt."
)

CONSEQUENCES = {
    Decision.Outcome.ADMITTED: _ADMISSION,
    Decision.Outcome.ADMITTED_WITH_CONDITIONS: _ADMISSION,
    Decision.Outcome.DEFERRED: gettext_lazy(
        "Der Antrag geht mit Ihrer Begründung zurück an den Programmbegleitkreis. Ein neuer Durchgang beginnt: "
        "Gutachten können berichtigt werden, danach wird neu abgestimmt. Der Antragsteller erfährt davon nichts."
    ),
    Decision.Outcome.REFUSED: gettext_lazy(
        "Die Ablehnung wird mit dem Ergebnis festgehalten und lässt sich danach nicht mehr ändern. Der Bescheid liegt "
        "dann zur Freigabe im Postausgang, vorher erfährt der Antragsteller nichts."
    ),
}


def _refused(request, application, day):
    """Back to the file with the reason, where this person cannot decide it now."""
    reason = permissions.refusal(request.user, Act.DECIDE, application, day)
    if reason is None:
        return None
    messages.warning(request, reason)
    return redirect("admissions:decide-file", number=application.number)


def _form(request, application, result):
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        recommendation=decisions.current_recommendation(application),
        passed=result["passed"],
    )


def _page(request, application, form, shown):
    context = {"application": application, "form": form, "trail": ministry_trail(application), **shown}
    return render(request, "admissions/decide_decision.html", context)


@ministry_file
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request, application, day):
    """GET, POST /decide/<number>/decision/: the form; a valid one leads to the page that asks once more."""
    refused = _refused(request, application, day)
    if refused:
        return refused
    shown = result_view(application, None, day)
    form = _form(request, application, shown["result"])
    if request.method == "POST" and form.is_valid():
        return _confirmation(request, application, form, shown)
    return _page(request, application, form, shown)


def _confirmation(request, application, form, shown):
    outcome = Decision.Outcome(form.cleaned_data["outcome"])
    context = {
        "application": application,
        "form": form,
        "decision": form.decision,
        "outcome": outcome,
        "verb": VERBS[outcome],
        "admits": admits(outcome),
        "consequence": CONSEQUENCES[outcome],
        "trail": ministry_trail(application),
        "typed": [(name, form[name].value() or "") for name in form.decision],
        **shown,
    }
    return render(request, "admissions/decide_confirm.html", context)


@ministry_file
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, application, day):
    """POST /decide/<number>/confirm/: decides. The button „Ändern“ sends the same fields back to the form."""
    if request.method != "POST":
        return redirect("admissions:decide-decision", number=application.number)
    refused = _refused(request, application, day)
    if refused:
        return refused
    shown = result_view(application, None, day)
    form = _form(request, application, shown["result"])
    if form.is_valid():
        try:
            decisions.decide(application, actor=request.user, day=day, **form.decision)
        except ActRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Die Entscheidung ist festgehalten."))
            return redirect("admissions:decide")
    return _page(request, application, form, shown)


@ministry_file
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, application, day):
    """POST /decide/<number>/change/: back from the confirmation to the form, with everything typed."""
    if request.method != "POST":
        return redirect("admissions:decide-decision", number=application.number)
    shown = result_view(application, None, day)
    return _page(request, application, _form(request, application, shown["result"]), shown)
