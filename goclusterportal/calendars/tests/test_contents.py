"""What stands in the own, a cluster's and the office's calendar, and what never does."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import RoleGrant
from admissions.models import Collaboration, ConflictDeclaration, Sitting
from admissions.tests.factories import ApplicationFactory, assign
from admissions.tests.interviews import LINK, PLACE, agreed, at, by_video, in_review, pick, propose
from admissions.tests.office_cases import make_application
from clusters.models import Function, Membership
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from notifications.sources import Due, OnlySources
from programme.models import ProgrammeSettings

from .reading import address, calendar, entries, fetch, summaries

pytestmark = pytest.mark.django_db

OWN = "Silber-Verpflichtung: Wasserkraft Oberland"
OTHER = "Silber-Verpflichtung: Nachbarcluster"


@pytest.fixture
def duty(member_cluster):
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


@pytest.fixture
def other_duty(db):
    """A duty of a member the manager has nothing to do with."""
    cluster = ClusterFactory(name="Nachbarcluster", slug="nachbarcluster", profile_released=True)
    return SilverDutyFactory(membership=MembershipFactory(cluster=cluster), key="S-2021-2")


# --- A cluster's people ---------------------------------------------------------------


@pytest.mark.parametrize(("scope", "subject"), [("my", ""), ("cluster", "wasserkraft-oberland")])
def test_a_duty_is_a_whole_day_that_blocks_no_time(scope, subject, manager, duty, other_duty):
    entry = entries(address(manager, scope, subject))[OWN]
    assert entry.decoded("dtstart") == datetime.date(2023, 3, 1)
    assert entry.decoded("dtend") == datetime.date(2023, 3, 2)
    assert (entry["transp"], entry["class"], entry["sequence"]) == ("TRANSPARENT", "PRIVATE", 0)
    assert entry["url"] == "http://127.0.0.1:8000/my/"


@pytest.mark.parametrize(("scope", "subject"), [("my", ""), ("cluster", "wasserkraft-oberland")])
def test_other_clusters_never_show(scope, subject, manager, duty, other_duty):
    found = summaries(address(manager, scope, subject))
    assert OWN in found
    assert not [one for one in found if "Nachbarcluster" in one]


def test_a_label_and_a_benchmarking_have_their_days(manager, member_cluster, today):
    LabelAwardFactory(cluster=member_cluster, valid_from=today, valid_until=today + datetime.timedelta(days=400))
    found = entries(address(manager, "cluster", member_cluster.slug))
    assert found["Ablauf eines Labels: Wasserkraft Oberland: Silber"].decoded("dtstart") == today + datetime.timedelta(
        days=400
    )
    assert "Benchmarking: Wasserkraft Oberland" in found


def test_a_fulfilled_duty_vanishes(manager, duty, member_cluster, today):
    path = address(manager)
    assert OWN in summaries(path)
    LabelAwardFactory(
        cluster=member_cluster, level="gold", valid_from=today, valid_until=today + datetime.timedelta(days=900)
    )
    assert OWN not in summaries(path)


def test_an_admission_that_is_not_told_shows_nowhere(manager, office, duty):
    Membership.objects.filter(pk=duty.membership_id).update(public_from=None, application_number="A-2026-0001")
    assert OWN not in summaries(address(manager))
    assert OWN not in summaries(address(manager, "cluster", "wasserkraft-oberland"))
    assert OWN not in summaries(address(office, "office"))


def test_a_returned_application_and_a_draft_are_the_applicants(applicant, manager, office):
    returned = make_application("returned", applicant, office)
    draft = ApplicationFactory(catalogue=returned.catalogue, created_by=applicant)
    FunctionFactory(user=applicant, cluster=draft.cluster)
    found = entries(address(applicant))
    entry = found[f"Vervollständigung eines Antrags: {returned.number}, Leichtbau Niederwald"]
    assert entry.decoded("dtstart") == returned.lapses_on
    assert entry["url"].endswith(f"/apply/{returned.number}/")
    assert f"Ruhender Entwurf: {draft.number}, {draft.cluster.name}" in found
    assert not [one for one in summaries(address(manager)) if "A-20" in one]
    # The office sees what was handed in, never a draft.
    seen = [one for one in summaries(address(office, "office")) if "A-20" in one]
    assert seen == [f"Vervollständigung eines Antrags: {returned.number}, Leichtbau Niederwald"]


def test_a_colleague_has_the_applications_worked_on(applicant, outsider, office, today):
    returned = make_application("returned", applicant, office)
    path = address(outsider)
    assert summaries(path) == []
    Collaboration.objects.create(
        application=returned,
        email=outsider.email,
        right=Collaboration.Right.EDIT,
        invited_by=applicant,
        token_hash="x",
        expires_on=today,
        accepted_by=outsider,
        accepted_at=timezone.now(),
    )
    assert summaries(path) == [f"Vervollständigung eines Antrags: {returned.number}, Leichtbau Niederwald"]


# --- The board ------------------------------------------------------------------------


@pytest.fixture
def case(applicant, office):
    return in_review(applicant, office)


def test_a_reviewer_has_the_own_reviews_only(case, board1, board2, office):
    assign(case, board1, office)
    summary = f"Gutachten: {case.number}, Leichtbau Niederwald"
    assert summaries(address(board1)) == [summary]
    assert summaries(address(board2)) == []


@pytest.mark.parametrize("how", ["declared", "function", "left"])
def test_a_conflict_or_the_end_of_the_appointment_takes_the_case_out(how, case, board1, applicant, office, today):
    assign(case, board1, office)
    agreed(case, office, applicant, board1)
    path = address(board1)
    assert len(summaries(path)) == 2
    if how == "declared":
        ConflictDeclaration.objects.filter(application=case, user=board1).update(value="declared")
    elif how == "function":
        FunctionFactory(user=board1, organisation=case.organisation, kind=Function.Kind.BOARD)
    else:
        board1.board_appointments.update(ends_on=today - datetime.timedelta(days=1))
    assert case.number not in fetch(path).content.decode()
    assert summaries(path) == []


def test_a_submitted_review_vanishes(case, board1, office):
    assign(case, board1, office)
    path = address(board1)
    assert len(summaries(path)) == 1
    board1.reviews.create(application=case, saved_at=timezone.now(), submitted_at=timezone.now())
    assert summaries(path) == []


def test_sittings_are_the_boards_and_the_offices(board1, manager, office, today):
    sitting = Sitting.objects.create(
        kind="sitting", held_on=today, starts_at=datetime.time(10), place="Große Straße 1; Raum 5, Köln"
    )
    circulation = Sitting.objects.create(kind="circulation", held_on=today, opens_on=today)
    found = entries(address(board1))
    talk = found["Sitzung des Programmbegleitkreises"]
    assert talk["uid"] == f"sitting-{sitting.key}@goclusterportal"
    assert talk["location"] == "Große Straße 1; Raum 5, Köln"
    assert talk.decoded("dtend") - talk.decoded("dtstart") == datetime.timedelta(hours=2)
    assert timezone.localtime(talk.decoded("dtstart")).time() == datetime.time(10)
    last_day = found["Umlaufverfahren des Programmbegleitkreises: letzter Tag"]
    assert last_day.decoded("dtstart") == circulation.held_on
    assert set(found) < set(summaries(address(office, "office")))
    assert sorted(summaries(address(manager))) == [
        "Benchmarking: Wasserkraft Oberland",
        "Jährliche Zahlen: Wasserkraft Oberland",
    ]


# --- Talks ----------------------------------------------------------------------------


def test_a_talk_reaches_everyone_invited_and_the_office(case, applicant, office, board1, board2):
    plan = agreed(case, office, applicant, board1)
    for path in (address(applicant), address(applicant, "cluster", case.cluster.slug)):
        entry = entries(path)[f"Persönliches Gespräch zum Aufnahmeantrag {case.number}"]
        assert (entry["uid"], entry["location"]) == (plan.uid, PLACE)
        assert entry.decoded("dtstart") == at(10)
        assert entry["url"].endswith(f"/apply/{case.number}/interview/")
        assert board1.name not in fetch(path).content.decode()
    invited = f"Persönliches Gespräch mit Leichtbau Niederwald ({case.number})"
    assert summaries(address(board1)) == [invited]
    assert summaries(address(board2)) == []
    assert invited in summaries(address(office, "office"))


def test_the_address_of_a_video_call_stays_in_the_portal(case, applicant, office, board1):
    propose(case, office, board1, proposals=[by_video()])
    pick(case, applicant)
    for path in (address(applicant), address(board1), address(office, "office")):
        text = fetch(path).content.decode().replace("\r\n ", "")
        assert "Videogespräch" in text
        assert LINK not in text


def test_a_proposed_date_is_none_yet(case, applicant, office, board1):
    propose(case, office, board1)
    assert summaries(address(applicant)) == []


# --- The office -----------------------------------------------------------------------


def test_the_office_has_all_members_and_cases(office, duty, other_duty, case, board1, board2, today):
    assign(case, board1, office)
    assign(case, board2, office)
    case.assignments.filter(reviewer=board2).update(due_on=today + datetime.timedelta(days=3))
    found = entries(address(office, "office"))
    assert {OWN, OTHER} <= set(found)
    reviews = found[f"Gutachten: {case.number}, Leichtbau Niederwald (2 offen)"]
    assert reviews.decoded("dtstart") == today
    assert reviews["url"].endswith(f"/admin/admissions/application/?q={case.number}")


def test_the_offices_calendar_names_no_person(office, duty, case, board1, applicant):
    assign(case, board1, office)
    agreed(case, office, applicant, board1)
    text = fetch(address(office, "office")).content.decode().replace("\r\n ", "")
    assert not [person for person in (board1, applicant, office) if person.name in text or person.email in text]


@pytest.mark.parametrize("how", ["declared", "function"])
def test_a_case_under_an_own_conflict_is_missing_in_the_offices_calendar(how, case, office, board1, applicant):
    assign(case, board1, office)
    agreed(case, office, applicant, board1)
    path = address(office, "office")
    assert case.number in fetch(path).content.decode()
    if how == "declared":
        ConflictDeclaration.objects.filter(application=case, user=office).update(value="declared")
    else:
        FunctionFactory(user=office, organisation=case.organisation)
    assert case.number not in fetch(path).content.decode()


# --- Languages, other sources, counts -----------------------------------------------------


def test_the_language_is_the_persons(manager, duty):
    manager.language = "en"
    manager.save()
    path = address(manager)
    entry = entries(path)["Silver duty: Wasserkraft Oberland"]
    assert entry["url"] == "http://127.0.0.1:8000/en/my/"
    assert fetch(path)["Content-Language"] == "en"
    assert "Silver duty: Wasserkraft Oberland" in summaries(f"{path}?lang=de")


class Plain:
    """A source that knows nothing of calendars: without title and link at hand."""

    kind = "plain"

    def __init__(self, *due):
        self.found = due

    def due(self, day):
        return self.found

    def context(self, key, language):
        return {"title": f"Titel {key}", "link": "https://example.org/hier"}


def test_a_new_source_joins_by_itself(manager, outsider, office, today):
    source = Plain(Due("K1", today, "wasserkraft-oberland"), Due("K2", today, user_id=outsider.pk))
    with OnlySources(source):
        assert entries(address(manager))["Frist: Titel K1"]["url"] == "https://example.org/hier"
        assert summaries(address(outsider)) == ["Frist: Titel K2"]
        assert summaries(address(office, "office")) == ["Frist: Titel K1", "Frist: Titel K2"]


@pytest.mark.parametrize("scope", ["my", "office"])
def test_the_same_number_of_queries_for_one_and_fifty(scope, manager, office, django_assert_num_queries, today):
    user = office if scope == "office" else manager
    path = address(user, scope)

    def add(count):
        for _one in range(count):
            membership = MembershipFactory()
            SilverDutyFactory(membership=membership)
            FunctionFactory(user=manager, cluster=membership.cluster)
            LabelAwardFactory(cluster=membership.cluster, level="bronze", valid_until=today)
            Sitting.objects.create(kind="sitting", held_on=today)

    counts = []
    for more in (1, 2, 47):
        add(more)
        ProgrammeSettings.load()
        # The first fetch notes the new entries; a calendar program fetches again and again.
        fetch(path)
        with django_assert_num_queries(40, exact=False) as met:
            found = calendar(path)
        counts.append(len(met))
    assert len(set(counts)) == 1, counts
    assert len(found.walk("VEVENT")) > 100


def test_roles_of_the_cast_are_what_these_tests_think(office, board1):
    assert office.role_grants.get().role == RoleGrant.Role.OFFICE
    assert not board1.role_grants.exists()
