"""What the page of one case shows: everything as facts, nothing to type."""

from collections import defaultdict

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date
from records.services import history_of
from records.words import verb_in_words

from .. import scoring
from ..casefile import steps_of
from ..interviews import plans_of
from ..models import (
    Commitment,
    ConflictDeclaration,
    Decision,
    InterviewParticipant,
    RecordedDecision,
    Review,
    Score,
)
from ..permissions import office_files, office_sees_own_points, office_sees_reviews
from ..result import result_of
from ..reviewhistory import histories_of
from ..services.discussion import contributions_of
from ..services.opening import OPEN_FILE
from ..services.votes import current_ballot, takes_votes
from ..wording import decided_sentence
from ..workflow import REVIEW_STATES, State

REVIEWED_STATES = (*REVIEW_STATES, State.RECOMMENDED, State.DECIDED)
BADGES = {
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.COMPLETE: "info",
    State.IN_REVIEW: "info",
    State.INTERVIEW: "info",
    State.RECOMMENDED: "info",
    State.DECIDED: "success",
    State.LAPSED: "",
    State.WITHDRAWN: "",
}
RECORDED_BADGES = {
    RecordedDecision.State.PROPOSED: "warning",
    RecordedDecision.State.CONFIRMED: "success",
    RecordedDecision.State.REJECTED: "danger",
    RecordedDecision.State.SUPERSEDED: "",
}
CONFLICT_BADGES = {"not_asked": "", "none": "success", "declared": "danger"}


def case_context(application, sheet, user, day):
    """The sections of the case page; a fixed number of queries.

    Whoever sits on the board too and owes a review sees nothing that tells of the others' (permissions.office_sees).
    """
    organisation = application.organisation
    open_ones = office_sees_reviews(user, application, day)
    return {
        "reviews_hidden": not open_ones,
        "points_hidden": not office_sees_own_points(user, application, day),
        "application": application,
        "badge": application.get_state_display(),
        "badge_kind": BADGES.get(application.state, ""),
        "steps": steps_of(application),
        "facts": _facts(application, organisation),
        "related": _related(application, user, day),
        "sheet": sheet,
        "submissions": application.submissions.select_related("submitted_by"),
        "assignments": _assignments(application),
        "reviews": _reviews(application) if open_ones else [],
        "histories": histories_of(application) if open_ones else [],
        "contributions": contributions_of(application) if open_ones else [],
        "explanation": _explanation(application, day) if open_ones else "",
        "interviews": application.interviews.select_related("recorded_by"),
        "plans": _plans(application),
        "votes": _votes(application, day) if open_ones else [],
        "recommendations": application.recommendations.select_related("recorded_by") if open_ones else [],
        "papers": application.papers.select_related("pdf", "prepared_by") if open_ones else [],
        "decisions": _decisions(application) if open_ones else [],
        "recordings": recordings_of(application) if open_ones else [],
        "commitment": Commitment.objects.filter(application=application).select_related("document").first(),
        "entries": _history(application),
    }


def _facts(application, organisation):
    return [
        {"term": _("Innovationscluster"), "value": application.cluster.name},
        {"term": _("Clustermanagement-Organisation"), "html": _organisation_link(organisation)},
        {"term": _("Angelegt von"), "value": application.created_by},
        {"term": _("Kriterienkatalog"), "value": application.catalogue},
        {"term": _("Durchgang"), "value": application.round},
        *_expected(application),
    ]


def _organisation_link(organisation):
    address = reverse("admin:admissions_application_organisation", args=[organisation.pk])
    return format_html('<a href="{}">{}</a>', address, organisation.name)


def _expected(application):
    """What the applicant reads about the next step."""
    if application.expected_on is None:
        return []
    value = german_date(application.expected_on)
    if application.expected_note:
        value = f"{value}: {application.expected_note}"
    return [{"term": _("Dem Antragsteller genannter Termin"), "value": value}]


def _related(application, user, day):
    """The applications before and after this one that the person may open, for the way from one to the other."""
    return office_files(user, day).filter(Q(pk=application.previous_id) | Q(previous=application)).order_by("pk")


def _assignments(application):
    """One row per assignment: the person, the deadline, the conflict, where the review stands."""
    declared = {row.user_id: row for row in ConflictDeclaration.objects.filter(application=application)}
    reviews = {row.reviewer_id: row for row in application.reviews.all()}
    rows = []
    for one in application.assignments.select_related("reviewer"):
        conflict = declared.get(one.reviewer_id)
        value = conflict.value if conflict else ConflictDeclaration.Value.NOT_ASKED.value
        rows.append(
            {
                "assignment": one,
                "conflict": ConflictDeclaration.Value(value).label,
                "conflict_kind": CONFLICT_BADGES[value],
                "review": _review_state(reviews.get(one.reviewer_id)),
            }
        )
    return rows


def _review_state(review):
    if review is None:
        return _("noch nicht begonnen")
    if review.submitted_at is None:
        return _("Entwurf")
    return _("Enthaltung") if review.abstained else _("abgegeben")


def _reviews(application):
    """The reviews that were handed in, with scores and comments. Drafts belong to their authors alone."""
    scores = Score.objects.select_related("criterion").order_by("criterion__group__position", "criterion__position")
    return (
        Review.objects.filter(application=application, submitted_at__isnull=False)
        .select_related("reviewer")
        .prefetch_related(Prefetch("scores", scores), "group_comments__group")
    )


def _explanation(application, day):
    if application.state not in REVIEWED_STATES:
        return ""
    return scoring.explain(result_of(application, day), get_language() or "de")


def _plans(application):
    """What is or was arranged, with who of board and office takes part."""
    taking_part = InterviewParticipant.objects.filter(removed_at=None).select_related("user")
    return plans_of(application).prefetch_related(Prefetch("participants", taking_part, to_attr="taking_part"))


def _votes(application, day):
    """The counts of votes by round; who voted how is the board's, and of a running vote there is no count yet."""
    ballot = current_ballot(application)
    running = takes_votes(ballot, day)
    counts = defaultdict(lambda: defaultdict(int))
    for vote in application.votes.all():
        if not (running and vote.round == application.round):
            counts[vote.round][vote.value] += 1
    return [
        {"round": number, "yes": found["yes"], "no": found["no"], "abstain": found["abstain"]}
        for number, found in sorted(counts.items())
    ]


def _decisions(application):
    rows = list(
        application.decisions.select_related(
            "decided_by", "letter", "catalogue", "recorded__entered_by", "recorded__checked_by"
        ).prefetch_related("letter__attachments")
    )
    for decision in rows:
        decision.source = decided_sentence(decision)
    return rows


def recordings_of(application):
    """The decisions signed on paper, newest first, with their words."""
    rows = list(application.recorded_decisions.select_related("document", "entered_by", "checked_by").order_by("-pk"))
    for one in rows:
        one.outcome_words = Decision.Outcome(one.outcome).label
        one.badge_kind = RECORDED_BADGES[one.state]
    return rows


def _history(application):
    """What happened to the case; who only looked into it stands in the audit trail."""
    return [
        {"at": entry.at, "text": _sentence(entry), "actor": entry.actor or _("automatisch")}
        for entry in history_of("application", application.number).exclude(verb=OPEN_FILE)
    ]


def _sentence(entry):
    """What happened, with the note where one was left."""
    text = str(verb_in_words(entry.verb))
    if entry.verb == "check_criterion":
        text = f"{text}: {entry.to_state.split(' ')[0]}"
    return f"{text}: {entry.note.text}" if hasattr(entry, "note") else text
