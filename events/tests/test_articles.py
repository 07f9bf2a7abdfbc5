"""Lists, archive, neighbours, related items, structured data, feeds, and what appears at midnight by itself."""

import datetime
import json
import re

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import ClusterFactory
from events.models import News, Story
from events.services import publishing
from goclusterportal.tests.world_content import picture_upload
from programme.errors import ActRefused
from programme.models import TechnologyField
from records.models import Picture
from records.pictures import store_picture

from .factories import NewsFactory, PublicationFactory, StoryFactory

pytestmark = pytest.mark.django_db


def page(client, address, **parameters):
    answer = client.get(address, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def on(year, month, day=1):
    return datetime.date(year, month, day)


def test_the_archive_counts_by_year_and_quarter(client):
    for slug, day in (("a", on(2024, 2)), ("b", on(2024, 3)), ("c", on(2024, 11)), ("d", on(2025, 1))):
        NewsFactory(slug=slug, title_de=f"Titel-{slug}", released_on=day)
    NewsFactory(slug="e", title_de="Titel-e", released_on=None)
    answer = client.get("/news/")
    assert answer.context["years"] == [
        {"year": 2025, "count": 1, "quarters": [(1, 1)]},
        {"year": 2024, "count": 3, "quarters": [(4, 1), (1, 2)]},
    ]
    first = page(client, "/news/archive/2024/1/")
    assert "Titel-a" in first
    assert "Titel-b" in first
    assert "Titel-c" not in first
    assert "Titel-c" in page(client, "/news/archive/2024/")
    for empty in ("2023/", "2024/2/", "2024/5/", "9999/", "0/"):
        assert client.get(f"/news/archive/{empty}").status_code == 404


def test_a_field_narrows_the_list_by_public_clusters_only(client, member_cluster):
    field = TechnologyField.objects.first()
    hidden = ClusterFactory()
    for cluster in (member_cluster, hidden):
        cluster.fields.set([field])
    NewsFactory(title_de="Vom Mitglied", clusters=[member_cluster])
    NewsFactory(title_de="Vom Verborgenen", clusters=[hidden])
    NewsFactory(title_de="Von niemandem")
    found = page(client, "/news/", field=field.code)
    assert "Vom Mitglied" in found
    assert "Vom Verborgenen" not in found
    assert "Von niemandem" not in found
    assert "Von niemandem" in page(client, "/news/", field="gibt-es-nicht")


def test_stories_stand_in_a_series_and_reports_beside_it(client):
    one, two = StoryFactory(number=1, title_de="Eins"), StoryFactory(number=2, title_de="Zwei")
    StoryFactory(kind="report", title_de="Reportage", released_on=on(2021, 1))
    shown = client.get(reverse("events:story", args=[two.slug])).context
    assert (shown["before"], shown["after"]) == (one, None)
    assert "ClusterERFOLG Nr. 2" in page(client, reverse("events:story", args=[two.slug]))
    assert "Eins" not in page(client, "/stories/", kind="report")
    assert "Reportage" in page(client, "/stories/", kind="report", year="2021")
    for strange in ({"year": "99999"}, {"year": "x"}, {"kind": "x"}, {"year": "²"}):
        assert client.get("/stories/", strange).status_code == 200


def test_related_items_share_clusters_then_fields(client, member_cluster, django_assert_num_queries):
    mine = NewsFactory(slug="mein", clusters=[member_cluster])
    same = StoryFactory(clusters=[member_cluster], released_on=on(2019, 1))
    NewsFactory(title_de="Unverwandt")
    answer = client.get("/news/mein/")
    assert answer.context["related"] == [same]
    assert mine not in answer.context["related"]


def test_a_page_costs_the_same_however_much_is_related(client, member_cluster, django_assert_max_num_queries):
    article, costs = NewsFactory(slug="mein", clusters=[member_cluster]), []
    for total in (0, 3, 20):
        for _ in range(total):
            NewsFactory(clusters=[member_cluster])
            StoryFactory(clusters=[member_cluster])
        with django_assert_max_num_queries(14) as counted:
            client.get(reverse("events:news", args=[article.slug]), {"x": total})
        costs.append(len(counted))
    assert len(set(costs)) == 1


def test_structured_data_cannot_be_broken_out_of(client, member_cluster):
    title = "</script><script>alert(1)</script> & \u2028"
    NewsFactory(slug="boese", title_de=title, clusters=[member_cluster])
    found = page(client, "/news/boese/")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', found)
    facts = json.loads(data)
    assert facts["headline"] == title
    assert facts["@type"] == "NewsArticle"
    assert facts["about"][0]["name"] == member_cluster.name
    assert "<script>alert" not in found


@pytest.mark.parametrize("address", ["/news/feed/", "/news/feed/rss/"])
def test_feeds_hold_news_and_stories_in_both_languages(client, address):
    NewsFactory(title_de="Meldung", title_en="News", released_on=on(2026, 1))
    StoryFactory(title_de="Erfolg", title_en="Success", released_on=on(2026, 2), slug="erfolg")
    NewsFactory(title_de="Kanarienvogel", released_on=None)
    german = feedparser.parse(client.get(address).content)
    assert not german.bozo
    assert [entry.title for entry in german.entries] == ["Erfolg", "Meldung"]
    english = feedparser.parse(client.get(address, {"lang": "en"}).content)
    assert [entry.title for entry in english.entries] == ["Success", "News"]
    assert english.entries[0].link.endswith("/en/stories/erfolg/")
    assert address + "?lang=de" in page(client, "/news/")


@pytest.mark.parametrize("address", ["/news/feed/", "/news/feed/rss/"])
def test_a_control_character_ends_no_feed(client, address):
    story = StoryFactory(title_de="Zeile\x0bzwei\x1f", teaser_de="Ein\tA\r\nB\x01.")
    assert (story.title_de, story.teaser_de) == ("Zeile zwei", "Ein\tA\r\nB.")
    # Rows that are older than the rule.
    NewsFactory(teaser_de="", released_on=on(2019, 1))
    News.objects.update(title_de="Alt\x0bhier", body_de="x\x0b")
    read = feedparser.parse(client.get(address).content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == ["Zeile zwei", "Alt hier"]


def test_addresses_in_a_feed_are_absolute(client, office, settings):
    picture = store_picture(picture_upload(), alt_de="Ein Feld", by=office)
    text = (
        f"![Feld](bild:{picture.token})\n\n[Liste](/news/) [Fremd](//portal.example/x) [Fern](https://portal.example/y)"
    )
    NewsFactory(teaser_de="", body_de=text)
    Picture.objects.update(published_at=timezone.now())
    (entry,) = feedparser.parse(client.get("/news/feed/").content).entries
    found = re.findall(r'(?:src|href)="([^"]*)"', entry.summary)
    site = settings.SITE_URL
    assert found[:2] == [f"{site}/pictures/{picture.token}.webp", f"{site}/news/"]
    assert all(one.startswith(("http", "//")) for one in found)


def test_what_is_planned_appears_at_midnight_with_its_pictures(client, office, time_machine):
    time_machine.move_to(datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC), tick=False)
    picture = store_picture(picture_upload(), alt_de="Ein Feld", by=office)
    news = News.objects.create(slug="geplant", title_de="Geplant", body_de=f"![Feld](bild:{picture.token})")
    publishing.release(news, on=on(2026, 5, 2), actor=office, day=on(2026, 5, 1))
    shown = {"/news/geplant/": 404, f"/pictures/{picture.token}.webp": 404}
    assert {path: client.get(path).status_code for path in shown} == shown
    assert "Geplant" not in page(client, "/news/")
    assert "Geplant" not in page(client, "/news/feed/")
    assert "Geplant" not in page(client, "/")
    time_machine.move_to(datetime.datetime(2026, 5, 1, 22, 0, 1, tzinfo=datetime.UTC), tick=False)
    assert {path: client.get(path).status_code for path in shown} == dict.fromkeys(shown, 200)
    assert "<figure><img" in page(client, "/news/geplant/")
    for path in ("/news/", "/news/feed/", "/"):
        assert "Geplant" in page(client, path)


def test_taking_back_hides_the_page_and_holds_back_what_nobody_has_seen(
    client, office, today, django_capture_on_commit_callbacks
):
    tomorrow = today + datetime.timedelta(days=1)
    picture = store_picture(picture_upload(), alt_de="Ein Feld", by=office)
    news = News.objects.create(slug="da", title_de="Da", picture=picture)
    publishing.release(news, on=tomorrow, actor=office, day=today)
    assert Picture.objects.get().published_at
    publishing.take_back(news, actor=office, day=today)
    assert Picture.objects.get().published_at is None
    publishing.release(news, on=today, actor=office, day=today)
    assert client.get("/news/da/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        publishing.take_back(news, actor=office, day=today)
    assert client.get("/news/da/").status_code == 404


def test_publications_stand_by_year_and_say_what_a_download_is(client):
    PublicationFactory(title_de="Neu", released_on=on(2025, 3), link="https://portal.example/x")
    PublicationFactory(title_de="Alt", released_on=on(2020, 3), link="https://portal.example/y")
    found = page(client, "/publications/")
    assert found.index('id="year-2025"') < found.index("Neu") < found.index('id="year-2020"') < found.index("Alt")


class TestTheOffice:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, office):
        client.force_login(office)

    def test_releases_on_a_day_and_takes_back(self, client, today):
        story = StoryFactory(released_on=None, title_de="Erfolg")
        act = reverse("admin:events_story_act", args=[story.pk, "release"])
        assert client.post(act, {"on": ""}).status_code == 200
        assert client.post(act, {"on": today.isoformat()}).status_code == 302
        story.refresh_from_db()
        assert (story.released_on, story.number) == (today, 1)
        delete = reverse("admin:events_story_delete", args=[story.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403
        client.post(reverse("admin:events_story_act", args=[story.pk, "take-back"]))
        story.refresh_from_db()
        assert (story.released_on, story.number) == (None, 1)
        assert client.post(delete, {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
    def test_a_slip_in_the_day_is_said_at_its_field(self, client, office, today, day):
        picture = store_picture(picture_upload(), alt_de="Ein Feld", by=office)
        news = NewsFactory(released_on=None, picture=picture)
        answer = client.post(reverse("admin:events_news_act", args=[news.pk, "release"]), {"on": day})
        assert list(answer.context["form"].errors) == ["on"]
        answer = client.post(reverse("admin:events_news_add"), {"title_de": "T", "released_on": day})
        assert list(answer.context["adminform"].form.errors) == ["released_on"]
        with pytest.raises(ActRefused):
            publishing.release(news, on=datetime.date.fromisoformat(day), actor=office, day=today)

    def test_puts_pictures_into_the_text_and_above_it(self, client, today):
        values = {
            "title_de": "Mit Bild",
            "slug": "",
            "body_de": "Text.",
            "image": picture_upload(),
            "image_alt_de": "Im [Text]",
            "lead": picture_upload("titel.png"),
            "lead_alt_de": "Oben",
            "released_on": today.isoformat(),
        }
        assert client.post(reverse("admin:events_news_add"), values).status_code == 302
        news = News.objects.get(title_de="Mit Bild")
        inner = Picture.objects.get(alt_de="Im [Text]")
        assert news.body_de == f"Text.\n\n![Im (Text)](bild:{inner.token})\n"
        assert news.picture.alt_de == "Oben"
        assert not Picture.objects.filter(published_at=None).exists()

    def test_a_picture_without_description_is_said_at_its_field(self, client):
        values = {"title_de": "Mit Bild", "slug": "", "image": picture_upload()}
        answer = client.post(reverse("admin:events_news_add"), values)
        assert list(answer.context["adminform"].form.errors) == ["image_alt_de"]

    def test_filters_by_stage_and_missing_english(self, client):
        NewsFactory(title_de="Nur deutsch")
        NewsFactory(title_de="Beides", title_en="B", teaser_en="B", body_en="B")
        NewsFactory(title_de="Entwurf-X", released_on=None)
        address = reverse("admin:events_news_changelist")
        missing = page(client, address, english="missing")
        assert "Nur deutsch" in missing
        assert "Beides" not in missing
        assert "Entwurf-X" in page(client, address, stage="draft")
        assert "Nur deutsch" not in page(client, address, stage="draft")

    def test_previews_a_draft_and_a_text_that_is_not_saved(self, client, office):
        picture = store_picture(picture_upload(), alt_de="Ein Feld", by=office)
        news = News.objects.create(slug="x", title_de="Entwurf", body_de=f"![](bild:{picture.token})")
        assert "<figure><img" in page(client, reverse("admin:events_news_preview", args=[news.pk]))
        text = {"preview_field": "body_en", "body_en": "**Bold** <script>x</script>"}
        shown = client.post(reverse("markdown-preview"), text).content.decode()
        assert '<div class="portal-prose" lang="en" data-preview-content><p><strong>Bold</strong> &lt;script' in shown

    def test_a_report_has_no_number(self, client):
        values = {"title_de": "R", "slug": "", "kind": "report", "number": "3"}
        answer = client.post(reverse("admin:events_story_add"), values)
        assert "number" in answer.context["adminform"].form.errors
        assert not Story.objects.exists()
