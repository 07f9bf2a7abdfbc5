"""The audit trail in the admin: for looking, by the office. Files have no page there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from records.models import AuditEntry, StoredFile
from records.services import record

pytestmark = pytest.mark.django_db

AUDIT = "admin:records_auditentry"


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def entry(manager):
    return record(
        actor=manager,
        verb="submit",
        subject_kind="application",
        subject_key="A-2026-0001",
        from_state="draft",
        to_state="submitted",
        note="Mit Nachtrag",
    )


def test_entries_in_words(desk, entry):
    text = desk.get(reverse(f"{AUDIT}_changelist")).content.decode()
    assert "Antrag eingereicht" in text
    assert "A-2026-0001" in text
    text = desk.get(reverse(f"{AUDIT}_change", args=[entry.pk])).content.decode()
    assert "Mit Nachtrag" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=A-2026-0001", True),
        ("q=eingereicht", True),
        ("q=Maria", True),
        ("q=submit", True),
        ("q=A-2026-0002", False),
        ("verb=submit", True),
        ("verb=decide", False),
    ],
)
def test_search_and_filter(desk, entry, manager, query, found):
    manager.name = "Maria Manager"
    manager.save()
    text = desk.get(reverse(f"{AUDIT}_changelist") + f"?{query}").content.decode()
    assert (reverse(f"{AUDIT}_change", args=[entry.pk]) in text) == found


@pytest.mark.parametrize("count", [1, 3])
def test_queries(desk, manager, django_assert_max_num_queries, count):
    for number in range(count):
        record(actor=manager, verb="submit", subject_kind="application", subject_key=number, note="x")
    with django_assert_max_num_queries(14):
        assert desk.get(reverse(f"{AUDIT}_changelist")).status_code == 200


def test_nothing_can_be_written(desk, entry):
    assert desk.get(reverse(f"{AUDIT}_add")).status_code == 403
    assert desk.post(reverse(f"{AUDIT}_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    desk.post(reverse(f"{AUDIT}_change", args=[entry.pk]), {"verb": "x"})
    entry.refresh_from_db()
    assert entry.verb == "submit"
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "manager", "outsider"])
def test_others_see_nothing(client, request, entry, who):
    client.force_login(request.getfixturevalue(who))
    for address in (reverse(f"{AUDIT}_changelist"), reverse(f"{AUDIT}_change", args=[entry.pk])):
        response = client.get(address)
        assert response.status_code in {302, 403, 404}
        assert b"A-2026-0001" not in response.content


def test_files_have_no_page_of_their_own(desk):
    """A file belongs to a case, and the case decides who may fetch it."""
    assert StoredFile not in admin.site._registry
    assert desk.get("/admin/records/storedfile/").status_code == 404
