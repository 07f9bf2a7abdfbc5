"""The office's pages for events, news, success stories, publications, registration, and who gets the newsletter."""

from . import articles, editions, events, newsletter, newsletter_issues, registered_people, registrations

__all__ = ["articles", "editions", "events", "newsletter", "newsletter_issues", "registered_people", "registrations"]
