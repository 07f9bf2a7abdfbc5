"""The office's pages for events, news, success stories, publications, and who gets the newsletter."""

from . import articles, events, newsletter, newsletter_issues

__all__ = ["articles", "events", "newsletter", "newsletter_issues"]
