"""Proposals about silver duties: made by the office, answered by the ministry; the pages of both."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.models import Membership
from clusters.tests.factories import MembershipFactory
from goclusterportal.desk import desk_of
from labels.facts import duties_with_facts, status_of
from labels.models import DutyChange, DutyProposal
from labels.services.duties import end, extend
from labels.services.proposals import answer_proposal, propose
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from labels.validity import DutyState
from records.errors import ActRefused
from records.models import AuditEntry

D = datetime.date
TODAY = D(2023, 1, 5)
EXTENSION = {"kind": "extension", "new_due_on": D(2023, 9, 1), "reason": "Umzug"}


@pytest.fixture
def duty(member_cluster, manager):
    """Due on 1 March 2023."""
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


@pytest.fixture
def proposal(duty, office):
    return propose(duty, **EXTENSION, actor=office, day=TODAY)


def state_of(duty, day):
    return status_of(duties_with_facts().get(pk=duty.pk), day)


def answer(proposal, actor, *, accept=True, reason="Einverstanden", day=TODAY):
    return answer_proposal(proposal, accept=accept, reason=reason, actor=actor, day=day)


def test_a_proposal_changes_nothing_until_it_is_accepted(duty, proposal, ministry):
    assert state_of(duty, TODAY).due_on == D(2023, 3, 1)
    answer(proposal, ministry)
    assert (state_of(duty, TODAY).state, state_of(duty, TODAY).due_on) == (DutyState.EXTENDED, D(2023, 9, 1))
    proposal.refresh_from_db()
    change = DutyChange.objects.get()
    assert (proposal.state, proposal.change, proposal.answered_by) == ("accepted", change, ministry)
    assert (change.decided_by, change.decided_on, change.reason) == (ministry, TODAY, "Einverstanden")
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["propose", "extension", "accept_proposal"]


def test_a_declined_proposal_stays_with_its_reason_and_another_may_follow(duty, proposal, office, ministry):
    answer(proposal, ministry, accept=False, reason="Zu spät begonnen")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("declined", "Zu spät begonnen")
    assert not DutyChange.objects.exists()
    propose(duty, **EXTENSION, actor=office, day=TODAY)
    assert duty.proposals.count() == 2


@pytest.mark.parametrize(("kind", "state"), [("waiver", DutyState.WAIVED), ("end", DutyState.ENDED)])
def test_waiver_and_end(duty, office, ministry, kind, state):
    proposal = propose(duty, kind=kind, new_due_on=None, reason="Auflösung", actor=office, day=TODAY)
    answer(proposal, ministry)
    assert state_of(duty, TODAY).state == state
    assert state_of(duty, TODAY - datetime.timedelta(days=1)).state != state
    with pytest.raises(ActRefused, match="schon erlassen oder beendet"):
        propose(duty, **EXTENSION, actor=office, day=TODAY)


def test_the_ministry_ends_on_its_own_and_once(duty, ministry):
    end(duty, reason="Neue Regeln", decided_on=TODAY, actor=ministry, day=TODAY)
    with pytest.raises(ActRefused):
        end(duty, reason="Neue Regeln", decided_on=TODAY, actor=ministry, day=TODAY)
    assert DutyChange.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "  "},
        {"new_due_on": None},
        {"new_due_on": TODAY},
        # Not later than the present due day.
        {"new_due_on": D(2023, 3, 1)},
        {"kind": "waiver"},
    ],
)
def test_what_cannot_be_proposed(duty, office, changed):
    with pytest.raises(ActRefused):
        propose(duty, **{**EXTENSION, **changed}, actor=office, day=TODAY)
    assert not DutyProposal.objects.exists()


@pytest.mark.parametrize("name", ["manager", "ministry", "board1", "administrator", "outsider"])
def test_only_the_office_proposes(duty, name, request):
    with pytest.raises(ActRefused, match="Programmbüro"):
        propose(duty, **EXTENSION, actor=request.getfixturevalue(name), day=TODAY)


@pytest.mark.parametrize("name", ["manager", "office", "board1", "administrator", "outsider"])
def test_only_the_ministry_answers(proposal, name, request):
    with pytest.raises(ActRefused, match="Ministerium"):
        answer(proposal, request.getfixturevalue(name))
    assert not DutyChange.objects.exists()


def test_one_proposal_is_open_at_a_time_and_answered_once_with_a_reason(duty, proposal, office, ministry):
    with pytest.raises(ActRefused, match="schon ein Vorschlag offen"):
        propose(duty, **EXTENSION, actor=office, day=TODAY)
    with pytest.raises(ActRefused, match="begründen"):
        answer(proposal, ministry, reason=" ")
    answer(proposal, ministry)
    with pytest.raises(ActRefused, match="schon entschieden"):
        answer(proposal, ministry, accept=False)
    assert DutyProposal.objects.get().state == "accepted"


def test_an_extension_to_a_day_gone_by_cannot_be_accepted_any_more(proposal, ministry):
    with pytest.raises(ActRefused, match="Zukunft"):
        answer(proposal, ministry, day=D(2023, 9, 1))
    answer(proposal, ministry, accept=False, day=D(2023, 9, 1))


# --- Pages ------------------------------------------------------------------------


@pytest.fixture
def open_now(duty, office):
    """Proposed today; the duty has been overdue for years."""
    today = timezone.localdate()
    later = today + datetime.timedelta(days=90)
    return propose(duty, kind="extension", new_due_on=later, reason="Umzug", actor=office, day=today)


def test_the_ministry_decides_on_its_page(client, ministry, duty, open_now):
    client.force_login(ministry)
    desk = client.get(reverse("labels:decide-duties"))
    assert [row["title"] for row in desk.context["proposals"]] == ["Wasserkraft Oberland"]
    assert "1 Vorschlag" in client.get(reverse("public:my")).content.decode()
    address = reverse("labels:decide-duty", args=[duty.key])
    assert "Umzug" in client.get(address).content.decode()
    unanswered = client.post(address, {"answer": "accept", "reason": ""})
    assert unanswered.context["form"].errors["reason"]
    assert not DutyChange.objects.exists()
    assert client.post(address, {"answer": "accept", "reason": "Gut begründet"}).status_code == 302
    assert DutyChange.objects.get().new_due_on == open_now.new_due_on
    assert client.get(reverse("labels:decide-duties")).context["proposals"] == []


def test_the_office_proposes_in_its_admin_and_sees_it_on_its_desk(client, office, duty, today):
    client.force_login(office)
    address = reverse("admin:labels_silverduty_act", args=[duty.pk, "propose"])
    later = today + datetime.timedelta(days=90)
    assert client.post(address, {"kind": "extension", "new_due_on": later, "reason": "Umzug"}).status_code == 302
    assert DutyProposal.objects.get().proposed_by == office
    lists = {one.key: one for one in desk_of(office, today)}
    assert [row["title"] for row in lists["proposals"].rows] == ["Wasserkraft Oberland"]
    page = client.get(reverse("admin:labels_silverduty_change", args=[duty.pk]))
    assert address not in page.content.decode()


def test_the_manager_reads_state_next_steps_and_gaps_in_words(client, manager, duty, member_cluster):
    LabelAwardFactory(cluster=member_cluster, valid_from=D(2022, 1, 1), valid_until=D(2023, 12, 31))
    client.force_login(manager)
    content = client.get(reverse("public:my")).content.decode()
    assert "Seit dem 1. Januar 2024 fehlt der Nachweis." in content
    assert "Spätester Beginn war der" in content


def titles(page):
    return [row["title"] for row in page.context["rows"]]


def test_the_office_filters_by_state_next_deadline_first(client, office, duty, today):
    late = MembershipFactory(starts_on=today.replace(day=1) - datetime.timedelta(days=100))
    SilverDutyFactory(membership=late, key="S-2026-9")
    client.force_login(office)
    address = reverse("admin:labels_silverduty_overview")
    assert titles(client.get(address)) == ["Wasserkraft Oberland", late.cluster.name]
    chips = {chip["label"]: chip["count"] for chip in client.get(address).context["chips"]}
    assert chips == {"alle": 2, DutyState.ON_TRACK.label: 1, DutyState.OVERDUE.label: 1}
    assert titles(client.get(address, {"state": "on_track"})) == [late.cluster.name]


def test_an_admission_that_nobody_was_told_is_on_no_page(client, office, ministry, duty):
    Membership.objects.update(application_number="A-2021-0001", public_from=None)
    client.force_login(ministry)
    assert titles(client.get(reverse("labels:decide-duties"))) == []
    assert client.get(reverse("labels:decide-duty", args=[duty.key])).status_code == 404
    client.force_login(office)
    assert titles(client.get(reverse("admin:labels_silverduty_overview"))) == []


def test_the_trend_knows_of_a_past_day_what_was_known_then(client, ministry, duty, today):
    """The extension of today leaves the ends of the quarters before as they were."""
    client.force_login(ministry)
    address = reverse("labels:decide-duties")
    before = client.get(address).context["trend"]
    later = today + datetime.timedelta(days=90)
    extend(duty, new_due_on=later, reason="Umzug", decided_on=today, actor=ministry, day=today)
    after = client.get(address)
    assert after.context["trend_states"] == [DutyState.OVERDUE.label, DutyState.EXTENDED.label]
    assert [numbers for _day, numbers in after.context["trend"]] == [[1, 0]] * 7 + [[0, 1]]
    assert [day for day, _numbers in before][-1] == today


@pytest.mark.parametrize("name", ["ministry", "office"])
def test_the_number_of_queries_does_not_grow(client, name, request):
    client.force_login(request.getfixturevalue(name))
    addresses = (
        ["labels:decide-duties", "labels:decide-labels"]
        if name == "ministry"
        else ["admin:labels_silverduty_overview", "admin:labels_labelaward_outlook", "admin:labels_labelprice_costs"]
    )
    counts = []
    for more in (1, 2):
        for membership in MembershipFactory.create_batch(more):
            SilverDutyFactory(membership=membership)
            LabelAwardFactory(cluster=membership.cluster)
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(address)).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
