"""Memberships and certificates in the web admin: rows to look at, acts to change them."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import lifecycle, services
from clusters.exports import MembershipResource
from clusters.models import Certificate, Membership
from clusters.permissions import visible_memberships
from clusters.services.membership import period_of
from programme.admin_base import Act, PortalHistoryAdmin, PortalModelAdmin
from programme.exports import TableExportMixin
from programme.forms import PortalForm

from .acting import when


class PublishForm(PortalForm):
    public_from = forms.DateField(label=_("Öffentlich ab"), initial=timezone.localdate)


class NoticeForm(PortalForm):
    notice_given_on = forms.DateField(label=_("Gekündigt am"), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Letzter Tag der Mitgliedschaft"))


class EndForm(PortalForm):
    ends_on = forms.DateField(label=_("Letzter Tag der Mitgliedschaft"), initial=timezone.localdate)
    reason = forms.ChoiceField(label=_("Grund"), choices=Membership.EndReason.choices)


class StartForm(PortalForm):
    starts_on = forms.DateField(label=_("Aufnahme am"), required=False, help_text=_("Leer: unbekannt."))
    precision = forms.ChoiceField(label=_("Genauigkeit"), choices=Membership.Precision.choices)


class CertificateForm(PortalForm):
    number = forms.CharField(label=_("Nummer der Urkunde"), max_length=20)


def _runs(membership):
    return membership.ends_on is None or membership.ends_on >= timezone.localdate()


@admin.register(Membership)
class MembershipAdmin(TableExportMixin, PortalHistoryAdmin):
    read_only = True
    resource_classes = [MembershipResource]
    list_display = ["cluster", "starts_on", "starts_precision", "notice_given_on", "ends_on", "end_reason", "status"]
    list_filter = ["starts_precision", "end_reason", ("public_from", admin.EmptyFieldListFilter)]
    list_select_related = ["cluster", "certificate"]
    search_fields = ["cluster__search_text", "application_number"]
    date_hierarchy = None
    fields = [
        "cluster",
        "status",
        "starts_on",
        "starts_precision",
        "notice_given_on",
        "ends_on",
        "end_reason",
        "recorded_on",
        "public_from",
        "application_number",
        "certificate_number",
    ]
    readonly_fields = ["status", "certificate_number"]
    acts = [
        Act(
            name="publish",
            label=_("Veröffentlichen"),
            form_class=PublishForm,
            allowed=when(lambda membership: membership.public_from is None and not membership.application_number),
            run=lambda membership, form, user: services.publish_membership(
                membership, public_from=form.cleaned_data["public_from"], actor=user
            ),
            description=_("Das Cluster erscheint von diesem Tag an mit seinem Profil im öffentlichen Verzeichnis."),
            primary=True,
        ),
        Act(
            name="give-notice",
            label=_("Kündigung erfassen"),
            form_class=NoticeForm,
            allowed=when(lambda membership: _runs(membership) and membership.notice_given_on is None),
            run=lambda membership, form, user: services.give_notice(
                membership, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Die Mitgliedschaft läuft bis einschließlich zum letzten Tag weiter. Das Ende bleibt intern."
            ),
        ),
        Act(
            name="withdraw-notice",
            label=_("Kündigung zurücknehmen"),
            allowed=when(lambda membership: _runs(membership) and membership.notice_given_on is not None),
            run=lambda membership, form, user: services.withdraw_notice(
                membership, actor=user, day=timezone.localdate()
            ),
            description=_("Die Mitgliedschaft ist danach wieder ohne Ende."),
        ),
        Act(
            name="end",
            label=_("Mitgliedschaft beenden"),
            form_class=EndForm,
            allowed=when(_runs),
            run=lambda membership, form, user: services.end_membership(
                membership, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Mit Ablauf des letzten Tages enden Profil, Urkunde, Verpflichtungen und Erinnerungen. Ein vergangenes "
                "Ende lässt sich nicht zurücknehmen."
            ),
            danger=True,
        ),
        Act(
            name="correct-start",
            label=_("Beginn berichtigen"),
            form_class=StartForm,
            form_kwargs=lambda membership, user: {
                "initial": {"starts_on": membership.starts_on, "precision": membership.starts_precision}
            },
            allowed=when(lambda membership: True),
            run=lambda membership, form, user: services.correct_membership(
                membership, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Alle Zahlen zu vergangenen Stichtagen werden danach neu berechnet."),
        ),
        Act(
            name="issue-certificate",
            label=_("Urkunde ausstellen"),
            form_class=CertificateForm,
            allowed=when(lambda membership: not hasattr(membership, "certificate")),
            run=lambda membership, form, user: services.issue_certificate(
                membership, number=form.cleaned_data["number"], day=timezone.localdate(), actor=user
            ),
            description=_("Die Urkunde erhält einen Prüfcode, mit dem jede Person ihre Gültigkeit nachsehen kann."),
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=visible_memberships(request.user, timezone.localdate()))

    @admin.display(description=_("Stand heute"))
    def status(self, membership):
        return lifecycle.status_on(period_of(membership), timezone.localdate(), membership.notice_given_on).label

    @admin.display(description=_("Urkunde"))
    def certificate_number(self, membership):
        certificate = getattr(membership, "certificate", None)
        return f"{certificate.number} ({certificate.code})" if certificate else "–"


@admin.register(Certificate)
class CertificateAdmin(PortalModelAdmin):
    read_only = True
    list_display = ["number", "membership", "issued_on", "code"]
    list_select_related = ["membership__cluster"]
    search_fields = ["number", "code", "membership__cluster__search_text"]

    def get_queryset(self, request):
        visible = visible_memberships(request.user, timezone.localdate())
        return super().get_queryset(request).filter(membership__in=visible)
