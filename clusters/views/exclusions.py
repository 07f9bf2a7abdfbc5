"""The ministry on the exclusion of members: what the office proposes, and the answer."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from programme.forms import PortalForm
from records.errors import ActRefused
from records.responses import attachment

from ..models import ExclusionProposal
from ..permissions import is_ministry, visible_memberships
from ..services import answer_exclusion


class AnswerForm(PortalForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Ihre Entscheidung"),
        choices=[("accept", gettext_lazy("Mitglied ausschließen")), ("decline", gettext_lazy("Vorschlag ablehnen"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Bei einem Ausschluss lesen ihn die Menschen, die für das Cluster sprechen."),
    )


def for_the_ministry(view):
    """Whoever does not decide for the ministry meets no page."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request, *args, **kwargs):
        day = timezone.localdate()
        if not is_ministry(request.user, day):
            raise Http404
        return view(request, *args, day=day, **kwargs)

    return guarded


def proposals_for(user, day):
    """The proposals a person of the ministry may read, newest first."""
    return (
        ExclusionProposal.objects.filter(membership__in=visible_memberships(user, day))
        .select_related("membership__cluster", "document", "proposed_by", "answered_by")
        .order_by("-proposed_on", "-pk")
    )


@for_the_ministry
@require_safe
def exclusions(request, day):
    """GET /decide/members/"""
    found = list(proposals_for(request.user, day))
    waiting = [one for one in found if one.state == ExclusionProposal.State.OPEN]
    rows = [
        {
            "title": one.membership.cluster.name,
            "url": reverse("clusters:decide-member", args=[one.membership.cluster.slug]),
            "day": one.proposed_on,
            "day_label": _("vorgeschlagen:"),
            "act": {
                "label": _("Entscheiden"),
                "url": reverse("clusters:decide-member", args=[one.membership.cluster.slug]),
            },
        }
        for one in waiting
    ]
    past = [one for one in found if one.state != ExclusionProposal.State.OPEN]
    return render(request, "clusters/decide_members.html", {"rows": rows, "past": past})


@for_the_ministry
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion(request, slug, day):
    """GET, POST /decide/members/<slug>/: the cluster's open proposal, else its last one."""
    found = proposals_for(request.user, day).filter(membership__cluster__slug=slug)
    proposal = found.filter(state=ExclusionProposal.State.OPEN).first() or found.first()
    if proposal is None:
        raise Http404
    is_open = proposal.state == ExclusionProposal.State.OPEN
    form = AnswerForm(request.POST if request.method == "POST" else None) if is_open else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("Über diesen Vorschlag ist schon entschieden."))
            return redirect("clusters:decide-members")
        if form.is_valid() and _answered(request, proposal, form, day):
            return redirect("clusters:decide-members")
    context = {
        "proposal": proposal,
        "cluster": proposal.membership.cluster,
        "membership": proposal.membership,
        "form": form,
        "trail": [{"label": _("Ausschlüsse"), "url": reverse("clusters:decide-members")}],
    }
    return render(request, "clusters/decide_member.html", context)


@for_the_ministry
@require_safe
def document(request, slug, day):
    """GET /decide/members/<slug>/document/"""
    found = proposals_for(request.user, day).filter(membership__cluster__slug=slug).exclude(document=None)
    proposal = found.filter(state=ExclusionProposal.State.OPEN).first() or found.first()
    if proposal is None:
        raise Http404
    return attachment(proposal.document)


def _answered(request, proposal, form, day):
    accept = form.cleaned_data["answer"] == "accept"
    try:
        answer_exclusion(proposal, accept=accept, reason=form.cleaned_data["reason"], actor=request.user, day=day)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    done = (
        _("Der Ausschluss ist entschieden. Die Nachricht an das Cluster gibt das Programmbüro im Postausgang frei.")
        if accept
        else _("Der Vorschlag ist abgelehnt.")
    )
    messages.success(request, done)
    return True
