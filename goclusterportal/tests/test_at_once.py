"""The same button pressed by two people at the same moment: what the other tests of that kind leave out.

Submitting, opening, numbers, decisions, votes, commitments have theirs beside the tests of their services.
"""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from admissions.services.admission import record_commitment
from admissions.services.letters import release_letter
from admissions.tests.office_cases import decide, make_application, recommend
from clusters.models import Membership
from events.models import NewsletterSubscription
from events.services import newsletter
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "leserin@portal.test"


def twice(act):
    """Both results, a refusal in place of a result."""
    start, results = threading.Barrier(2), []

    def press():
        try:
            start.wait(timeout=10)
            results.append(act())
        except ActRefused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == 2
    return results


def test_a_letter_is_released_once(applicant, office, ministry, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    decide(application, ministry, "admitted")
    record_commitment(
        application, text_version="1", signatory="Dr. Vorsitz", signed_on=today, document=None, actor=office, day=today
    )
    results = twice(lambda: release_letter(application, actor=office, day=today))
    assert sum(isinstance(result, ActRefused) for result in results) == 1
    assert AuditEntry.objects.filter(verb="release_letter").count() == 1
    assert OutboxMessage.objects.get(kind="decision-letter").state != OutboxMessage.State.HELD
    assert Membership.objects.get(application_number=application.number).public_from == today


def test_a_newsletter_is_confirmed_once():
    now = timezone.now()
    row = NewsletterSubscription.objects.create(email=ADDRESS, consent_version="1", signed_up_at=now)
    assert twice(lambda: newsletter.confirm(row.token, now=now)) == [None, None]
    row.refresh_from_db()
    assert row.confirmed_at == now
    assert AuditEntry.objects.filter(subject_kind="newsletter", verb="confirm").count() == 1


def test_an_address_signs_up_once():
    now = timezone.now()
    results = twice(lambda: newsletter.subscribe(email=ADDRESS, language="de", consent_version="1", now=now))
    assert not [result for result in results if isinstance(result, ActRefused)]
    assert NewsletterSubscription.objects.count() == 1
    assert OutboxMessage.objects.filter(to_email=ADDRESS).count() == 1
