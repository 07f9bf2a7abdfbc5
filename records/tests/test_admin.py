"""Audit trail and files in the admin: for looking, by the office."""

import pytest
from django.urls import reverse

from records.models import AuditEntry
from records.services import history_of, record
from records.uploads import store_bytes

pytestmark = pytest.mark.django_db

AUDIT = "admin:records_auditentry"
FILES = "admin:records_storedfile"


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


@pytest.fixture
def stored():
    return store_bytes(b"geheim", "Satzung.txt", "text/plain", by=None)


def test_entries_in_words(desk, entry):
    text = desk.get(reverse(f"{AUDIT}_changelist")).content.decode()
    assert "Antrag eingereicht" in text
    assert "A-2026-0001" in text
    text = desk.get(reverse(f"{AUDIT}_change", args=[entry.pk])).content.decode()
    assert "Mit Nachtrag" in text


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
    with django_assert_max_num_queries(13):
        assert desk.get(reverse(f"{AUDIT}_changelist")).status_code == 200


def test_nothing_can_be_written(desk, entry, stored):
    for name, row in ((AUDIT, entry), (FILES, stored)):
        assert desk.get(reverse(f"{name}_add")).status_code == 403
        assert desk.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        desk.post(reverse(f"{name}_change", args=[row.pk]), {"verb": "x", "name": "x"})
    entry.refresh_from_db()
    assert entry.verb == "submit"
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "manager", "outsider"])
def test_others_see_nothing(client, request, entry, stored, who):
    client.force_login(request.getfixturevalue(who))
    for address in (
        reverse(f"{AUDIT}_changelist"),
        reverse(f"{AUDIT}_change", args=[entry.pk]),
        reverse(f"{FILES}_changelist"),
        reverse(f"{FILES}_download", args=[stored.token]),
    ):
        response = client.get(address)
        assert response.status_code in {302, 403, 404}
        assert b"geheim" not in response.content


def test_a_download_is_an_attachment_and_leaves_a_trace(desk, office, stored):
    text = desk.get(reverse(f"{FILES}_change", args=[stored.pk])).content.decode()
    address = reverse(f"{FILES}_download", args=[stored.token])
    assert address in text
    response = desk.get(address)
    assert response.headers["Content-Disposition"] == 'attachment; filename="Satzung.txt"'
    assert b"".join(response.streaming_content) == b"geheim"
    assert history_of("file", stored.token).get().actor == office
    assert desk.get(reverse(f"{FILES}_download", args=["unknown"])).status_code == 404
