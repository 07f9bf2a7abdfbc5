"""A cluster's own labels: what it holds, what it has reported, and reporting more with the document."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clusters.views.own import own_cluster
from programme.forms import PortalModelForm
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.file_types import accept_attribute
from records.models import StoredFile
from records.responses import attachment
from records.uploads import check_upload, store_upload

from ..facts import award_facts
from ..models import LabelSubmission
from ..outlook import grace_by_level
from ..services.submissions import refusal, submit_label
from ..validity import award_state, explain_award


class ReportForm(PortalModelForm):
    upload = forms.FileField(
        label=gettext_lazy("Nachweis"),
        help_text=gettext_lazy("Zum Beispiel die Urkunde oder der Bericht der Begutachtung."),
        widget=forms.FileInput(attrs={"accept": accept_attribute()}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"level", "name", "awarded_on", "valid_from"} & set(self.fields):
            self.fields[name].required = name in {"level", "name"}

    def clean_upload(self):
        check_upload(self.cleaned_data["upload"])
        return self.cleaned_data["upload"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            facts = {name: value for name, value in cleaned.items() if name != "upload"}
            refused = refusal(LabelSubmission(**facts), timezone.localdate())
            if refused:
                self.add_error(*refused)
        return cleaned

    def _post_clean(self):
        """The rules of the whole row are the service's; the row has neither cluster nor file yet."""


class LabelReportForm(ReportForm):
    class Meta:
        model = LabelSubmission
        fields = [
            "level",
            "assessed_on",
            "awarded_on",
            "valid_from",
            "valid_until",
            "score_percent",
            "issuing_body",
        ]


class CertificateReportForm(ReportForm):
    class Meta:
        model = LabelSubmission
        fields = ["name", "valid_from", "valid_until", "issuing_body"]


@own_cluster
@require_safe
def labels(request, cluster, day):
    """GET /my/<slug>/labels/"""
    settings = ProgrammeSettings.load()
    grace = grace_by_level()
    language = translation.get_language()
    awards = []
    for award in cluster.label_awards.select_related("document").order_by("-valid_until", "-pk"):
        spans = {"soon_months": settings.label_expires_soon_months, "grace_months": grace.get(award.level)}
        awards.append(
            {
                "award": award,
                "state": award_state(award_facts(award), day, **spans).label,
                "words": explain_award(award_facts(award), day, language=language, **spans),
            }
        )
    context = {
        "cluster": cluster,
        "awards": awards,
        "certificates": cluster.other_certificates.select_related("document"),
        "runs": cluster.benchmarkings.select_related("report"),
        "submissions": cluster.label_submissions.select_related("document", "submitted_by"),
        "trail": _trail(),
    }
    return render(request, "labels/my_labels.html", context)


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def report_label(request, cluster, day):
    """GET, POST /my/<slug>/labels/report/"""
    return _report(request, cluster, day, LabelReportForm, _("Label melden"))


@own_cluster
@require_http_methods(["GET", "HEAD", "POST"])
def report_certificate(request, cluster, day):
    """GET, POST /my/<slug>/labels/certificate/"""
    return _report(request, cluster, day, CertificateReportForm, _("Anderes Zertifikat melden"))


def _report(request, cluster, day, form_class, title):
    posted = request.method == "POST"
    form = form_class(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid() and _sent(request, cluster, form, day):
        messages.success(
            request, _("Ihre Meldung ist beim Programmbüro. Sie erhalten eine E-Mail, sobald sie geprüft ist.")
        )
        return redirect("labels:my-labels", cluster.slug)
    trail = [*_trail(), {"label": _("Labels"), "url": reverse("labels:my-labels", args=[cluster.slug])}]
    context = {"cluster": cluster, "form": form, "title": title, "trail": trail}
    return render(request, "labels/my_report.html", context)


def _sent(request, cluster, form, day):
    facts = {name: value for name, value in form.cleaned_data.items() if name != "upload"}
    document = store_upload(form.cleaned_data["upload"], by=request.user)
    try:
        submit_label(LabelSubmission(cluster=cluster, document=document, **facts), actor=request.user, day=day)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return False
    return True


@own_cluster
@require_safe
def file(request, cluster, day, token):
    """GET /my/<slug>/labels/files/<token>/: what belongs to a record of this cluster."""
    wanted = Q(pk__in=cluster.benchmarkings.values("report"))
    for rows in (cluster.label_awards, cluster.other_certificates, cluster.label_submissions):
        wanted |= Q(pk__in=rows.values("document"))
    stored = StoredFile.objects.filter(wanted, token=token).first()
    if stored is None:
        raise Http404
    return attachment(stored)


def _trail():
    return [{"label": _("Mein Bereich"), "url": reverse("public:my")}]
