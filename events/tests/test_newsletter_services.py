"""Double opt-in: what is kept as proof, what is mailed how often, and what is left afterwards."""

import datetime

import pytest
from django.core import mail
from django.db.models import Q
from django.utils import timezone

from events.models import NewsletterSubscription, NewsletterTopic
from events.services import newsletter
from notifications.models import OfficeTask, OutboxMessage, SendAttempt
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry, AuditNote

from .factories import SubscriptionFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
MOMENT = datetime.timedelta(microseconds=1)


def subscribe(email="leserin@portal.test", now=NOW, language="de", consent_version="1"):
    return newsletter.subscribe(email=email, language=language, consent_version=consent_version, now=now)


def mails():
    return OutboxMessage.objects.filter(kind=newsletter.MAIL_KIND)


def test_a_sign_up_is_noted_with_its_proof_and_mailed_once():
    subscribe(" Leserin@Portal.Test ", language="en")
    row = NewsletterSubscription.objects.get()
    assert (row.email, row.language, row.consent_version) == ("leserin@portal.test", "en", "1")
    assert (row.signed_up_at, row.mailed_at, row.confirmed_at) == (NOW, NOW, None)
    message = mails().get()
    assert (message.to_email, message.language, message.to_user) == ("leserin@portal.test", "en", None)
    assert f"/en/newsletter/confirm/{row.token}/" in message.body
    assert f"/en/newsletter/unsubscribe/{row.token}/" in message.body


def test_the_mail_is_in_german_and_says_how_long_the_link_holds():
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(newsletter_unconfirmed_days=1)
    subscribe()
    message = mails().get()
    assert message.subject == "Bitte bestätigen Sie Ihre Newsletter-Anmeldung"
    assert "Ohne Bestätigung löschen wir die Adresse nach 1 Tag." in message.body


@pytest.mark.parametrize(("later", "sent"), [(datetime.timedelta(0), 1), (HOUR - MOMENT, 1), (HOUR, 2), (DAY, 2)])
def test_no_address_gets_more_than_one_mail_an_hour(later, sent):
    subscribe()
    subscribe("LESERIN@portal.test", now=NOW + later, language="en", consent_version="2")
    assert mails().count() == sent
    row = NewsletterSubscription.objects.get()
    # The proof is that of the sign-up that was mailed.
    told = (row.signed_up_at, row.mailed_at, row.consent_version, row.language)
    assert told == ((NOW, NOW, "1", "de") if sent == 1 else (NOW + later, NOW + later, "2", "en"))


def test_a_confirmed_address_is_left_as_it_is():
    row = SubscriptionFactory(email="leserin@portal.test", signed_up_at=NOW, confirmed_at=NOW)
    subscribe(now=NOW + 30 * DAY, language="en", consent_version="2")
    again = NewsletterSubscription.objects.get()
    assert (again.language, again.consent_version, again.signed_up_at, again.mailed_at) == ("de", "1", NOW, NOW)
    assert again.token == row.token
    assert not mails().exists()


def test_nobody_learns_from_the_answer_whether_an_address_is_known():
    SubscriptionFactory(email="bestaetigt@portal.test", confirmed_at=NOW)
    SubscriptionFactory(email="offen@portal.test", signed_up_at=NOW)
    answers = {subscribe(f"{name}@portal.test") for name in ("neu", "bestaetigt", "offen")}
    assert answers == {None}


def test_confirming_is_noted_once():
    row = SubscriptionFactory(signed_up_at=NOW)
    newsletter.confirm(row.token, now=NOW + DAY)
    newsletter.confirm(row.token, now=NOW + 2 * DAY)
    row.refresh_from_db()
    assert row.confirmed_at == NOW + DAY
    entry = AuditEntry.objects.get(subject_kind="newsletter")
    assert (entry.verb, entry.subject_key, entry.actor) == ("confirm", str(row.pk), None)


@pytest.mark.parametrize(("later", "holds"), [(7 * DAY, True), (7 * DAY + MOMENT, False)])
def test_a_link_holds_for_the_configured_time(later, holds):
    row = SubscriptionFactory(signed_up_at=NOW)
    assert (newsletter.find(row.token, NOW + later) is not None) is holds
    if holds:
        newsletter.confirm(row.token, now=NOW + later)
    else:
        with pytest.raises(ActRefused):
            newsletter.confirm(row.token, now=NOW + later)
    row.refresh_from_db()
    assert row.is_confirmed is holds


def test_an_unknown_link_confirms_nothing():
    with pytest.raises(ActRefused):
        newsletter.confirm("unbekannt", now=NOW)


def test_a_confirmed_link_never_ends():
    row = SubscriptionFactory(signed_up_at=NOW, confirmed_at=NOW)
    assert newsletter.find(row.token, NOW + 1000 * DAY) == row


def assert_forgotten(address):
    """No table that this app or the outbox writes holds the address any more."""
    assert not SendAttempt.objects.filter(Q(to_email=address) | Q(answer__contains=address)).exists()
    assert not OutboxMessage.objects.filter(last_error__contains=address).exists()
    assert not OfficeTask.objects.filter(Q(text_de__contains=address) | Q(text_en__contains=address)).exists()
    assert not NewsletterSubscription.objects.filter(email=address).exists()
    assert not OutboxMessage.objects.filter(to_email=address).exists()
    assert not OutboxMessage.objects.filter(body__contains=address).exists()
    assert not AuditEntry.objects.filter(subject_key__contains=address).exists()
    assert not AuditNote.objects.filter(text__contains=address).exists()


def test_leaving_deletes_the_address_everywhere_and_leaves_an_entry_without_it():
    subscribe()
    row = NewsletterSubscription.objects.get()
    newsletter.confirm(row.token, now=NOW)
    assert newsletter.unsubscribe(row.token) is True
    assert newsletter.unsubscribe(row.token) is False
    assert_forgotten("leserin@portal.test")
    entry = AuditEntry.objects.get(verb="unsubscribe")
    assert (entry.subject_key, entry.from_state) == (str(row.pk), "confirmed")


def test_a_mail_still_waiting_is_never_sent_after_leaving():
    subscribe()
    mails().update(state=OutboxMessage.State.QUEUED, sent_at=None)
    newsletter.unsubscribe(NewsletterSubscription.objects.get().token)
    assert mails().get().state == OutboxMessage.State.DISCARDED
    assert mail.outbox == []


def test_after_leaving_one_may_sign_up_again():
    subscribe()
    first = NewsletterSubscription.objects.get()
    newsletter.unsubscribe(first.token)
    subscribe(now=NOW + HOUR)
    again = NewsletterSubscription.objects.get()
    assert again.token != first.token
    assert mails().count() == 2


def test_unconfirmed_sign_ups_go_after_the_configured_time():
    subscribe("alt@portal.test", now=NOW)
    subscribe("rechtzeitig@portal.test", now=NOW + MOMENT)
    SubscriptionFactory(email="bestaetigt@portal.test", signed_up_at=NOW - 99 * DAY, confirmed_at=NOW)
    assert newsletter.purge_unconfirmed(NOW + 7 * DAY + MOMENT) == 1
    assert newsletter.purge_unconfirmed(NOW + 7 * DAY + MOMENT) == 0
    kept = NewsletterSubscription.objects.values_list("email", flat=True)
    assert set(kept) == {"rechtzeitig@portal.test", "bestaetigt@portal.test"}
    assert_forgotten("alt@portal.test")
    assert mails().filter(to_email="rechtzeitig@portal.test").exists()
    assert AuditEntry.objects.get(subject_kind="newsletter").verb == "purge"


def test_no_row_has_a_place_for_an_ip_address():
    columns = {field.name for field in NewsletterSubscription._meta.get_fields()}
    assert columns == {
        "id", "email", "language", "topics", "token", "consent_version", "signed_up_at", "mailed_at", "confirmed_at",
        "deliveries",
    }  # fmt: skip
    assert timezone.is_aware(SubscriptionFactory().signed_up_at)


def test_an_answer_that_comes_after_leaving_is_forgotten_too():
    """A worker had the message in hand: its note repeats the address, until the next day's work."""
    subscribe()
    message = mails().get()
    newsletter.unsubscribe(NewsletterSubscription.objects.get().token)
    SendAttempt.objects.create(message=message, to_email="leserin@portal.test", answer="550 leserin@portal.test")
    OutboxMessage.objects.filter(pk=message.pk).update(last_error="550 leserin@portal.test")
    newsletter.purge_unconfirmed(NOW)
    assert_forgotten("leserin@portal.test")


def test_topics_are_kept_with_the_sign_up_and_changed_by_the_link():
    events, stories = NewsletterTopic.objects.filter(code__in=["events", "stories"])
    newsletter.subscribe(email="leserin@portal.test", language="de", consent_version="2", topics=[events], now=NOW)
    row = NewsletterSubscription.objects.get()
    assert list(row.topics.all()) == [events]
    newsletter.change_preferences(row.token, language="en", topics=[stories], now=NOW)
    row.refresh_from_db()
    assert (row.language, list(row.topics.all())) == ("en", [stories])
    assert AuditEntry.objects.filter(verb="change_newsletter").count() == 1
    with pytest.raises(ActRefused):
        newsletter.change_preferences(row.token, language="de", topics=[], now=NOW + 8 * DAY)
    with pytest.raises(ActRefused):
        newsletter.change_preferences("unbekannt", language="de", topics=[], now=NOW)


def test_the_confirmation_mail_can_be_left_with_one_click_and_makes_no_task():
    subscribe()
    row = NewsletterSubscription.objects.get()
    assert mails().get().unsubscribe_url.endswith(f"/newsletter/unsubscribe/{row.token}/")
