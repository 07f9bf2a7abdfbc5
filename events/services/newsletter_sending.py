"""Releasing an issue and sending it: batch by batch into the outbox, resumable, to nobody twice, past nobody.

The release writes one NewsletterDelivery for everyone who gets the issue. A batch takes the next of these rows that
have no message yet, writes their messages and notes them in the same transaction, under the lock of the issue: killed
anywhere, it was done as a whole or not at all.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from notifications.models import OutboxMessage
from notifications.services import Mailing, queue_mailing
from notifications.services.outbox import held_by_a_person
from notifications.services.waking import call, wake_sweep_after_commit
from programme import content
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record

from ..models import NewsletterDelivery, NewsletterIssue, NewsletterSubscription, NewsletterTopic
from ..newsletter_mail import mail_of, unsubscribe_address
from ..newsletter_rules import CANCELLED, PAUSED, SENDING, Reader, audience, batch_is_due, copies
from .newsletter import SUBJECT_KIND as SUBSCRIPTION_KIND
from .newsletter_composing import SUBJECT_KIND, locked, locked_draft, next_number, not_public, outdated

MAIL_KIND = "newsletter-issue"
TASK = "events.tasks.newsletter"
State = OutboxMessage.State
FIELDS = ("kind", "slug", "title_de", "title_en", "when_de", "when_en", "text_de", "text_en", "link")


def audience_of(issue):
    """How many get the issue if it is released now. Four queries."""
    return audience(_readers(NewsletterSubscription.objects.all()), _kinds_of_topics(), _kinds_in(issue.items.all()))


def fingerprint(issue, items):
    """Tells two versions of a draft apart: what a person saw is what that person releases."""
    words = [issue.title_de, issue.title_en, issue.intro_de, issue.intro_en]
    words += [[getattr(item, name) for name in FIELDS] for item in items]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]


def release(issue, *, recipients, seen, actor, now):
    """Release the issue to `recipients` readers. It gets its number, becomes public, and its first batch starts.

    ActRefused when it was released already, holds nothing or something that is not public, has no reader, was changed
    since (`seen` is the fingerprint of what the person saw), and when the number is not `recipients`.
    """
    with transaction.atomic():
        issue = locked_draft(issue, actor=actor)
        items = list(issue.items.all())
        _check_content(issue, items, seen, timezone.localdate(now))
        # Nobody of these leaves between being counted and being noted.
        readers = _readers(NewsletterSubscription.objects.select_for_update().order_by("pk"))
        made = copies(readers, _kinds_of_topics(), _kinds_in(items))
        if not made:
            raise ActRefused(gettext("Zurzeit bekäme niemand diese Ausgabe: Kein Thema passt zu ihren Beiträgen."))
        if len(made) != recipients:
            raise ActRefused(
                ngettext(
                    "Die Ausgabe geht jetzt an %(count)s Person. Bitte prüfen Sie die Zahl und bestätigen Sie sie.",
                    "Die Ausgabe geht jetzt an %(count)s Personen. Bitte prüfen Sie die Zahl und bestätigen Sie sie.",
                    len(made),
                )
                % {"count": len(made)}
            )
        # One number after the other, also when two drafts are released at once.
        ProgrammeSettings.objects.select_for_update().get_or_create(pk=1)
        issue.number = next_number()
        issue.released_at, issue.released_by, issue.recipients = now, actor, len(made)
        issue.save()
        NewsletterDelivery.objects.bulk_create(
            [
                NewsletterDelivery(
                    issue=issue, subscription_id=one.reader, language=one.language, kinds=",".join(one.kinds)
                )
                for one in made
            ],
            batch_size=1000,
        )
        _note(issue, "release_newsletter", actor, from_state="draft", note=f"{len(made)}")
        content.bump()
        transaction.on_commit(lambda: call(TASK))
    return issue


def pause(issue, *, actor, now):
    """No further batch, and what waits in the outbox stays there. What a worker has in hand is tried this once."""
    with transaction.atomic():
        issue = _locked_in(issue, actor, SENDING)
        issue.paused_at = now
        issue.save(update_fields=["paused_at"])
        _messages(issue).filter(state=State.QUEUED).update(state=State.HELD)
        _note(issue, "pause_newsletter", actor, from_state=SENDING)
    return issue


def resume(issue, *, actor, now):
    """Go on where it stopped. A copy that a person held by itself stays held."""
    with transaction.atomic():
        issue = _locked_in(issue, actor, PAUSED)
        issue.paused_at = None
        issue.save(update_fields=["paused_at"])
        _messages(issue).filter(state=State.HELD).exclude(pk__in=held_by_a_person(_messages(issue))).update(
            state=State.QUEUED, next_attempt_at=now
        )
        _note(issue, "resume_newsletter", actor, from_state=PAUSED)
        wake_sweep_after_commit()
        transaction.on_commit(lambda: call(TASK))
    return issue


def cancel(issue, *, actor, now):
    """Who has no copy yet gets none, and the issue leaves the archive. What was sent cannot be called back."""
    with transaction.atomic():
        issue = _locked_in(issue, actor, SENDING, PAUSED)
        before = issue.state
        issue.cancelled_at = now
        issue.save(update_fields=["cancelled_at"])
        issue.deliveries.filter(message=None, dropped_at=None).update(dropped_at=now)
        _messages(issue).filter(state__in=[State.QUEUED, State.HELD]).update(state=State.DISCARDED)
        _note(issue, "cancel_newsletter", actor, from_state=before)
        content.bump()
    return issue


def stopped_in(message):
    """For notifications.mailings: what becomes of a copy whose issue was paused or called off in the meantime."""
    issue = NewsletterIssue.objects.filter(deliveries__message=message).first()
    state = issue.state if issue else SENDING
    return {PAUSED: State.HELD, CANCELLED: State.DISCARDED}.get(state)


def queue_due(now):
    """The next batch of every issue that is under way, and the end of those that are through. Returns how many copies.

    Meant to run each minute; may run at any time, twice at once as well.
    """
    return sum(
        queue_batch(pk, now)
        for pk in NewsletterIssue.objects.under_way().order_by("number").values_list("pk", flat=True)
    )


def queue_batch(pk, now):
    """The next copies of one issue into the outbox, if its time has come. Returns how many."""
    with transaction.atomic():
        issue = NewsletterIssue.objects.select_for_update().filter(pk=pk).first()
        if issue is None or not batch_is_due(issue.state, issue.last_batch_at, now):
            return 0
        size = ProgrammeSettings.load().newsletter_batch_size
        waiting = list(issue.deliveries.filter(message=None, dropped_at=None).order_by("pk")[:size])
        if not waiting:
            _end(issue, now)
            return 0
        # In hand until the commit: whoever leaves now waits, and then finds the message to discard.
        keys = [one.subscription_id for one in waiting if one.subscription_id]
        readers = NewsletterSubscription.objects.select_for_update().filter(pk__in=keys).order_by("pk").in_bulk()
        gone = [one.pk for one in waiting if one.subscription_id not in readers]
        NewsletterDelivery.objects.filter(pk__in=gone).update(dropped_at=now)
        rows = [one for one in waiting if one.subscription_id in readers]
        for row, message in zip(rows, _queue(issue, rows, readers), strict=True):
            row.message = message
        NewsletterDelivery.objects.bulk_update(rows, ["message"], batch_size=200)
        issue.last_batch_at = now
        issue.save(update_fields=["last_batch_at"])
    return len(rows)


@dataclass(frozen=True)
class Progress:
    """How far an issue is. `left`: have no copy in the outbox yet, or one that has not gone out."""

    total: int = 0
    sent: int = 0
    left: int = 0
    failed: int = 0
    dropped: int = 0


def progress_of(issue):
    """One query."""
    unfinished = Q(message__state__in=[State.HELD, State.QUEUED, State.SENDING])
    return Progress(
        **issue.deliveries.aggregate(
            total=Count("pk"),
            sent=Count("pk", filter=Q(message__state=State.SENT)),
            left=Count("pk", filter=Q(message=None, dropped_at=None) | unfinished),
            failed=Count("pk", filter=Q(message__state=State.FAILED)),
            dropped=Count("pk", filter=Q(dropped_at__isnull=False) | Q(message__state=State.DISCARDED)),
        )
    )


def _queue(issue, rows, readers):
    """The messages of these deliveries. Each version of the issue is written once, however many read it."""
    items = list(issue.items.all())
    versions = {}
    mails = []
    for row in rows:
        version = row.language, row.kinds
        if version not in versions:
            versions[version] = mail_of(
                issue, items, number=issue.number, language=row.language, kinds=row.kinds.split(",")
            )
        reader, mail = readers[row.subscription_id], versions[version]
        mails.append(
            Mailing(
                key=f"{MAIL_KIND}-{issue.pk}-{row.pk}",
                to_email=reader.email,
                language=row.language,
                subject=mail.subject,
                body=mail.for_reader(reader.token),
                subject_key=reader.pk,
                unsubscribe_url=unsubscribe_address(reader.token, row.language),
            )
        )
    return queue_mailing(mails, kind=MAIL_KIND, subject_kind=SUBSCRIPTION_KIND)


def _end(issue, now):
    """Everybody has a copy in the outbox: done once none of them waits any more."""
    unfinished = [State.HELD, State.QUEUED, State.SENDING]
    if not _messages(issue).filter(state__in=unfinished).exists():
        issue.done_at = now
        issue.save(update_fields=["done_at"])
        _note(issue, "finish_newsletter", None, from_state=SENDING)


def _check_content(issue, items, seen, day):
    if not items:
        raise ActRefused(gettext("Die Ausgabe enthält noch keinen Beitrag."))
    hidden = not_public(items, day)
    if hidden:
        raise ActRefused(
            gettext("Nicht öffentlich oder abgesagt: %(titles)s. Nehmen Sie das heraus oder warten Sie ab.")
            % {"titles": ", ".join(f"„{item.title_de}“" for item in hidden)}
        )
    moved = outdated(items)
    if moved:
        raise ActRefused(
            gettext("Termin oder Ort sind inzwischen anders: %(titles)s. Bringen Sie die Termine auf den neuen Stand.")
            % {"titles": ", ".join(f"„{item.title_de}“" for item, _words in moved)}
        )
    if fingerprint(issue, items) != seen:
        raise ActRefused(
            gettext("Die Ausgabe wurde inzwischen geändert. Bitte sehen Sie sich die Vorschau noch einmal an.")
        )


def _readers(subscriptions):
    """The confirmed ones, as the rules want them. Two queries."""
    confirmed = list(subscriptions.filter(confirmed_at__isnull=False).values_list("pk", "language"))
    topics: dict[int, set[int]] = {}
    chosen = NewsletterSubscription.topics.through.objects.filter(
        newslettersubscription__confirmed_at__isnull=False
    ).values_list("newslettersubscription_id", "newslettertopic_id")
    for key, topic in chosen:
        topics.setdefault(key, set()).add(topic)
    return [Reader(key, language, frozenset(topics.get(key, ()))) for key, language in sorted(confirmed)]


def _kinds_of_topics():
    return dict(NewsletterTopic.objects.values_list("pk", "kinds"))


def _kinds_in(items):
    return {item.kind for item in items}


def _messages(issue):
    return OutboxMessage.objects.filter(newsletter_delivery__issue=issue)


def _locked_in(issue, actor, *states):
    issue = locked(issue, actor=actor)
    if issue.state not in states:
        raise ActRefused(
            gettext("Das ist bei einer Ausgabe im Stand „%(state)s“ nicht möglich.")
            % {"state": issue.get_state_display()}
        )
    return issue


def _note(issue, verb, actor, *, from_state, note=""):
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=issue.pk,
        from_state=from_state,
        to_state=issue.state,
        note=note,
    )
