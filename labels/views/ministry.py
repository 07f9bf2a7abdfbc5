"""The ministry on duties and labels: numbers, the trend, what the office proposes, what is to be paid."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clusters.permissions import visible_memberships
from programme.forms import PortalForm
from programme.models import ProgrammeSettings
from records.errors import ActRefused

from ..models import DutyProposal
from ..overview import duties_to_view, trend, view_of
from ..permissions import may_decide_on_duty
from ..presenting import costs_context, duties_context, outlook_context
from ..services.proposals import answer_proposal
from ..validity import DutyState


class AnswerForm(PortalForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Ihre Entscheidung"),
        choices=[("accept", gettext_lazy("Vorschlag annehmen")), ("decline", gettext_lazy("Vorschlag ablehnen"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Begründung"), widget=forms.Textarea(attrs={"rows": 4}))


def for_the_ministry(view):
    """Whoever does not decide on duties meets no page."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request, *args, **kwargs):
        day = timezone.localdate()
        if not may_decide_on_duty(request.user, day):
            raise Http404
        return view(request, *args, day=day, **kwargs)

    return guarded


def address_of(duty):
    return reverse("labels:decide-duty", args=[duty.key])


@for_the_ministry
@require_safe
def duties(request, day):
    """GET /decide/duties/?state="""
    context = duties_context(request.user, day, request.GET.get("state"), link=address_of)
    waiting = (
        DutyProposal.objects.filter(
            state=DutyProposal.State.OPEN, duty__membership__in=visible_memberships(request.user, day).told()
        )
        .select_related("duty__membership__cluster")
        .order_by("proposed_on", "pk")
    )
    context["proposals"] = [
        {
            "title": one.duty.membership.cluster.name,
            "preline": one.get_kind_display(),
            "url": address_of(one.duty),
            "day": one.proposed_on,
            "day_label": _("vorgeschlagen:"),
            "act": {"label": _("Entscheiden"), "url": address_of(one.duty)},
        }
        for one in waiting
    ]
    history = trend(request.user, day, ProgrammeSettings.load())
    occurring = [state for state in DutyState if any(states[state] for _then, states in history)]
    context["trend_states"] = [state.label for state in occurring]
    context["trend"] = [(then, [states[state] for state in occurring]) for then, states in history]
    return render(request, "labels/decide_duties.html", context)


@for_the_ministry
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request, key, day):
    """GET, POST /decide/duties/<key>/: one duty; the answer to what the office proposes."""
    visible = visible_memberships(request.user, day).told()
    found = duties_to_view(visible).filter(key=key).first()
    if found is None:
        raise Http404
    view = view_of(found, day, ProgrammeSettings.load(), translation.get_language())
    proposal = view.open_proposal
    form = AnswerForm(request.POST if request.method == "POST" else None) if proposal else None
    if request.method == "POST":
        if proposal is None:
            messages.error(request, _("Zu dieser Verpflichtung ist kein Vorschlag offen."))
            return redirect(address_of(found))
        if form.is_valid() and _answered(request, proposal, form, day):
            return redirect("labels:decide-duties")
    context = {
        "view": view,
        "proposal": proposal,
        "form": form,
        "past": [one for one in found.proposals.all() if one.state != DutyProposal.State.OPEN],
        "changes": found.changes.all(),
        "trail": [{"label": _("Silber-Verpflichtungen"), "url": reverse("labels:decide-duties")}],
        "admin_url": reverse("admin:labels_silverduty_change", args=[found.pk]),
    }
    return render(request, "labels/decide_duty.html", context)


def _answered(request, proposal, form, day):
    accept = form.cleaned_data["answer"] == "accept"
    try:
        answer_proposal(proposal, accept=accept, reason=form.cleaned_data["reason"], actor=request.user, day=day)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    done = _("Der Vorschlag ist angenommen.") if accept else _("Der Vorschlag ist abgelehnt.")
    messages.success(request, done)
    return True


@for_the_ministry
@require_safe
def labels(request, day):
    """GET /decide/labels/?on=: figures only, and what is to be paid."""
    return render(
        request,
        "labels/decide_labels.html",
        {**outlook_context(request.user, request.GET), **costs_context(request.user)},
    )
