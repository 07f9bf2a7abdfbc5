"""The demo's newsletter: invented readers, two issues that were sent, and a draft."""

import datetime

from django.utils import timezone

from events.models import IssueItem, NewsletterDelivery, NewsletterIssue, NewsletterSubscription, NewsletterTopic
from events.services import newsletter_composing
from notifications.models import OutboxMessage
from programme import content

READERS = (
    ("leserin@leser.example", "de", ("programme", "events")),
    ("redaktion@zeitung.example", "de", ("programme", "events", "stories")),
    ("kammer@wirtschaft.example", "de", ("events",)),
    ("reader@partner.example", "en", ("programme", "stories")),
    ("office@network.example", "en", ("events",)),
)
CONSENT = "2"
INTRO_DE = "Erfunden für die Demonstration: Das ist neu im Programm."
INTRO_EN = "Invented for the demonstration: this is new in the programme."
SENT = (
    (1, 70, "Start ins Programmjahr", "Into the programme year"),
    (2, 35, "Neue Mitglieder und ein Jahrestreffen", "New members and an annual meeting"),
)


def load(cast, day):
    """Once: when there is an issue, all stays as the visitors of the demo left it."""
    if NewsletterIssue.objects.exists():
        return
    _readers()
    for number, days_ago, title_de, title_en in SENT:
        _sent(number, day - datetime.timedelta(days=days_ago), title_de, title_en, cast["office@demo.example"])
    draft = NewsletterIssue.objects.create(
        title_de="Nächste Ausgabe",
        title_en="Next issue",
        intro_de=INTRO_DE,
        intro_en=INTRO_EN,
        covers_from=newsletter_composing.starts_with(day),
        covers_until=day,
    )
    newsletter_composing.propose(draft, day)
    content.bump()


def _readers():
    """Confirmed before the first issue."""
    confirmed = timezone.now() - datetime.timedelta(days=90)
    topics = {topic.code: topic for topic in NewsletterTopic.objects.all()}
    for email, language, codes in READERS:
        row, created = NewsletterSubscription.objects.get_or_create(
            email=email,
            defaults={
                "language": language,
                "consent_version": CONSENT,
                "signed_up_at": confirmed,
                "mailed_at": confirmed,
                "confirmed_at": confirmed,
            },
        )
        if created:
            row.topics.set([topics[code] for code in codes if code in topics])


def _sent(number, on, title_de, title_en, office):
    """An issue of the past, with copies that went out: nothing is sent for it now."""
    at = timezone.make_aware(datetime.datetime.combine(on, datetime.time(10)))
    readers = list(NewsletterSubscription.objects.filter(email__in=[email for email, *_rest in READERS]))
    issue = NewsletterIssue.objects.create(
        number=number,
        title_de=title_de,
        title_en=title_en,
        intro_de=INTRO_DE,
        intro_en=INTRO_EN,
        covers_from=on - datetime.timedelta(days=35),
        covers_until=on,
        released_at=at,
        released_by=office,
        recipients=len(readers),
        last_batch_at=at,
        done_at=at,
    )
    IssueItem.objects.create(
        issue=issue,
        position=1,
        title_de="Fragen und Antworten zur Bewerbung",
        title_en="Questions and answers on applying",
        text_de="Bewerbungen sind jederzeit möglich. Der **Selbstcheck** zeigt, wo ein Cluster steht.",
        text_en="Applications are possible at any time. The **self-check** shows where a cluster stands.",
    )
    for reader in readers:
        message = OutboxMessage.objects.create(
            key=f"newsletter-issue-demo-{number}-{reader.pk}",
            kind="newsletter-issue",
            subject_kind="newsletter",
            subject_key=str(reader.pk),
            to_email=reader.email,
            language=reader.language,
            subject=title_en if reader.language == "en" else title_de,
            body=INTRO_EN if reader.language == "en" else INTRO_DE,
            state=OutboxMessage.State.SENT,
            created_at=at,
            sent_at=at,
        )
        NewsletterDelivery.objects.create(
            issue=issue, subscription=reader, language=reader.language, kinds="programme", message=message
        )
