"""A change of operator on a day past, present or to come; and names that a cluster had before."""

import datetime

import pytest
from django.urls import reverse

from clusters import permissions, services
from clusters.models import Cluster, FormerName
from clusters.search import matching
from clusters.tests.factories import FunctionFactory, OrganisationFactory
from notifications.models import OfficeTask, OutboxMessage
from programme.errors import ActRefused

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 6, 15)


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Stiftung Oberland")


@pytest.fixture
def old_speaker(member_cluster):
    """Speaks for the cluster by the operator's side."""
    return FunctionFactory(organisation=member_cluster.operations.get().organisation, user__name="Alt Träger").user


@pytest.fixture
def new_speaker(organisation):
    return FunctionFactory(organisation=organisation, user__name="Neu Träger").user


def change(cluster, organisation, actor, *, starts_on):
    return services.set_operator(cluster, organisation=organisation, starts_on=starts_on, actor=actor, day=DAY)


@pytest.mark.parametrize("starts_on", [D(2024, 1, 1), DAY, D(2025, 9, 1)])
def test_the_one_before_ends_the_day_before(member_cluster, organisation, old_speaker, new_speaker, office, starts_on):
    before = member_cluster.operations.get().organisation
    change(member_cluster, organisation, office, starts_on=starts_on)
    eve = starts_on - datetime.timedelta(days=1)
    assert permissions.operator_on(member_cluster, eve) == before
    assert permissions.operator_on(member_cluster, starts_on) == organisation
    assert set(permissions.speakers_for(member_cluster, eve)) == {old_speaker}
    assert set(permissions.speakers_for(member_cluster, starts_on)) == {new_speaker}


def test_both_sides_are_told_what_they_may_do(member_cluster, organisation, old_speaker, new_speaker, office):
    change(member_cluster, organisation, office, starts_on=D(2025, 9, 1))
    bodies = {mail.to_user: mail.body for mail in OutboxMessage.objects.filter(kind="operator-changed")}
    assert set(bodies) == {old_speaker, new_speaker}
    assert "nicht mehr" in bodies[old_speaker]
    assert "nicht mehr" not in bodies[new_speaker]
    assert not OfficeTask.objects.exists()


def test_where_nobody_will_speak_the_office_has_a_task(member_cluster, old_speaker, office):
    operation = change(member_cluster, {"legal_name": "Neue gGmbH"}, office, starts_on=D(2025, 9, 1))
    assert operation.organisation.details.get().legal_name == "Neue gGmbH"
    task = OfficeTask.objects.get()
    assert "Ab 01.09.2025 spricht niemand für Wasserkraft Oberland" in task.text_de


def test_the_page_says_who_will_speak_before_anything_happens(
    client, member_cluster, organisation, old_speaker, new_speaker, office
):
    client.force_login(office)
    url = reverse("admin:clusters_cluster_act", args=[member_cluster.pk, "set-operator"])
    typed = {"organisation": organisation.pk, "new_name": "", "starts_on": "2025-09-01"}
    page = client.post(url, typed)
    text = page.content.decode()
    assert page.status_code == 200
    assert member_cluster.operations.count() == 1
    assert "sprechen für das Cluster: Neu Träger" in text
    assert "Nicht mehr: Alt Träger" in text
    shown = page.context["form"].data["shown"]
    assert client.post(url, {**typed, "shown": shown}).status_code == 302
    assert member_cluster.operations.count() == 2


def test_an_organisation_or_a_new_one(client, member_cluster, organisation, office):
    client.force_login(office)
    url = reverse("admin:clusters_cluster_act", args=[member_cluster.pk, "set-operator"])
    for typed in ({"organisation": "", "new_name": ""}, {"organisation": organisation.pk, "new_name": "Neu"}):
        page = client.post(url, {**typed, "starts_on": "2025-09-01"})
        assert page.status_code == 200
        assert "nicht beides" in page.content.decode()
    assert member_cluster.operations.count() == 1


# --- Names ------------------------------------------------------------


def rename(cluster, name, actor, **more):
    return services.rename_cluster(cluster, name=name, actor=actor, day=DAY, **more)


def test_the_former_name_is_kept_with_its_last_day(member_cluster, office):
    rename(member_cluster, "Energie Oberland", office, renamed_on=D(2024, 7, 1), reason="Beschluss")
    former = FormerName.objects.get()
    assert (former.name, former.until, former.reason) == ("Wasserkraft Oberland", D(2024, 6, 30), "Beschluss")
    member_cluster.refresh_from_db()
    assert (member_cluster.name, member_cluster.slug) == ("Energie Oberland", "wasserkraft-oberland")


def test_search_finds_both(member_cluster, office):
    rename(member_cluster, "Energie Oberland", office)
    for query in ("wasserkraft", "energie", "Wasserkraft Oberland"):
        assert list(matching(Cluster.objects.all(), query, DAY)) == [member_cluster], query
    assert not matching(Cluster.objects.all(), "windkraft", DAY).exists()


def test_the_directory_says_why_it_was_found(client, member_cluster, office):
    rename(member_cluster, "Energie Oberland", office, renamed_on=D(2024, 7, 1))
    page = client.get("/clusters/?q=wasserkraft").content.decode()
    assert "Energie Oberland" in page
    assert "Bis 2024: Wasserkraft Oberland" in page
    assert "Bis 2024" not in client.get("/clusters/").content.decode()


def test_a_slip_is_no_former_name(member_cluster, office):
    rename(member_cluster, "Wasserkraft im Oberland", office, is_correction=True)
    assert not FormerName.objects.exists()


@pytest.mark.parametrize(("renamed_on", "match"), [(D(2025, 6, 16), "frühestens an ihrem Tag")])
def test_not_ahead(member_cluster, office, renamed_on, match):
    with pytest.raises(ActRefused, match=match):
        rename(member_cluster, "Energie Oberland", office, renamed_on=renamed_on)
    assert not FormerName.objects.exists()


def test_names_follow_each_other(member_cluster, office):
    rename(member_cluster, "Energie Oberland", office, renamed_on=D(2024, 7, 2))
    with pytest.raises(ActRefused, match="zuletzt mit Ablauf des"):
        rename(member_cluster, "Strom Oberland", office, renamed_on=D(2024, 7, 1))
    rename(member_cluster, "Strom Oberland", office, renamed_on=D(2024, 7, 3))
    assert [row.name for row in FormerName.objects.all()] == ["Energie Oberland", "Wasserkraft Oberland"]


def test_a_name_that_held_on_no_day_is_none(member_cluster, office):
    rename(member_cluster, "Energie Oberland", office)
    rename(member_cluster, "Strom Oberland", office)
    assert [row.name for row in FormerName.objects.all()] == ["Wasserkraft Oberland"]
