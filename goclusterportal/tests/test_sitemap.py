"""sitemap.xml and robots.txt: what search engines are told, and what not."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.conf import settings

from clusters.models import Membership
from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.models import News
from programme import content
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def entries(client):
    """{address: (lastmod, {language: address})}."""
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    return {
        one.findtext(f"{SITE}loc").removeprefix(settings.SITE_URL): (
            one.findtext(f"{SITE}lastmod"),
            {link.get("hreflang"): link.get("href") for link in one.findall(f"{XHTML}link")},
        )
        for one in ElementTree.fromstring(answer.content)
    }


def test_every_public_page_is_in_it_in_both_languages(client, world):
    found = entries(client)
    for path in [
        "/",
        "/clusters/",
        f"/clusters/{world.cluster.slug}/",
        f"/events/{world.event.slug}/",
        f"/news/{world.news.slug}/",
        f"/stories/{world.story.slug}/",
        "/publications/",
        "/imprint/",
        "/accessibility/",
    ]:
        both = {"de": settings.SITE_URL + path, "en": f"{settings.SITE_URL}/en{path}"}
        assert found[path][1] == found[f"/en{path}"][1] == {**both, "x-default": both["de"]}
    assert found[f"/news/{world.news.slug}/"][0] == f"{world.news.updated_at:%Y-%m-%d}"


def test_every_address_in_it_answers(client, world):
    assert {path: status for path in entries(client) if (status := client.get(path).status_code) != 200} == {}


def test_what_is_not_public_is_not_in_it(client, world, today):
    path = f"/clusters/{world.cluster.slug}/"
    assert path in entries(client)
    Membership.objects.filter(cluster=world.cluster).update(public_from=None)
    News.objects.update(released_on=None)
    ProgrammeSettings.objects.update(content_version=4711)
    found = entries(client)
    assert path not in found
    assert f"/news/{world.news.slug}/" not in found


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_it_asks_the_same_number_of_queries(client, django_assert_num_queries, rows):
    for number in range(rows):
        MembershipFactory(cluster=ClusterFactory(name=f"Cluster {number}", profile_released=True))
    with django_assert_num_queries(9):
        client.get("/sitemap.xml")


def rules(client):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_robots_keep_out_of_what_is_not_for_the_public(client, prefix):
    parsed = rules(client)
    for path in ("/admin/", "/accounts/login/", "/my/", "/review/", "/decide/A-2026-0001/", "/apply/A-2026-0001/"):
        assert not parsed.can_fetch("Googlebot", prefix + path)
    for path in ("/newsletter/preferences/x/", "/newsletter/confirm/x/", "/events/registrations/x/"):
        assert not parsed.can_fetch("Googlebot", prefix + path)
    for path in ("/", "/clusters/", "/news/", "/map/", "/self-check/"):
        assert parsed.can_fetch("Googlebot", prefix + path)
    assert parsed.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]


@pytest.mark.parametrize(
    ("site", "is_demo", "open_to_all"),
    [
        ("https://portal.example", False, True),
        ("https://portal.example", True, False),
        ("http://127.0.0.1:8000", True, True),
    ],
)
def test_only_a_demonstration_in_the_open_asks_to_be_left_out(client, settings, site, is_demo, open_to_all):
    settings.SITE_URL = site
    ProgrammeSettings.objects.update(is_demo=is_demo)
    content.bump()
    assert rules(client).can_fetch("Googlebot", "/") is open_to_all


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_social_card_is_a_picture_of_the_promised_size(client, world, prefix):
    answer = client.get(f"{prefix}/social-card.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(answer.content[start : start + 4]) for start in (16, 20)]
    assert size == [1200, 630]
    assert len(answer.content) < 300_000
