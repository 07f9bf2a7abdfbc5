"""What the programme tells: events, news, success stories, publications, the newsletter, its subscribers and issues."""

from .articles import News, Publication, Story
from .content import RESERVED_SLUGS, Content, ReleasedQuerySet
from .editions import Edition, EditionSubmission
from .events import Event, EventQuerySet
from .newsletter import NewsletterSubscription, NewsletterTopic, new_token
from .newsletter_issues import IssueItem, NewsletterDelivery, NewsletterIssue
from .registrations import Registration, RegistrationMessage, RegistrationQuestion, RegistrationSettings

__all__ = [
    "RESERVED_SLUGS",
    "Content",
    "Edition",
    "EditionSubmission",
    "Event",
    "EventQuerySet",
    "IssueItem",
    "News",
    "NewsletterDelivery",
    "NewsletterIssue",
    "NewsletterSubscription",
    "NewsletterTopic",
    "Publication",
    "Registration",
    "RegistrationMessage",
    "RegistrationQuestion",
    "RegistrationSettings",
    "ReleasedQuerySet",
    "Story",
    "new_token",
]
