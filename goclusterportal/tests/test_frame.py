"""The frame of the public pages: what their head says, what visitors do not get, what is shown where nothing is."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.tests.factories import NewsFactory
from goclusterportal.public import pages
from programme.models import ContentPage, ProgrammeSettings

from .access import REFUSED_METHOD, TABLE
from .matrix import named_pages
from .test_access import objects

pytestmark = pytest.mark.django_db

# Pages with a form that acts for somebody: its token needs a cookie of this page alone.
FORMS = {name for name, row in TABLE.items() if row.post != REFUSED_METHOD} - {"public:feedback"}


def public_addresses(world, language=""):
    """Name, path and answer of every address that a visitor may open."""
    parts, found = objects(world), []
    with translation.override("de"):
        for name, row in TABLE.items():
            if "visitor" in row.who and row.get == 200:
                path = reverse(name, kwargs=parts[row.needs])
                in_english = language and name in named_pages() and not path.startswith("/api/")
                found.append((name, f"/en{path}" if in_english else path))
    for name, path in found:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        yield name, path, answer
        # A file is closed when it has been read.
        answer.getvalue()


def meta(html, name):
    """The contents of all tags of this name or property."""
    tags = re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)"', html)
    return [unescape(one) for one in tags]


def heads(world, language):
    """Path and head of every public page, those aside that ask search engines to stay away."""
    for name, path, answer in public_addresses(world, language):
        head = answer.content.decode().partition("</head>")[0] if name in named_pages() else ""
        if head and 'name="robots" content="noindex' not in head:
            yield path, head


@pytest.mark.parametrize("language", ["", "en"])
def test_every_public_page_says_what_it_is(world, language):
    wrong, titles = [], []
    for path, head in heads(world, language):
        described, title = meta(head, "description"), meta(head, "og:title")
        titles += title
        if len(described) != 1 or not 40 <= len(described[0]) <= 320 or meta(head, "og:description") != described:
            wrong.append((path, described))
        if len(title) != 1 or not title[0] or meta(head, "twitter:card") != ["summary_large_image"]:
            wrong.append((path, title))
        picture, words = meta(head, "og:image"), meta(head, "og:image:alt")
        if len(picture) != 1 or len(words) != 1 or not picture[0].startswith(settings.SITE_URL):
            wrong.append((path, picture, words))
    assert not wrong
    assert len(titles) > 15


@pytest.mark.parametrize("language", ["", "en"])
def test_every_public_page_names_its_address_in_both_languages(world, language):
    wrong = []
    for path, head in heads(world, language):
        canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', head)
        if canonical != [settings.SITE_URL + path] or meta(head, "og:url") != canonical:
            wrong.append((path, canonical))
        german = settings.SITE_URL + path.removeprefix("/en")
        both = {"de": german, "en": german.replace(settings.SITE_URL, f"{settings.SITE_URL}/en"), "x-default": german}
        named = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">', head))
        if named != both and not path.startswith("/api/"):
            wrong.append((path, named))
    assert not wrong


def test_what_a_title_holds_stays_text(client, world):
    ContentPage.objects.filter(key="imprint").update(title_de='Wer "wir" sind <b>& mehr</b>')
    head = client.get("/imprint/").content.decode().partition("</head>")[0]
    assert meta(head, "og:title") == ['Wer "wir" sind & mehr'] or meta(head, "og:title") == [
        'Wer "wir" sind <b>& mehr</b>'
    ]
    assert "<b>" not in head


@pytest.mark.parametrize("language", ["", "en"])
def test_no_public_address_gives_a_visitor_a_cookie(world, language):
    given = {}
    for name, _path, answer in public_addresses(world, language):
        if answer.cookies:
            given[name] = sorted(answer.cookies)
    assert {name for name in given if name not in FORMS} == set(), given
    assert all(cookies == ["csrftoken"] for cookies in given.values())
    assert "csrftoken" in Client().get("/privacy/").content.decode()


def test_the_page_one_is_on_is_marked_and_so_is_the_part_it_belongs_to(client, world):
    def marked(path):
        nav = re.search(r'<nav class="portal-nav".*?</nav>', client.get(path).content.decode(), re.DOTALL)[0]
        return re.findall(r'href="([^"]*)" aria-current="(\w+)"', nav)

    assert marked("/map/") == [("/map/", "page")]
    assert marked(f"/clusters/{world.cluster.slug}/") == [("/clusters/", "true")]
    assert marked("/self-check/") == [("/apply/", "true")]
    assert marked("/publications/") == [("/news/", "true")]
    assert marked("/") == []


# --- The home page is the office's ------------------------------------------------------------


def test_title_and_lead_of_the_home_page_are_what_the_office_wrote(client, db):
    ContentPage.objects.filter(key="home").update(
        title_de="Spitzencluster", body_de="Ein **anderes** Programm.", title_en="", body_en="Another programme."
    )
    german, english = client.get("/").content.decode(), client.get("/en/").content.decode()
    assert "<title>Spitzencluster – goclusterportal</title>" in german
    assert "Ein <strong>anderes</strong> Programm." in german
    assert meta(german, "description") == ["Ein anderes Programm."]
    assert '<h1><span lang="de">Spitzencluster</span></h1>' in english
    assert "Another programme." in english


def test_the_office_changes_the_home_page_and_every_version_is_kept(client, office, django_capture_on_commit_callbacks):
    visitor = Client()
    assert "Innovationscluster in Deutschland" in visitor.get("/").content.decode()
    page = ContentPage.objects.get(key="home")
    address = reverse("admin:programme_contentpage_change", args=[page.pk])
    client.force_login(office)
    sent = {"title_de": "Neu", "title_en": "New", "body_de": "Kurz.", "body_en": "Short."}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, sent).status_code == 302
    assert "<h1>Neu</h1>" in visitor.get("/").content.decode()
    kept = list(page.history.order_by("history_date", "history_id").values_list("title_de", flat=True))
    assert kept == ["Innovationscluster in Deutschland", "Neu"]
    assert page.history.latest().history_user == office


def test_the_figures_of_the_home_page_lead_to_what_stands_behind_them(client, world, today):
    ProgrammeSettings.objects.update(register_complete_since=today)
    answer = client.get("/")
    html = answer.content.decode()
    for target in ("/clusters/", "/facts/#members-title", "/map/", "/facts/#fields-title"):
        assert f'<p class="portal-figure__label"><a href="{target}">' in html
    facts = client.get("/facts/").content.decode()
    assert 'id="members-title"' in facts
    assert 'id="fields-title"' in facts
    assert html.count("<path class=") == 16
    assert f"{answer.context['members']} Mitglied" in html


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_home_page_asks_the_same_number_of_queries(client, today, django_assert_num_queries, rows):
    for number in range(rows):
        cluster = ClusterFactory(name=f"Cluster {number}", profile_released=True)
        MembershipFactory(cluster=cluster)
        NewsFactory(slug=f"meldung-{number}", released_on=today)
    with django_assert_num_queries(15):
        client.get("/")


# --- Errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/gibt/es/nicht/", "de", "Seite nicht gefunden"), ("/en/no/such/page/", "en", "Page not found")],
)
def test_a_missing_page_says_where_to_go_on_and_is_never_kept(client, path, language, words):
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert f'<html lang="{language}">' in html
    assert f"<h1>{words}</h1>" in html
    prefix = "/en" if language == "en" else ""
    assert f'<form class="portal-search" role="search" action="{prefix}/clusters/">' in html
    for target in ("/", "/map/", "/events/", "/news/"):
        assert f'<li><a href="{prefix}{target}">' in html
    assert 'name="robots" content="noindex"' in html
    assert not answer.cookies


@pytest.mark.parametrize(("path", "words"), [("/", "Es ist ein Fehler aufgetreten"), ("/en/", "Something went wrong")])
def test_a_failing_portal_answers_in_the_language_of_the_address(client, monkeypatch, path, words):
    def fails(*args, **kwargs):
        raise DatabaseError("CANARY-INNER")

    monkeypatch.setattr(pages, "count_members", fails)
    client.raise_request_exception = False
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 500
    assert f"<h1>{words}</h1>" in html
    assert f'<html lang="{"en" if "en" in path else "de"}">' in html
    assert "no-store" in answer["Cache-Control"]
    assert "CANARY-INNER" not in html


def test_a_foreign_host_is_a_bad_request_with_a_page(client):
    answer = client.get("/en/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "This request cannot be answered" in answer.content.decode()


@pytest.mark.parametrize(("path", "words"), [("/newsletter/", "noch einmal"), ("/en/newsletter/", "once more")])
def test_a_form_that_was_open_too_long_is_explained(db, path, words):
    answer = Client(enforce_csrf_checks=True).post(path, {"email": "leserin@portal.test"})
    assert answer.status_code == 403
    heading = re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1]
    assert words in heading
