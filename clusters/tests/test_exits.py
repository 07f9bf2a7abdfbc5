"""Notice and exclusion: the term, who may, who is told, and what is refused."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import RoleGrantFactory
from clusters import services
from clusters.lifecycle import earliest_exit
from clusters.models import Cluster, ExclusionProposal
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from notifications.models import OfficeTask, OutboxMessage
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)


def d(text):
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("given_on", "months", "to_month_end", "expected"),
    [
        ("2025-06-15", 3, True, "2025-09-30"),
        ("2025-06-30", 3, True, "2025-09-30"),
        ("2025-07-01", 3, True, "2025-10-31"),
        ("2025-06-15", 3, False, "2025-09-15"),
        ("2025-11-30", 3, False, "2026-02-28"),
        ("2027-11-29", 3, False, "2028-02-29"),
        ("2025-12-31", 0, True, "2025-12-31"),
        ("2025-12-31", 0, False, "2025-12-31"),
    ],
)
def test_the_term_of_a_notice(given_on, months, to_month_end, expected):
    assert earliest_exit(d(given_on), months, to_month_end) == d(expected)


@pytest.fixture
def membership():
    """Public since 1 March 2021, open."""
    return MembershipFactory(cluster=ClusterFactory(name="Probe", slug="probe", profile_released=True))


@pytest.fixture
def speaker(membership, outsider):
    FunctionFactory(user=outsider, cluster=membership.cluster)
    return outsider


class TestNotice:
    def notice(self, membership, actor, **values):
        given = {"notice_given_on": DAY, "ends_on": d("2025-12-31"), "actor": actor, "day": DAY, **values}
        return services.give_notice(membership, **given)

    @pytest.mark.parametrize("who", ["office", "own"])
    def test_it_stays_a_member_to_the_last_day(self, request, speaker, membership, who):
        self.notice(membership, speaker if who == "own" else request.getfixturevalue("office"))
        assert Cluster.objects.public_on(d("2025-12-31")).exists()
        assert not Cluster.objects.public_on(d("2026-01-01")).exists()

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"notice_given_on": d("2025-06-16")}, "liegt in der Zukunft"),
            ({"ends_on": d("2025-06-14")}, "vor dem Tag der Kündigung"),
            ({"notice_given_on": d("2020-01-01"), "ends_on": d("2020-12-31")}, "vor dem Beginn"),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, membership, office, values, words):
        with pytest.raises(ActRefused, match=words):
            self.notice(membership, office, **values)
        membership.refresh_from_db()
        assert (membership.notice_given_on, membership.ends_on) == (None, None)

    def test_not_twice_not_after_the_end_not_by_others(self, membership, office, manager):
        with pytest.raises(ActRefused, match="nicht kündigen"):
            self.notice(membership, manager)
        self.notice(membership, office)
        with pytest.raises(ActRefused, match="bereits gekündigt"):
            self.notice(membership, office)
        with pytest.raises(ActRefused, match="zu Ende gegangen"):
            services.give_notice(
                membership, notice_given_on=DAY, ends_on=d("2027-01-01"), actor=office, day=d("2026-01-01")
            )

    def test_taken_back_while_it_runs(self, membership, office):
        self.notice(membership, office)
        restored = services.withdraw_notice(membership, actor=office, day=DAY)
        assert (restored.notice_given_on, restored.ends_on, restored.end_reason) == (None, None, "")
        with pytest.raises(ActRefused, match="nicht gekündigt"):
            services.withdraw_notice(membership, actor=office, day=DAY)

    def test_not_taken_back_when_another_period_follows(self, membership, office):
        self.notice(membership, office)
        services.start_membership(membership.cluster, starts_on=d("2026-02-01"), recorded_on=DAY, actor=office)
        with pytest.raises(ActRefused, match="überschneidet sich"):
            services.withdraw_notice(membership, actor=office, day=DAY)

    def test_the_cluster_keeps_the_term_the_office_gives_a_reason(self, membership, speaker, office):
        with pytest.raises(ActRefused, match=r"30\. September 2025"):
            self.notice(membership, speaker, ends_on=d("2025-09-29"))
        with pytest.raises(ActRefused, match="Grund"):
            self.notice(membership, office, ends_on=d("2025-09-29"))
        assert self.notice(membership, office, ends_on=d("2025-09-29"), note="Insolvenz").ends_on == d("2025-09-29")

    def test_exactly_the_term_is_enough(self, membership, speaker):
        assert self.notice(membership, speaker, ends_on=d("2025-09-30")).ends_on == d("2025-09-30")

    def test_online_it_counts_from_today(self, membership, speaker):
        with pytest.raises(ActRefused, match="heutigen Tag"):
            self.notice(membership, speaker, notice_given_on=d("2025-06-14"))

    def test_everyone_who_speaks_for_the_cluster_is_told_and_the_office(self, membership, speaker, manager):
        FunctionFactory(user=manager, cluster=membership.cluster, kind="deputy")
        self.notice(membership, speaker, note="Wir gehen eigene Wege.")
        assert set(OutboxMessage.objects.values_list("to_user", flat=True)) == {speaker.pk, manager.pk}
        message = OutboxMessage.objects.filter(to_user=manager).get()
        assert "31. Dezember 2025" in message.body
        assert "eigene Wege" not in message.body
        assert OfficeTask.objects.get().subject_key == "probe"
        assert AuditEntry.objects.get(verb="give_notice").note.text == "Wir gehen eigene Wege."
        services.withdraw_notice(membership, actor=speaker, day=DAY)
        assert OutboxMessage.objects.count() == 4
        assert OfficeTask.objects.count() == 2
        # Given, taken back, given again on one day: each is told.
        self.notice(membership, speaker)
        assert OutboxMessage.objects.count() == 6

    def test_the_office_tells_the_cluster_and_needs_no_task(self, membership, speaker, office):
        self.notice(membership, office)
        assert OutboxMessage.objects.get().to_user == speaker
        assert not OfficeTask.objects.exists()

    def test_the_last_day_is_the_last_chance(self, membership, speaker, outsider):
        self.notice(membership, speaker)
        with pytest.raises(ActRefused, match="zu Ende gegangen"):
            services.withdraw_notice(membership, actor=speaker, day=d("2026-01-01"))
        assert services.withdraw_notice(membership, actor=speaker, day=d("2025-12-31")).ends_on is None

    def test_an_end_for_another_reason_is_not_taken_back(self, membership, speaker, office):
        self.notice(membership, speaker)
        services.end_membership(membership, ends_on=d("2025-08-31"), reason="dissolved", actor=office, day=DAY)
        with pytest.raises(ActRefused, match="aufgelöst"):
            services.withdraw_notice(membership, actor=speaker, day=DAY)


class TestExclusion:
    def propose(self, membership, actor, **values):
        given = {"ends_on": d("2025-12-31"), "reason": "Seit Jahren keine Zahlen.", "actor": actor, "day": DAY}
        return services.propose_exclusion(membership, **given | values)

    def test_the_ministry_decides_on_the_offices_proposal(self, membership, speaker, office, ministry):
        proposal = self.propose(membership, office)
        membership.refresh_from_db()
        assert membership.ends_on is None
        services.answer_exclusion(proposal, accept=True, reason="So ist es.", actor=ministry, day=DAY)
        membership.refresh_from_db()
        assert (membership.ends_on, membership.end_reason) == (d("2025-12-31"), "excluded")
        message = OutboxMessage.objects.get()
        assert (message.to_user, message.state) == (speaker, "held")
        assert "So ist es." in message.body

    def test_declined_nothing_changes_and_nobody_hears_of_it(self, membership, speaker, office, ministry):
        proposal = self.propose(membership, office)
        services.answer_exclusion(proposal, accept=False, reason="Noch nicht.", actor=ministry, day=DAY)
        membership.refresh_from_db()
        assert membership.ends_on is None
        assert not OutboxMessage.objects.exists()
        with pytest.raises(ActRefused, match="schon entschieden"):
            services.answer_exclusion(proposal, accept=True, reason="Doch.", actor=ministry, day=DAY)
        assert self.propose(membership, office).state == "open"

    def test_nobody_else(self, request, membership, speaker, office, ministry, administrator, board1):
        for person in (speaker, ministry, administrator, board1):
            with pytest.raises(ActRefused, match="Programmbüro"):
                self.propose(membership, person)
        proposal = self.propose(membership, office)
        for person in (speaker, office, administrator, board1):
            with pytest.raises(ActRefused, match="Ministerium"):
                services.answer_exclusion(proposal, accept=True, reason="Ja.", actor=person, day=DAY)
        with pytest.raises(ActRefused, match="Ministerium"):
            services.end_membership(membership, ends_on=DAY, reason="excluded", actor=office, day=DAY)

    def test_who_proposed_does_not_decide(self, membership, office):
        proposal = self.propose(membership, office)
        RoleGrantFactory(user=office, role="ministry")
        office = User.objects.get(pk=office.pk)
        with pytest.raises(ActRefused, match="entscheidet nicht"):
            services.answer_exclusion(proposal, accept=True, reason="Ja.", actor=office, day=DAY)

    @pytest.mark.parametrize(
        ("values", "words"),
        [({"reason": " "}, "begründen"), ({"ends_on": d("2025-06-14")}, "Vergangenheit")],
    )
    def test_what_cannot_be(self, membership, office, values, words):
        with pytest.raises(ActRefused, match=words):
            self.propose(membership, office, **values)
        assert not ExclusionProposal.objects.exists()

    def test_one_proposal_at_a_time(self, membership, office):
        self.propose(membership, office)
        with pytest.raises(ActRefused, match="schon ein Vorschlag"):
            self.propose(membership, office)


class TestPages:
    @pytest.fixture
    def today(self):
        return timezone.localdate()

    def url(self, name, cluster):
        return reverse(f"clusters:{name}", args=[cluster.slug])

    def test_from_notice_to_withdrawal(self, client, membership, speaker, today):
        client.force_login(speaker)
        cluster = membership.cluster
        page = client.get(self.url("membership", cluster)).content.decode()
        assert "Mitgliedschaft kündigen" in page
        answer = client.post(self.url("notice", cluster), {"ends_on": today.isoformat(), "note": "Ein Wort."})
        text = answer.content.decode()
        assert "frühestens" in text
        assert "Bitte bestätigen Sie" in text
        assert "Ein Wort." in text
        last = answer.context["form"].initial["ends_on"]
        answer = client.post(self.url("notice", cluster), {"ends_on": last.isoformat(), "confirmed": "on"})
        assert answer.status_code == 302
        membership.refresh_from_db()
        assert (membership.notice_given_on, membership.ends_on) == (today, last)
        assert "Kündigung zurücknehmen" in client.get(self.url("membership", cluster)).content.decode()
        assert client.post(self.url("notice", cluster), {"ends_on": last.isoformat()}).status_code == 302
        client.post(self.url("withdraw-notice", cluster))
        membership.refresh_from_db()
        assert membership.ends_on is None

    def test_no_stranger_meets_a_page(self, client, membership, manager):
        client.force_login(manager)
        for name in ("membership", "notice", "withdraw-notice"):
            assert client.get(self.url(name, membership.cluster)).status_code == 404
            assert client.post(self.url(name, membership.cluster)).status_code in {404, 405}

    def test_a_former_member_still_reads_and_may_apply_again(self, client, membership, speaker, office, today):
        yesterday = today - datetime.timedelta(days=1)
        services.end_membership(membership, ends_on=yesterday, reason="dissolved", actor=office, day=yesterday)
        client.force_login(speaker)
        page = client.get(self.url("membership", membership.cluster)).content.decode()
        assert "Erneut die Aufnahme beantragen" in page
        assert "Mitgliedschaft kündigen" not in page

    def test_an_admission_that_is_not_told_is_no_membership_yet(self, client, membership, speaker):
        membership.application_number, membership.public_from = "A-2026-0001", None
        membership.save()
        client.force_login(speaker)
        assert "noch kein Mitglied" in client.get(self.url("membership", membership.cluster)).content.decode()

    def test_the_ministry_answers(self, client, membership, office, ministry, today):
        ProgrammeSettings.objects.update_or_create(pk=1, defaults={"is_demo": True})
        services.propose_exclusion(
            membership, ends_on=today + datetime.timedelta(days=30), reason="Grund.", actor=office, day=today
        )
        client.force_login(ministry)
        assert membership.cluster.name in client.get(reverse("clusters:decide-members")).content.decode()
        url = self.url("decide-member", membership.cluster)
        assert client.post(url, {"answer": "accept"}).context["form"].errors
        assert client.post(url, {"answer": "accept", "reason": "Ja."}).status_code == 302
        membership.refresh_from_db()
        assert membership.end_reason == "excluded"
        assert client.post(url, {"answer": "accept", "reason": "Ja."}).status_code == 302
        assert ExclusionProposal.objects.get().answer == "Ja."
