"""The public content of the world: an event, articles, a subscription, a picture."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.models import Event, News, NewsletterSubscription, Publication, Story
from events.tests.newsletter_world import add_issues
from records.pictures import store_picture
from records.uploads import store_upload

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def add_content(here):
    """Adds event, news, story, publication, subscription and a published picture; `here` has today and cast."""
    here.event = Event.objects.create(
        slug="jahrestreffen",
        kind=Event.Kind.ANNUAL_MEETING,
        title_de="Jahrestreffen",
        starts_on=here.today + datetime.timedelta(days=12),
        released_on=here.today,
    )
    here.news = News.objects.create(slug="meldung", title_de="Meldung", body_de="Text.", released_on=here.today)
    here.story = Story.objects.create(slug="erfolg", title_de="Erfolg", number=1, released_on=here.today)
    stored = store_upload(SimpleUploadedFile("bericht.pdf", PDF, content_type="application/pdf"), by=here.cast.office)
    here.publication = Publication.objects.create(
        slug="bericht", title_de="Bericht", document=stored, released_on=here.today
    )
    here.subscription = NewsletterSubscription.objects.create(email="leserin@portal.test", consent_version="1")
    add_issues(here)
    here.picture = store_picture(picture_upload(), alt_de="Ein blaues Feld", by=here.cast.office)
    here.picture.published_at = timezone.now()
    here.picture.save(update_fields=["published_at"])


def picture_upload(name="bild.png", size=(40, 20), colour="navy"):
    """A PNG as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
