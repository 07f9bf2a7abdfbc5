"""Whatever is typed into an address, a form or the API: an answer, never an error of the server.

The small cases run with the suite, `make soak` runs a thousand examples of each.
"""

import json
from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import StringConverter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events.models import NewsletterSubscription
from notifications.models import OutboxMessage
from records.uploads import store_upload

from .world import PDF

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/clusters/",
    "/map/",
    "/facts/",
    "/events/",
    "/news/",
    "/stories/",
    "/publications/",
    "/self-check/",
    "/verify/",
    "/newsletter/",
    "/feedback/",
    "/imprint/",
    "/apply/",
    "/accounts/login/",
    "/accounts/signup/",
    "/events/calendar.ics",
    "/news/feed/",
]
API = ["/api/v1/clusters/", "/api/v1/events/", "/api/v1/news/", "/api/v1/labels/", "/api/v1/facts/", "/api/v1/schema/"]
NAMES = ["q", "land", "field", "label", "page", "on", "lang", "kind", "upcoming", "level", "code", "year", "next", "S1"]
ODD = [
    "",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "9" * 400,
    "1e999",
    "٣",
    "²",
    "NaN",
    "last",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-1-1T00:00",
    "99999-01-01",
    "DE-BY",
    "DE-XX",
    "gold",
    "none",
    "true",
    "%",
    "_",
    "\\",
    "'; --",
    "<script>",
    "{{ 7 }}",
    "../../etc/passwd",
    "\u202e\ufeff\U0001f600",
    "ä" * 5000,
    "//example.org",
]
# Sent as they are: half characters, lone surrogates, brackets without a name.
RAW = ["%ff%fe", "q=%c3", "q=%ed%a0%80", "q[]=1&q[]=2", "&&&=&", "page=%00", "q=" + "%25" * 300, "=%00", "a" * 4000]
texts = st.sampled_from(ODD) | st.text(max_size=60)
values = texts.map(lambda text: quote(text, errors="replace")) | st.binary(max_size=20).map(quote_from_bytes)
pairs = st.tuples(st.sampled_from(NAMES) | st.text(max_size=8).map(lambda n: quote(n, errors="replace")), values)
queries = st.sampled_from(RAW) | st.lists(pairs, max_size=5).map(lambda found: "&".join(map("=".join, found)))
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts
bodies = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
scores = st.dictionaries(st.sampled_from(["S1", "S2", "M1", "\x00", "ß" * 99]), leaves | bodies, max_size=5)

# The database is emptied after all examples of a test: none of them may leave anything that another would trip over.
few = settings(max_examples=60, suppress_health_check=list(HealthCheck))
many = settings(max_examples=1000, suppress_health_check=list(HealthCheck))


def ask_pages(page, prefix, query):
    answer = Client().get(prefix + page, query_string=query)
    assert answer.status_code in {200, 302, 400, 404}
    assert b"\x00" not in answer.content


def ask_api(address, query):
    answer = Client().get(address, query_string=query)
    assert answer.status_code in {200, 400, 404}
    if address != "/api/v1/schema/" and answer.status_code != 404:
        json.loads(answer.content)


def check_oneself(body):
    answer = Client().post("/api/v1/self-check/", data=body, content_type="application/json")
    assert answer.status_code in {200, 400}
    json.loads(answer.content)


def ask_path(path):
    answer = Client().get("/" + path)
    assert answer.status_code in {200, 301, 302, 400, 404, 405, 406, 503}


def send_form(page, data):
    answer = Client().post(page, data)
    assert answer.status_code in {200, 302}


def small_and_large(name, ask, **strategies):
    """Two tests of one property."""
    small = few(given(**strategies)(ask))
    large = pytest.mark.slow(many(given(**strategies)(ask)))
    small.__name__, large.__name__ = f"test_{name}", f"test_{name}_at_length"
    return small, large


test_any_query_of_a_page, test_any_query_of_a_page_at_length = small_and_large(
    "any_query_of_a_page", ask_pages, page=st.sampled_from(PAGES), prefix=st.sampled_from(["", "/en"]), query=queries
)
test_any_query_of_the_api, test_any_query_of_the_api_at_length = small_and_large(
    "any_query_of_the_api", ask_api, address=st.sampled_from(API), query=queries
)
test_any_body_of_the_self_check, test_any_body_of_the_self_check_at_length = small_and_large(
    "any_body_of_the_self_check",
    check_oneself,
    body=bodies.map(json.dumps) | scores.map(lambda found: json.dumps({"scores": found})) | st.binary(max_size=80),
)
FOLDERS = [
    "",
    "en/",
    "clusters/",
    "events/",
    "news/",
    "stories/",
    "verify/",
    "apply/",
    "api/v1/",
    "newsletter/confirm/",
]
test_any_path, test_any_path_at_length = small_and_large(
    "any_path",
    ask_path,
    path=st.builds(
        lambda folder, rest, slash: folder + rest + slash, st.sampled_from(FOLDERS), values, st.sampled_from(["", "/"])
    ),
)
test_any_text_in_a_form, test_any_text_in_a_form_at_length = small_and_large(
    "any_text_in_a_form",
    send_form,
    page=st.sampled_from(["/feedback/", "/newsletter/", "/en/feedback/"]),
    data=st.fixed_dictionaries(
        {},
        optional={
            "message": texts,
            "page": texts,
            "email": texts | st.just("leserin@portal.example"),
            "consent": st.sampled_from(["on", "", "\x00"]),
            "language": texts | st.just("de"),
        },
    ),
)


@pytest.mark.parametrize("page", [*PAGES, *API])
def test_known_traps_of_queries(page):
    for query in RAW:
        assert Client().get(page, query_string=query).status_code in {200, 302, 400, 404}, query


@pytest.mark.parametrize("address", [*PAGES, *API])
def test_a_null_byte_is_no_text(address):
    """PostgreSQL refuses it; the page must not get that far."""
    for name in NAMES:
        assert Client().get(address, {name: "a\x00b"}).status_code in {200, 302, 400, 404}, name


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/verify/%00/", 200),
        ("/verify/A%00B/", 200),
        ("/verify/%2A%2A/", 200),
        ("/en/verify/%00/", 200),
        ("/pictures/%00.webp", 404),
        ("/calendar/a%00b.ics", 404),
        ("/events/submissions/%00/", 404),
        ("/events/registrations/%00/", 404),
        ("/newsletter/confirm/%00/", 404),
        ("/apply/invitation/%00/", 404),
        ("/apply/%00/", 404),
        ("/review/%00/", 404),
        ("/decide/%00/", 404),
        ("/decide/duties/%00/", 404),
    ],
)
def test_a_null_byte_in_an_address(django_user_model, path, status):
    answer = Client().get(path)
    assert answer.status_code == status
    assert b"\x00" not in answer.content


SIGNED = {"events:edition-submission", "events:registration"}
"""Their tokens are checked by their signature before any query; those of the pages below them alike."""


def test_texts_in_addresses_are_slugs():
    """Anything else may hold a null byte, which PostgreSQL refuses: 500."""
    free = {
        name
        for name, pattern in addresses()
        if any(type(converter) is StringConverter for converter in pattern.converters.values())
    }
    assert {name for name in free if not name.startswith(tuple(SIGNED))} == {"public:verify"}


def addresses(patterns=None, space=""):
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(one, "url_patterns"):
            if one.namespace != "admin" and one.app_name != "admin":
                yield from addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one.pattern


def test_a_null_byte_in_a_form_is_said_at_its_field():
    for page, data in (("/feedback/", {"message": "a\x00b"}), ("/newsletter/", {"email": "a\x00b@portal.example"})):
        answer = Client().post(page, data)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not OutboxMessage.objects.exists()
    assert not NewsletterSubscription.objects.exists()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(name=texts)
@example(name="../../../etc/passwd.pdf")
@example(name="\u202efdp.exe")
@example(name="a" * 300 + ".pdf")
@example(name="CON.pdf")
@example(name='x"\r\nSet-Cookie: a=b.pdf')
def test_odd_names_of_uploads(django_user_model, name):
    """Stored under a name of our own, or refused with a sentence; the file's own name never reaches the disk."""
    for ending in ("", ".pdf"):
        upload = SimpleUploadedFile("x", PDF, content_type="application/pdf")
        upload._name = name + ending
        try:
            stored = store_upload(upload, by=None)
        except ValidationError:
            continue
        assert not set(stored.name) & set('/\\\x00\r\n"')
        assert stored.file.name.startswith("files/")
        assert len(stored.name) <= 200
