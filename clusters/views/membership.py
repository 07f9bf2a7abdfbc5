"""A cluster's own membership: what it is today, giving notice, taking it back."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from programme.forms import PortalForm
from records.errors import ActRefused

from .. import lifecycle
from ..models import Membership
from ..services import give_notice, withdraw_notice
from ..services.exits import RESIGNED, earliest_end, notice_refusal
from ..services.membership import period_of
from .own import own_cluster


class NoticeForm(PortalForm):
    """The last day, why, and that it is meant."""

    ends_on = forms.DateField(label=gettext_lazy("Letzter Tag der Mitgliedschaft"))
    note = forms.CharField(
        label=gettext_lazy("Grund"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Freiwillig. Den Grund lesen nur die Menschen Ihres Clusters und das Programmbüro."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Wir kündigen die Mitgliedschaft zu diesem Tag."),
        error_messages={"required": gettext_lazy("Bitte bestätigen Sie die Kündigung.")},
    )

    def __init__(self, *args, membership, **kwargs):
        self.membership, self.day = membership, timezone.localdate()
        earliest = earliest_end(self.day)
        super().__init__(*args, initial={"ends_on": earliest}, **kwargs)
        self.fields["ends_on"].help_text = _("Frühestens der %(day)s. Dieser Tag gehört noch zur Mitgliedschaft.") % {
            "day": date_format(earliest)
        }

    def clean_ends_on(self):
        refused = notice_refusal(self.membership, self.day, self.cleaned_data["ends_on"], self.day, by_office=False)
        if refused:
            raise forms.ValidationError(refused)
        return self.cleaned_data["ends_on"]


class WithdrawForm(PortalForm):
    note = forms.CharField(
        label=gettext_lazy("Grund"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def current_membership(cluster, day):
    """The period of today, else the last one; None before the first. An admission counts once its letter is out."""
    told = Membership.objects.told().filter(cluster=cluster).select_related("certificate")
    return told.counting_on(day).first() or told.order_by("-ends_on", "-pk").first()


@own_cluster
@require_safe
def membership(request, cluster, day):
    """GET /my/<slug>/membership/"""
    found = current_membership(cluster, day)
    context = {"cluster": cluster, "membership": found, "trail": _trail()}
    if found is not None:
        status = lifecycle.status_on(period_of(found), day, found.notice_given_on)
        context |= {
            "status": status,
            "is_over": status == lifecycle.MembershipStatus.ENDED,
            "may_give_notice": _may_give_notice(found, day),
            "may_withdraw": _may_withdraw(found, day),
            "certificate": getattr(found, "certificate", None),
        }
    return render(request, "clusters/membership.html", context)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request, cluster, day):
    """GET, POST /my/<slug>/membership/notice/"""
    found = current_membership(cluster, day)
    if found is None or not _may_give_notice(found, day):
        messages.warning(request, _("Diese Mitgliedschaft lässt sich zurzeit nicht kündigen."))
        return redirect("clusters:membership", cluster.slug)
    form = NoticeForm(request.POST if request.method == "POST" else None, membership=found)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("ends_on", "note")}
        if _done(form, give_notice, found, notice_given_on=day, actor=request.user, day=day, **values):
            messages.success(
                request, _("Die Kündigung ist erfasst. Alle, die für das Cluster sprechen, erhalten eine Nachricht.")
            )
            return redirect("clusters:membership", cluster.slug)
    context = {"cluster": cluster, "form": form, "trail": _trail(cluster)}
    return render(request, "clusters/membership_notice.html", context)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, cluster, day):
    """GET, POST /my/<slug>/membership/withdraw/"""
    found = current_membership(cluster, day)
    if found is None or not _may_withdraw(found, day):
        messages.warning(request, _("Es gibt keine Kündigung, die sich zurücknehmen lässt."))
        return redirect("clusters:membership", cluster.slug)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _withdrawn(request, form, found, day):
        return redirect("clusters:membership", cluster.slug)
    context = {"cluster": cluster, "membership": found, "form": form, "trail": _trail(cluster)}
    return render(request, "clusters/membership_withdraw.html", context)


def _may_give_notice(found, day):
    counts = lifecycle.counts_on(period_of(found), day)
    return counts and found.notice_given_on is None and found.end_reason in {"", RESIGNED}


def _may_withdraw(found, day):
    running = lifecycle.counts_on(period_of(found), day)
    return running and found.notice_given_on is not None and found.end_reason == RESIGNED


def _withdrawn(request, form, found, day):
    done = _done(form, withdraw_notice, found, actor=request.user, day=day, note=form.cleaned_data["note"])
    if done:
        messages.success(request, _("Die Kündigung ist zurückgenommen. Die Mitgliedschaft läuft weiter."))
    return done


def _done(form, service, *args, **kwargs):
    """Whether the service did it; its refusal stands above the form."""
    try:
        service(*args, **kwargs)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _trail(cluster=None):
    trail = [{"label": _("Mein Bereich"), "url": reverse("public:my")}]
    if cluster is not None:
        trail.append({"label": _("Mitgliedschaft"), "url": reverse("clusters:membership", args=[cluster.slug])})
    return trail
