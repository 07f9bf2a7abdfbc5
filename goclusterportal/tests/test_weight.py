"""What a visitor's first page weighs, as a browser fetches it: scripts under 100 kB, all together under 300 kB."""

from urllib.parse import urlsplit

import brotli
import pytest
from django.urls import reverse

from .furnished import furnish

MOST_SCRIPT, MOST_PAGE = 100_000, 300_000
COMPRESSED = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


def weight(kind, body):
    """Bytes on the way: the files of /static/ travel compressed, as collectstatic compresses them (brotli)."""
    return len(brotli.compress(body)) if kind.startswith(COMPRESSED) else len(body)


def loads(page, path):
    """(path, kind, bytes) of everything that a browser without anything kept fetches for a page."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    return [
        (urlsplit(answer.url).path, kind, weight(kind, answer.body()))
        for answer in answers
        if (kind := answer.headers.get("content-type", "")) and answer.status == 200
    ]


@pytest.mark.django_db(transaction=True)
def test_no_public_page_is_heavy(live_page, world):
    furnish(world)
    pages = ["/", "/clusters/", "/map/", "/facts/", "/events/", "/news/", "/search/?q=cluster"]
    pages.append(reverse("public:cluster", args=[world.cluster.slug]))
    heavy = []
    for path in pages:
        loaded = loads(live_page(), path)
        assert any(kind.startswith("text/css") for _path, kind, _bytes in loaded), path
        scripts = sum(size for _path, kind, size in loaded if "javascript" in kind)
        total = sum(size for _path, _kind, size in loaded)
        if scripts >= MOST_SCRIPT or total >= MOST_PAGE:
            heavy.append((path, scripts, total, sorted(loaded, key=lambda one: -one[2])[:5]))
    assert not heavy
