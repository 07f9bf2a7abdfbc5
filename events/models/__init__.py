"""What the programme tells: events, news, success stories, publications, the newsletter, its subscribers and issues."""

from .articles import News, Publication, Story
from .content import Content, ReleasedQuerySet
from .events import Event, EventQuerySet
from .newsletter import NewsletterSubscription, NewsletterTopic, new_token
from .newsletter_issues import IssueItem, NewsletterDelivery, NewsletterIssue

__all__ = [
    "Content",
    "Event",
    "EventQuerySet",
    "IssueItem",
    "News",
    "NewsletterDelivery",
    "NewsletterIssue",
    "NewsletterSubscription",
    "NewsletterTopic",
    "Publication",
    "ReleasedQuerySet",
    "Story",
    "new_token",
]
