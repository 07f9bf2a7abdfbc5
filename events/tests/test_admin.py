"""The office's pages: adding, refusals at their field, uploads, and who may not even look."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Event, News, NewsletterSubscription, Publication, Story
from programme.models import ProgrammeSettings
from records.models import AuditEntry, StoredFile

from .factories import EventFactory, NewsFactory, PublicationFactory, StoryFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
FACTORIES = {
    "event": EventFactory,
    "news": NewsFactory,
    "story": StoryFactory,
    "publication": PublicationFactory,
    "newslettersubscription": SubscriptionFactory,
}
CONTENT = [name for name in FACTORIES if name != "newslettersubscription"]
EVENT = {
    "kind": "workshop",
    "title_de": "Ein Workshop über Größe",
    "slug": "",
    "date_precision": "day",
    "starts_on": "2026-05-04",
    "country": "DE",
}


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def address(name, act="changelist", *args):
    return reverse(f"admin:events_{name}_{act}", args=args)


@pytest.mark.parametrize("name", FACTORIES)
def test_the_office_opens_every_page(desk, name):
    row = FACTORIES[name]()
    assert desk.get(address(name)).status_code == 200
    assert desk.get(address(name, "change", row.pk)).status_code == 200
    assert desk.get(address(name), {"q": "x"}).status_code == 200


@pytest.mark.parametrize("name", FACTORIES)
@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "manager", "outsider"])
def test_nobody_else_does(client, name, who, request):
    row = FACTORIES[name]()
    client.force_login(request.getfixturevalue(who))
    for page in (address(name), address(name, "change", row.pk), address(name, "add")):
        assert client.get(page).status_code in (302, 403, 404)


def test_an_address_is_made_from_the_title_and_stays(desk):
    EventFactory(slug="ein-workshop-ueber-groesse")
    assert desk.post(address("event", "add"), EVENT).status_code == 302
    event = Event.objects.get(title_de=EVENT["title_de"])
    assert event.slug == "ein-workshop-ueber-groesse-2"
    changed = {**EVENT, "title_de": "Anderer Titel", "slug": "anders"}
    assert desk.post(address("event", "change", event.pk), changed).status_code == 302
    event.refresh_from_db()
    assert (event.title_de, event.slug) == ("Anderer Titel", "ein-workshop-ueber-groesse-2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_de": ""}, "title_de"),
        ({"slug": "calendar"}, "slug"),
        ({"slug": "nicht erlaubt"}, "slug"),
        ({"slug": "schon-da"}, "slug"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "irgendwann"}, "starts_on"),
        ({"date_precision": "undated"}, "starts_on"),
        ({"ends_on": "2026-05-03"}, "ends_on"),
        ({"date_precision": "month", "starts_at": "09:00"}, "starts_at"),
        ({"starts_at": "09:00", "ends_at": "08:00"}, "ends_at"),
        ({"participants_qualifier": "about"}, "participants"),
        ({"website": "kein link"}, "website"),
    ],
)
def test_wrong_entries_are_said_at_their_field_and_nothing_is_lost(desk, wrong, field):
    EventFactory(slug="schon-da")
    before = Event.objects.count()
    answer = desk.post(address("event", "add"), {**EVENT, "city": "Jena", **wrong})
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert 'value="Jena"' in answer.content.decode()
    assert Event.objects.count() == before


def test_a_news_item_cannot_take_the_feeds_address(desk):
    answer = desk.post(address("news", "add"), {"title_de": "Feed", "slug": "feed"})
    assert "slug" in answer.context["adminform"].form.errors
    assert desk.post(address("news", "add"), {"title_de": "Feed", "slug": ""}).status_code == 302
    assert News.objects.get().slug == "feed-2"


@pytest.mark.parametrize("name", CONTENT)
def test_saving_makes_public_pages_new(desk, name, django_capture_on_commit_callbacks):
    before = ProgrammeSettings.load().content_version
    values = EVENT if name == "event" else {"title_de": "Neu", "slug": "", "kind": "success"}
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address(name, "add"), values).status_code == 302
    assert ProgrammeSettings.load().content_version > before


@pytest.mark.parametrize("name", CONTENT)
def test_only_what_nobody_has_seen_yet_can_be_deleted(desk, name, today):
    tomorrow = today + datetime.timedelta(days=1)
    for released_on, gone in ((None, True), (tomorrow, True), (today, False)):
        row = FACTORIES[name](released_on=released_on)
        answer = desk.post(address(name, "delete", row.pk), {"post": "yes"})
        assert answer.status_code == (302 if gone else 403)
        assert type(row).objects.filter(pk=row.pk).exists() is not gone


def test_a_publication_gets_its_file_and_keeps_it(desk, office):
    values = {"title_de": "Jahresbericht", "slug": "", "upload": SimpleUploadedFile("Jahresbericht.pdf", PDF)}
    assert desk.post(address("publication", "add"), values).status_code == 302
    publication = Publication.objects.get()
    assert (publication.document.name, publication.document.uploaded_by) == ("Jahresbericht.pdf", office)
    page = address("publication", "change", publication.pk)
    assert "Jahresbericht.pdf" in desk.get(page).content.decode()
    assert desk.post(page, {"title_de": "Jahresbericht 2025"}).status_code == 302
    publication.refresh_from_db()
    assert publication.document.name == "Jahresbericht.pdf"


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("bericht.exe", b"MZ..."), "werden nicht angenommen"),
        (SimpleUploadedFile("bericht.pdf", b"<html>no pdf"), ""),
        (SimpleUploadedFile("bericht.pdf", b""), "leer"),
    ],
)
def test_a_refused_file_is_said_at_its_field(desk, upload, sentence):
    answer = desk.post(address("publication", "add"), {"title_de": "Bericht", "slug": "", "upload": upload})
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["upload"]
    assert sentence in " ".join(errors["upload"])
    assert 'value="Bericht"' in answer.content.decode()
    assert not Publication.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_story_has_a_number_of_its_own(desk):
    values = {"slug": "", "kind": "success", "number": "12"}
    assert desk.post(address("story", "add"), {"title_de": "Erfolg", **values}).status_code == 302
    assert Story.objects.get().number == 12
    answer = desk.post(address("story", "add"), {"title_de": "Noch einer", **values})
    assert list(answer.context["adminform"].form.errors) == ["number"]


def test_subscriptions_are_shown_and_never_written_by_hand(desk):
    row = SubscriptionFactory(email="leserin@portal.test")
    assert "leserin@portal.test" in desk.get(address("newslettersubscription")).content.decode()
    assert desk.get(address("newslettersubscription", "add")).status_code == 403
    page = address("newslettersubscription", "change", row.pk)
    assert desk.post(page, {"email": "andere@portal.test"}).status_code == 403
    assert desk.post(address("newslettersubscription", "delete", row.pk), {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.email == "leserin@portal.test"
    assert row.token not in desk.get(page).content.decode()


def test_the_office_unsubscribes_a_person_who_asks(desk, office):
    row = SubscriptionFactory()
    page = address("newslettersubscription", "act", row.pk, "unsubscribe")
    assert "gelöscht" in desk.get(page).content.decode()
    assert NewsletterSubscription.objects.exists()
    assert desk.post(page).status_code == 302
    assert not NewsletterSubscription.objects.exists()
    assert AuditEntry.objects.get(verb="unsubscribe").actor == office


@pytest.mark.parametrize("name", FACTORIES)
def test_lists_cost_the_same_for_any_number_of_rows(desk, name, django_assert_max_num_queries):
    made, costs = 0, []
    for total in (1, 3, 40):
        FACTORIES[name].create_batch(total - made)
        made = total
        with django_assert_max_num_queries(60) as counted:
            desk.get(address(name))
        costs.append(len(counted))
    assert len(set(costs)) == 1
