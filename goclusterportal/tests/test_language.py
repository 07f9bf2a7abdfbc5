"""The address decides the language, and nothing else does."""

import pytest

GERMAN_BROWSER = {"Accept-Language": "de-DE,de;q=0.9"}
ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "browser", "language"),
    [
        ("/accounts/login/", GERMAN_BROWSER, "de"),
        ("/accounts/login/", ENGLISH_BROWSER, "de"),
        ("/en/accounts/login/", ENGLISH_BROWSER, "en"),
        ("/en/accounts/login/", GERMAN_BROWSER, "en"),
    ],
)
def test_language_follows_the_address(client, address, browser, language):
    client.cookies["django_language"] = "en" if language == "de" else "de"
    answer = client.get(address, headers=browser)
    assert answer.status_code == 200
    assert answer["Content-Language"] == language
    assert f'lang="{language}"' in answer.text
    assert "Accept-Language" not in answer.get("Vary", "")


@pytest.mark.parametrize("address", ["/fr/accounts/login/", "/de/accounts/login/"])
def test_there_is_one_address_per_language(client, db, address):
    assert client.get(address, headers=ENGLISH_BROWSER).status_code == 404


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/api/v1/none/", "de"),
        ("/api/v1/none/?lang=en", "en"),
        ("/api/v1/none/?lang=fr", "de"),
        ("/events/none.ics?lang=en", "en"),
        ("/news/feed/?lang=en", "en"),
        ("/accounts/none/?lang=en", "de"),
    ],
)
def test_api_feeds_and_calendars_follow_a_parameter(client, db, address, language):
    assert client.get(address, headers=ENGLISH_BROWSER)["Content-Language"] == language
