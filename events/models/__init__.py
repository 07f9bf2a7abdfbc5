"""What the programme tells: events, news, success stories, publications, the newsletter's subscribers."""

from .articles import News, Publication, Story
from .content import Content, ReleasedQuerySet
from .events import Event, EventQuerySet
from .newsletter import NewsletterSubscription, new_token

__all__ = [
    "Content",
    "Event",
    "EventQuerySet",
    "News",
    "NewsletterSubscription",
    "Publication",
    "ReleasedQuerySet",
    "Story",
    "new_token",
]
