"""The doors of a membership: what they write, and what they refuse."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from clusters import services
from clusters.models import Certificate, Cluster, Membership
from clusters.tests.factories import ClusterFactory, MembershipFactory
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)


def d(text):
    return datetime.date.fromisoformat(text) if text else None


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def cluster():
    return ClusterFactory(name="Probe", slug="probe")


@pytest.fixture
def membership(cluster):
    """Public since 1 March 2021, open."""
    cluster.profile_released = True
    cluster.save()
    return MembershipFactory(cluster=cluster)


class TestStart:
    def test_a_period_begins_unpublished_and_leaves_an_entry(self, cluster, office):
        membership = services.start_membership(
            cluster, starts_on=d("2025-06-01"), recorded_on=DAY, application_number="A-2025-0001", actor=office
        )
        assert (membership.starts_precision, membership.public_from, membership.recorded_on) == ("day", None, DAY)
        assert not Cluster.objects.public_on(DAY).exists()
        entry = AuditEntry.objects.get()
        assert (entry.actor, entry.verb, entry.subject_kind, entry.subject_key, entry.to_state) == (
            office,
            "start_membership",
            "cluster",
            "probe",
            "2025-06-01",
        )
        assert membership.history.get().history_user == office

    def test_an_unknown_start_says_so(self, cluster, office):
        membership = services.start_membership(cluster, starts_on=None, recorded_on=DAY, precision="day", actor=office)
        assert (membership.starts_on, membership.starts_precision) == (None, "unknown")

    @pytest.mark.parametrize(
        ("first", "starts_on", "refused"),
        [
            (("2020-01-01", "2024-12-31"), "2024-12-31", True),
            (("2020-01-01", "2024-12-31"), "2025-01-01", False),
            (("2020-01-01", "2027-12-31"), "2025-06-01", True),  # its end is still to come
            (("2020-01-01", None), "2025-06-01", True),
            (("2025-07-01", "2025-12-31"), "2025-06-01", True),  # the new one is open and reaches into it
            ((None, "2025-06-20"), "2025-06-20", True),
            ((None, "2025-06-20"), "2025-06-21", False),
        ],
    )
    def test_periods_never_overlap(self, cluster, office, first, starts_on, refused):
        start, end = first
        MembershipFactory(
            cluster=cluster,
            starts_on=d(start),
            starts_precision="day" if start else "unknown",
            recorded_on=d(start) or DAY,
            public_from=None,
            ends_on=d(end),
            end_reason="resigned" if end else "",
        )
        if not refused:
            assert services.start_membership(cluster, starts_on=d(starts_on), recorded_on=DAY, actor=office).pk
            return
        with pytest.raises(ActRefused, match="überschneidet sich"):
            services.start_membership(cluster, starts_on=d(starts_on), recorded_on=DAY, actor=office)
        assert Membership.objects.count() == 1
        assert verbs() == []

    def test_one_membership_per_application(self, cluster, membership, office):
        Membership.objects.update(application_number="A-2021-0001")
        other = ClusterFactory()
        with pytest.raises(ActRefused, match="bereits eine Mitgliedschaft"):
            services.start_membership(
                other, starts_on=DAY, recorded_on=DAY, application_number="A-2021-0001", actor=office
            )

    def test_only_the_office(self, cluster, manager, ministry, administrator, outsider):
        for stranger in (manager, ministry, administrator, outsider):
            with pytest.raises(ActRefused, match="Programmbüro"):
                services.start_membership(cluster, starts_on=DAY, recorded_on=DAY, actor=stranger)
        assert not Membership.objects.filter(cluster=cluster).exists()


class TestPublish:
    def test_the_cluster_appears_with_its_profile(self, cluster, office, django_capture_on_commit_callbacks):
        membership = services.start_membership(cluster, starts_on=d("2025-06-01"), recorded_on=DAY, actor=office)
        version = ProgrammeSettings.load().content_version
        with django_capture_on_commit_callbacks(execute=True):
            services.publish_membership(membership, public_from=DAY, actor=office)
        assert Cluster.objects.public_on(DAY).get() == cluster
        assert not Cluster.objects.public_on(DAY - datetime.timedelta(days=1)).exists()
        assert ProgrammeSettings.load().content_version > version
        assert verbs() == ["start_membership", "release_profile", "publish_membership"]

    def test_once_only(self, membership, office):
        with pytest.raises(ActRefused, match="bereits öffentlich"):
            services.publish_membership(membership, public_from=DAY, actor=office)


class TestEnd:
    def test_with_a_reason_from_the_next_day_on(self, membership, office):
        services.end_membership(membership, ends_on=DAY, reason="dissolved", actor=office, day=DAY)
        assert Cluster.objects.public_on(DAY).exists()
        assert not Cluster.objects.public_on(DAY + datetime.timedelta(days=1)).exists()
        assert AuditEntry.objects.get().to_state == "2025-06-15 dissolved"

    @pytest.mark.parametrize(
        ("ends_on", "reason", "words"),
        [("2025-06-15", "", "wählen Sie einen Grund"), ("2021-02-28", "merged", "vor dem Beginn")],
    )
    def test_refusals(self, membership, office, ends_on, reason, words):
        with pytest.raises(ActRefused, match=words):
            services.end_membership(membership, ends_on=d(ends_on), reason=reason, actor=office, day=DAY)
        assert verbs() == []

    def test_a_past_end_stays(self, membership, office):
        services.end_membership(membership, ends_on=d("2025-06-14"), reason="merged", actor=office, day=DAY)
        with pytest.raises(ActRefused, match=r"14\. Juni 2025 zu Ende gegangen"):
            services.end_membership(membership, ends_on=d("2025-12-31"), reason="merged", actor=office, day=DAY)

    def test_only_the_office(self, membership, manager):
        with pytest.raises(ActRefused):
            services.end_membership(membership, ends_on=DAY, reason="merged", actor=manager, day=DAY)


class TestCorrect:
    def test_an_unknown_start_becomes_known(self, cluster, office):
        membership = services.start_membership(cluster, starts_on=None, recorded_on=DAY, actor=office)
        fixed = services.correct_membership(
            membership, starts_on=d("2014-09-17"), precision="day", actor=office, day=DAY
        )
        assert (fixed.starts_on, fixed.starts_precision) == (d("2014-09-17"), "day")
        assert AuditEntry.objects.get(verb="correct_membership").from_state == "unknown"

    @pytest.mark.parametrize(
        ("starts_on", "precision", "words"),
        [("2021-03-01", "day", "bereits so erfasst"), ("2020-01-01", "unknown", "gehört eine Genauigkeit")],
    )
    def test_refusals(self, membership, office, starts_on, precision, words):
        with pytest.raises(ActRefused, match=words):
            services.correct_membership(membership, starts_on=d(starts_on), precision=precision, actor=office, day=DAY)


class TestCertificate:
    def test_one_per_period_with_a_code_by_chance(self, membership, office):
        certificate = services.issue_certificate(membership, number="U-2025-1", day=DAY, actor=office)
        assert (len(certificate.code), certificate.issued_on) == (16, DAY)
        with pytest.raises(ActRefused, match="bereits eine Urkunde"):
            services.issue_certificate(membership, number="U-2025-2", day=DAY, actor=office)
        with pytest.raises(ActRefused, match="U-2025-1 ist bereits vergeben"):
            services.issue_certificate(MembershipFactory(), number="U-2025-1", day=DAY, actor=office)
        assert Certificate.objects.count() == 1


class TestDatabase:
    """What the database itself refuses, under a name, when a service is by-passed."""

    def refused(self, name, **values):
        row = {"cluster": ClusterFactory(), "starts_on": d("2021-01-01"), "recorded_on": d("2021-01-01"), **values}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Membership.objects.create(**row)

    def test_overlap(self, membership):
        name = "membership_periods_do_not_overlap"
        self.refused(name, cluster=membership.cluster, starts_on=d("2025-01-01"))
        self.refused(name, cluster=membership.cluster, starts_on=None, starts_precision="unknown", recorded_on=DAY)
        Membership.objects.update(ends_on=d("2024-12-31"), end_reason="merged")
        later = MembershipFactory(cluster=membership.cluster, starts_on=d("2025-01-01"))
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Membership.objects.filter(pk=later.pk).update(starts_on=d("2024-12-31"))

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("membership_ends_after_start", {"ends_on": d("2020-12-31"), "end_reason": "merged"}),
            ("membership_end_has_reason", {"ends_on": d("2022-12-31")}),
            ("membership_end_has_reason", {"end_reason": "merged"}),
            ("membership_unknown_start_has_no_day", {"starts_precision": "unknown"}),
            ("membership_unknown_start_has_no_day", {"starts_on": None}),
            (
                "membership_unknown_start_ends_after_record",
                {
                    "starts_on": None,
                    "starts_precision": "unknown",
                    "ends_on": d("2020-12-31"),
                    "end_reason": "merged",
                },
            ),
        ],
    )
    def test_rows_that_contradict_themselves(self, name, values):
        self.refused(name, **values)

    def test_two_memberships_of_one_application(self, membership):
        Membership.objects.update(application_number="A-2021-0001")
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(application_number="A-2021-0001")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_start_one_period(office):
    cluster = ClusterFactory()
    outcomes, barrier = [], threading.Barrier(2)

    def press():
        barrier.wait()
        try:
            services.start_membership(cluster, starts_on=d("2025-06-01"), recorded_on=DAY, actor=office)
            outcomes.append("started")
        except ActRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "started"]
    assert Membership.objects.count() == 1
