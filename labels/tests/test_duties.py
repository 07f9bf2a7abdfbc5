"""The silver duty from rows: state, reminders' source, the ministry's changes; with their refusals."""

import datetime

import pytest
from django.urls import reverse

from clusters.models import Membership
from clusters.tests.factories import FunctionFactory, MembershipFactory
from labels.facts import duties_with_facts, status_of
from labels.models import DutyChange, Level, SilverDuty
from labels.reminders import LabelExpirySource, SilverDutySource
from labels.services.duties import create_silver_duty, extend, start_assessment, waive
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from labels.validity import DutyState
from records.errors import ActRefused
from records.models import AuditEntry

D = datetime.date


@pytest.fixture
def duty(member_cluster, manager):
    """Due on 1 March 2023: the member was admitted on 1 March 2021."""
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


def read(duty):
    return duties_with_facts().get(pk=duty.pk)


def keys(source, day):
    return [(due.subject_key, due.due_on) for due in source.due(day)]


def test_a_known_start_brings_a_duty_and_a_trace(member_cluster, office):
    duty = create_silver_duty(member_cluster.memberships.get(), actor=office)
    assert duty.key.startswith("S-2021-")
    assert AuditEntry.objects.get(subject_kind="silver-duty").subject_key == duty.key
    assert create_silver_duty(member_cluster.memberships.get(), actor=office) == duty
    assert SilverDuty.objects.count() == AuditEntry.objects.filter(subject_kind="silver-duty").count() == 1


def test_an_unknown_start_brings_none(office):
    membership = MembershipFactory(
        starts_on=None, starts_precision=Membership.Precision.UNKNOWN, recorded_on=D(2024, 1, 1), public_from=None
    )
    assert create_silver_duty(membership, actor=office) is None


def test_the_due_day_is_included(duty):
    assert status_of(read(duty), D(2023, 3, 1)).state == DutyState.AT_RISK
    assert status_of(read(duty), D(2023, 3, 2)).state == DutyState.OVERDUE


def test_the_source_offers_the_open_deadline(duty, manager):
    source = SilverDutySource()
    assert keys(source, D(2022, 1, 1)) == [("S-2021-1", D(2023, 3, 1))]
    assert [recipient.email for recipient in source.recipients("S-2021-1")] == [manager.email]
    assert source.context("S-2021-1", "de")["cluster"] == "Wasserkraft Oberland"


def test_nothing_is_offered_under_a_valid_gold_label(duty, member_cluster):
    LabelAwardFactory(cluster=member_cluster, level=Level.GOLD, valid_from=D(2022, 6, 1), valid_until=D(2023, 12, 31))
    source = SilverDutySource()
    assert keys(source, D(2022, 5, 31)) == [("S-2021-1", D(2023, 3, 1))]
    assert keys(source, D(2022, 6, 1)) == []
    assert keys(source, D(2023, 12, 31)) == []
    assert not source.still_stands("S-2021-1", D(2023, 2, 1))


def test_after_a_gap_the_deadline_has_a_key_of_its_own(duty, member_cluster):
    LabelAwardFactory(cluster=member_cluster, valid_from=D(2022, 1, 1), valid_until=D(2023, 12, 31))
    source = SilverDutySource()
    assert keys(source, D(2023, 6, 1)) == []
    assert keys(source, D(2024, 1, 1)) == [("S-2021-1/20231231", D(2023, 12, 31))]
    assert source.still_stands("S-2021-1/20231231", D(2024, 1, 1))
    assert not source.still_stands("S-2021-1", D(2024, 1, 1))


def test_a_running_assessment_is_no_case_for_a_reminder(duty, office):
    start_assessment(duty, started_on=D(2023, 1, 10), actor=office, day=D(2023, 1, 11))
    assert keys(SilverDutySource(), D(2023, 1, 11)) == []


def test_after_the_end_of_the_membership_nothing_is_due(duty):
    Membership.objects.filter(pk=duty.membership_id).update(
        ends_on=D(2022, 6, 30), end_reason=Membership.EndReason.RESIGNED
    )
    source = SilverDutySource()
    assert keys(source, D(2022, 6, 30)) == [("S-2021-1", D(2023, 3, 1))]
    assert keys(source, D(2022, 7, 1)) == []
    assert not source.still_stands("S-2021-1", D(2022, 7, 1))


def test_the_ministry_extends_and_the_key_stays(duty, ministry):
    extend(duty, new_due_on=D(2023, 9, 1), reason="Umzug", decided_on=D(2023, 1, 5), actor=ministry, day=D(2023, 1, 5))
    assert keys(SilverDutySource(), D(2023, 3, 2)) == [("S-2021-1", D(2023, 9, 1))]
    entry = AuditEntry.objects.get(verb="extension")
    assert (entry.actor, entry.note.text) == (ministry, "Umzug")


def test_the_ministry_waives(duty, ministry):
    waive(duty, reason="Auflösung steht bevor", decided_on=D(2023, 1, 5), actor=ministry, day=D(2023, 1, 5))
    assert status_of(read(duty), D(2023, 1, 5)).state == DutyState.WAIVED
    assert keys(SilverDutySource(), D(2023, 1, 5)) == []


@pytest.mark.parametrize("name", ["office", "manager", "board1", "outsider"])
def test_nobody_else_decides(duty, name, request):
    actor = request.getfixturevalue(name)
    with pytest.raises(ActRefused, match="Ministerium"):
        waive(duty, reason="x", decided_on=D(2023, 1, 5), actor=actor, day=D(2023, 1, 5))
    assert not DutyChange.objects.exists()


@pytest.mark.parametrize(("new_due_on", "reason"), [(D(2023, 1, 5), "zu früh"), (D(2023, 9, 1), "  ")])
def test_an_extension_needs_a_later_day_and_a_reason(duty, ministry, new_due_on, reason):
    with pytest.raises(ActRefused):
        extend(duty, new_due_on=new_due_on, reason=reason, decided_on=D(2023, 1, 5), actor=ministry, day=D(2023, 1, 5))
    assert not DutyChange.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(db, rows, django_assert_num_queries):
    SilverDutyFactory.create_batch(rows)
    with django_assert_num_queries(4):
        assert len(list(SilverDutySource().due(D(2022, 1, 1)))) == rows


def test_a_label_that_is_continued_expires_for_nobody(member_cluster):
    first = LabelAwardFactory(cluster=member_cluster)
    source = LabelExpirySource()
    assert keys(source, D(2026, 6, 1)) == [(f"L{first.pk}", D(2026, 12, 31))]
    later = LabelAwardFactory(
        cluster=member_cluster, level=Level.GOLD, valid_from=D(2026, 7, 1), valid_until=D(2028, 6, 30)
    )
    assert keys(source, D(2026, 7, 1)) == [(f"L{later.pk}", D(2028, 6, 30))]
    assert not source.still_stands(f"L{first.pk}", D(2026, 7, 1))


def test_an_unconfirmed_or_revoked_label_is_no_deadline(member_cluster):
    LabelAwardFactory(cluster=member_cluster, confirmed_on=None)
    LabelAwardFactory(cluster=member_cluster, level=Level.GOLD, revoked_on=D(2025, 6, 1), revoked_reason="Täuschung")
    assert keys(LabelExpirySource(), D(2026, 6, 1)) == []


def test_people_of_the_operator_are_responsible_too(duty, member_cluster, manager):
    operator = member_cluster.operations.get().organisation
    deputy = FunctionFactory(organisation=operator, kind="deputy").user
    FunctionFactory(organisation=operator, kind="board")
    emails = {recipient.email for recipient in SilverDutySource().recipients("S-2021-1")}
    assert emails == {manager.email, deputy.email}


def test_the_ministry_extends_on_its_page_and_sees_nothing_else(client, duty, ministry):
    client.force_login(ministry)
    page = client.get(reverse("admin:labels_silverduty_change", args=[duty.pk]))
    assert page.status_code == 200
    address = reverse("admin:labels_silverduty_act", args=[duty.pk, "extend"])
    typed = {"new_due_on": "2023-09-01", "decided_on": "2023-01-05", "reason": "Umzug der Geschäftsstelle"}
    assert client.post(address, typed).status_code == 302
    assert DutyChange.objects.get().new_due_on == D(2023, 9, 1)
    for other in (
        "admissions_application",
        "labels_labelaward",
        "clusters_cluster",
        "accounts_user",
        "records_auditentry",
    ):
        assert client.get(reverse(f"admin:{other}_changelist")).status_code == 403


def test_the_office_has_no_button_for_it(client, duty, office):
    client.force_login(office)
    address = reverse("admin:labels_silverduty_act", args=[duty.pk, "waive"])
    client.post(address, {"decided_on": "2023-01-05", "reason": "x"})
    assert not DutyChange.objects.exists()
