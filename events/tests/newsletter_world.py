"""Newsletter issues for tests of the whole portal: one that is on its way, and a draft."""

from django.utils import timezone

from events.models import IssueItem, NewsletterDelivery, NewsletterIssue
from notifications.models import OutboxMessage

from .factories import SubscriptionFactory


def add_issues(here):
    """Adds `issue`: released, one copy sent, one refused, one waiting; `draft_issue` with the piece of news."""
    confirmed = {"signed_up_at": timezone.now(), "confirmed_at": timezone.now()}
    here.draft_issue = NewsletterIssue.objects.create(
        title_de="Entwurf", intro_de="Guten Tag.", covers_from=here.today, covers_until=here.today
    )
    IssueItem.objects.create(issue=here.draft_issue, position=1, kind="news", slug=here.news.slug, title_de="Meldung")
    here.issue = NewsletterIssue.objects.create(
        number=1,
        title_de="Erste Ausgabe",
        intro_de="Das ist **neu**.",
        covers_from=here.today,
        covers_until=here.today,
        released_at=timezone.now(),
        released_by=here.cast.office,
        recipients=3,
    )
    IssueItem.objects.create(
        issue=here.issue, position=1, kind="event", slug=here.event.slug, title_de="Jahrestreffen", when_de="bald"
    )
    IssueItem.objects.create(issue=here.issue, position=2, title_de="Aufruf", text_de="Machen Sie mit.")
    for number, state in enumerate((OutboxMessage.State.SENT, OutboxMessage.State.FAILED, None)):
        reader = SubscriptionFactory(email=f"abo{number}@portal.test", **confirmed)
        message = state and OutboxMessage.objects.create(
            key=f"issue-{number}",
            kind="newsletter-issue",
            subject_kind="newsletter",
            subject_key=str(reader.pk),
            to_email=reader.email,
            language="de",
            subject="Newsletter Nr. 1: Erste Ausgabe",
            body="Das ist neu.",
            unsubscribe_url=f"http://localhost/newsletter/unsubscribe/{reader.token}/",
            state=state,
            sent_at=timezone.now() if state == OutboxMessage.State.SENT else None,
            last_error="550 unbekannt" if state == OutboxMessage.State.FAILED else "",
        )
        NewsletterDelivery.objects.create(
            issue=here.issue, subscription=reader, language="de", kinds="programme,event", message=message
        )
