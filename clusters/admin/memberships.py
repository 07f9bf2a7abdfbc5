"""Memberships and certificates in the web admin: rows to look at, acts to change them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from clusters import lifecycle, services
from clusters.exports import MembershipResource
from clusters.models import Certificate, ExclusionProposal, Membership
from clusters.permissions import visible_memberships
from clusters.services.membership import period_of
from programme.admin_base import Act, PortalHistoryAdmin, PortalModelAdmin
from programme.exports import TableExportMixin
from programme.forms import PortalForm
from programme.templatetags.portal import german_date
from records.forms import UploadField
from records.responses import attachment
from records.uploads import store_upload

from .acting import when


class PublishForm(PortalForm):
    public_from = forms.DateField(label=_("Öffentlich ab"), initial=timezone.localdate)


class NoticeForm(PortalForm):
    """A notice that came on paper."""

    notice_given_on = forms.DateField(label=_("Eingegangen am"), initial=timezone.localdate)
    ends_on = forms.DateField(
        label=_("Letzter Tag der Mitgliedschaft"),
        help_text=_("Ein Tag vor Ablauf der Kündigungsfrist braucht einen Grund."),
    )
    upload = UploadField(label=_("Kündigungsschreiben"), required=False)
    note = forms.CharField(
        label=_("Quelle oder Grund"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(PortalForm):
    note = forms.CharField(
        label=_("Quelle oder Grund"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndForm(PortalForm):
    ends_on = forms.DateField(label=_("Letzter Tag der Mitgliedschaft"), initial=timezone.localdate)
    reason = forms.ChoiceField(
        label=_("Grund"),
        # Whom to exclude is the ministry's decision.
        choices=[pair for pair in Membership.EndReason.choices if pair[0] != Membership.EndReason.EXCLUDED],
    )


class ExclusionForm(PortalForm):
    ends_on = forms.DateField(label=_("Letzter Tag der Mitgliedschaft"))
    reason = forms.CharField(label=_("Begründung"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    upload = UploadField(label=_("Unterlage"), required=False)


class StartForm(PortalForm):
    starts_on = forms.DateField(label=_("Aufnahme am"), required=False, help_text=_("Leer: unbekannt."))
    precision = forms.ChoiceField(label=_("Genauigkeit"), choices=Membership.Precision.choices)


class CertificateForm(PortalForm):
    number = forms.CharField(label=_("Nummer der Urkunde"), max_length=20)


def _with_document(form, user):
    """What was typed; the file is stored before the act's own transaction."""
    values = dict(form.cleaned_data)
    upload = values.pop("upload")
    return values | {"document": store_upload(upload, by=user) if upload else None}


def _open_proposals(membership):
    return [one for one in membership.exclusion_proposals.all() if one.state == ExclusionProposal.State.OPEN]


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
        "notice_letter",
        "exclusion",
        "recorded_on",
        "public_from",
        "application_number",
        "certificate_number",
    ]
    readonly_fields = ["status", "notice_letter", "exclusion", "certificate_number"]
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
                membership, **_with_document(form, user), actor=user, day=timezone.localdate()
            ),
            description=_(
                "Für eine Kündigung auf Papier; im Portal kündigt das Cluster selbst. Die Mitgliedschaft läuft bis "
                "einschließlich zum letzten Tag weiter, das Ende bleibt intern. Alle, die für das Cluster sprechen, "
                "erhalten eine Nachricht."
            ),
        ),
        Act(
            name="withdraw-notice",
            label=_("Kündigung zurücknehmen"),
            form_class=WithdrawForm,
            allowed=when(
                lambda membership: (
                    _runs(membership)
                    and membership.notice_given_on is not None
                    and membership.end_reason == Membership.EndReason.RESIGNED
                )
            ),
            run=lambda membership, form, user: services.withdraw_notice(
                membership, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Die Mitgliedschaft ist danach wieder ohne Ende. Alle, die für das Cluster sprechen, erhalten eine "
                "Nachricht."
            ),
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
            name="propose-exclusion",
            label=_("Ausschluss vorschlagen"),
            form_class=ExclusionForm,
            allowed=when(lambda membership: _runs(membership) and not _open_proposals(membership)),
            run=lambda membership, form, user: services.propose_exclusion(
                membership, **_with_document(form, user), actor=user, day=timezone.localdate()
            ),
            description=_(
                "Das Ministerium entscheidet. Das Cluster erfährt erst von einer Entscheidung, und erst, wenn Sie die "
                "Nachricht im Postausgang freigeben."
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

    def get_urls(self):
        page = path("<int:pk>/notice/", self.admin_site.admin_view(self.notice_view), name="clusters_membership_notice")
        return [page, *super().get_urls()]

    def notice_view(self, request, pk):
        """The letter of notice: whoever may look at the membership may have it."""
        membership = self.get_object(request, str(pk))
        if membership is None or membership.notice_document is None:
            raise Http404
        if not self.has_view_permission(request, membership):
            raise PermissionDenied
        return attachment(membership.notice_document)

    @admin.display(description=_("Kündigungsschreiben"))
    def notice_letter(self, membership):
        if membership.notice_document is None:
            return "–"
        address = reverse("admin:clusters_membership_notice", args=[membership.pk])
        return format_html('<a href="{}">{}</a>', address, membership.notice_document.name)

    @admin.display(description=_("Vorschläge zum Ausschluss"))
    def exclusion(self, membership):
        rows = (
            (german_date(one.proposed_on), one.get_state_display(), one.answer or one.reason)
            for one in membership.exclusion_proposals.all()
        )
        return format_html_join(mark_safe("<br>"), "{}: {}. {}", rows) or "–"

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
