"""With a person the outbox forgets the address; what was sent stays as a record."""

import pytest

from accounts.services import erase_user
from accounts.tests.factories import UserFactory
from notifications.models import LETTER_KIND, OutboxMessage
from notifications.services import queue

pytestmark = pytest.mark.django_db


def test_erasing_a_person_empties_the_outbox_of_the_address(administrator, today):
    person, other = UserFactory(email="weg@portal.test"), UserFactory(email="bleibt@portal.test")
    waiting = queue(key="1", kind="x", to_user=person, subject="Betreff", body="Text", held=True)
    letter = queue(key="2", kind=LETTER_KIND, to_user=person, subject="Brief", body="Text", held=True)
    foreign = queue(key="3", kind="x", to_user=other, subject="Betreff", body="Text", held=True)
    erase_user(person, actor=administrator, day=today)
    for message in (waiting, letter, foreign):
        message.refresh_from_db()
    assert not OutboxMessage.objects.filter(to_email="weg@portal.test").exists()
    assert (waiting.state, letter.state) == ("discarded", "held")
    assert (foreign.state, foreign.to_email) == ("held", "bleibt@portal.test")
