"""The office's change forms: files before the transaction, the row locked in it, nothing typed lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import News, Publication
from events.services import contributions
from goclusterportal.tests.world_content import PDF, picture_upload
from records import pictures
from records.models import Picture, StoredFile

from .factories import NewsFactory, PublicationFactory

DRAWN = pictures._checked


def page(row):
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


def pdf():
    upload = picture_upload("bericht.pdf")
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(PDF)
    upload.size = len(PDF)
    upload.seek(0)
    return upload


@pytest.fixture
def drawn(monkeypatch):
    """Whether each picture was drawn inside of a transaction."""
    found = []
    monkeypatch.setattr(pictures, "_checked", lambda upload: found.append(connection.in_atomic_block) or DRAWN(upload))
    return found


@pytest.mark.django_db(transaction=True)
def test_pictures_are_drawn_once_and_before_the_transaction(client, office, drawn):
    client.force_login(office)
    news = NewsFactory(released_on=None)
    values = {
        "title_de": "T", "image": picture_upload(), "image_alt_de": "Innen", "lead": picture_upload("b.png"),
        "lead_alt_de": "Oben", "lead_alt_en": "Above",
    }  # fmt: skip
    assert client.post(page(news), values).status_code == 302
    assert drawn == [False, False]
    news.refresh_from_db()
    assert (news.picture.alt_de, news.picture.alt_en) == ("Oben", "Above")
    assert f"![Innen](bild:{Picture.objects.get(alt_de='Innen').token})" in news.body_de


@pytest.mark.django_db
class TestRefused:
    def test_nothing_is_left_of_its_files(self, client, office):
        client.force_login(office)
        publication = PublicationFactory(released_on=None)
        values = {"title_de": "", "lead": picture_upload(), "lead_alt_de": "Oben", "upload": pdf()}
        answer = client.post(page(publication), values)
        assert list(answer.context["adminform"].form.errors) == ["title_de"]
        assert not Picture.objects.exists()
        assert not StoredFile.objects.exists()

    def test_what_is_no_picture_is_said_at_its_field(self, client, office):
        client.force_login(office)
        values = {"title_de": "T", "image": picture_upload("bild.svg"), "image_alt_de": "x"}
        answer = client.post(page(NewsFactory(released_on=None)), values)
        assert list(answer.context["adminform"].form.errors) == ["image"]

    def test_who_may_not_save_has_nothing_worked_on(self, client, ministry, drawn):
        client.force_login(ministry)
        client.post(page(NewsFactory(released_on=None)), {"title_de": "T", "image": picture_upload()})
        assert drawn == []


@pytest.mark.django_db
def test_a_document_is_kept(client, office):
    client.force_login(office)
    publication = PublicationFactory(released_on=None)
    assert client.post(page(publication), {"title_de": "Neu", "upload": pdf()}).status_code == 302
    assert Publication.objects.get().document.name == "bericht.pdf"


@pytest.mark.django_db
def test_the_row_is_locked_while_it_is_saved(client, office):
    """Else an act between reading and saving would be overwritten. SQLite has one writer at a time anyway."""
    client.force_login(office)
    news = NewsFactory(released_on=None)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.post(page(news), {"title_de": "Neu"}).status_code == 302
    locks = [query for query in seen.captured_queries if "FOR UPDATE" in query["sql"] and "events_news" in query["sql"]]
    assert bool(locks) == connection.features.has_select_for_update


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["returned", "withdrawn", "declined"])
def test_who_had_a_contribution_open_loses_nothing_typed(client, office, manager, member_cluster, today, stage):
    by = {"cluster": member_cluster, "actor": manager, "day": today}
    news = contributions.save_draft(News(title_de="Alt", body_de="Text."), **by)
    client.force_login(office)
    typed = {"title_de": "Getippt", "body_de": "Lang überlegt."}
    # A draft that the office never had is none of its pages.
    assert client.post(page(news), typed)["Location"] == "/admin/"
    contributions.submit(news, **by)
    if stage == "withdrawn":
        contributions.withdraw(news, **by)
    else:
        act = contributions.return_ if stage == "returned" else contributions.decline
        act(news, answer="Bitte kürzer.", actor=office, day=today)
    answer = client.post(page(news), typed)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "liegt nicht mehr beim Programmbüro" in shown
    assert "Lang überlegt." in shown
    news.refresh_from_db()
    assert news.title_de == "Alt"
    assert client.get(page(news)).status_code == (302 if stage == "withdrawn" else 200)
