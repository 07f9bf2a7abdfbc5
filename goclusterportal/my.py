"""/my/: what a person has to do now, whatever the roles; the own clusters with duties and deadlines."""

from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from admissions.permissions import (
    board_files,
    editable_by,
    is_board_member,
    ministry_files,
    office_files,
)
from admissions.workflow import EDITABLE_STATES, REVIEW_STATES, State
from clusters.models import Cluster, ExclusionProposal, Membership
from clusters.permissions import is_ministry, visible_memberships
from clusters.reportstates import Standing, standings
from events.models import Event, Registration
from events.registration_links import token_of
from labels.facts import award_facts, benchmarking_status_of
from labels.models import DutyProposal, LabelAward, SuccessionProposal, ValidityTerm
from labels.overview import PRESSING, duties_to_view, view_of
from labels.permissions import may_decide_on_duty
from labels.validity import BenchmarkingState, DutyState, award_state, explain_award, explain_benchmarking
from programme.models import ProgrammeSettings
from programme.templatetags.portal import translated

BENCHMARKING_BADGES = {BenchmarkingState.SOON: "warning", BenchmarkingState.OVERDUE: "danger"}


@dataclass
class OwnCluster:
    """One of the person's clusters with what the public does not see."""

    cluster: Cluster
    membership: Membership | None = None
    duties: list = field(default_factory=list)
    awards: list = field(default_factory=list)
    benchmarking: dict | None = None
    figures: Standing | None = None


@never_cache
@login_required
@require_safe
def my(request):
    """Tasks first, then the own clusters. A fixed number of queries, however many rows."""
    day = timezone.localdate()
    clusters = clusters_of(request.user, day)
    context = {
        "tasks": [*tasks_of(request.user, day), *duty_tasks(clusters)],
        "clusters": clusters,
        "registrations": registrations_of(request.user, day),
    }
    return render(request, "public/my.html", context)


def registrations_of(user, day):
    """The person's registrations for events that are not over, as rows; one query."""
    rows = Registration.objects.standing().filter(user=user, settings__event__in=Event.objects.upcoming(day))
    return [
        {
            "title": translated(row.settings.event, "title"),
            "url": reverse("events:registration", args=[token_of(row)]),
            "badge": _("abgesagt") if row.settings.called_off_at else row.get_state_display(),
            "badge_kind": "success" if row.state == Registration.State.SEATED else "warning",
            "day": row.settings.event.starts_on,
        }
        for row in rows.select_related("settings__event").order_by("settings__event__starts_on", "pk")
    ]


def duty_tasks(clusters):
    """Duties that press, as rows for the work list; each leads to its cluster further down."""
    for position, own in enumerate(clusters, start=1):
        for duty in own.duties:
            if duty.status.state in PRESSING:
                yield {
                    "title": _("%(cluster)s: Silber nachweisen") % {"cluster": own.cluster.name},
                    "url": f"#own-{position}",
                    "badge": duty.status.state.label,
                    "badge_kind": duty.badge_kind,
                    "day": duty.status.due_on,
                    "day_label": _("Frist:"),
                }
        if own.figures and own.figures.is_pressing:
            yield {
                "title": _("%(cluster)s: Jahreszahlen melden") % {"cluster": own.cluster.name},
                "url": reverse("clusters:figures", args=[own.cluster.slug]),
                "badge": own.figures.state.label,
                "badge_kind": own.figures.badge_kind,
                "day": own.figures.due_on,
                "day_label": _("Frist:"),
            }
        if own.benchmarking and own.benchmarking["is_pressing"]:
            yield {
                "title": _("%(cluster)s: Benchmarking vereinbaren") % {"cluster": own.cluster.name},
                "url": f"#own-{position}",
                "badge": own.benchmarking["state"],
                "badge_kind": own.benchmarking["badge_kind"],
                "day": own.benchmarking["due_on"],
                "day_label": _("Frist:"),
            }


def tasks_of(user, day):
    """Rows for the work list: what waits for this person, role by role."""
    return [
        *_applicant_tasks(user, day),
        *_board_tasks(user, day),
        *_ministry_tasks(user, day),
        *_proposal_tasks(user, day),
        *_exclusion_tasks(user, day),
        *_office_tasks(user, day),
    ]


def _applicant_tasks(user, day):
    applications = editable_by(user, day).filter(state__in=EDITABLE_STATES).select_related("cluster")
    for application in applications.order_by("lapses_on", "number"):
        url = reverse("admissions:apply-case", args=[application.number])
        yield {
            "title": application.cluster.name,
            "preline": application.number,
            "url": url,
            "badge": application.get_state_display(),
            "day": application.lapses_on,
            "day_label": _("Frist:"),
            "act": {"label": _("Weiter ausfüllen"), "url": url},
        }


def _board_tasks(user, day):
    if not is_board_member(user, day):
        return
    files = board_files(user, day).filter(state__in=REVIEW_STATES)
    assigned = files.filter(assignments__in=user.review_assignments.filter(ended_at=None))
    count = assigned.exclude(reviews__in=user.reviews.filter(submitted_at__isnull=False)).count()
    if count:
        yield _desk_row(
            "admissions:review",
            ngettext("%(count)s Gutachten wartet auf Sie", "%(count)s Gutachten warten auf Sie", count),
            count,
        )


def _ministry_tasks(user, day):
    count = ministry_files(user, day).filter(state=State.RECOMMENDED).count()
    if count:
        text = ngettext(
            "%(count)s Antrag wartet auf Ihre Entscheidung", "%(count)s Anträge warten auf Ihre Entscheidung", count
        )
        yield _desk_row("admissions:decide", text, count)


def _proposal_tasks(user, day):
    if not may_decide_on_duty(user, day):
        return
    visible = visible_memberships(user, day).told()
    count = DutyProposal.objects.filter(state=DutyProposal.State.OPEN, duty__membership__in=visible).count()
    if count:
        text = ngettext(
            "%(count)s Vorschlag zu einer Verpflichtung wartet auf Ihre Entscheidung",
            "%(count)s Vorschläge zu Verpflichtungen warten auf Ihre Entscheidung",
            count,
        )
        yield _desk_row("labels:decide-duties", text, count)
    count = SuccessionProposal.objects.filter(state=SuccessionProposal.State.OPEN).count()
    if count:
        text = ngettext(
            "%(count)s Zusammenschluss wartet auf Ihre Entscheidung",
            "%(count)s Zusammenschlüsse warten auf Ihre Entscheidung",
            count,
        )
        yield _desk_row("labels:decide-mergers", text, count)


def _exclusion_tasks(user, day):
    if not is_ministry(user, day):
        return
    count = ExclusionProposal.objects.filter(
        state=ExclusionProposal.State.OPEN, membership__in=visible_memberships(user, day)
    ).count()
    if count:
        text = ngettext(
            "%(count)s Vorschlag zum Ausschluss wartet auf Ihre Entscheidung",
            "%(count)s Vorschläge zum Ausschluss warten auf Ihre Entscheidung",
            count,
        )
        yield _desk_row("clusters:decide-members", text, count)


def _office_tasks(user, day):
    count = office_files(user, day).filter(state=State.SUBMITTED).count()
    if count:
        text = ngettext("%(count)s Antrag wartet auf Prüfung", "%(count)s Anträge warten auf Prüfung", count)
        yield _desk_row("admin:index", text, count)


def _desk_row(url_name, text, count):
    url = reverse(url_name)
    return {"title": text % {"count": count}, "url": url, "act": {"label": _("Öffnen"), "url": url}}


def clusters_of(user, day):
    """The clusters a person may speak for, each with its membership, duties in words, and all awards.

    An admission shows here once its letter is released, with the duty that it brings.
    """
    own = {cluster.pk: OwnCluster(cluster) for cluster in Cluster.objects.run_by(user, day).order_by("name")}
    told = Membership.objects.told().filter(cluster__in=own)
    for membership in told.counting_on(day):
        own[membership.cluster_id].membership = membership
    settings = ProgrammeSettings.load()
    language = translation.get_language()
    for duty in duties_to_view(told).order_by("key"):
        view = view_of(duty, day, settings, language)
        if view.status.state != DutyState.ENDED:
            own[duty.membership.cluster_id].duties.append(view)
    _add_benchmarkings(own, told, day, settings, language)
    for standing in standings(day, settings, cluster__in=own):
        own[standing.cluster.pk].figures = standing
    grace = dict(ValidityTerm.objects.filter(is_renewal=True).values_list("level", "grace_months"))
    for award in LabelAward.objects.filter(cluster__in=own).order_by("-valid_until"):
        spans = {"soon_months": settings.label_expires_soon_months, "grace_months": grace.get(award.level)}
        facts = award_facts(award)
        own[award.cluster_id].awards.append(
            {
                "award": award,
                "state": award_state(facts, day, **spans).label,
                "words": explain_award(facts, day, language=language, **spans),
            }
        )
    return list(own.values())


def _add_benchmarkings(own, told, day, settings, language):
    """When the next benchmarking of each member among the own clusters is due."""
    members = told.counting_on(day).select_related("cluster").prefetch_related("cluster__benchmarkings")
    for membership in members:
        status = benchmarking_status_of(membership, day, settings)
        own[membership.cluster_id].benchmarking = {
            "state": status.state.label,
            "badge_kind": BENCHMARKING_BADGES.get(status.state, ""),
            "due_on": status.due_on,
            "is_pressing": status.state in BENCHMARKING_BADGES,
            "explanation": explain_benchmarking(status, language),
        }
