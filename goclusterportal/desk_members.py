"""The desk's lists about members: deadlines, benchmarkings, what the ministry decides, what clusters report."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import ClusterMerger, ExclusionProposal, FiguresReport
from clusters.permissions import visible_memberships
from labels.facts import benchmarking_status_of, duties_with_facts, status_of
from labels.models import DutyProposal, LabelAward, LabelSubmission, SuccessionProposal
from labels.validity import BenchmarkingState, DutyState
from programme.models import ProgrammeSettings

from .desk_lists import MOST, WorkList

AHEAD = timedelta(days=90)
"""How far the desk looks ahead for deadlines."""

OPEN_DUTIES = {DutyState.ON_TRACK, DutyState.AT_RISK, DutyState.OVERDUE, DutyState.EXTENDED}
DUTY_BADGES = {DutyState.OVERDUE: "danger", DutyState.AT_RISK: "warning"}


def member_lists(user, day):
    """All lists of this module, for a person of the office; a fixed number of queries."""
    return [
        _submissions(),
        _reports(),
        _deadlines(user, day),
        _benchmarkings(user, day),
        _proposals(user, day),
        _exclusions(user, day),
        _leaving(user, day),
        _mergers(day),
    ]


def _submissions():
    """Labels and certificates that clusters have reported and nobody has checked."""
    waiting = LabelSubmission.objects.filter(state=LabelSubmission.State.OPEN).select_related("cluster")
    rows = [
        {
            "title": one.cluster.name,
            "preline": one.what,
            "url": reverse("admin:labels_labelsubmission_change", args=[one.pk]),
            "day": one.submitted_at,
            "day_label": _("seit"),
            "act": {
                "label": _("Prüfen"),
                "url": reverse("admin:labels_labelsubmission_change", args=[one.pk]),
            },
        }
        for one in waiting.order_by("submitted_at", "pk")
    ]
    sentence = ngettext(
        "%(count)s gemeldetes Label oder Zertifikat ist zu bestätigen.",
        "%(count)s gemeldete Labels und Zertifikate sind zu bestätigen.",
        len(rows),
    )
    url = reverse("admin:labels_labelsubmission_changelist")
    return WorkList("submissions", _("Gemeldete Labels"), sentence % {"count": len(rows)}, rows, url)


def _benchmarkings(user, day):
    """Members whose benchmarking is overdue and for which no date is arranged."""
    settings = ProgrammeSettings.load()
    members = (
        visible_memberships(user, day)
        .told()
        .counting_on(day)
        .select_related("cluster")
        .prefetch_related("cluster__benchmarkings")
    )
    late = []
    for membership in members:
        status = benchmarking_status_of(membership, day, settings)
        if status.state == BenchmarkingState.OVERDUE:
            late.append((status.due_on, membership))
    late.sort(key=lambda pair: (pair[0], pair[1].cluster.name))
    rows = [
        {
            "title": membership.cluster.name,
            "url": reverse("admin:clusters_cluster_change", args=[membership.cluster_id]),
            "badge": BenchmarkingState.OVERDUE.label,
            "badge_kind": "danger",
            "day": due_on,
            "day_label": _("Frist:"),
        }
        for due_on, membership in late[:MOST]
    ]
    sentence = ngettext(
        "%(count)s Benchmarking ist überfällig, ein Termin ist nicht vereinbart.",
        "%(count)s Benchmarkings sind überfällig, Termine sind nicht vereinbart.",
        len(late),
    )
    url = reverse("admin:labels_benchmarking_changelist")
    return WorkList("benchmarkings", _("Benchmarkings"), sentence % {"count": len(late)}, rows, url, len(late))


def _proposals(user, day):
    """What the office has proposed about duties and the ministry has not answered."""
    waiting = DutyProposal.objects.filter(
        state=DutyProposal.State.OPEN, duty__membership__in=visible_memberships(user, day)
    ).select_related("duty__membership__cluster")
    rows = [
        {
            "title": one.duty.membership.cluster.name,
            "preline": one.get_kind_display(),
            "url": reverse("admin:labels_silverduty_change", args=[one.duty_id]),
            "day": one.proposed_on,
            "day_label": _("vorgeschlagen:"),
        }
        for one in waiting.order_by("proposed_on", "pk")
    ]
    sentence = ngettext(
        "%(count)s Vorschlag zu einer Silber-Verpflichtung liegt beim Ministerium.",
        "%(count)s Vorschläge zu Silber-Verpflichtungen liegen beim Ministerium.",
        len(rows),
    )
    url = reverse("admin:labels_silverduty_changelist")
    return WorkList("proposals", _("Vorschläge zu Verpflichtungen"), sentence % {"count": len(rows)}, rows, url)


def _reports():
    """Yearly figures that clusters have reported and nobody has checked."""
    waiting = FiguresReport.objects.filter(state=FiguresReport.State.SUBMITTED).select_related("cluster")
    rows = [
        {
            "title": one.cluster.name,
            "url": reverse("admin:clusters_figuresreport_change", args=[one.pk]),
            "day": one.submitted_at,
            "day_label": _("seit"),
            "act": {"label": _("Prüfen"), "url": reverse("admin:clusters_figuresreport_change", args=[one.pk])},
        }
        for one in waiting.order_by("submitted_at", "pk")[:MOST]
    ]
    count = waiting.count() if len(rows) == MOST else len(rows)
    sentence = ngettext(
        "%(count)s Meldung von Jahreszahlen ist zu prüfen.",
        "%(count)s Meldungen von Jahreszahlen sind zu prüfen.",
        count,
    )
    url = reverse("admin:clusters_figuresreport_changelist") + "?state__exact=submitted"
    return WorkList("figures", _("Jahreszahlen"), sentence % {"count": count}, rows, url, count)


def _leaving(user, day):
    """Members that leave: the end is known and has not come yet."""
    leaving = visible_memberships(user, day).told().counting_on(day).exclude(ends_on=None).select_related("cluster")
    rows = [
        {
            "title": one.cluster.name,
            "preline": one.get_end_reason_display(),
            "url": reverse("admin:clusters_membership_change", args=[one.pk]),
            "day": one.ends_on,
            "day_label": _("Letzter Tag:"),
        }
        for one in leaving.order_by("ends_on", "pk")
    ]
    sentence = ngettext("%(count)s Mitglied scheidet aus.", "%(count)s Mitglieder scheiden aus.", len(rows))
    url = reverse("admin:clusters_membership_changelist")
    return WorkList("leaving", _("Ausscheidende Mitglieder"), sentence % {"count": len(rows)}, rows, url)


def _exclusions(user, day):
    """What the office has proposed and the ministry has not answered."""
    waiting = ExclusionProposal.objects.filter(
        state=ExclusionProposal.State.OPEN, membership__in=visible_memberships(user, day)
    ).select_related("membership__cluster")
    rows = [
        {
            "title": one.membership.cluster.name,
            "url": reverse("admin:clusters_membership_change", args=[one.membership_id]),
            "day": one.proposed_on,
            "day_label": _("vorgeschlagen:"),
        }
        for one in waiting.order_by("proposed_on", "pk")
    ]
    sentence = ngettext(
        "%(count)s Vorschlag zum Ausschluss liegt beim Ministerium.",
        "%(count)s Vorschläge zum Ausschluss liegen beim Ministerium.",
        len(rows),
    )
    url = reverse("admin:clusters_membership_changelist")
    return WorkList("exclusions", _("Vorschläge zum Ausschluss"), sentence % {"count": len(rows)}, rows, url)


def _mergers(day):
    """Mergers about whose labels and duty nothing is proposed although there is something that could pass."""
    settled = SuccessionProposal.objects.exclude(state=SuccessionProposal.State.DECLINED).values("merger")
    waiting = (
        ClusterMerger.objects.standing()
        .exclude(pk__in=settled)
        # What ended with the absorbed cluster, or has ended since, cannot pass any more.
        .filter(Exists(LabelAward.objects.confirmed().filter(cluster=OuterRef("absorbed"), valid_until__gte=day)))
        .select_related("absorbed", "continuing")
    )
    address = reverse("admin:labels_successionproposal_add")
    rows = [
        {
            "title": str(one),
            "url": reverse("admin:clusters_clustermerger_change", args=[one.pk]),
            "day": one.last_day,
            "day_label": _("letzter Tag:"),
            "act": {"label": _("Übergang vorschlagen"), "url": f"{address}?merger={one.pk}"},
        }
        for one in waiting.order_by("last_day", "pk")
    ]
    sentence = ngettext(
        "%(count)s Zusammenschluss, zu dem über Labels noch nichts vorgeschlagen ist.",
        "%(count)s Zusammenschlüsse, zu denen über Labels noch nichts vorgeschlagen ist.",
        len(rows),
    )
    url = reverse("admin:clusters_clustermerger_changelist")
    return WorkList("mergers", _("Zusammenschlüsse"), sentence % {"count": len(rows)}, rows, url)


def _deadlines(user, day):
    """Silver duties that are overdue or due soon."""
    due = sorted(_duties_due(user, day), key=lambda pair: pair[1].due_on)
    rows = [_duty_row(duty, status) for duty, status in due[:MOST]]
    sentence = ngettext(
        "%(count)s Frist ist überschritten oder endet in den nächsten %(days)s Tagen.",
        "%(count)s Fristen sind überschritten oder enden in den nächsten %(days)s Tagen.",
        len(due),
    ) % {"count": len(due), "days": AHEAD.days}
    url = reverse("admin:labels_silverduty_changelist")
    return WorkList("deadlines", _("Nächste Fristen der Mitglieder"), sentence, rows, url, len(due))


def _duties_due(user, day):
    """Pairs of duty and status."""
    settings = ProgrammeSettings.load()
    for duty in duties_with_facts().filter(membership__in=visible_memberships(user, day)):
        status = status_of(duty, day, settings)
        if status.state in OPEN_DUTIES and status.due_on is not None and status.due_on <= day + AHEAD:
            yield duty, status


def _duty_row(duty, status):
    return {
        "title": duty.membership.cluster.name,
        "preline": _("Silber-Verpflichtung"),
        "url": reverse("admin:labels_silverduty_change", args=[duty.pk]),
        "badge": status.state.label,
        "badge_kind": DUTY_BADGES.get(status.state, "info"),
        "day": status.due_on,
        "day_label": _("Frist:"),
    }
