"""Conflicts and the own review: every rule and every refusal."""

import datetime

import pytest

from admissions.models import ConflictDeclaration, GroupComment, Review, ReviewAssignment, Score
from admissions.result import result_of
from admissions.services import conflicts, reviews
from admissions.services.reviews import Content
from admissions.tests.board import CANARY, assign, codes_of, content, declare_none, new_file
from admissions.tests.factories import submitted_review
from clusters.tests.factories import FunctionFactory
from notifications.models import OfficeTask
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db
Value = ConflictDeclaration.Value


@pytest.fixture
def application(applicant, applicant_cluster):
    return new_file(applicant, applicant_cluster)


@pytest.fixture
def assigned(application, board1, office):
    assign(application, board1, office)
    return application


def value_of(application, user):
    return ConflictDeclaration.objects.get(application=application, user=user).value


# --- Conflicts ----------------------------------------------------------------


def test_asking_twice_changes_no_answer(application, board1, board2):
    conflicts.ask(application, [board1])
    assert value_of(application, board1) == Value.NOT_ASKED
    declare_none(application, board1)
    conflicts.ask(application, [board1, board2])
    assert value_of(application, board1) == Value.NONE
    assert value_of(application, board2) == Value.NOT_ASKED


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("value", [Value.NONE, Value.DECLARED])
def test_declaring(application, board1, today, asked, value):
    if asked:
        conflicts.ask(application, [board1])
    row = conflicts.declare(application, board1, value, " Mein Auftraggeber ", today)
    assert (row.value, row.reason) == (value, "Mein Auftraggeber")
    assert row.declared_at is not None
    entry = AuditEntry.objects.get(verb="declare_conflict")
    assert (entry.actor, entry.subject_key) == (board1, application.number)
    assert (entry.from_state, entry.to_state) == ("not_asked", value)
    assert entry.note.text == "Mein Auftraggeber"


def test_declaring_the_same_again_leaves_no_second_entry(application, board1, today):
    conflicts.declare(application, board1, Value.NONE, "", today)
    conflicts.declare(application, board1, Value.NONE, "", today)
    assert AuditEntry.objects.filter(verb="declare_conflict").count() == 1


def test_a_declared_conflict_ends_the_assignment_and_tells_the_office(assigned, board1, board2, office, today):
    assign(assigned, board2, office)
    conflicts.declare(assigned, board1, Value.DECLARED, "Beratungsauftrag", today)
    ended = ReviewAssignment.objects.get(reviewer=board1)
    assert ended.ended_at is not None
    assert ReviewAssignment.objects.get(reviewer=board2).ended_at is None
    task = OfficeTask.objects.get()
    assert (task.subject_kind, task.subject_key) == ("application", assigned.number)
    assert "Berta Beirat" in task.text_de
    assert "Beratungsauftrag" not in task.text_de


def test_without_an_assignment_the_office_has_nothing_to_do(application, board1, today):
    conflicts.declare(application, board1, Value.DECLARED, "", today)
    assert not OfficeTask.objects.exists()


def test_a_declared_conflict_cannot_be_taken_back(application, board1, today):
    conflicts.declare(application, board1, Value.DECLARED, "", today)
    with pytest.raises(ActRefused):
        conflicts.declare(application, board1, Value.NONE, "", today)
    assert value_of(application, board1) == Value.DECLARED


def test_not_asked_is_no_answer(application, board1, today):
    with pytest.raises(ActRefused, match="eine der beiden"):
        conflicts.declare(application, board1, Value.NOT_ASKED, "", today)


@pytest.mark.parametrize("person", ["outsider", "applicant", "administrator", "ministry"])
def test_people_without_a_part_in_the_file_are_not_asked(request, application, person, today):
    user = request.getfixturevalue(person)
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        conflicts.declare(application, user, Value.NONE, "", today)
    assert not ConflictDeclaration.objects.exists()


def test_a_function_locks_out_without_any_declaration(manager, member_cluster, board3, today):
    application = new_file(manager, member_cluster)
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        conflicts.declare(application, board3, Value.NONE, "", today)


# --- The own review -----------------------------------------------------------


def test_a_draft_may_be_empty_or_half_done(assigned, board1, today):
    review = reviews.save_draft(assigned, Content(), actor=board1, day=today)
    assert review.submitted_at is None
    assert set(review.scores.values_list("points", flat=True)) == {None}
    first = codes_of(assigned)[0]
    half = Content(points={first: 0}, comments={first: CANARY}, group_comments={"2": "ganz gut"}, summary="S")
    review = reviews.save_draft(assigned, half, actor=board1, day=today)
    assert Review.objects.count() == 1
    assert Score.objects.count() == 4
    score = Score.objects.get(criterion__code=first)
    assert (score.points, score.comment) == (0, CANARY)
    assert GroupComment.objects.get(group__code="2").text == "ganz gut"
    assert review.summary == "S"


def test_taking_points_away_again_leaves_not_scored(assigned, board1, today):
    reviews.save_draft(assigned, content(assigned, 2), actor=board1, day=today)
    reviews.save_draft(assigned, content(assigned, [2, None, 0, 3]), actor=board1, day=today)
    given = Score.objects.order_by("criterion__code").values_list("points", flat=True)
    assert list(given) == [2, None, 0, 3]


def test_handing_in(assigned, board1, today):
    review = reviews.submit(assigned, content(assigned), actor=board1, day=today)
    assert review.submitted_at is not None
    entry = AuditEntry.objects.get(verb="submit_review")
    assert (entry.from_state, entry.to_state) == ("draft", "submitted")


def test_every_criterion_needs_points_or_an_abstention(assigned, board1, today):
    with pytest.raises(ActRefused, match="Noch nicht bewertet: K21"):
        reviews.submit(assigned, content(assigned, [3, None, 3, 3]), actor=board1, day=today)
    assert not Review.objects.filter(submitted_at__isnull=False).exists()
    assert not Score.objects.exists()
    said = content(assigned, [3, None, 3, 3], abstained=frozenset({"K21"}))
    review = reviews.submit(assigned, said, actor=board1, day=today)
    assert review.submitted_at is not None
    assert list(review.scores.filter(abstained=True).values_list("criterion__code", "points")) == [("K21", None)]
    assert result_of(assigned, today).missing == ("K21",)


def test_a_review_without_any_points_is_an_abstention(assigned, board1, today):
    with pytest.raises(ActRefused, match="enthalten Sie sich"):
        reviews.submit(assigned, content(assigned, None), actor=board1, day=today)


@pytest.mark.parametrize("points", [4, -1, "3", True, 1.5])
def test_points_outside_the_scale_are_refused(assigned, board1, today, points):
    with pytest.raises(ActRefused, match="K11"):
        reviews.save_draft(assigned, Content(points={"K11": points}), actor=board1, day=today)
    assert not Review.objects.exists()


def test_a_submitted_review_is_closed_until_it_is_reopened(assigned, board1, today):
    reviews.submit(assigned, content(assigned), actor=board1, day=today)
    with pytest.raises(ActRefused, match="schon abgegeben"):
        reviews.save_draft(assigned, content(assigned, 1), actor=board1, day=today)
    with pytest.raises(ActRefused, match="schon abgegeben"):
        reviews.submit(assigned, content(assigned, 1), actor=board1, day=today)
    with pytest.raises(ActRefused, match="schon abgegeben"):
        reviews.abstain(assigned, actor=board1, day=today, reason="x")
    review = reviews.reopen(assigned, actor=board1, day=today)
    assert review.submitted_at is None
    assert AuditEntry.objects.filter(verb="reopen_review", actor=board1).count() == 1
    with pytest.raises(ActRefused, match="warum"):
        reviews.submit(assigned, content(assigned, 1), actor=board1, day=today)
    reviews.submit(assigned, content(assigned, 1), actor=board1, day=today, reason="Nach dem Gespräch.")
    assert set(Score.objects.values_list("points", flat=True)) == {1}


def test_there_must_be_something_to_reopen(assigned, board1, today):
    with pytest.raises(ActRefused, match="kein abgegebenes"):
        reviews.reopen(assigned, actor=board1, day=today)


def test_abstaining_needs_a_reason_and_keeps_the_draft(assigned, board1, today):
    reviews.save_draft(assigned, content(assigned, 2), actor=board1, day=today)
    with pytest.raises(ActRefused, match="Grund"):
        reviews.abstain(assigned, actor=board1, day=today, reason="  ")
    review = reviews.abstain(assigned, actor=board1, day=today, reason="Fachfremd")
    assert (review.abstained, review.summary) == (True, "Fachfremd")
    assert review.submitted_at is not None
    assert set(review.scores.values_list("points", flat=True)) == {2}
    review = reviews.reopen(assigned, actor=board1, day=today)
    assert review.abstained is False


ACTS = [
    lambda application, user, day: reviews.save_draft(application, Content(), actor=user, day=day),
    lambda application, user, day: reviews.submit(application, content(application), actor=user, day=day),
    lambda application, user, day: reviews.abstain(application, actor=user, day=day, reason="x"),
    lambda application, user, day: reviews.reopen(application, actor=user, day=day),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("person", ["office", "ministry", "administrator", "applicant", "outsider", "board2"])
def test_only_the_assigned_reviewer_writes(request, assigned, person, act, today):
    user = request.getfixturevalue(person)
    declare_none(assigned, user)
    with pytest.raises(ActRefused):
        act(assigned, user, today)
    assert not Review.objects.exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["submitted", "complete", "recommended", "decided", "withdrawn"])
def test_only_while_the_board_reviews(applicant, applicant_cluster, board1, office, state, act, today):
    application = new_file(applicant, applicant_cluster, state=state)
    assign(application, board1, office)
    submitted_review(application, board1, 12)
    with pytest.raises(ActRefused, match="beim jetzigen Stand"):
        act(application, board1, today)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("value", [None, "not_asked", "declared"])
def test_only_after_declaring_no_conflict(assigned, board1, act, value, today):
    declared = ConflictDeclaration.objects.filter(user=board1)
    if value is None:
        declared.delete()
    else:
        declared.update(value=value, **({"declared_at": None} if value == "not_asked" else {}))
    with pytest.raises(ActRefused):
        act(assigned, board1, today)
    assert not Review.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_a_function_that_comes_later_locks_the_reviewer_out(assigned, board1, act, today):
    FunctionFactory(user=board1, cluster=assigned.cluster, kind="employee")
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        act(assigned, board1, today)


@pytest.mark.parametrize("act", ACTS)
def test_after_the_term_on_the_board_nothing_is_written(assigned, board1, act, today):
    board1.board_appointments.update(ends_on=today - datetime.timedelta(days=1))
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        act(assigned, board1, today)


@pytest.mark.parametrize(
    ("state", "is_assigned", "submitted", "sees"),
    [
        ("in_review", True, False, False),
        ("in_review", True, True, True),
        ("in_review", False, False, False),
        ("interview", True, False, False),
        ("interview", True, True, True),
        ("interview", False, False, True),
        ("recommended", True, False, True),
        ("decided", False, False, True),
    ],
)
def test_who_sees_the_others(applicant, applicant_cluster, board1, office, state, is_assigned, submitted, sees):
    application = new_file(applicant, applicant_cluster, state=state)
    if is_assigned:
        assign(application, board1, office)
    if submitted:
        submitted_review(application, board1, 12)
    assert reviews.sees_others(board1, application) is sees
