"""Composing an issue: what appeared since the last one is proposed, the office chooses."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext

from notifications.permissions import may_manage_outbox
from notifications.services import queue
from records.errors import ActRefused

from ..models import Event, IssueItem, News, NewsletterIssue, Publication, Story
from ..newsletter_mail import mail_of
from ..newsletter_rules import DRAFT, EVENT, NEWS, PUBLICATION, STORY
from ..plaintext import first_paragraph
from ..wording import date_words, town_words

SUBJECT_KIND = "newsletter-issue"
TEST_KIND = "newsletter-test"
SOURCES: dict[str, Any] = {NEWS: News, STORY: Story, EVENT: Event, PUBLICATION: Publication}
FIRST_COVERS = timedelta(days=92)
"""The first issue proposes what appeared in the last three months [D]."""
LONGEST_OPENING = 400


@dataclass(frozen=True)
class Candidate:
    """A piece of content that the issue could hold. `is_new`: no earlier issue held it."""

    kind: str
    slug: str
    title: str
    is_new: bool
    row: object

    @property
    def key(self):
        return f"{self.kind}/{self.slug}"


def next_number():
    return (NewsletterIssue.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def starts_with(day):
    """From which day on an issue begun on `day` proposes content: the day up to which the latest one went.

    That day counts in both: what appeared on it after the release would be lost; what was in it is not proposed again.
    """
    last = NewsletterIssue.objects.public().order_by("-number").first()
    return min(last.covers_until, day) if last else day - FIRST_COVERS


def candidates(issue, day):
    """What could still go into the issue, kind by kind, the latest first; events by their day. Six queries.

    News, stories and publications that appeared in the issue's days and that no earlier issue held; every event still
    to come that is not called off, also one that an earlier issue announced.
    """
    here = set(issue.items.values_list("kind", "slug"))
    earlier = set(
        IssueItem.objects.filter(issue__in=NewsletterIssue.objects.public().exclude(pk=issue.pk)).values_list(
            "kind", "slug"
        )
    )
    found = []
    for kind, model in SOURCES.items():
        released = model.objects.released_on(day)
        if kind == EVENT:
            rows = released.upcoming(day).filter(cancelled_on=None)
        else:
            rows = released.filter(released_on__gte=issue.covers_from, released_on__lte=issue.covers_until)
        for row in rows:
            is_new = (kind, row.slug) not in earlier
            if (kind, row.slug) not in here and (is_new or kind == EVENT):
                found.append(Candidate(kind, row.slug, row.title_de, is_new, row))
    return found


def propose(issue, day):
    """Put everything new into a draft that is still empty; called when it is begun."""
    add_items(issue, [one for one in candidates(issue, day) if one.is_new])


def choose(issue, keys, *, actor, day):
    """Add the chosen candidates ("kind/slug") to a draft. Those that are gone meanwhile are left out."""
    with transaction.atomic():
        issue = locked_draft(issue, actor=actor)
        wanted = set(keys)
        add_items(issue, [one for one in candidates(issue, day) if one.key in wanted])
    return issue


def add_items(issue, chosen):
    """Rows with the words of the content as they are now, after those that are there."""
    last = issue.items.aggregate(last=Max("position"))["last"] or 0
    IssueItem.objects.bulk_create(
        _item(issue, candidate, position) for position, candidate in enumerate(chosen, last + 1)
    )


def locked_draft(issue, *, actor):
    """The issue as it is now, locked; ActRefused for anyone but the office, and once it was released."""
    issue = locked(issue, actor=actor)
    if issue.state != DRAFT:
        raise ActRefused(gettext("Diese Ausgabe ist schon freigegeben. Sie lässt sich nicht mehr ändern."))
    return issue


def locked(issue, *, actor):
    if not may_manage_outbox(actor, timezone.localdate()):
        raise ActRefused(gettext("Den Newsletter gibt das Programmbüro heraus."))
    return NewsletterIssue.objects.select_for_update().get(pk=issue.pk)


def send_test(issue, *, language, kinds, actor, now):
    """The issue as a reader of these kinds gets it, to the person who asks, and to nobody else."""
    if not may_manage_outbox(actor, timezone.localdate()):
        raise ActRefused(gettext("Den Newsletter gibt das Programmbüro heraus."))
    mail = mail_of(
        issue,
        list(issue.items.all()),
        number=issue.number or next_number(),
        language=language,
        kinds=kinds,
        is_test=True,
    )
    return queue(
        key=f"{TEST_KIND}-{issue.pk}-{actor.pk}-{now.timestamp():.6f}",
        kind=TEST_KIND,
        to_user=actor,
        language=language,
        subject=mail.subject,
        body=mail.body,
        subject_kind=SUBJECT_KIND,
        subject_key=issue.pk,
    )


def not_public(items, day):
    """Those items that must not go out on `day`: taken back, not to be read until later, or an event called off."""
    released = {
        kind: set(
            model.objects.released_on(day)
            .filter(**({"cancelled_on": None} if kind == EVENT else {}))
            .filter(slug__in=[item.slug for item in items if item.kind == kind])
            .values_list("slug", flat=True)
        )
        for kind, model in SOURCES.items()
    }
    return [item for item in items if item.slug and item.slug not in released[item.kind]]


def outdated(items):
    """Those items whose event has another day or place by now than the issue says: [(item, its words now), …]."""
    slugs = [item.slug for item in items if item.kind == EVENT]
    present = {event.slug: _when_in_both(event) for event in Event.objects.filter(slug__in=slugs)}
    found = [(item, present[item.slug]) for item in items if item.kind == EVENT and item.slug in present]
    return [(item, words) for item, words in found if (item.when_de, item.when_en) != words]


def refresh_dates(issue, *, actor):
    """Put day and place of its events into a draft as they are now. Returns how many have changed."""
    with transaction.atomic():
        issue = locked_draft(issue, actor=actor)
        found = outdated(list(issue.items.all()))
        for item, (german, english) in found:
            item.when_de, item.when_en = german, english
            item.save(update_fields=["when_de", "when_en"])
    return len(found)


def _item(issue, candidate, position):
    row = candidate.row
    item = IssueItem(
        issue=issue,
        position=position,
        kind=candidate.kind,
        slug=candidate.slug,
        title_de=row.title_de,
        title_en=row.title_en,
    )
    if candidate.kind == EVENT:
        item.text_de, item.text_en = opening(row.summary_de), opening(row.summary_en)
        item.when_de, item.when_en = _when_in_both(row)
    else:
        item.text_de = row.teaser_de or opening(getattr(row, "body_de", ""))
        item.text_en = row.teaser_en or opening(getattr(row, "body_en", ""))
    return item


def _when_in_both(event):
    with translation.override("de"):
        german = _when(event)
    with translation.override("en"):
        return german, _when(event)


def _when(event):
    """Day and place of an event, short enough for its column."""
    place = gettext("online") if event.online and not event.city else town_words(event)
    return ", ".join(filter(None, [date_words(event), place]))[:120]


def opening(text):
    """The first paragraph of a text, at most so long; a longer one ends at a word, with an ellipsis."""
    return first_paragraph(text, LONGEST_OPENING)
