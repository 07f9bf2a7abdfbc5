"""A newsletter issue in words: what stands in it for a reader, and the plain text mail that carries it."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from notifications.services.outbox import one_line, tidy
from programme.models import ProgrammeSettings
from programme.templatetags.portal import translate

from .models import NewsletterTopic
from .newsletter_rules import KINDS
from .plaintext import plain_text

PAGES = {
    "news": "events:news",
    "story": "events:story",
    "event": "events:event",
    "publication": "events:publication",
}


@dataclass(frozen=True)
class Entry:
    """One piece. `language` is that of its title, `text_language` that of its text: German where there is no other."""

    title: str
    language: str
    when: str
    text: str
    text_language: str
    address: str

    @property
    def languages(self):
        return {self.language, self.text_language} if self.text else {self.language}

    @property
    def plain(self):
        return plain_text(self.text)


@dataclass(frozen=True)
class Section:
    kind: str
    heading: str
    entries: list


@dataclass(frozen=True)
class Mail:
    """One version of an issue, ready for all who read the same; `for_reader` puts in the links of one of them."""

    subject: str
    body: str
    # Stands where the reader's token belongs; made anew each time, so no text can hold it.
    mark: str

    def for_reader(self, token):
        return self.body.replace(self.mark, token)


def sections_of(items, kinds=KINDS):
    """The pieces of these kinds, in the language that is on, each kind under its heading, in the office's order."""
    found = []
    for kind in KINDS:
        entries = [_entry(item) for item in items if item.kind == kind and kind in kinds]
        if entries:
            found.append(Section(kind, str(NewsletterTopic.Kind(kind).label), entries))
    return found


def mail_of(issue, items, *, number, language, kinds=KINDS, is_test=False):
    """The issue as a plain text mail in `language` with the sections of these kinds."""
    mark = secrets.token_urlsafe(24)
    with translation.override(language):
        title, title_language = translate(issue, "title")
        context = {
            "number": number,
            "title": title,
            "title_language": title_language,
            "intro": plain_text(translate(issue, "intro")[0]),
            "sections": sections_of(items, kinds),
            "language": language,
            "site_url": settings.SITE_URL,
            "token": mark,
            "is_test": is_test,
            "office_email": ProgrammeSettings.load().office_email,
        }
        subject = one_line(render_to_string("emails/newsletter-issue-subject.txt", context))
        return Mail(subject, tidy(render_to_string("emails/newsletter-issue-body.txt", context)), mark)


def unsubscribe_address(token, language):
    """The address for the one click, absolute."""
    with translation.override(language):
        return settings.SITE_URL + reverse("events:newsletter-unsubscribe", args=[token])


def _entry(item):
    title, language = translate(item, "title")
    return Entry(title, language, translate(item, "when")[0], *translate(item, "text"), address_of(item))


def address_of(item):
    """Where one reads on, absolute, in the language that is on; empty where the office gave no link."""
    if item.kind in PAGES:
        return settings.SITE_URL + reverse(PAGES[item.kind], args=[item.slug])
    return item.link
