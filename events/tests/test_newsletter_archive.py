"""What readers see: the archive, one issue, the page of preferences."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from events.models import IssueItem, NewsletterIssue, NewsletterTopic

from .factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


def issue(office, number, **values):
    today = timezone.localdate()
    found = NewsletterIssue.objects.create(
        **{
            "number": number,
            "title_de": f"Ausgabe {number}",
            "intro_de": "Das ist **neu** <script>.",
            "covers_from": today,
            "covers_until": today,
            "released_at": timezone.now(),
            "released_by": office,
            "recipients": 1,
            **values,
        }
    )
    IssueItem.objects.create(issue=found, kind="news", slug="neu", title_de="Neues", title_en="News", text_de="Satz.")
    IssueItem.objects.create(issue=found, title_de="Aufruf", text_de="[mehr](https://a.example)")
    return found


def draft():
    today = timezone.localdate()
    return NewsletterIssue.objects.create(title_de="Entwurf", covers_from=today, covers_until=today)


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_archive_holds_what_was_released_and_nothing_else(client, office):
    assert "Noch ist keine Ausgabe erschienen" in text_of(client, "/newsletter/archive/")
    NewsletterIssue.objects.all().delete()
    issue(office, 1)
    issue(office, 2, cancelled_at=timezone.now())
    draft()
    page = text_of(client, "/newsletter/archive/?fresh=1")
    assert 'href="/newsletter/1/"' in page
    assert "Ausgabe 2" not in page
    assert "Entwurf" not in page
    assert 'href="/newsletter/1/"' in text_of(client, "/newsletter/")


@pytest.mark.parametrize("number", [2, 3, 99999999999999999999])
def test_other_numbers_are_not_found(client, office, number):
    issue(office, 2, cancelled_at=timezone.now())
    draft()
    text_of(client, f"/newsletter/{number}/", 404)


def test_an_issue_on_the_web_in_both_languages(client, office):
    issue(office, 1)
    page = text_of(client, "/newsletter/1/")
    assert "<strong>neu</strong> &lt;script&gt;" in page
    assert re.search(r'<a href="http[^"]*/news/neu/">Neues</a>', page)
    assert 'href="https://a.example"' in page
    # To be found by search engines, in both languages.
    assert "noindex" not in page
    assert 'hreflang="en"' in page
    english = text_of(client, "/en/newsletter/1/")
    assert ">News</a>" in english
    assert 'lang="de"' in english


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_archive_takes_a_fixed_number_of_queries(client, office, count, django_assert_max_num_queries):
    for number in range(1, count + 1):
        issue(office, number)
    with django_assert_max_num_queries(4):
        client.get("/newsletter/archive/")


# --- Preferences -----------------------------------------------------------------


@pytest.fixture
def reader():
    row = SubscriptionFactory(confirmed_at=timezone.now())
    row.topics.set(NewsletterTopic.objects.filter(code="events"))
    return row


def post(address, data):
    visitor = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(visitor, address)).group(1)
    return visitor.post(address, {**data, "csrfmiddlewaretoken": token}, follow=True)


def test_language_and_topics_are_chosen_anew(reader):
    address = f"/newsletter/preferences/{reader.token}/"
    page = text_of(Client(), address)
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["events"]
    answer = post(address, {"language": "en", "topics": ["stories", "programme"]})
    assert "Ihre Auswahl ist gespeichert." in answer.content.decode()
    assert "sessionid" not in answer.cookies
    reader.refresh_from_db()
    assert reader.language == "en"
    assert {topic.code for topic in reader.topics.all()} == {"programme", "stories"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topics": []}, "topics"),
        ({"topics": ["x" * 5000]}, "topics"),
        ({"topics": ["\x00"]}, "topics"),
        ({"topics": ["🙂"]}, "topics"),
        ({"language": "fr"}, "language"),
    ],
)
def test_wrong_choices_are_said_at_their_field_and_change_nothing(reader, wrong, field):
    answer = post(f"/newsletter/preferences/{reader.token}/", {"language": "en", "topics": ["stories"], **wrong})
    assert list(answer.context["form"].errors) == [field]
    reader.refresh_from_db()
    assert (reader.language, reader.topics.get().code) == ("de", "events")


def test_without_any_topic_there_is_nothing_to_choose(client):
    NewsletterTopic.objects.all().delete()
    assert "Themen" not in text_of(client, "/newsletter/").split("<form")[1].split("Ich willige")[0]
