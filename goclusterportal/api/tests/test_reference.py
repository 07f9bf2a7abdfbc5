"""The schema is valid, and the reference page says what it says."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import URLPattern

from events.tests.factories import EventFactory, NewsFactory
from goclusterportal.api import urls

pytestmark = pytest.mark.django_db


def schema(client, **query):
    return json.loads(client.get("/api/v1/schema/", {"format": "json", **query}).content)


def test_the_schema_is_valid():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_the_schema_names_every_address(client):
    pages = {"/api/v1/", "/api/v1/reference/", "/api/v1/schema/"}
    known = {f"/api/v1/{route.pattern}" for route in urls.urlpatterns if isinstance(route, URLPattern)}
    assert set(schema(client)["paths"]) == known - pages


def test_the_schema_comes_as_yaml_too(client):
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"openapi: 3.")
    assert not answer.cookies


@pytest.mark.parametrize("lang", ["de", "en", "fr", "../x", "\x00", "x" * 3000])
def test_any_language_asked_for_gets_an_answer(client, lang):
    assert schema(client, lang=lang)["openapi"].startswith("3.")
    assert client.get("/api/v1/reference/", {"lang": lang}).status_code == 200


def test_answers_hold_exactly_what_the_schema_says(client, member_cluster):
    EventFactory()
    NewsFactory()
    components = schema(client)["components"]["schemas"]
    for name, component in (("clusters", "Cluster"), ("events", "Event"), ("news", "News")):
        row = client.get(f"/api/v1/{name}/").json()["results"][0]
        assert set(row) == set(components[component]["properties"])
    told = client.get("/api/v1/facts/").json()
    assert set(told) == set(components["Facts"]["properties"])
    assert set(told["published"][0]) == set(components["Published"]["properties"])


def test_the_reference_page_shows_every_address_parameter_and_field(client):
    answer = client.get("/api/v1/reference/")
    page = answer.content.decode()
    assert not answer.cookies
    for path, methods in schema(client)["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} http://127.0.0.1:8000{path}" in page
            assert operation["summary"] in page
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in page
    for field in (
        "results[].label_valid",
        "counted.by_land[].iso",
        "published[].qualifier",
        "groups[].points",
        "scores",
    ):
        assert f"<code>{field}</code>" in page


def test_the_root_is_the_reference_in_both_languages(client):
    page = client.get("/api/v1/?lang=en").content.decode()
    assert '<html lang="en">' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/api/v1/reference/">' in page
    assert '<html lang="de">' in client.get("/api/v1/reference/").content.decode()
