"""The audit trail: facts that stay, words that can be erased."""

import pytest

from accounts.tests.factories import UserFactory
from records.models import AuditEntry, AuditNote
from records.services import history_of, record

pytestmark = pytest.mark.django_db


def entry(**options):
    return record(
        **{"actor": None, "verb": "submit", "subject_kind": "application", "subject_key": "A-2026-0001", **options}
    )


def test_what_is_recorded():
    user = UserFactory()
    made = entry(actor=user, from_state="draft", to_state="submitted", note="Nachgereicht")
    read = AuditEntry.objects.select_related("note").get()
    assert read == made
    assert (read.actor, read.verb, read.from_state, read.to_state) == (user, "submit", "draft", "submitted")
    assert read.note.text == "Nachgereicht"


def test_without_words_there_is_no_note():
    entry()
    assert not AuditNote.objects.exists()


def test_words_can_be_erased_and_the_entry_stays():
    entry(note="persönlich")
    AuditNote.objects.all().delete()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_history_is_one_query_newest_first(django_assert_num_queries, count):
    for number in range(count):
        entry(actor=UserFactory(), verb=f"act{number}", note="x")
    entry(subject_key="A-2026-0002")
    with django_assert_num_queries(1):
        history = [(made.verb, made.actor.name, made.note.text) for made in history_of("application", "A-2026-0001")]
    assert [verb for verb, *_ in history] == [f"act{number}" for number in reversed(range(count))]
