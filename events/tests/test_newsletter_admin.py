"""The office composes, looks, tests and releases in the web admin."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from events.models import IssueItem, NewsletterIssue, NewsletterTopic
from events.services import newsletter_sending as sending
from notifications.models import OutboxMessage

from .factories import EventFactory, NewsFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/events/newsletterissue/"


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def news():
    return NewsFactory(slug="neu", title_de="Neues", released_on=timezone.localdate())


@pytest.fixture
def issue(news):
    today = timezone.localdate()
    found = NewsletterIssue.objects.create(title_de="Mai", covers_from=today, covers_until=today)
    IssueItem.objects.create(issue=found, position=1, kind="news", slug="neu", title_de="Neues", text_de="Satz.")
    return found


def reader(code="programme", **values):
    row = SubscriptionFactory(confirmed_at=timezone.now(), **values)
    row.topics.set(NewsletterTopic.objects.filter(code=code))
    return row


def form_of(page):
    """The fields of the change form as a browser would send them back."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        for one in [formset.formset.management_form, *formset.formset.forms]:
            data |= {one.add_prefix(name): one[name].value() for name in one.fields if name != "DELETE"}
    return {name: "" if value is None else str(value) for name, value in data.items()}


def release_form(desk, issue):
    page = desk.get(f"{LIST}{issue.pk}/act/release/").content.decode()
    return {"seen": re.search(r'name="seen" value="(\w+)"', page).group(1)}


def test_a_new_issue_starts_with_what_is_new(desk, news):
    page = desk.get(f"{LIST}add/")
    answer = desk.post(f"{LIST}add/", form_of(page))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    item = NewsletterIssue.objects.get().items.get()
    assert (item.kind, item.slug, item.title_de) == ("news", "neu", "Neues")


def test_words_and_order_are_edited_and_an_own_piece_added(desk, issue):
    address = f"{LIST}{issue.pk}/change/"
    data = form_of(desk.get(address))
    data |= {
        "intro_de": "Guten Tag 🙂",
        "items-0-title_de": "Ganz Neues",
        "items-1-title_de": "Aufruf",
        "items-1-link": "https://a.example/",
    }
    answer = desk.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]
    assert [(item.position, item.kind, item.title_de) for item in issue.items.all()] == [
        (1, "news", "Ganz Neues"),
        (2, "programme", "Aufruf"),
    ]
    data["covers_until"] = "2001-01-01"
    answer = desk.post(address, data)
    assert "Das Ende liegt vor dem Anfang." in answer.content.decode()
    assert "Guten Tag 🙂" in answer.content.decode()


def test_choosing_offers_what_is_missing(desk, issue):
    NewsFactory(slug="mehr", title_de="Mehr", released_on=timezone.localdate())
    address = f"{LIST}{issue.pk}/act/choose/"
    page = desk.get(address).content.decode()
    assert "Meldungen: Mehr" in page
    assert "Meldungen: Neues" not in page
    assert "mindestens einen Beitrag" in desk.post(address, {}).content.decode()
    assert desk.post(address, {"items": ["news/\x00"]}).status_code == 200
    desk.post(address, {"items": ["news/mehr"]})
    assert list(issue.items.values_list("slug", flat=True)) == ["neu", "mehr"]


def test_the_preview_shows_mail_and_page_for_a_choice(desk, issue):
    page = desk.get(f"{LIST}{issue.pk}/preview/?language=de&topics=programme").content.decode()
    assert "Newsletter Nr. 1: Mai" in page
    assert "== Meldungen ==" in page
    assert 'id="section-news"' in page
    assert (
        "bekommt man die Ausgabe nicht"
        in desk.get(f"{LIST}{issue.pk}/preview/?language=en&topics=events").content.decode()
    )
    for query in ("language=fr", "language=de&topics=x%00", f"language={'x' * 3000}"):
        assert desk.get(f"{LIST}{issue.pk}/preview/?{query}").status_code == 200
    assert desk.get(f"{LIST}999999/preview/").status_code == 404


def test_a_test_goes_to_oneself(desk, office, issue, django_capture_on_commit_callbacks):
    reader()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{LIST}{issue.pk}/act/test/", {"language": "en", "topics": ["programme"]})
    assert [one.to for one in mail.outbox] == [[office.email]]
    assert mail.outbox[0].subject.startswith("[Test]")
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_the_release_shows_the_numbers_and_wants_the_right_one(desk, issue):
    reader()
    reader(language="en")
    reader("events")
    address = f"{LIST}{issue.pk}/act/release/"
    page = desk.get(address).content.decode()
    cells = dict(re.findall(r'<th scope="row">([^<]*)</th><td class="portal-numeric">(?:<strong>)?(\d+)', page))
    assert (cells["Insgesamt"], cells["Sprache: Deutsch"], cells["Sprache: Englisch"]) == ("2", "1", "1")
    assert cells["Thema: Programm und Ausschreibungen"] == "2"
    assert cells["Angemeldet, aber ohne Beitrag zu den gewählten Themen"] == "1"
    data = release_form(desk, issue)
    for wrong, sentence in (("3", "jetzt an 2 Personen"), ("", "bestätigen"), ("zwei", "ganze Zahl"), ("-1", "größer")):
        assert sentence in desk.post(address, {**data, "recipients": wrong}).content.decode()
    assert desk.post(address, {**data, "recipients": "2"}).status_code == 302
    issue.refresh_from_db()
    assert (issue.state, issue.recipients) == ("sending", 2)


def test_what_changed_since_is_looked_at_again(desk, issue):
    reader()
    address = f"{LIST}{issue.pk}/act/release/"
    data = {**release_form(desk, issue), "recipients": "1"}
    issue.items.update(title_de="Anders")
    page = desk.post(address, data).content.decode()
    assert "inzwischen geändert" in page
    again = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert again != data["seen"]
    assert desk.post(address, {"seen": again, "recipients": "1"}).status_code == 302


def test_a_released_issue_is_not_edited_nor_released_again(desk, office, issue):
    reader()
    page = desk.get(f"{LIST}{issue.pk}/change/")
    data = form_of(page)
    seen = release_form(desk, issue)
    desk.post(f"{LIST}{issue.pk}/act/release/", {**seen, "recipients": "1"})
    desk.post(f"{LIST}{issue.pk}/act/release/", {**seen, "recipients": "1"})
    assert issue.deliveries.count() == 1
    # Whoever had it open meets a sentence, and what was typed is still there.
    answer = desk.post(f"{LIST}{issue.pk}/change/", {**data, "title_de": "Anders", "items-0-text_de": "Getippt."})
    assert "schon freigegeben" in answer.content.decode()
    assert "Getippt." in answer.content.decode()
    assert issue.items.get().text_de == "Satz."
    assert desk.post(f"{LIST}{issue.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.post(f"{LIST}{issue.pk}/act/choose/", {"items": ["news/neu"]})
    issue.refresh_from_db()
    assert (issue.title_de, issue.items.count()) == ("Mai", 1)


def test_an_event_that_moved_gets_its_present_date(desk, issue):
    event = EventFactory(slug="treffen", starts_on=timezone.localdate(), city="Berlin")
    IssueItem.objects.create(issue=issue, kind="event", slug=event.slug, title_de="Treffen", when_de="früher")
    assert "/act/refresh/" in desk.get(f"{LIST}{issue.pk}/change/").content.decode()
    assert desk.post(f"{LIST}{issue.pk}/act/refresh/").status_code == 302
    assert issue.items.get(kind="event").when_de.endswith(", Berlin")
    assert "/act/refresh/" not in desk.get(f"{LIST}{issue.pk}/change/").content.decode()


def test_a_text_in_german_only_is_named_before_the_release(desk, issue):
    issue.items.update(title_en="News")
    assert "Neues" in desk.get(f"{LIST}{issue.pk}/act/release/").context["form"].overview["only_german"]
    issue.items.update(text_en="Sentence.")
    assert desk.get(f"{LIST}{issue.pk}/act/release/").context["form"].overview["only_german"] == []


def test_progress_and_what_did_not_arrive(desk, office, issue):
    reader(email="weg@portal.test")
    reader()
    sending.release(
        issue, recipients=2, seen=sending.fingerprint(issue, list(issue.items.all())), actor=office, now=timezone.now()
    )
    sending.queue_due(timezone.now())
    OutboxMessage.objects.filter(to_email="weg@portal.test").update(state="failed", last_error="550 <b>", sent_at=None)
    OutboxMessage.objects.exclude(to_email="weg@portal.test").update(state="sent", sent_at=timezone.now())
    page = desk.get(f"{LIST}{issue.pk}/change/").content.decode()
    assert "1 von 2 versandt, 0 noch nicht, 1 nicht zustellbar, 0 entfallen" in page
    assert "weg@portal.test</a>: 550 &lt;b&gt;" in page
    front = desk.get("/admin/").content.decode()
    assert "1 Exemplar ist nicht zustellbar." in front
    assert front.count("weg@portal.test") == 0


@pytest.mark.parametrize("who", ["administrator", "ministry", "manager"])
def test_it_is_the_offices_business(client, request, issue, who):
    client.force_login(request.getfixturevalue(who))
    for page in ("", "add/", f"{issue.pk}/change/", f"{issue.pk}/preview/", f"{issue.pk}/act/release/"):
        assert client.get(f"{LIST}{page}").status_code in (302, 403, 404), page
    client.post(f"{LIST}{issue.pk}/act/release/", {"recipients": "1"})
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_a_topic_somebody_reads_about_stays(desk):
    reader("events")
    events = NewsletterTopic.objects.get(code="events")
    address = f"/admin/events/newslettertopic/{events.pk}/"
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    data = {"name_de": "Termine", "name_en": "Dates", "kinds": ["event", "news"], "position": "1"}
    assert desk.post(f"{address}change/", data).status_code == 302
    events.refresh_from_db()
    assert (events.name_de, events.kinds) == ("Termine", ["event", "news"])
    assert "gültige Auswahl" in desk.post(f"{address}change/", {**data, "kinds": ["x"]}).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_a_fixed_number_of_queries(desk, count, django_assert_max_num_queries):
    today = timezone.localdate()
    for number in range(count):
        NewsletterIssue.objects.create(title_de=str(number), covers_from=today, covers_until=today)
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_each_preview_has_a_name_of_its_own(desk, issue):
    IssueItem.objects.create(issue=issue, position=2, kind="news", slug="auch", title_de="Neues", text_de="Noch einer.")
    names = re.findall('aria-label="(Vorschau [^"]*)"', desk.get(f"{LIST}{issue.pk}/change/").content.decode())
    assert len(names) == len(set(names)) >= 6
