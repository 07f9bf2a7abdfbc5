"""From the release to the last copy: to whom, how many, in which order, and what stops it."""

import datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from events.models import IssueItem, NewsletterDelivery, NewsletterIssue, NewsletterSubscription, NewsletterTopic
from events.services import newsletter
from events.services import newsletter_sending as sending
from notifications.models import OfficeTask, OutboxMessage
from notifications.services import outbox
from notifications.services import sending as mail_sending
from notifications.services.sending import send_due
from notifications.tests.conftest import mailserver
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry

from .factories import NewsFactory, SubscriptionFactory

__all__ = ["mailserver"]

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def _nothing_by_itself(monkeypatch):
    """Each step is asked for."""
    monkeypatch.setattr("events.services.newsletter_sending.call", lambda *args: None)
    monkeypatch.setattr("notifications.services.waking.call", lambda *args: None)


@pytest.fixture
def issue():
    found = NewsletterIssue.objects.create(title_de="Mai", covers_from=NOW.date(), covers_until=NOW.date())
    NewsFactory(slug="neu")
    IssueItem.objects.create(issue=found, kind="news", slug="neu", title_de="Neues")
    return found


def topic(code):
    return NewsletterTopic.objects.get(code=code)


def readers(count, *codes, language="de"):
    rows = [SubscriptionFactory(confirmed_at=NOW, language=language) for _number in range(count)]
    for row in rows:
        row.topics.set([topic(code) for code in codes])
    return rows


def release(issue, office, recipients, now=NOW):
    return sending.release(
        issue,
        recipients=recipients,
        seen=sending.fingerprint(issue, list(issue.items.all())),
        actor=office,
        now=now,
    )


def batches(size):
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(newsletter_batch_size=size)


def addresses():
    return set(OutboxMessage.objects.filter(kind=sending.MAIL_KIND).values_list("to_email", flat=True))


def through(issue, *, sent=True, minutes=30):
    """Minute by minute until nothing is left; what is in the outbox goes out."""
    for minute in range(minutes):
        sending.queue_due(NOW + minute * MINUTE)
        if sent:
            OutboxMessage.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=NOW)
    issue.refresh_from_db()


def test_released_to_those_whose_topics_match(issue, office):
    matching = readers(2, "programme")
    readers(1, "events")
    everything = readers(1)
    SubscriptionFactory()
    assert sending.audience_of(issue).total == 3
    issue = release(issue, office, 3)
    assert (issue.number, issue.recipients, issue.state, issue.released_by) == (1, 3, "sending", office)
    assert set(issue.deliveries.values_list("subscription", flat=True)) == {row.pk for row in matching + everything}
    assert AuditEntry.objects.filter(verb="release_newsletter", subject_key=str(issue.pk)).count() == 1
    late = readers(1, "programme")
    through(issue)
    assert addresses() == {row.email for row in matching + everything}
    assert late[0].email not in addresses()
    assert issue.state == "sent"
    assert sending.progress_of(issue) == sending.Progress(total=3, sent=3)


@pytest.mark.parametrize("recipients", [0, 1, 3])
def test_a_wrong_number_releases_nothing_and_says_the_right_one(issue, office, recipients):
    readers(2, "programme")
    with pytest.raises(ActRefused, match="jetzt an 2 Personen"):
        release(issue, office, recipients)
    issue.refresh_from_db()
    assert (issue.state, issue.number, NewsletterDelivery.objects.count()) == ("draft", None, 0)


def test_refusals(issue, office, ministry):
    readers(1, "programme")
    with pytest.raises(ActRefused, match="Programmbüro"):
        release(issue, ministry, 1)
    with pytest.raises(ActRefused, match="geändert"):
        sending.release(issue, recipients=1, seen="etwas anderes", actor=office, now=NOW)
    release(issue, office, 1)
    with pytest.raises(ActRefused, match="schon freigegeben"):
        release(issue, office, 1)
    assert issue.deliveries.count() == 1


def test_an_empty_issue_or_one_for_nobody_is_not_released(issue, office):
    with pytest.raises(ActRefused, match="niemand"):
        release(issue, office, 0)
    issue.items.all().delete()
    with pytest.raises(ActRefused, match="keinen Beitrag"):
        release(issue, office, 0)


def test_what_is_not_public_is_not_sent(issue, office):
    readers(1, "programme")
    IssueItem.objects.create(issue=issue, kind="news", slug="weg", title_de="Zurückgezogen")
    with pytest.raises(ActRefused, match="„Zurückgezogen“"):
        release(issue, office, 1)


def test_numbers_follow_each_other(issue, office):
    readers(1, "programme")
    first = release(issue, office, 1)
    second = NewsletterIssue.objects.create(title_de="Juni", covers_from=NOW.date(), covers_until=NOW.date())
    IssueItem.objects.create(issue=second, title_de="Aufruf")
    assert (first.number, release(second, office, 1).number) == (1, 2)


def test_batches_have_their_size_and_their_distance(issue, office):
    batches(2)
    readers(5, "programme")
    release(issue, office, 5)
    assert [sending.queue_due(NOW + minute * MINUTE) for minute in (0, 0, 1, 2, 3)] == [2, 0, 2, 1, 0]
    assert OutboxMessage.objects.count() == 5


def test_whoever_leaves_before_the_batch_gets_none(issue, office):
    batches(1)
    first, second, third = readers(3, "programme")
    release(issue, office, 3)
    sending.queue_due(NOW)
    assert addresses() == {first.email}
    newsletter.unsubscribe(second.token)
    # The first is queued, not sent: it is never sent.
    newsletter.unsubscribe(first.token)
    through(issue)
    sent = OutboxMessage.objects.filter(state=State.SENT)
    assert [message.to_email for message in sent] == [third.email]
    assert not OutboxMessage.objects.filter(to_email__in=[first.email, second.email]).exists()
    assert sending.progress_of(issue) == sending.Progress(total=3, sent=1, dropped=2)
    assert issue.state == "sent"


def test_what_was_chosen_at_the_release_counts(issue, office):
    (reader,) = readers(1, "programme")
    release(issue, office, 1)
    newsletter.change_preferences(reader.token, language="en", topics=[topic("events")], now=NOW)
    through(issue)
    assert OutboxMessage.objects.get().language == "de"
    other = NewsletterIssue.objects.create(title_de="Juni", covers_from=NOW.date(), covers_until=NOW.date())
    IssueItem.objects.create(issue=other, kind="event", slug="treffen", title_de="Treffen")
    assert sending.audience_of(other).by_language == {"en": 1}


def test_pausing_stops_batches_and_outbox_and_resuming_goes_on(issue, office):
    batches(1)
    readers(2, "programme")
    issue = release(issue, office, 2)
    sending.queue_due(NOW)
    sending.pause(issue, actor=office, now=NOW)
    assert sending.queue_due(NOW + MINUTE) == 0
    assert OutboxMessage.objects.get().state == State.HELD
    assert send_due().sent == 0
    with pytest.raises(ActRefused):
        sending.pause(issue, actor=office, now=NOW)
    sending.resume(issue, actor=office, now=NOW)
    assert OutboxMessage.objects.get().state == State.QUEUED
    through(issue)
    assert sending.progress_of(issue) == sending.Progress(total=2, sent=2)


@pytest.mark.parametrize(("act", "state"), [("pause", State.HELD), ("cancel", State.DISCARDED)])
def test_a_copy_in_hand_does_not_come_back(issue, office, mailserver, monkeypatch, act, state):
    """Refused for now while the issue is stopped, it was queued again and went out days later."""
    (reader,) = readers(1, "programme")
    issue = release(issue, office, 1)
    sending.queue_due(NOW)
    compose = mail_sending.compose

    def stopped_meanwhile(message):
        getattr(sending, act)(issue, actor=office, now=NOW)
        return compose(message)

    mailserver.recipients[reader.email] = "450 später"
    monkeypatch.setattr(mail_sending, "compose", stopped_meanwhile)
    assert send_due().delayed == 1
    assert OutboxMessage.objects.get().state == state


@pytest.mark.parametrize(("act", "state"), [("pause", State.HELD), ("cancel", State.DISCARDED)])
def test_a_copy_whose_worker_died_does_not_go_out(issue, office, mailserver, act, state):
    readers(1, "programme")
    issue = release(issue, office, 1)
    sending.queue_due(NOW)
    assert mail_sending.claim(OutboxMessage.objects.get().pk)
    getattr(sending, act)(issue, actor=office, now=NOW)
    OutboxMessage.objects.update(lease_until=NOW)
    assert send_due().overtaken == 1
    assert OutboxMessage.objects.get().state == state
    assert mailserver.received == []
    if act == "pause":
        sending.resume(issue, actor=office, now=NOW)
        assert send_due().sent == 1


def test_what_a_person_held_stays_held(issue, office):
    readers(3, "programme")
    issue = release(issue, office, 3)
    sending.queue_due(NOW)
    one, two, _three = OutboxMessage.objects.order_by("pk")
    outbox.hold(one, actor=office)
    outbox.hold(two, actor=office)
    outbox.release(two, actor=office)
    sending.pause(issue, actor=office, now=NOW)
    sending.resume(issue, actor=office, now=NOW)
    states = list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.HELD, State.QUEUED, State.QUEUED]


def test_calling_off_ends_it_for_good(issue, office, client, django_capture_on_commit_callbacks):
    batches(1)
    readers(3, "programme")
    issue = release(issue, office, 3)
    sending.queue_due(NOW)
    OutboxMessage.objects.update(state=State.SENT, sent_at=NOW)
    sending.queue_due(NOW + MINUTE)
    assert client.get("/newsletter/1/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        issue = sending.cancel(issue, actor=office, now=NOW)
    through(issue)
    assert (issue.state, sending.progress_of(issue)) == ("cancelled", sending.Progress(total=3, sent=1, dropped=2))
    assert client.get("/newsletter/1/").status_code == 404
    for act in (sending.cancel, sending.resume, sending.pause):
        with pytest.raises(ActRefused):
            act(issue, actor=office, now=NOW)


def test_an_issue_is_done_when_the_last_copy_has_gone(issue, office):
    readers(2, "programme")
    release(issue, office, 2)
    through(issue, sent=False, minutes=3)
    assert (issue.state, sending.progress_of(issue).left) == ("sending", 2)
    OutboxMessage.objects.update(state=State.FAILED)
    sending.queue_due(NOW + 90 * MINUTE)
    issue.refresh_from_db()
    assert (issue.state, sending.progress_of(issue).failed) == ("sent", 2)


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_batch_takes_a_fixed_number_of_queries(issue, office, count, django_assert_max_num_queries):
    readers(count, "programme")
    release(issue, office, count)
    with django_assert_max_num_queries(14):
        assert sending.queue_due(NOW) == count


@examples(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 4),
    steps=st.lists(st.sampled_from(["batch", "batch", "leave", "join", "pause", "resume"]), max_size=14),
)
def test_whatever_happens_in_between_each_reader_of_the_release_has_one_copy_or_left(issue, office, size, steps):
    """Any order of batches, leaving, joining, pausing: nobody twice, nobody left out, nobody who is not meant."""
    NewsletterDelivery.objects.all().delete()
    OutboxMessage.objects.all().delete()
    NewsletterSubscription.objects.all().delete()
    NewsletterIssue.objects.exclude(pk=issue.pk).delete()
    NewsletterIssue.objects.filter(pk=issue.pk).update(
        number=None, released_at=None, released_by=None, recipients=None, paused_at=None, done_at=None,
        cancelled_at=None, last_batch_at=None,
    )  # fmt: skip
    batches(size)
    meant = {row.email for row in readers(6, "programme")}
    release(NewsletterIssue.objects.get(pk=issue.pk), office, 6)
    left = set()
    for minute, step in enumerate(steps):
        now = NOW + minute * MINUTE
        row = NewsletterIssue.objects.get(pk=issue.pk)
        if step == "batch":
            sending.queue_due(now)
        elif step == "leave":
            gone = NewsletterSubscription.objects.filter(email__in=meant).order_by("-pk").first()
            if gone:
                left.add(gone.email)
                newsletter.unsubscribe(gone.token)
        elif step == "join":
            readers(1, "programme")
        elif (step == "pause") == (row.state == "sending") and row.state in ("sending", "paused"):
            {"pause": sending.pause, "resume": sending.resume}[step](row, actor=office, now=now)
    row = NewsletterIssue.objects.get(pk=issue.pk)
    if row.state == "paused":
        sending.resume(row, actor=office, now=NOW)
    for minute in range(20, 30):
        sending.queue_due(NOW + minute * MINUTE)
        OutboxMessage.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=NOW)
    got = sorted(OutboxMessage.objects.filter(state=State.SENT).values_list("to_email", flat=True))
    assert got == sorted(meant - left)
    assert NewsletterIssue.objects.get(pk=issue.pk).state == "sent"


# --- What arrives ----------------------------------------------------------------


def test_what_a_mail_server_gets(issue, office, mailserver, settings):
    settings.SITE_URL = "https://portal.example"
    (reader,) = readers(1, "programme", language="en")
    release(issue, office, 1)
    sending.queue_due(NOW)
    assert send_due().sent == 1
    (mail,) = mailserver.received
    link = f"https://portal.example/en/newsletter/unsubscribe/{reader.token}/"
    # A long header is folded.
    assert mail["List-Unsubscribe"].strip() == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (mail["To"], mail["Content-Language"]) == (reader.email, "en")
    assert not mail.is_multipart()
    body = mail.get_content()
    assert link in body
    assert f"https://portal.example/en/newsletter/preferences/{reader.token}/" in body
    assert "https://portal.example/en/newsletter/1/" in body


def test_without_tls_there_is_no_one_click(issue, office, mailserver, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    readers(1, "programme")
    release(issue, office, 1)
    sending.queue_due(NOW)
    send_due()
    (mail,) = mailserver.received
    assert mail["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/newsletter/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] is None


def test_a_refused_copy_is_counted_at_the_issue_and_makes_no_task_each(issue, office, mailserver):
    from_reader, other = readers(2, "programme")
    mailserver.recipients[from_reader.email] = f"550 {from_reader.email} unknown"
    release(issue, office, 2)
    sending.queue_due(NOW)
    send_due()
    assert sending.progress_of(issue) == sending.Progress(total=2, sent=1, failed=1)
    assert not OfficeTask.objects.exists()
    newsletter.unsubscribe(from_reader.token)
    message = OutboxMessage.objects.get(newsletter_delivery__subscription=None)
    assert (message.to_email, message.state, message.last_error) == ("deleted@portal.invalid", State.DISCARDED, "")
    (attempt,) = message.send_attempts.all()
    assert (attempt.to_email, attempt.answer) == ("deleted@portal.invalid", "")
    assert other.email in addresses()
