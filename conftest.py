"""What all tests share: no network, a database file per process, files in a temporary folder, a real browser."""

import ipaddress
import os
import shutil
import socket
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import sync_playwright

from goclusterportal.tests.w3c import NO_CHECKER
from scripts import translations

# The cast: office, ministry, board, manager, applicant, outsider, administrator.
pytest_plugins = ["goclusterportal.tests.cast", "goclusterportal.tests.world"]

# Time limits per example only measure the machine.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.load_profile("portal")

LOCALES = Path(__file__).parent / "locale"
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
NO_CHROMIUM = (
    "NO CHROMIUM FOUND: the browser tests are skipped. Install one, or name it with CHROMIUM=/path/to/chromium."
)


# --- No network --------------------------------------------------------------


class NetworkRefused(AssertionError):
    """A test tried to reach something outside this machine."""


def _is_local(address):
    """Whether a socket address is a path (Unix) or stands for the machine itself."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in ("", "localhost", None):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded(method):
    def guard(self, *args):
        # connect(address), connect_ex(address), sendto(data, [flags,] address)
        if not _is_local(args[-1]):
            raise NetworkRefused(f"Tests reach only this machine, not {args[-1]!r}.")
        return method(self, *args)

    return guard


def _guarded_getaddrinfo(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    if not _is_local((name,)):
        raise NetworkRefused(f"Tests look up no names, such as {name!r}.")
    return _getaddrinfo(host, *args, **kwargs)


_getaddrinfo = socket.getaddrinfo


def _is_compiled(catalogue):
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        # For whoever calls pytest without make: English texts as they stand in the catalogue now.
        stale = [file for file in LOCALES.glob("*/LC_MESSAGES/*.po") if not _is_compiled(file)]
        translations.compile_catalogues(map(str, stale))
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    socket.getaddrinfo = _guarded_getaddrinfo


# --- Which tests run ---------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    """The page matrix runs once, with the production database; `-m matrix` asks for it anywhere."""
    for item in items:
        if {"browser", "live_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    if connections["default"].vendor != "postgresql" and "matrix" not in config.option.markexpr:
        matrix = [item for item in items if item.get_closest_marker("matrix")]
        config.hook.pytest_deselected(items=matrix)
        items[:] = [item for item in items if item not in set(matrix)]


def pytest_report_header(config):
    return [f"database: {connections['default'].vendor}", f"browser: {CHROMIUM or NO_CHROMIUM}"]


def pytest_terminal_summary(terminalreporter):
    for missing in (not CHROMIUM and NO_CHROMIUM, NO_CHECKER):
        if missing:
            terminalreporter.write_line("")
            terminalreporter.write_line(missing, red=True, bold=True)


# --- Database and files ------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite: a file per process and run. In memory, the threads of a live server lock each other out."""
    settings_dict = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """After a test with transactions, only what holds rows is emptied: TRUNCATE of every table takes seconds."""
    operations = connections["default"].ops
    if connections["default"].vendor == "postgresql":
        operations.sql_flush = partial(_sql_flush, operations.quote_name)


def _sql_flush(quote_name, _style, tables, **_options):
    filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quote_name(table)})" for table in tables)
    with connections["default"].cursor() as cursor:
        cursor.execute(filled)
        return [f"DELETE FROM {quote_name(table)}" for (table,) in cursor.fetchall()]


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory):
    """Uploads and whatever else is written go into a folder of this run."""
    folder = tmp_path_factory.mktemp("var")
    with override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files"):
        yield


@pytest.fixture(autouse=True)
def _portal_language():
    """A request in English leaves its language behind in the thread; no test inherits it."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test inherits another's rate limits or cached pages."""
    for cache in caches.all():
        cache.clear()


# --- A real browser ----------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium that finds no host but this machine."""
    # Playwright keeps an event loop in this thread, for which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def live_page(browser, live_server):
    """`live_page(user=None, **options)`: a page of its own context on the live server, logged in as `user`.

    Whatever the browser writes to its console (errors, refusals of the Content-Security-Policy) fails the test.
    """
    contexts, messages = [], []

    def open_page(user=None, **options):
        context = browser.new_context(**{"base_url": live_server.url, "locale": "de-DE", **options})
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        page = context.new_page()
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(f"exception: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert messages == []
