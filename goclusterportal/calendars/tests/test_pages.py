"""/my/calendar/: which calendars are offered, an address that is shown once, taking it back, and what is noted."""

import re

import pytest
from django.test import Client

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory
from clusters.models import FormerSlug
from clusters.tests.factories import ClusterFactory, FunctionFactory
from records.feeds import give_address
from records.models import AuditEntry, CalendarFeed

from .reading import fetch

pytestmark = pytest.mark.django_db

PAGE, CREATE, REVOKE = "/my/calendar/", "/my/calendar/create/", "/my/calendar/revoke/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def offered(client):
    """The headings of the calendars on the page."""
    return re.findall(r'<h3 id="calendar-\d+">([^<]+)</h3>', client.get(PAGE).content.decode())


def created(client, scope="my", subject=""):
    """The address that the answer shows."""
    text = client.post(CREATE, {"scope": scope, "subject": subject}).content.decode()
    return re.search(r'value="http://127\.0\.0\.1:8000(/calendar/[^"]+)"', text)[1]


def test_everybody_has_the_own_calendar_and_what_the_roles_add(outsider, manager, office):
    assert offered(signed_in(outsider)) == ["Meine Termine und Fristen"]
    assert offered(signed_in(manager)) == ["Meine Termine und Fristen", "Wasserkraft Oberland"]
    assert offered(signed_in(office)) == ["Meine Termine und Fristen", "Termine und Fristen des Programmbüros"]


@pytest.mark.parametrize(("scope", "subject"), [("my", ""), ("cluster", "wasserkraft-oberland")])
def test_an_address_is_shown_once_and_works(scope, subject, manager):
    client = signed_in(manager)
    path = created(client, scope, subject)
    assert fetch(path).status_code == 200
    page = client.get(PAGE)
    assert path not in page.content.decode()
    assert "Adresse erzeugt am" in page.content.decode()
    assert path not in str(dict(client.session))


def test_the_answer_with_the_address_is_kept_by_nobody(manager):
    response = signed_in(manager).post(CREATE, {"scope": "my"})
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_new_address_ends_the_one_before(manager):
    client = signed_in(manager)
    before, after = created(client), created(client)
    assert (fetch(before).status_code, fetch(after).status_code) == (404, 200)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_also_one_given_under_an_earlier_slug(manager, member_cluster):
    client = signed_in(manager)
    before = created(client, "cluster", member_cluster.slug)
    FormerSlug.objects.create(slug=member_cluster.slug, cluster=member_cluster)
    member_cluster.slug = "neuer-name"
    member_cluster.save()
    assert "nicht mehr gelten" not in client.get(PAGE).content.decode()
    after = created(client, "cluster", "neuer-name")
    assert (fetch(before).status_code, fetch(after).status_code) == (404, 200)


def test_taking_back_ends_it_and_says_so(manager):
    client = signed_in(manager)
    path = created(client)
    answer = client.post(REVOKE, {"scope": "my"}, follow=True)
    assert "Die Adresse ist zurückgezogen." in answer.content.decode()
    assert fetch(path).status_code == 404
    again = client.post(REVOKE, {"scope": "my"}, follow=True)
    assert "ist bereits zurückgezogen" in again.content.decode()


@pytest.mark.parametrize(
    "wanted",
    [
        {"scope": "cluster", "subject": "wasserkraft-oberland"},
        {"scope": "cluster", "subject": ""},
        {"scope": "cluster", "subject": "gibt-es-nicht\x00"},
        {"scope": "office", "subject": ""},
        {"scope": "my", "subject": "wasserkraft-oberland"},
        {"scope": "alles", "subject": ""},
    ],
)
def test_what_is_not_ones_own_does_not_exist(wanted, applicant, member_cluster):
    client = signed_in(applicant)
    assert client.post(CREATE, wanted).status_code == 404
    assert client.post(REVOKE, wanted).status_code == 302
    assert not CalendarFeed.objects.exists()
    assert not AuditEntry.objects.filter(verb__contains="calendar").exists()


def test_nobody_takes_back_anothers(manager, applicant):
    path = created(signed_in(manager))
    signed_in(applicant).post(REVOKE, {"scope": "my"})
    assert fetch(path).status_code == 200


def test_an_address_whose_function_ended_is_named_and_can_be_taken_back(manager, member_cluster, today):
    client = signed_in(manager)
    created(client, "cluster", member_cluster.slug)
    manager.functions.update(ends_on=today.replace(year=today.year - 1))
    assert "Adressen, die nicht mehr gelten" in client.get(PAGE).content.decode()
    client.post(REVOKE, {"scope": "cluster", "subject": member_cluster.slug})
    assert "Adressen, die nicht mehr gelten" not in client.get(PAGE).content.decode()


def test_each_act_leaves_an_entry_without_the_token(manager):
    client = signed_in(manager)
    tokens = [created(client), created(client, "cluster", "wasserkraft-oberland"), created(client)]
    client.post(REVOKE, {"scope": "my"})
    found = AuditEntry.objects.filter(verb__contains="calendar").order_by("pk")
    assert [(entry.verb, entry.to_state) for entry in found] == [
        ("create_calendar", "Meine Termine und Fristen"),
        ("create_calendar", "wasserkraft-oberland"),
        ("renew_calendar", "Meine Termine und Fristen"),
        ("revoke_calendar", "Meine Termine und Fristen"),
    ]
    assert {(entry.actor, entry.subject_kind, entry.subject_key) for entry in found} == {
        (manager, "person", str(manager.pk))
    }
    assert not [path for path in tokens if path[10:-4] in repr([vars(entry) for entry in found])]


def test_the_administration_takes_back_in_the_admin(manager, administrator, office):
    feed, token = give_address(manager, "my", actor=manager)
    change = f"/admin/records/calendarfeed/{feed.pk}/"
    assert signed_in(office).get(f"{change}change/").status_code == 403
    client = signed_in(administrator)
    page = client.get(f"{change}change/").content.decode()
    assert "Adresse zurückziehen" in page
    assert token not in page
    assert feed.token_hash not in page
    client.post(f"{change}act/revoke/")
    assert fetch(f"/calendar/{token}.ics").status_code == 404
    assert AuditEntry.objects.get(verb="revoke_calendar").actor == administrator


def test_the_page_asks_as_often_for_many_clusters(manager, django_assert_num_queries):
    client = signed_in(manager)
    RoleGrantFactory(user=manager, role=RoleGrant.Role.ADMINISTRATOR)
    counts = []
    for more in (0, 2, 20):
        for _one in range(more):
            cluster = ClusterFactory()
            FunctionFactory(user=manager, cluster=cluster)
            give_address(manager, "cluster", cluster.slug, actor=manager)
        with django_assert_num_queries(30, exact=False) as met:
            client.get(PAGE)
        counts.append(len(met))
    assert len(set(counts)) == 1, counts


def test_my_area_leads_to_the_page(manager, member_cluster):
    client = signed_in(manager)
    assert f'href="{PAGE}"' in client.get("/my/").content.decode()
    assert f'href="{PAGE}"' in client.get(f"/my/{member_cluster.slug}/labels/").content.decode()
