"""The office's pages for events, news, success stories, publications, and who gets the newsletter."""

from . import articles, editions, events, newsletter

__all__ = ["articles", "editions", "events", "newsletter"]
