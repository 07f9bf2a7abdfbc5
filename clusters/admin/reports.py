"""The yearly reports in the web admin: what is new against the last figures, accept or ask, who has reported."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models import FiguresReport
from clusters.reportstates import standings
from clusters.services.figures import COUNTS
from clusters.services.yearly import (
    WAITING,
    accept_figures,
    ask_back,
    counts_of,
    figures_before,
    figures_present,
    jumps_of,
)
from clusters.yearly import ReportState
from programme.admin_base import Act, PortalModelAdmin
from programme.forms import PortalForm

from .acting import may_act


class QuestionForm(PortalForm):
    question = forms.CharField(label=_("Ihre Rückfrage"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


def _waits(report, user):
    return may_act(report, user) and report.state in WAITING


@admin.register(FiguresReport)
class FiguresReportAdmin(PortalModelAdmin):
    read_only = True
    list_display = ["cluster", "key_date", "state", "submitted_at", "submitted_by"]
    list_filter = ["state", "key_date"]
    list_select_related = ["cluster", "submitted_by"]
    search_fields = ["cluster__search_text"]
    fields = [
        "cluster",
        "key_date",
        "state",
        "differences",
        "strategy",
        "cooperation",
        "comment",
        "to_release",
        "submitted_by",
        "submitted_at",
        "answer",
        "answered_by",
        "answered_on",
    ]
    readonly_fields = ["differences"]
    acts = [
        Act(
            name="accept",
            label=_("Zahlen annehmen"),
            allowed=_waits,
            run=lambda report, form, user: accept_figures(report, actor=user, day=timezone.localdate()),
            description=_(
                "Die Zahlen und Angaben gelten dann für das Cluster. Öffentlich werden sie nur, wenn es sie "
                "freigegeben hat."
            ),
            primary=True,
        ),
        Act(
            name="ask",
            label=_("Rückfrage stellen"),
            form_class=QuestionForm,
            allowed=_waits,
            run=lambda report, form, user: ask_back(report, **form.cleaned_data, actor=user, day=timezone.localdate()),
            description=_("Alle, die für das Cluster sprechen, erhalten Ihre Frage und können die Zahlen ändern."),
        ),
    ]

    def get_urls(self):
        page = path("coverage/", self.admin_site.admin_view(self.coverage_view), name="clusters_figuresreport_coverage")
        return [page, *super().get_urls()]

    def coverage_view(self, request):
        """Every member that reports, with the state of its report; ?state= narrows the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        day = timezone.localdate()
        found = standings(day)
        wanted = request.GET.get("state", "")
        shown = [one for one in found if one.state == wanted] if wanted in list(ReportState) else found
        accepted = sum(one.state == ReportState.ACCEPTED for one in found)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Jahreszahlen der Mitglieder"),
            "opts": self.opts,
            "sentence": gettext("%(accepted)s von %(members)s Mitgliedern haben angenommene Zahlen.")
            % {"accepted": accepted, "members": len(found)},
            "chips": [_chip("", gettext("Alle"), len(found), wanted)]
            + [_chip(state, state.label, sum(one.state == state for one in found), wanted) for state in ReportState],
            "rows": [_row(one) for one in shown],
        }
        return TemplateResponse(request, "admin/clusters/figuresreport/coverage.html", context)

    @admin.display(description=_("Zahlen, daneben die letzten"))
    def differences(self, report):
        # A correction that waits is read beside what it would change, everything else beside the key date before.
        present = figures_present(report.cluster, report.key_date) if report.state in WAITING else None
        before = present or figures_before(report.cluster, report.key_date)
        now = counts_of(report)
        old = counts_of(before) if before else dict.fromkeys(COUNTS)
        far = set(jumps_of(report.cluster, report.key_date, now))
        rows = (
            (
                FiguresReport._meta.get_field(name).verbose_name,
                _words(now[name]),
                _words(old[name]),
                gettext("weit entfernt") if name in far else _difference(old[name], now[name]),
            )
            for name in COUNTS
        )
        row = "<li>{}: <strong>{}</strong> ({}; {})</li>"
        return format_html("<ul>{}</ul>", format_html_join("", row, rows))


def _words(value):
    return gettext("nicht erfasst") if value is None else str(value)


def _difference(old, new):
    if old is None or new is None:
        return "–"
    return f"{new - old:+d}" if new != old else gettext("unverändert")


def _chip(state, label, count, wanted):
    return {"label": label, "count": count, "url": f"?state={state}", "current": state == wanted}


def _row(standing):
    report = standing.report
    if report is None:
        url = reverse("admin:clusters_cluster_change", args=[standing.cluster.pk])
    else:
        url = reverse("admin:clusters_figuresreport_change", args=[report.pk])
    return {
        "title": standing.cluster.name,
        "url": url,
        "badge": standing.state.label,
        "badge_kind": standing.badge_kind,
        "day": standing.due_on if standing.is_pressing else None,
        "day_label": gettext("Frist:"),
    }
