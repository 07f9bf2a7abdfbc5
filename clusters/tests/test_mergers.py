"""Mergers: what ends, what leads on, who is told, what is refused, and that the figures of earlier days stay."""

import datetime

import pytest

from clusters import services
from clusters.figures import figures_for
from clusters.holdings import Holding
from clusters.models import Cluster, ClusterMerger, FormerName, FormerSlug, Function, Membership
from clusters.search import matching
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from notifications.models import OutboxMessage
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 6, 15)
LAST = D(2025, 6, 30)
AFTER = D(2025, 7, 1)


@pytest.fixture
def absorbed():
    cluster = ClusterFactory(name="Optik Nord", slug="optik-nord", profile_released=True)
    FormerSlug.objects.create(slug="optik", cluster=cluster)
    MembershipFactory(cluster=cluster)
    return cluster


@pytest.fixture
def speaker(absorbed):
    return FunctionFactory(cluster=absorbed, user__name="Nora Nord").user


def merge(absorbed, continuing, actor, *, last_day=LAST, day=DAY, **more):
    values = {"absorbed": absorbed, "continuing": continuing, "last_day": last_day, "source": "Schreiben", **more}
    return services.record_merger(**values, actor=actor, day=day)


def names_found(query, day):
    return set(matching(Cluster.objects.public_on(day), query, day).values_list("name", flat=True))


# --- What happens ------------------------------------------------------------


@pytest.mark.parametrize(("day", "public"), [(D(2025, 6, 29), True), (LAST, True), (AFTER, False)])
def test_the_absorbed_cluster_is_a_member_up_to_its_last_day(absorbed, member_cluster, office, day, public):
    merge(absorbed, member_cluster, office)
    assert Cluster.objects.public_on(day).filter(pk=absorbed.pk).exists() is public
    assert Cluster.objects.public_on(day).filter(pk=member_cluster.pk).exists()
    membership = absorbed.memberships.get()
    assert (membership.ends_on, membership.end_reason) == (LAST, "merged")


@pytest.mark.parametrize("slug", ["optik-nord", "optik"])
@pytest.mark.parametrize(("day", "leads_on"), [(LAST, False), (AFTER, True)])
def test_addresses_lead_on_from_the_day_after(absorbed, member_cluster, office, slug, day, leads_on):
    merge(absorbed, member_cluster, office)
    assert services.continued_by(slug, day) == (member_cluster if leads_on else None)


def test_a_chain_leads_to_its_end(absorbed, member_cluster, office):
    third = MembershipFactory(cluster__name="Licht Süd").cluster
    merge(absorbed, member_cluster, office)
    merge(member_cluster, third, office, last_day=D(2025, 9, 30))
    assert services.continued_by("optik", AFTER) == member_cluster
    assert services.continued_by("optik", D(2025, 10, 1)) == third
    assert services.predecessors_of(third, D(2025, 10, 1)) == [member_cluster, absorbed]
    assert services.predecessors_of(third, D(2025, 9, 30)) == []


@pytest.mark.parametrize(("day", "found"), [(LAST, {"Optik Nord"}), (AFTER, {"Wasserkraft Oberland"})])
def test_the_name_is_found_at_whoever_bears_it(absorbed, member_cluster, office, day, found):
    merge(absorbed, member_cluster, office)
    assert names_found("optik nord", day) == found


def test_what_was_never_public_leads_nowhere(absorbed, member_cluster, office):
    absorbed.memberships.update(public_from=None)
    merge(absorbed, member_cluster, office)
    assert services.continued_by("optik", AFTER) is None
    assert not FormerName.objects.exists()
    assert services.predecessors_of(member_cluster, AFTER) == []


def test_figures_of_days_before_stay(absorbed, member_cluster, office):
    ProgrammeSettings.objects.update(register_complete_since=D(2020, 1, 1))
    days = [D(2021, 3, 1), DAY, LAST]
    before = [figures_for(day, as_of=DAY).counted.members for day in days]
    merge(absorbed, member_cluster, office)
    assert [figures_for(day, as_of=DAY).counted.members for day in days] == before == [2, 2, 2]
    assert figures_for(AFTER, as_of=AFTER).counted.members == 1


def test_everyone_is_told_once_and_both_trails_say_so(absorbed, speaker, member_cluster, manager, office):
    merge(absorbed, member_cluster, office)
    mails = OutboxMessage.objects.filter(kind="cluster-merged")
    assert {mail.to_user for mail in mails} == {speaker, manager}
    assert mails.count() == 2
    assert "Optik Nord" in mails[0].subject
    assert "30. Juni 2025" in mails[0].body
    entries = AuditEntry.objects.filter(verb="merge")
    assert {entry.subject_key for entry in entries} == {"optik-nord", "wasserkraft-oberland"}


def test_people_who_come_along_speak_from_the_day_after(absorbed, speaker, member_cluster, office):
    merge(absorbed, member_cluster, office, people=[speaker])
    function = Function.objects.get(user=speaker, cluster=member_cluster)
    assert (function.kind, function.starts_on, function.confirmed_on) == ("deputy", AFTER, DAY)
    assert not Cluster.objects.run_by(speaker, LAST).filter(pk=member_cluster.pk).exists()
    assert Cluster.objects.run_by(speaker, AFTER).filter(pk=member_cluster.pk).exists()
    assert "Ab dem 1. Juli 2025" in OutboxMessage.objects.get(kind="cluster-merged", to_user=speaker).body


def test_without_choice_nobody_comes_along(absorbed, speaker, member_cluster, office):
    merge(absorbed, member_cluster, office)
    assert not Cluster.objects.run_by(speaker, AFTER).filter(pk=member_cluster.pk).exists()


def test_an_end_that_is_recorded_already_is_linked(absorbed, member_cluster, office):
    absorbed.memberships.update(ends_on=D(2025, 5, 31), end_reason="merged")
    merge(absorbed, member_cluster, office, last_day=D(2025, 5, 31))
    assert services.continued_by("optik", DAY) == member_cluster


# --- What is refused ------------------------------------------------------------


def refused(*args, match, **kwargs):
    with pytest.raises(ActRefused, match=match):
        merge(*args, **kwargs)
    assert not ClusterMerger.objects.filter(recorded_on=DAY).exists()
    assert not OutboxMessage.objects.exists()


def test_only_the_office(absorbed, member_cluster, manager):
    refused(absorbed, member_cluster, manager, match="erfasst das Programmbüro")


def test_not_in_itself(absorbed, office):
    refused(absorbed, absorbed, office, match="in sich selbst")


def test_not_before_its_own_start(absorbed, member_cluster, office):
    refused(absorbed, member_cluster, office, last_day=D(2021, 2, 28), match="kein Mitglied")


def test_only_a_member_goes_on(absorbed, applicant_cluster, office):
    refused(absorbed, applicant_cluster, office, match="Fortführen kann nur ein Mitglied")


def test_not_after_it_ended_otherwise(absorbed, member_cluster, office):
    absorbed.memberships.update(ends_on=D(2025, 5, 31), end_reason="resigned")
    refused(absorbed, member_cluster, office, last_day=D(2025, 5, 1), match="zu Ende gegangen")


def test_the_ministrys_exclusion_stands(absorbed, member_cluster, office):
    absorbed.memberships.update(ends_on=D(2025, 12, 31), end_reason="excluded")
    refused(absorbed, member_cluster, office, match="Ausschluss")


def test_what_blocks_is_said(absorbed, member_cluster, office, monkeypatch):
    monkeypatch.setattr("clusters.services.mergers.holdings_of", lambda *_: [Holding("Antrag offen", blocks=True)])
    refused(absorbed, member_cluster, office, match="Antrag offen")


def test_once(absorbed, member_cluster, office):
    merge(absorbed, member_cluster, office)
    with pytest.raises(ActRefused, match="schon in Wasserkraft Oberland aufgegangen"):
        merge(absorbed, MembershipFactory().cluster, office)


def test_no_circle(absorbed, member_cluster, office):
    merge(absorbed, member_cluster, office)
    MembershipFactory(cluster=absorbed, starts_on=D(2025, 8, 1))
    with pytest.raises(ActRefused, match="Kreis"):
        merge(member_cluster, absorbed, office, last_day=D(2025, 9, 30))


def test_a_stranger_does_not_come_along(absorbed, member_cluster, outsider, office):
    refused(absorbed, member_cluster, office, people=[outsider], match="wer heute für das aufgehende")


def test_the_end_changes_only_with_the_merger(absorbed, member_cluster, office):
    merge(absorbed, member_cluster, office)
    with pytest.raises(ActRefused, match="folgt aus einem Zusammenschluss"):
        services.end_membership(
            absorbed.memberships.get(), ends_on=D(2025, 8, 1), reason="dissolved", actor=office, day=DAY
        )


# --- Taken back ------------------------------------------------------------


def test_taken_back_everything_is_as_it_was(absorbed, speaker, member_cluster, office):
    absorbed.memberships.update(ends_on=D(2025, 12, 31), end_reason="resigned", notice_given_on=D(2025, 5, 1))
    merger = merge(absorbed, member_cluster, office, people=[speaker])
    services.withdraw_merger(merger, actor=office, day=LAST)
    membership = Membership.objects.get(cluster=absorbed)
    assert (membership.ends_on, membership.end_reason) == (D(2025, 12, 31), "resigned")
    assert services.continued_by("optik", AFTER) is None
    assert names_found("optik nord", AFTER) == {"Optik Nord"}
    assert not Function.objects.filter(cluster=member_cluster, user=speaker).exists()
    assert OutboxMessage.objects.filter(kind="cluster-merger-withdrawn", to_user=speaker).exists()
    merge(absorbed, member_cluster, office)


def test_none_is_taken_back_once_it_has_taken_effect(absorbed, member_cluster, office):
    merger = merge(absorbed, member_cluster, office)
    with pytest.raises(ActRefused, match="schon wirksam"):
        services.withdraw_merger(merger, actor=office, day=AFTER)
    assert ClusterMerger.objects.standing().exists()


def test_only_the_office_takes_back(absorbed, member_cluster, office, manager):
    merger = merge(absorbed, member_cluster, office)
    with pytest.raises(ActRefused):
        services.withdraw_merger(merger, actor=manager, day=DAY)
