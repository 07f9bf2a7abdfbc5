"""What visitors are answered: from the kept pages, and made anew. The two must never differ."""

import re

from django.core.cache import caches
from django.test import Client

from .public_pages import LANGUAGES, in_language, public_pages

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
MACHINES = ["/news/feed/", "/events/calendar.ics", "/api/v1/clusters/", "/api/v1/events/", "/api/v1/news/"]
STAMP = re.compile(rb"DTSTAMP:\w+")


def body(answer):
    """What is the same for two visitors: without the secret of a form, and without the second of the answer."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, STAMP.sub(b"", TOKEN.sub(rb"\1", content))


def read(path, client=None):
    return body((client or Client()).get(path))


class Visitors:
    """All that visitors can read, in both languages."""

    def __init__(self, world, languages=LANGUAGES):
        pages = [in_language(path, language) for language in languages for path in public_pages(world)]
        self.paths = [*pages, *MACHINES]
        self.before = self.made_anew()

    def made_anew(self):
        caches["pages"].clear()
        return self.read()

    def read(self):
        """From the kept pages, wherever one stands; a page that is not kept yet is kept now."""
        return {path: read(path) for path in self.paths}

    def changed(self, what=""):
        """The addresses whose answer is another than before; fails when one is not what it would be if made anew."""
        kept = self.read()
        anew = self.made_anew()
        stale = [path for path in self.paths if kept[path] != anew[path]]
        assert not stale, f"stale after {what}: {stale}"
        changed = {path for path in self.paths if anew[path] != self.before[path]}
        self.before = anew
        return changed
