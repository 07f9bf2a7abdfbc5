"""Every page in both languages, on a phone and on a desk, light and dark: nothing for axe, the console or a scroll bar.

The public ones on a tablet, too. The dark theme is looked at in German: it changes colours, the language changes words.

The whole matrix is marked `matrix`: it runs once, on PostgreSQL, or anywhere with -m matrix. Three pages run always.
"""

from pathlib import Path

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import admin
from django.test import Client, RequestFactory

from . import matrix
from .furnished import furnish
from .matrix import Page

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
# Ordered so that one step changes one thing.
VARIANTS = [(320, "light"), (320, "dark"), (1280, "dark"), (1280, "light")]
# What everybody sees: a telephone, a tablet, a desk.
PUBLIC_VARIANTS = [(320, "light"), (320, "dark"), (768, "dark"), (768, "light"), (1440, "light"), (1440, "dark")]
LANGUAGES = ("de", "en")
ADMIN_PARTS = 2

ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The theme changes colours only: what axe asks about mark-up and sizes has the same answer in both.
RULES_ON_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LOOK = """async (rules) => {
  // Colours of the other theme are there with the frame after the next.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const result = await axe.run(document, {
    runOnly: rules,
    resultTypes: ["violations"],
  });
  const found = result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    found.push(`wider than the window: ${wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))}`);
  }
  return found;
}"""
FRAME = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  return {
    lang: document.documentElement.lang,
    title: document.title.trim(),
    headings: document.querySelectorAll("h1").length,
  };
}"""


class Looker:
    """Looks at pages as several people, each with one browser context, and writes down what is wrong."""

    def __init__(self, browser, live_server, people):
        self.browser, self.url, self.people = browser, live_server.url, people
        self.pages, self.contexts, self.found, self.console = {}, [], [], []

    def page_of(self, who):
        if who not in self.pages:
            context = self.browser.new_context(base_url=self.url, locale="de-DE", reduced_motion="reduce")
            self.contexts.append(context)
            if who != "visitor":
                context.add_cookies([{"name": "sessionid", "value": session_of(self.people[who]), "url": self.url}])
            page = context.new_page()
            page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: self.console.append(f"exception: {error}"))
            self.pages[who] = page
        return self.pages[who]

    def look(self, asked, language, variants=None):
        variants = variants or (PUBLIC_VARIANTS if asked.who == "visitor" else VARIANTS)
        if language == "en":
            variants = [(width, theme) for width, theme in variants if theme == "light"]
        path = asked.path if language == "de" else english(asked.path)
        where = f"{asked} [{language}]"
        page = self.page_of(asked.who)
        first_width, first_theme = variants[0]
        page.set_viewport_size({"width": first_width, "height": 800})
        page.emulate_media(color_scheme=first_theme)
        answer = page.goto(path)
        if answer.status != asked.status:
            self.found.append(f"{where}: status {answer.status}, at {page.url}")
        if asked.act:
            asked.act(page)
        elif page.url.split("#")[0] != self.url + path:
            self.found.append(f"{where}: led to {page.url}")
        frame = page.evaluate(FRAME)
        if frame["lang"] != language or not frame["title"] or frame["headings"] != 1:
            self.found.append(f"{where}: {frame}")
        page.evaluate(AXE)
        for width, theme in variants:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            rules = ALL_RULES if theme == "light" else RULES_ON_COLOUR
            self.found += [f"{where} {width} {theme}: {one}" for one in page.evaluate(LOOK, rules)]
        self.found += [f"{where}: {one}" for one in self.console if f"status of {asked.status} " not in one]
        self.console.clear()

    def report(self):
        return "\n" + "\n".join(self.found)

    def close(self):
        for context in self.contexts:
            context.close()


def english(path):
    """The English address; the API's pages have no prefix and follow ?lang=."""
    return f"{path}?lang=en" if path.startswith("/api/") else f"/en{path}"


def session_of(person):
    """The cookie of somebody who has just signed in with the password."""
    client = Client()
    client.force_login(person)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "password", reauthenticated=True)
    request.session.save()
    return client.cookies["sessionid"].value


@pytest.fixture
def furnished(world):
    furnish(world)
    return world


@pytest.fixture
def looker(browser, live_server, world, outsider):
    looker = Looker(browser, live_server, {**vars(world.cast), "outsider": outsider})
    yield looker
    looker.close()


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


AREAS = {
    "public": lambda world: [*matrix.table_pages(world, "public:", "calendar:", "api:"), *matrix.public_extras(world)],
    "members": lambda world: [
        *matrix.table_pages(world, "labels:", "clusters:", "notifications:"),
        *matrix.member_extras(world),
    ],
    "events": lambda world: [*matrix.table_pages(world, "events")],
    "account": matrix.account_pages,
    "apply": lambda world: [*matrix.table_pages(world, "admissions:apply"), *matrix.applicant_extras(world)],
    "board": lambda world: [
        *matrix.table_pages(world, "admissions:review", "admissions:decide"),
        *matrix.board_extras(world),
    ],
    "admin": matrix.admin_extras,
}


@pytest.mark.matrix
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("area", AREAS)
def test_pages(area, looker, furnished):
    for page in AREAS[area](furnished):
        for language in LANGUAGES:
            looker.look(page, language)
    assert not looker.found, looker.report()


@pytest.mark.matrix
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(ADMIN_PARTS))
def test_admin(part, looker, furnished):
    for page in every_admin_page(furnished)[part::ADMIN_PARTS]:
        for language in LANGUAGES:
            looker.look(page, language)
    assert not looker.found, looker.report()


def every_admin_page(world):
    """As the office, and what only the administrator may open as the administrator."""
    pages = matrix.admin_pages("office", logged_in(world.cast.office))
    theirs = matrix.admin_pages("administrator", logged_in(world.cast.administrator))
    return list({**theirs, **pages}.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "page", [Page("visitor", "/clusters/"), Page("applicant", "/my/"), Page("office", "/admin/")], ids=str
)
def test_three_pages_always(page, looker, world):
    looker.look(page, "de", [VARIANTS[0], VARIANTS[2]])
    assert not looker.found, looker.report()


def test_every_address_is_in_the_matrix():
    assert matrix.unexplained() == set()
    assert matrix.account_names() == set(matrix.ACCOUNT) | {
        name for name in matrix.NO_PAGE if name.startswith(matrix.ACCOUNT_PREFIXES)
    }
    assert set(matrix.NO_PAGE) <= set(matrix.names())


@pytest.mark.django_db
def test_every_address_of_the_admin_is_in_the_matrix(furnished):
    assert [model for model in admin.site._registry if not model.objects.exists()] == []
    office = matrix.admin_pages("office", logged_in(furnished.cast.office))
    administrator = matrix.admin_pages("administrator", logged_in(furnished.cast.administrator))
    seen = {place[0] for place in {**office, **administrator}}
    missing = {name for name in matrix.admin_names() - seen - set(matrix.NO_PAGE) if not closed(name)}
    assert missing == set()


def closed(name):
    """Whether nobody adds or deletes such records in the admin, or no act is offered for them."""
    model, _underscore, page = name.removeprefix("admin:").rpartition("_")
    for registered, model_admin in admin.site._registry.items():
        if f"{registered._meta.app_label}_{registered._meta.model_name}" == model:
            return page in {"add", "change", "delete"} or (page == "act" and not model_admin.acts)
    return False
