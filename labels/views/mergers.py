"""The ministry on mergers: what the office proposes to pass, and what has been decided."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from programme.forms import PortalForm
from records.errors import ActRefused

from ..holdings import running_duty
from ..models import SuccessionProposal
from ..services.successions import answer_succession, first_day_of
from ..validity import explain_duty
from .ministry import for_the_ministry

State = SuccessionProposal.State
BADGES = {State.ACCEPTED: "success", State.DECLINED: ""}


class AnswerForm(PortalForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Ihre Entscheidung"),
        choices=[
            ("accept", gettext_lazy("Dem Übergang zustimmen")),
            ("decline", gettext_lazy("Den Übergang ablehnen: nichts geht über")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Begründung"), widget=forms.Textarea(attrs={"rows": 4}))


def address_of(proposal):
    return reverse("labels:decide-merger", args=[proposal.merger.absorbed.slug])


def _proposals():
    return SuccessionProposal.objects.select_related(
        "merger__absorbed", "merger__continuing", "answered_by", "proposed_by"
    )


@for_the_ministry
@require_safe
def mergers(request, day):
    """GET /decide/mergers/: what waits, and what was decided."""
    waiting, decided = [], []
    for one in _proposals().order_by("-proposed_on", "-pk"):
        row = {"title": str(one.merger), "url": address_of(one)}
        if one.state == State.OPEN:
            act = {"label": _("Entscheiden"), "url": address_of(one)}
            waiting.append({**row, "day": one.proposed_on, "day_label": _("vorgeschlagen:"), "act": act})
        else:
            badge = {"badge": one.get_state_display(), "badge_kind": BADGES[State(one.state)]}
            decided.append({**row, **badge, "day": one.answered_on, "day_label": _("entschieden:")})
    return render(request, "labels/decide_mergers.html", {"waiting": waiting, "decided": decided})


@for_the_ministry
@require_http_methods(["GET", "HEAD", "POST"])
def merger(request, slug, day):
    """GET, POST /decide/mergers/<slug of the absorbed cluster>/: the latest proposal and the answer to it."""
    proposals = list(_proposals().filter(merger__absorbed__slug=slug).order_by("-pk"))
    if not proposals:
        raise Http404
    proposal = proposals[0]
    is_open = proposal.state == State.OPEN
    form = AnswerForm(request.POST if request.method == "POST" else None) if is_open else None
    if request.method == "POST":
        if not is_open:
            messages.error(request, _("Über diesen Vorschlag ist schon entschieden."))
            return redirect(address_of(proposal))
        if form.is_valid() and _answered(request, proposal, form, day):
            return redirect("labels:decide-mergers")
    running = running_duty(proposal.merger.continuing, max(day, first_day_of(proposal.merger)))
    context = {
        "merger": proposal.merger,
        "proposal": proposal,
        "first_day": first_day_of(proposal.merger),
        "items": proposal.items.select_related("award__cluster"),
        "duty": running and explain_duty(running[1], translation.get_language()),
        "form": form,
        "past": [one for one in proposals if one.state != State.OPEN],
        "trail": [{"label": _("Zusammenschlüsse"), "url": reverse("labels:decide-mergers")}],
        "admin_url": reverse("admin:clusters_clustermerger_change", args=[proposal.merger_id]),
    }
    return render(request, "labels/decide_merger.html", context)


def _answered(request, proposal, form, day):
    accept = form.cleaned_data["answer"] == "accept"
    try:
        answer_succession(proposal, accept=accept, reason=form.cleaned_data["reason"], actor=request.user, day=day)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, _("Der Übergang ist beschlossen.") if accept else _("Der Übergang ist abgelehnt."))
    return True
