"""The newsletter in the programme's figures and on the office's desk."""

import datetime

import pytest
from django.utils import timezone

from events.models import NewsletterIssue
from goclusterportal.desk_newsletter import newsletter_list
from goclusterportal.public.facts.activities import count_activities
from programme.models import ActivityRecord, LineRecording

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 30)
HOUR = datetime.timedelta(hours=1)


def issue(office, number, at, **values):
    return NewsletterIssue.objects.create(
        number=number,
        title_de=f"Ausgabe {number}",
        covers_from=DAY,
        covers_until=DAY,
        released_at=at,
        released_by=office,
        recipients=1,
        **values,
    )


def at(*parts):
    return datetime.datetime(*parts, tzinfo=timezone.get_default_timezone())


def test_each_own_issue_counts_once_beside_the_records_of_others(office):
    LineRecording.objects.update(recorded_since=datetime.date(2020, 1, 1))
    issue(office, 1, at(2024, 12, 31, 23, 59))
    issue(office, 2, at(2025, 1, 1, 0, 1))
    issue(office, 3, at(2025, 6, 30, 23, 59))
    issue(office, 4, at(2025, 7, 1, 0, 1))
    issue(office, 5, at(2025, 3, 1, 12), cancelled_at=at(2025, 3, 1, 13))
    NewsletterIssue.objects.create(title_de="Entwurf", covers_from=DAY, covers_until=DAY)
    ActivityRecord.objects.create(kind="newsletter-issue", on=DAY, title_de="Früher", source="Akte", number=3)
    assert count_activities(DAY, DAY)["activity.newsletter"] == 2 + 3


def test_the_desk_tells_of_what_stands_still(world):
    """The issue of the world: one copy sent, one refused, one waiting."""
    now = timezone.now()
    (row,) = newsletter_list(now).rows
    assert row["note"] == "1 Exemplar ist nicht zustellbar."
    (row,) = newsletter_list(now + HOUR).rows
    assert row["note"] == "1 Exemplar ist noch nicht versandt. 1 Exemplar ist nicht zustellbar."
    NewsletterIssue.objects.filter(pk=world.issue.pk).update(paused_at=now)
    (row,) = newsletter_list(now).rows
    assert (row["badge"], row["note"][:30]) == ("angehalten", "1 Exemplar ist noch nicht vers")
    NewsletterIssue.objects.filter(pk=world.issue.pk).update(paused_at=None, done_at=now - 7 * 24 * HOUR - HOUR)
    assert newsletter_list(now).rows == []


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_desk_asks_once(office, count, django_assert_num_queries):
    for number in range(1, count + 1):
        issue(office, number, timezone.now() - 2 * HOUR, paused_at=timezone.now())
    with django_assert_num_queries(1):
        newsletter_list(timezone.now())
