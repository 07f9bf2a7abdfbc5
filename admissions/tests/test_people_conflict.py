"""Whoever works for the applicant judges nothing of the applicant's; who has judged does not work for it."""

import datetime

import pytest

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory
from admissions.models import Application
from admissions.permissions import (
    board_files,
    closed_files,
    has_function_conflict,
    ministry_files,
    office_files,
    roles_for,
)
from admissions.result import counting_reviews
from admissions.services.assignment import assignable, board_members
from admissions.services.collaboration import accept_function, accept_invitation, invite_colleague
from admissions.services.votes import entitled_members
from admissions.tests.factories import BoardAppointmentFactory, assign, declare_none, submitted_review
from admissions.workflow import Role
from clusters.services import invite_deputy
from clusters.tests.factories import ClusterFactory, OperationFactory
from goclusterportal.tests.cast import with_second_factor
from records.errors import ActRefused

from .apply_cases import *  # noqa: F403
from .apply_cases import application_of
from .people_cases import running

pytestmark = pytest.mark.django_db

DAYS = datetime.timedelta(days=1)


@pytest.fixture
def reviewed(filled):
    Application.objects.filter(pk=filled.pk).update(state="recommended")
    filled.refresh_from_db()
    return filled


def test_a_colleague_is_in_conflict_in_every_role(reviewed, applicant, board1, office, ministry, today):
    for person in (board1, office, ministry):
        assert not has_function_conflict(person, reviewed, today)
        running(reviewed, person, by=applicant)
        assert has_function_conflict(person, reviewed, today)
        assert roles_for(person, reviewed, today) == set()
        assert closed_files(person, today).filter(pk=reviewed.pk).exists()
    assert not board_files(board1, today).exists()
    assert not office_files(office, today).exists()
    assert not ministry_files(ministry, today).exists()


def test_a_colleague_neither_is_asked_nor_votes_nor_counts(reviewed, applicant, board1, board2, office, today):
    Application.objects.update(state="interview")
    reviewed.refresh_from_db()
    for person in (board1, board2):
        assign(reviewed, person, office)
        submitted_review(reviewed, person, 10)
    assert counting_reviews(today).count() == 2
    running(reviewed, board1, by=applicant)
    assert {review.reviewer for review in counting_reviews(today)} == {board2}
    assert board1 not in entitled_members(reviewed, today)
    assert board1 not in assignable(board_members(reviewed, today))


def test_the_conflict_covers_the_cluster_and_no_other(reviewed, applicant, board1, today):
    running(reviewed, board1, by=applicant)
    later = application_of(reviewed.cluster, applicant, state="withdrawn")
    other = application_of(OperationFactory(cluster=ClusterFactory()).cluster, applicant, state="in_review")
    assert has_function_conflict(board1, later, today)
    assert not has_function_conflict(board1, other, today)


@pytest.mark.parametrize(("days", "locked"), [(0, True), (3 * 365, True), (3 * 366 + 1, False)])
def test_it_lasts_for_the_set_time(reviewed, applicant, board1, today, days, locked):
    running(reviewed, board1, by=applicant, ends_on=today)
    assert has_function_conflict(board1, reviewed, today + days * DAYS) == locked


def test_an_open_or_refused_invitation_is_no_conflict(reviewed, applicant, board1, today):
    invite_colleague(reviewed, board1.email, "read", actor=applicant, day=today)
    assert not has_function_conflict(board1, reviewed, today)


@pytest.mark.parametrize("part", ["declared", "assigned", "reviewed"])
def test_who_took_part_cannot_work_for_the_applicant(reviewed, applicant, board1, office, today, part):
    if part == "declared":
        declare_none(reviewed, board1)
    else:
        assign(reviewed, board1, office)
    if part == "reviewed":
        submitted_review(reviewed, board1, 10)
    invitation = invite_colleague(reviewed, board1.email, "read", actor=applicant, day=today)
    with pytest.raises(ActRefused, match="anderen Seite"):
        accept_invitation(invitation, user=board1, day=today)
    invitation.refresh_from_db()
    assert invitation.accepted_by is None
    assert not has_function_conflict(board1, reviewed, today)


def test_nor_speak_for_it_while_the_case_is_open(reviewed, applicant, board1, office, today):
    assign(reviewed, board1, office)
    invitation = invite_deputy(board1.email, cluster=reviewed.cluster, actor=applicant, day=today)
    with pytest.raises(ActRefused, match="anderen Seite"):
        accept_function(invitation, user=board1, day=today)
    assert not board1.functions.exists()
    Application.objects.update(state="withdrawn")
    accept_function(invitation, user=board1, day=today)
    assert board1.functions.get().kind == "deputy"


def test_applicant_and_board_member_at_once_has_each_desk_with_its_own_rights(
    client, reviewed, applicant, applicant_cluster, office, today
):
    """Own case: as applicant only. Another cluster's case: as board member only."""
    BoardAppointmentFactory(user=applicant)
    RoleGrantFactory(user=applicant, role=RoleGrant.Role.MINISTRY)
    other = application_of(OperationFactory(cluster=ClusterFactory(name="Fremdes")).cluster, office, state="in_review")
    assert roles_for(applicant, reviewed, today) == {Role.APPLICANT}
    assert roles_for(applicant, other, today) == {Role.BOARD}
    with_second_factor(applicant)
    declare_none(other, applicant)
    client.force_login(applicant)
    assert client.get(f"/apply/{reviewed.number}/").status_code == 200
    assert client.get(f"/review/{reviewed.number}/").status_code == 404
    assert client.get(f"/decide/{reviewed.number}/").status_code == 404
    assert client.get(f"/apply/{other.number}/").status_code == 404
    assert client.get(f"/review/{other.number}/").status_code == 200
    desk, own = client.get("/review/").content.decode(), client.get("/apply/").content.decode()
    assert other.number in desk
    assert other.number not in own
    assert reviewed.number in own
