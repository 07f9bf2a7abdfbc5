"""The page behind the link of an invitation: what it is for, accept or decline. A visitor first logs in or signs up."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clusters import services as clusters
from clusters.models import SpeakerInvitation
from clusters.services import handover
from programme.templatetags.portal import german_date
from records.errors import ActRefused

from ..forms.apply_people import AcceptForm
from ..services import collaboration


@dataclass(frozen=True)
class Offer:
    """An invitation of either kind, as the page needs it."""

    invitation: object

    @classmethod
    def behind(cls, token):
        """The offer of a link, or None."""
        found = collaboration.invitation_by(token) or handover.speaker_invitation_by(token)
        return cls(found) if found else None

    @property
    def is_function(self):
        return isinstance(self.invitation, SpeakerInvitation)

    def counts_on(self, day):
        return (handover if self.is_function else collaboration).counts_on(self.invitation, day)

    @property
    def title(self):
        if not self.is_function:
            return _("Einladung zur Mitarbeit")
        if self.invitation.is_hand_over:
            return _("Clustermanagement übernehmen")
        return _("Stellvertretung übernehmen")

    @property
    def facts(self):
        """Who invites to what; nothing of the application's content."""
        one = self.invitation
        facts = [{"term": _("Eingeladen von"), "value": one.invited_by}]
        if self.is_function:
            label = _("Innovationscluster") if one.cluster_id else _("Organisation")
            facts += [
                {"term": label, "value": one.subject},
                {"term": _("Funktion"), "value": one.get_kind_display()},
            ]
            if one.is_hand_over:
                facts.append({"term": _("Bisher"), "value": one.replaces.user})
        else:
            facts += [
                {"term": _("Innovationscluster"), "value": one.application.cluster.name},
                {"term": _("Aufnahmeantrag"), "value": one.application.number},
                {"term": _("Ihr Recht"), "value": one.get_right_display()},
            ]
            if one.ends_on:
                facts.append({"term": _("Letzter Tag der Mitarbeit"), "value": german_date(one.ends_on)})
        return [
            *facts,
            {"term": _("Eingeladene Adresse"), "value": one.email},
            {"term": _("Gilt bis einschließlich"), "value": german_date(one.expires_on)},
        ]

    def accept(self, user, confirmed, day):
        """Accepts; where to go next."""
        if self.is_function:
            collaboration.accept_function(self.invitation, user=user, address_confirmed=confirmed, day=day)
            return reverse("public:my")
        accepted = collaboration.accept_invitation(self.invitation, user=user, address_confirmed=confirmed, day=day)
        return reverse("admissions:apply-case", args=[accepted.application.number])

    def decline(self, user, day):
        decline = clusters.decline_speaker_invitation if self.is_function else collaboration.decline_invitation
        decline(self.invitation, user=user, day=day)


@never_cache
@require_safe
def invitation(request, token):
    """GET /apply/invitation/<token>/"""
    offer = _valid(token)
    if offer is None:
        return render(request, "admissions/apply_invitation_gone.html")
    if not request.user.is_authenticated:
        here = urlencode({"next": request.path})
        return render(
            request,
            "admissions/apply_invitation_login.html",
            {"login_url": f"{reverse('account_login')}?{here}", "signup_url": f"{reverse('account_signup')}?{here}"},
        )
    return _page(request, token, offer, AcceptForm())


def _valid(token):
    offer = Offer.behind(token)
    return offer if offer is not None and offer.counts_on(timezone.localdate()) else None


def _page(request, token, offer, form):
    own_address = offer.invitation.is_for(request.user)
    return render(
        request,
        "admissions/apply_invitation.html",
        {"offer": offer, "token": token, "form": form, "own_address": own_address},
    )


@never_cache
@login_required
@require_POST
def accept(request, token):
    """POST /apply/invitation/<token>/accept/"""
    offer = _valid(token)
    if offer is None:
        return render(request, "admissions/apply_invitation_gone.html")
    form = AcceptForm(request.POST)
    if offer.invitation.is_for(request.user):
        form.fields["is_meant"].required = False
    if form.is_valid():
        try:
            target = offer.accept(request.user, form.cleaned_data["is_meant"], timezone.localdate())
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Sie haben die Einladung angenommen."))
            return redirect(target)
    return _page(request, token, offer, form)


@never_cache
@login_required
@require_POST
def decline(request, token):
    """POST /apply/invitation/<token>/decline/"""
    offer = _valid(token)
    if offer is None:
        return render(request, "admissions/apply_invitation_gone.html")
    try:
        offer.decline(request.user, timezone.localdate())
    except ActRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Sie haben die Einladung abgelehnt."))
    return redirect("public:my")
