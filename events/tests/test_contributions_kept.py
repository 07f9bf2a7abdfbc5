"""What becomes of contributions: taken back, written by two people at once, their pictures, their cluster gone."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from clusters.models import Membership
from clusters.tests.factories import FunctionFactory
from events.models import Event, News, RegistrationSettings, Story
from events.services import contributions, publishing
from goclusterportal.tests.world_content import picture_upload
from programme.errors import ActRefused
from records.models import Picture
from records.pictures import store_picture

AT = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


def address(cluster, name, *args):
    return reverse(f"events:{name}", args=[cluster.slug, *args])


@pytest.fixture
def by(member_cluster, manager, today):
    return {"cluster": member_cluster, "actor": manager, "day": today}


@pytest.fixture
def draft(by):
    return contributions.save_draft(Story(title_de="Ein Erfolg", body_de="Ein Text."), **by)


@pytest.mark.django_db
class TestTakenBack:
    """What was public once stays the office's, and keeps its address (decision 0044)."""

    @pytest.fixture
    def taken_back(self, draft, by, office, today):
        contributions.submit(draft, **by)
        publishing.release(draft, on=today, actor=office, day=today)
        return publishing.take_back(draft, actor=office, day=today)

    def test_its_cluster_neither_withdraws_nor_deletes_it(self, client, taken_back, by, manager):
        assert taken_back.first_released_on == by["day"]
        with pytest.raises(ActRefused):
            contributions.withdraw(taken_back, **by)
        client.force_login(manager)
        shown = client.get(address(by["cluster"], "contribution-preview", "story", taken_back.slug)).content.decode()
        assert "hat ihn zurückgenommen" in shown
        assert "Zurückziehen" not in shown
        # Withdrawn before this was refused.
        Story.objects.update(submitted_at=None, number=None)
        with pytest.raises(ActRefused):
            contributions.delete_draft(taken_back, **by)
        assert Story.objects.get().first_released_on

    def test_its_address_stays_and_the_office_still_sees_it(self, client, taken_back, by, office):
        Story.objects.update(submitted_at=None, title_de="Anders")
        client.force_login(office)
        assert client.get(reverse("admin:events_story_change", args=[taken_back.pk])).status_code == 200
        assert contributions.submit(taken_back, **by).slug == taken_back.slug

    def test_an_event_that_something_belongs_to_is_not_deleted(self, by):
        event = Event(title_de="Tag", kind="workshop", starts_on=by["day"], summary_de="Text.")
        event = contributions.save_draft(event, **by)
        RegistrationSettings.objects.create(event=event, closes_at=AT, changes_until=AT)
        with pytest.raises(ActRefused):
            contributions.delete_draft(event, **by)
        assert Event.objects.filter(pk=event.pk).exists()

    def test_the_first_release_is_noted_whatever_the_door(self, today):
        before = today - datetime.timedelta(days=1)
        (row,) = News.objects.bulk_create([News(slug="a", title_de="A", released_on=today)])
        assert row.first_released_on == today
        row.released_on = before
        row.save(update_fields=["released_on"])
        row.released_on = None
        row.save()
        row.refresh_from_db()
        assert row.first_released_on == before


@pytest.mark.django_db
class TestNumbers:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, office):
        client.force_login(office)

    def save(self, client, story, **values):
        page = reverse("admin:events_story_change", args=[story.pk])
        values = {"title_de": story.title_de, "kind": story.kind, **values}
        return client.post(page, values)

    def test_a_number_is_permanent_after_the_story_was_taken_back(self, client, office, today):
        story = Story.objects.create(slug="eins", title_de="Eins")
        publishing.release(story, on=today, actor=office, day=today)
        publishing.take_back(story, actor=office, day=today)
        assert self.save(client, story, number="").status_code == 302
        assert self.save(client, story, number="7").status_code == 302
        answer = self.save(client, story, kind="report", number="")
        assert "kind" in answer.context["adminform"].form.errors
        story.refresh_from_db()
        assert (story.kind, story.number) == ("success", 1)

    def test_a_released_report_that_joins_the_series_gets_its_number(self, client, office, today):
        story = Story.objects.create(slug="bericht", title_de="Bericht", kind="report")
        draft = Story.objects.create(slug="entwurf", title_de="Entwurf", kind="report")
        publishing.release(story, on=today, actor=office, day=today)
        for one in (story, draft):
            assert self.save(client, one, kind="success", number="").status_code == 302
        assert list(Story.objects.order_by("pk").values_list("kind", "number")) == [("success", 1), ("success", None)]


@pytest.mark.django_db
class TestTwoPeople:
    """Neither loses the other's text, nor their own."""

    @pytest.fixture
    def page(self, draft, member_cluster):
        return address(member_cluster, "contribution", "story", draft.slug)

    def version(self, client, page):
        return re.search(r'name="version" value="([^"]+)"', client.get(page).content.decode())[1]

    def test_who_saves_second_is_told_and_may_replace_it(self, client, manager, draft, page):
        client.force_login(manager)
        seen = self.version(client, page)
        assert client.post(page, {"title_de": "Erst", "version": seen}).status_code == 302
        mine = {"title_de": "Zweit", "body_de": "Lang überlegt."}
        wrong = client.post(page, {**mine, "title_de": "", "version": seen}).content.decode()
        assert f'name="version" value="{seen}"' in wrong
        picture = {"upload": picture_upload(), "alt_de": "Feld"}
        refused = client.post(page, {**mine, **picture, "version": seen}).content.decode()
        assert "während Sie schrieben" in refused
        assert "Lang überlegt." in refused
        assert not Picture.objects.exists()
        assert Story.objects.get().title_de == "Erst"
        again = re.search(r'name="version" value="([^"]+)"', refused)[1]
        assert client.post(page, {**mine, "version": again}).status_code == 302
        assert Story.objects.get().title_de == "Zweit"

    def test_who_writes_while_the_other_submits_keeps_what_was_typed(self, client, manager, draft, page, by):
        client.force_login(manager)
        seen = self.version(client, page)
        contributions.submit(draft, **by)
        answer = client.post(page, {"title_de": "Anders", "body_de": "Lang überlegt.", "version": seen})
        assert answer.status_code == 200
        assert "inzwischen einen anderen Stand: eingereicht." in answer.content.decode()
        assert "Lang überlegt." in answer.content.decode()
        assert Story.objects.get().title_de == "Ein Erfolg"

    def test_equal_titles_at_the_same_moment_get_two_addresses(self, draft, by, monkeypatch):
        right, tries = contributions._free_slug, iter([draft.slug])
        monkeypatch.setattr(contributions, "_free_slug", lambda row: next(tries, None) or right(row))
        second = contributions.save_draft(Story(title_de="Ein Erfolg"), **by)
        assert second.slug not in ("", draft.slug)
        monkeypatch.setattr(contributions, "_free_slug", lambda row: draft.slug)
        with pytest.raises(ActRefused):
            contributions.save_draft(Story(title_de="Ein Erfolg"), **by)


@pytest.mark.django_db
class TestPictures:
    @pytest.fixture
    def with_picture(self, draft, manager):
        draft.picture = store_picture(picture_upload(), alt_de="Ein Feld", by=manager)
        draft.save()
        return draft

    @pytest.fixture
    def save(self, client, manager, with_picture, member_cluster):
        client.force_login(manager)
        page = address(member_cluster, "contribution", "story", with_picture.slug)

        def save(**values):
            version = contributions.version_of(Story.objects.get())
            return client.post(page, {"title_de": "Ein Erfolg", "version": version, **values})

        return save

    def test_the_cluster_describes_its_picture_anew_and_removes_it(self, save, with_picture):
        assert save(alt_de="Ein blaues Feld", alt_en="A blue field").status_code == 302
        picture = Picture.objects.get()
        assert (picture.alt_de, picture.alt_en) == ("Ein blaues Feld", "A blue field")
        assert Story.objects.get().picture == picture
        assert save(picture_remove="on").status_code == 302
        assert Story.objects.get().picture is None
        answer = save(alt_de="Ein Feld")
        assert list(answer.context["form"].errors) == ["upload"]

    def test_the_office_likewise(self, client, office, save, with_picture, by):
        contributions.submit(with_picture, **by)
        client.force_login(office)
        page = reverse("admin:events_story_change", args=[with_picture.pk])
        values = {"title_de": "T", "kind": "success"}
        assert client.post(page, {**values, "lead_alt_en": "A field"}).status_code == 302
        assert (Picture.objects.get().alt_de, Picture.objects.get().alt_en) == ("Ein Feld", "A field")
        answer = client.post(page, {**values, "image_alt_de": "Ohne Bild"})
        assert list(answer.context["adminform"].form.errors) == ["image"]

    @pytest.fixture
    def deputy(self, member_cluster, today):
        person = UserFactory()
        FunctionFactory(user=person, cluster=member_cluster, kind="deputy", starts_on=today)
        return person

    def test_a_deputy_sees_the_pictures_of_the_shared_draft(self, client, with_picture, deputy, outsider):
        inner = store_picture(picture_upload(), alt_de="Innen", by=None)
        stray = store_picture(picture_upload(), alt_de="Fremd", by=None)
        with_picture.body_de = f"![x](bild:{inner.token})"
        with_picture.save()
        for person, expected in ((deputy, [200, 200, 404]), (outsider, [404, 404, 404])):
            client.force_login(person)
            pictures = (with_picture.picture, inner, stray)
            assert [client.get(f"/pictures/{one.token}.webp").status_code for one in pictures] == expected


@pytest.mark.django_db
def test_who_has_left_still_deletes_drafts(draft, by, manager, today):
    Membership.objects.filter(cluster=by["cluster"]).delete()
    with pytest.raises(ActRefused):
        contributions.submit(draft, **by)
    contributions.delete_draft(draft, **by)
    assert not Story.objects.exists()
