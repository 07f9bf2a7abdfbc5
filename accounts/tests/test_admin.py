"""The administrator's pages: people and roles."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User

pytestmark = pytest.mark.django_db

NO_GRANTS = {"role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0"}


def url(page, *args, model="user"):
    return reverse(f"admin:accounts_{model}_{page}", args=args)


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_the_administrator_opens_every_page(desk, outsider, office):
    held = RoleGrant.objects.get(user=office)
    pages = [
        url("changelist"),
        url("add"),
        url("change", outsider.pk),
        url("history", outsider.pk),
        url("changelist", model="rolegrant"),
        url("change", held.pk, model="rolegrant"),
        url("act", held.pk, "end", model="rolegrant"),
        *(url("act", outsider.pk, act) for act in ("grant-role", "lock", "erase")),
    ]
    for page in pages:
        response = desk.get(page)
        assert response.status_code == 200, page
        assert b"style=" not in response.content


def test_the_office_looks_people_up_and_changes_nothing(client, office, outsider):
    client.force_login(office)
    assert client.get(url("changelist")).status_code == 200
    assert client.get(url("change", outsider.pk)).status_code == 200
    assert client.get(url("add")).status_code == 403
    assert client.get(url("changelist", model="rolegrant")).status_code == 403
    for act in ("grant-role", "lock", "erase"):
        response = client.post(url("act", outsider.pk, act), {"role": "administrator", "starts_on": "2020-01-01"})
        assert response.status_code == 302
    outsider.refresh_from_db()
    assert (outsider.is_active, outsider.erased_at, outsider.role_grants.exists()) == (True, None, False)


@pytest.mark.parametrize("who", ["ministry", "board1", "manager", "outsider"])
def test_nobody_else_gets_in(client, request, who):
    client.force_login(request.getfixturevalue(who))
    for page in (url("changelist"), url("add"), url("changelist", model="rolegrant")):
        assert client.get(page).status_code in (302, 403)


def test_a_person_is_entered_with_a_normalised_address(desk):
    response = desk.post(url("add"), {"email": "Neu@Portal.test", "name": "Neu", "language": "de", **NO_GRANTS})
    assert response.status_code == 302
    assert User.objects.get(name="Neu").email == "neu@portal.test"


def test_a_taken_address_is_refused_beside_its_field(desk, outsider):
    data = {"email": "OUTSIDER@portal.test", "name": "Neu", "language": "de", **NO_GRANTS}
    response = desk.post(url("add"), data)
    assert "gehört bereits" in str(response.context["adminform"].form.errors["email"])


def test_names_are_changed(desk, outsider):
    data = {"email": outsider.email, "name": "Otto Neu", "language": "en", **NO_GRANTS}
    assert desk.post(url("change", outsider.pk), data).status_code == 302
    outsider.refresh_from_db()
    assert (outsider.name, outsider.language) == ("Otto Neu", "en")


def test_a_role_is_granted_and_ended(desk, outsider):
    today = timezone.localdate()
    desk.post(url("act", outsider.pk, "grant-role"), {"role": "office", "starts_on": today})
    held = RoleGrant.objects.get(user=outsider)
    assert User.objects.get(pk=outsider.pk).is_staff
    desk.post(url("act", held.pk, "end", model="rolegrant"), {"ends_on": today})
    held.refresh_from_db()
    assert held.ends_on == today


def test_a_refusal_stands_on_the_page(desk, administrator):
    held = RoleGrant.objects.get(user=administrator)
    response = desk.post(url("act", held.pk, "end", model="rolegrant"), {"ends_on": timezone.localdate()})
    assert "muss die Administration behalten" in response.content.decode()


def test_erasing_says_what_will_happen_and_does_it(desk, outsider):
    page = url("act", outsider.pk, "erase")
    text = desk.get(page).content.decode()
    assert f"„Person {outsider.pk}“" in text
    assert "nicht rückgängig" in text
    desk.post(page)
    outsider.refresh_from_db()
    assert outsider.name == f"Person {outsider.pk}"
    assert desk.get(url("change", outsider.pk)).status_code == 200
    assert desk.post(url("change", outsider.pk), {"name": "Wieder da"}).status_code == 403


def test_people_and_roles_are_never_deleted(desk, outsider, office):
    held = RoleGrant.objects.get(user=office)
    assert desk.post(url("delete", outsider.pk), {"post": "yes"}).status_code == 403
    assert desk.post(url("delete", held.pk, model="rolegrant"), {"post": "yes"}).status_code == 403


def test_lock_and_unlock(desk, outsider):
    desk.post(url("act", outsider.pk, "lock"))
    outsider.refresh_from_db()
    assert not outsider.is_active
    desk.post(url("act", outsider.pk, "unlock"))
    outsider.refresh_from_db()
    assert outsider.is_active
