"""Pictures that nothing shows are purged; the office corrects descriptions and deletes for good."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import ProfileRevision
from clusters.tests.factories import ClusterFactory
from events.tests.factories import NewsFactory
from goclusterportal.tests.world_content import picture_upload
from programme.models import ContentPage
from records.models import AuditEntry, KeptInput, Picture
from records.picture_uses import DAYS_UNUSED, purge_pictures
from records.pictures import store_picture

pytestmark = pytest.mark.django_db

ONE = datetime.timedelta(days=1)


@pytest.fixture
def old():
    """Makes pictures that were uploaded before the limit."""

    def make(**values):
        picture = store_picture(picture_upload(), alt_de="Feld", by=None)
        values = {"uploaded_at": timezone.now() - (DAYS_UNUSED + 1) * ONE, **values}
        Picture.objects.filter(pk=picture.pk).update(**values)
        return picture

    return make


def test_what_nothing_shows_goes_with_its_file_after_a_while(old):
    unused, young = old(), old(uploaded_at=timezone.now() - (DAYS_UNUSED - 1) * ONE)
    published = old(published_at=timezone.now())
    path = unused.file.path
    assert purge_pictures(timezone.now()) == 1
    assert set(Picture.objects.all()) == {young, published}
    assert not unused.file.storage.exists(path)
    assert purge_pictures(timezone.now()) == 0


def test_what_stands_anywhere_stays(old):
    lead, text, page, kept, logo = (old() for _use in range(5))
    NewsFactory(picture=lead, body_en=f"![x](bild:{text.token})")
    ContentPage.objects.filter(key="imprint").update(body_de=f"![x](bild:{page.token})")
    KeptInput.objects.create(path="/", fields={"body_de": [f"![x](bild:{kept.token})"]})
    ProfileRevision.objects.create(cluster=ClusterFactory(), values={"logo": logo.token}, base={})
    assert purge_pictures(timezone.now()) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_purge_asks_the_same_number_of_questions(old, count, django_assert_max_num_queries):
    news = [NewsFactory(picture=old()) for _number in range(count)]
    with django_assert_max_num_queries(320):
        assert purge_pictures(timezone.now()) == 0
    assert len(news) == count


class TestTheOffice:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, office):
        client.force_login(office)

    def test_corrects_a_description(self, client, old):
        picture = old()
        address = reverse("admin:records_picture_change", args=[picture.pk])
        assert "nirgends" in client.get(address).content.decode()
        assert client.post(address, {"alt_de": "Ein blaues Feld", "alt_en": "A blue field"}).status_code == 302
        picture.refresh_from_db()
        assert (picture.alt_de, picture.alt_en) == ("Ein blaues Feld", "A blue field")
        listed = client.get(reverse("admin:records_picture_changelist"), {"state": "hidden"}).content.decode()
        assert f"/pictures/{picture.token}.webp" in listed
        assert (
            picture.token
            not in client.get(reverse("admin:records_picture_changelist"), {"state": "public"}).content.decode()
        )

    def test_deletes_for_good_what_nothing_shows(self, client, old):
        picture = old(published_at=timezone.now())
        news = NewsFactory(picture=picture)
        act = reverse("admin:records_picture_act", args=[picture.pk, "delete-for-good"])
        assert "wird noch gezeigt: Meldung" in client.post(act).content.decode()
        news.picture = None
        news.save()
        assert client.post(act).status_code == 302
        assert not Picture.objects.exists()
        assert client.get(f"/pictures/{picture.token}.webp").status_code == 404
        assert AuditEntry.objects.get().verb == "delete_picture"


def test_nobody_else_does(client, manager, old):
    client.force_login(manager)
    picture = old()
    assert client.post(reverse("admin:records_picture_act", args=[picture.pk, "delete-for-good"])).status_code in (
        302,
        404,
    )
    assert Picture.objects.exists()
