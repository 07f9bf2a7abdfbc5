"""What the programme tells: events, news, success stories, publications, the newsletter's subscribers."""

from .articles import News, Publication, Story
from .content import RESERVED_SLUGS, Content, ReleasedQuerySet
from .editions import Edition, EditionSubmission
from .events import Event, EventQuerySet
from .newsletter import NewsletterSubscription, new_token
from .registrations import Registration, RegistrationMessage, RegistrationQuestion, RegistrationSettings

__all__ = [
    "RESERVED_SLUGS",
    "Content",
    "Edition",
    "EditionSubmission",
    "Event",
    "EventQuerySet",
    "News",
    "NewsletterSubscription",
    "Publication",
    "Registration",
    "RegistrationMessage",
    "RegistrationQuestion",
    "RegistrationSettings",
    "ReleasedQuerySet",
    "Story",
    "new_token",
]
