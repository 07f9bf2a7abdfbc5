"""Versions of a review, the guard against two windows, the spread."""

from fractions import Fraction

import pytest

from admissions import scoring
from admissions.models import Review, ReviewVersion, Score
from admissions.services import reviews
from admissions.tests.board import CANARY, assign, content, posted
from admissions.tests.board_pages import text_of, url
from admissions.tests.factories import submitted_review
from admissions.versions import Part, changes
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db


def snapshot(points, *, comment="", summary="", whole=False, off=False):
    return {
        "abstained": whole,
        "summary": summary,
        "groups": {"1": ""},
        "criteria": {"K1": {"points": points, "abstained": off, "comment": comment}},
    }


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (snapshot(1), snapshot(1), []),
        (snapshot(1), snapshot(2), [(Part.POINTS, "K1", 1, 2)]),
        (snapshot(0), snapshot(None), [(Part.POINTS, "K1", 0, None)]),
        (snapshot(None), snapshot(None, off=True), [(Part.POINTS, "K1", None, "abstained")]),
        (snapshot(1, comment="a"), snapshot(1, comment="b"), [(Part.COMMENT, "K1", "a", "b")]),
        (
            snapshot(1),
            snapshot(1, whole=True, summary="x"),
            [(Part.WHOLE, "", False, True), (Part.SUMMARY, "", "", "x")],
        ),
    ],
)
def test_what_changed_between_two_versions(before, after, found):
    assert [(one.part, one.code, one.before, one.after) for one in changes(before, after)] == found


def test_every_handing_in_keeps_a_version(assigned, board1, board2, office, today):
    reviews.submit(assigned, content(assigned, 1), actor=board1, day=today)
    assign(assigned, board2, office)
    submitted_review(assigned, board2, 12)
    reviews.reopen(assigned, actor=board1, day=today)
    reviews.submit(assigned, content(assigned, 2), actor=board1, day=today, reason="Verlesen.")
    first, second = ReviewVersion.objects.all()
    assert (first.sequence, first.reason, first.saw_others) == (1, "", False)
    assert (second.sequence, second.reason, second.saw_others) == (2, "Verlesen.", True)
    assert first.snapshot["criteria"]["K11"]["points"] == 1
    assert second.snapshot["criteria"]["K11"]["points"] == 2


def test_the_history_shows_others_only_after_the_own_review(member, assigned, board1, board2, office, today):
    assign(assigned, board2, office)
    reviews.submit(assigned, content(assigned, 1, summary="Erst so"), actor=board2, day=today)
    reviews.reopen(assigned, actor=board2, day=today)
    changed = content(assigned, 2, summary=f"{CANARY}-danach")
    reviews.submit(assigned, changed, actor=board2, day=today, reason=f"{CANARY}-Grund")
    page = text_of(member.get(url("review-history", assigned)))
    assert "Bruno Beirat" not in page
    assert f"{CANARY}-Grund" not in page
    reviews.submit(assigned, content(assigned, 3), actor=board1, day=today)
    page = text_of(member.get(url("review-history", assigned)))
    assert f"{CANARY}-Grund" in page
    assert "vorher: 1; jetzt: 2" in page


def test_a_stale_window_overwrites_nothing(member, assigned):
    json = {"Accept": "application/json"}
    address = url("review-save", assigned)
    first = member.post(address, posted(assigned, 1, edition=0), headers=json)
    assert first.json()["edition"] == 1
    stale = member.post(address, posted(assigned, 3, edition=0), headers=json)
    assert stale.status_code == 409
    assert "inzwischen geändert" in stale.json()["message"]
    assert set(Score.objects.values_list("points", flat=True)) == {1}
    # By hand the same window is told, keeps what was typed, and may then replace the other version knowingly.
    response = member.post(address, posted(assigned, 3, edition=0, summary="Mühsam getippt"))
    page = text_of(response)
    assert "wurde inzwischen geändert" in page
    assert "Mühsam getippt" in page
    assert 'name="edition" value="1"' in page
    assert set(Score.objects.values_list("points", flat=True)) == {1}
    assert member.post(address, posted(assigned, 3, edition=1)).status_code == 302
    assert set(Score.objects.values_list("points", flat=True)) == {3}


def test_handing_in_from_a_stale_window_is_refused(member, assigned, board1, today):
    reviews.save_draft(assigned, content(assigned, 1), actor=board1, day=today)
    assert member.post(url("review-submit", assigned), posted(assigned, 3, edition=0)).status_code == 200
    assert Review.objects.get().submitted_at is None


def test_spread_of_groups():
    spec = scoring.CatalogueSpec(
        criteria=(scoring.CriterionSpec("a", "1", 3, None), scoring.CriterionSpec("b", "1", 3, None)),
        groups=(scoring.GroupSpec("1", "Eins", "One"),),
        threshold=(2, 3),
        rule=scoring.Rule.OVERALL,
    )
    given = [{"a": 3, "b": 3}, {"a": 0, "b": 1}, {"a": 1, "b": 1}, {"a": 3, "b": None}]
    (found,) = scoring.group_spreads(spec, given)
    assert (found.given, found.lowest, found.highest, found.mean, found.median) == (3, 1, 6, Fraction(3), Fraction(2))
    assert scoring.group_spreads(spec, [{"a": 1}]) == []


@pytest.mark.parametrize(("allowed", "marked"), [(1, True), (2, True), (3, False)])
def test_the_spread_worth_a_mark_is_configured(member, assigned, board1, board2, office, allowed, marked):
    settings = ProgrammeSettings.load()
    settings.disagreement_points = allowed
    settings.save()
    assign(assigned, board2, office)
    submitted_review(assigned, board1, 0)
    submitted_review(assigned, board2, 3)
    page = text_of(member.get(url("review-results", assigned)))
    assert ("liegen auseinander" in page) is marked
    assert "0 bis 3" in page
    assert "Median" in page
