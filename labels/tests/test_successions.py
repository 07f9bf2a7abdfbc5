"""After a merger labels and the duty pass only by the ministry's decision; history stays as it was."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.models import ClusterMerger, Membership
from clusters.tests.factories import MergerFactory
from labels.facts import duties_with_facts, status_of
from labels.holdings import holdings
from labels.models import DutyChange, LabelAward, SuccessionProposal
from labels.services.duties import extend
from labels.services.successions import answer_succession, propose_succession
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from labels.validity import DutyReason, DutyState, explain_duty
from records.errors import ActRefused
from records.models import AuditEntry

D = datetime.date
LAST = D(2024, 12, 31)
FIRST = D(2025, 1, 1)
TODAY = D(2025, 2, 10)


@pytest.fixture
def merger(member_cluster):
    return MergerFactory(continuing=member_cluster, membership__cluster__name="Optik Nord")


@pytest.fixture
def award(merger):
    """Silver of the absorbed cluster, from 2024 to 2026."""
    return LabelAwardFactory(cluster=merger.absorbed, valid_from=D(2024, 1, 1), score_percent=88)


@pytest.fixture
def duty(member_cluster):
    """The continuing cluster's own duty: due on 1 March 2023, overdue since."""
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


def propose(merger, office, *, awards=(), duty_due_on=None, day=TODAY):
    return propose_succession(
        merger, awards=list(awards), duty_due_on=duty_due_on, reason="So vereinbart", actor=office, day=day
    )


def answer(proposal, actor, *, accept=True, day=TODAY):
    return answer_succession(proposal, accept=accept, reason="Einverstanden", actor=actor, day=day)


def held(cluster, day):
    return list(LabelAward.objects.valid_on(day).filter(cluster=cluster).values_list("level", flat=True))


def state(duty, day, known_on=None):
    return status_of(duties_with_facts().get(pk=duty.pk), day, known_on=known_on)


def test_without_a_decision_nothing_passes(merger, award, duty, office, ministry):
    propose(merger, office, awards=[award], duty_due_on=D(2026, 1, 1))
    assert held(merger.continuing, TODAY) == []
    assert state(duty, TODAY).state == DutyState.OVERDUE
    assert LabelAward.objects.count() == 1


def test_declined_nothing_passes_and_another_proposal_may_follow(merger, award, duty, office, ministry):
    answer(propose(merger, office, awards=[award]), ministry, accept=False)
    assert held(merger.continuing, TODAY) == []
    assert not DutyChange.objects.exists()
    propose(merger, office, awards=[award])
    assert merger.succession_proposals.count() == 2


@pytest.mark.parametrize(("day", "absorbed", "continuing"), [(LAST, ["silver"], []), (FIRST, ["silver"], ["silver"])])
def test_a_label_passes_from_the_day_after_and_keeps_its_end(
    merger, award, office, ministry, day, absorbed, continuing
):
    answer(propose(merger, office, awards=[award]), ministry)
    assert held(merger.absorbed, day) == absorbed
    assert held(merger.continuing, day) == continuing
    passed = LabelAward.objects.get(cluster=merger.continuing)
    assert (passed.valid_from, passed.valid_until, passed.score_percent) == (FIRST, award.valid_until, 88)
    assert (passed.passed_from, passed.confirmed_on) == (award, TODAY)
    award.refresh_from_db()
    assert (award.valid_from, award.valid_until, award.revoked_on) == (D(2024, 1, 1), D(2026, 12, 31), None)


@pytest.mark.parametrize("day", [LAST, FIRST, TODAY])
def test_members_with_silver_are_counted_once(merger, award, office, ministry, day):
    def count():
        members = Membership.objects.counting_on(day).values("cluster")
        return LabelAward.objects.valid_on(day).filter(cluster__in=members).values("cluster").distinct().count()

    answer(propose(merger, office, awards=[award]), ministry)
    assert count() == 1


def test_a_passed_label_meets_the_duty_only_from_the_day_after(merger, award, duty, office, ministry):
    answer(propose(merger, office, awards=[award]), ministry)
    assert state(duty, LAST).state == DutyState.OVERDUE
    assert state(duty, FIRST).state == DutyState.MET
    assert state(duty, FIRST, known_on=D(2025, 2, 9)).state == DutyState.OVERDUE


class TestDuty:
    DUE = D(2026, 1, 31)

    @pytest.fixture(autouse=True)
    def decided(self, merger, duty, office, ministry):
        answer(propose(merger, office, duty_due_on=self.DUE), ministry)

    @pytest.mark.parametrize(
        ("day", "expected", "due_on"),
        [
            (LAST, DutyState.OVERDUE, D(2023, 3, 1)),
            (FIRST, DutyState.ON_TRACK, DUE),
            (DUE, DutyState.AT_RISK, DUE),
            (D(2026, 2, 1), DutyState.OVERDUE, DUE),
        ],
    )
    def test_the_chosen_day_holds_from_the_day_after(self, duty, day, expected, due_on):
        status = state(duty, day)
        assert (status.state, status.due_on) == (expected, due_on)

    def test_it_is_said_in_words(self, duty):
        status = state(duty, TODAY)
        assert status.reason == DutyReason.SUCCESSION
        assert explain_duty(status, "de") == (
            "Nach dem Zusammenschluss hat das Ministerium entschieden: Silber ist bis einschließlich 31. Januar 2026 "
            "fällig."
        )

    def test_a_later_extension_moves_it_again(self, duty, ministry):
        extend(duty, new_due_on=D(2026, 6, 30), reason="Umzug", decided_on=TODAY, actor=ministry, day=TODAY)
        assert state(duty, TODAY).due_on == D(2026, 6, 30)


def test_an_earlier_extension_gives_way_to_the_chosen_day(merger, duty, office, ministry):
    extend(duty, new_due_on=D(2027, 1, 1), reason="Umzug", decided_on=D(2024, 5, 1), actor=ministry, day=D(2024, 5, 1))
    answer(propose(merger, office, duty_due_on=D(2026, 1, 31)), ministry)
    assert state(duty, LAST).due_on == D(2027, 1, 1)
    assert state(duty, FIRST).due_on == D(2026, 1, 31)


class TestRefusals:
    def test_only_the_office_proposes(self, merger, award, ministry):
        with pytest.raises(ActRefused, match="schlägt das Programmbüro vor"):
            propose(merger, ministry, awards=[award])

    def test_only_the_ministry_decides(self, merger, award, office):
        with pytest.raises(ActRefused, match="entscheidet das Ministerium"):
            answer(propose(merger, office, awards=[award]), office)

    def test_once(self, merger, award, office, ministry):
        proposal = propose(merger, office, awards=[award])
        with pytest.raises(ActRefused, match="schon ein Vorschlag"):
            propose(merger, office, awards=[award])
        answer(proposal, ministry)
        with pytest.raises(ActRefused, match="schon entschieden"):
            answer(proposal, ministry)

    def test_what_has_ended_does_not_pass(self, merger, office):
        ended = LabelAwardFactory(cluster=merger.absorbed, valid_from=D(2023, 1, 1), valid_until=LAST)
        with pytest.raises(ActRefused, match="kann nicht übergehen"):
            propose(merger, office, awards=[ended])

    def test_another_clusters_label_does_not_pass(self, merger, office):
        with pytest.raises(ActRefused, match="kann nicht übergehen"):
            propose(merger, office, awards=[LabelAwardFactory(valid_from=D(2024, 1, 1))])

    def test_one_label_per_level(self, merger, award, office, ministry):
        LabelAwardFactory(cluster=merger.continuing, valid_from=FIRST)
        with pytest.raises(ActRefused, match="Je Stufe"):
            propose(merger, office, awards=[award])

    def test_no_duty_no_day(self, merger, office):
        with pytest.raises(ActRefused, match="keine laufende Silber-Verpflichtung"):
            propose(merger, office, duty_due_on=D(2026, 1, 1))

    def test_not_before_the_merger(self, merger, duty, office):
        with pytest.raises(ActRefused, match="liegt vor dem Zusammenschluss"):
            propose(merger, office, duty_due_on=LAST)

    def test_not_after_the_merger_was_taken_back(self, merger, award, office, ministry):
        proposal = propose(merger, office, awards=[award])
        ClusterMerger.objects.update(withdrawn_on=TODAY)
        with pytest.raises(ActRefused, match="zurückgenommen"):
            answer(proposal, ministry)
        proposal.refresh_from_db()
        assert proposal.state == "open"
        assert LabelAward.objects.count() == 1


def test_holdings_name_labels_and_duty(merger, award, duty):
    assert [one.words for one in holdings(merger.absorbed, TODAY)] == ["Label Silber, gültig bis 31. Dezember 2026"]
    (words,) = [one.words for one in holdings(merger.continuing, TODAY)]
    assert words.startswith("Silber-Verpflichtung S-2021-1: ")


class TestPages:
    def test_the_office_proposes(self, client, merger, award, duty, office):
        client.force_login(office)
        url = reverse("admin:labels_successionproposal_add")
        page = client.get(f"{url}?merger={merger.pk}")
        assert "Optik Nord: Silber" in page.content.decode()
        typed = {"merger": merger.pk, "awards": [award.pk], "duty_due_on": "2024-12-31", "reason": "Vertrag"}
        refused = client.post(url, typed)
        assert refused.status_code == 200
        assert "liegt vor dem Zusammenschluss" in refused.content.decode()
        assert "Vertrag" in refused.content.decode()
        due_on = timezone.localdate() + datetime.timedelta(days=300)
        assert client.post(url, {**typed, "duty_due_on": due_on.isoformat()}).status_code == 302
        proposal = SuccessionProposal.objects.get()
        assert (proposal.proposed_by, proposal.items.get().award) == (office, award)
        assert client.get(reverse("admin:labels_successionproposal_change", args=[proposal.pk])).status_code == 200

    def test_the_ministry_decides(self, client, merger, award, office, ministry):
        propose(merger, office, awards=[award])
        client.force_login(ministry)
        url = reverse("labels:decide-merger", args=[merger.absorbed.slug])
        assert "Optik Nord" in client.get(reverse("labels:decide-mergers")).content.decode()
        missing = client.post(url, {"answer": "accept", "reason": ""})
        assert missing.status_code == 200
        assert not LabelAward.objects.filter(cluster=merger.continuing).exists()
        assert client.post(url, {"answer": "accept", "reason": "Einverstanden"}).status_code == 302
        assert LabelAward.objects.filter(cluster=merger.continuing).exists()
        assert AuditEntry.objects.filter(verb="accept_succession", actor=ministry).exists()
        assert "angenommen" in client.get(reverse("labels:decide-mergers")).content.decode()

    def test_the_list_needs_the_same_queries_for_any_number(self, client, office, ministry, member_cluster):
        client.force_login(ministry)
        counts = []
        for more in (1, 2, 7):
            for _number in range(more):
                merger = MergerFactory(continuing=member_cluster)
                label = LabelAwardFactory(cluster=merger.absorbed, valid_from=D(2024, 1, 1))
                propose(merger, office, awards=[label])
            client.get(reverse("labels:decide-mergers"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("labels:decide-mergers"))
            counts.append(len(queries))
        assert counts[0] == counts[1] == counts[2]
