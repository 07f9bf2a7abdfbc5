"""The public content of the world: an event, articles, a subscription, a picture."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from clusters.models import ProfileRevision
from events.models import Event, News, NewsletterSubscription, Publication, Story
from events.tests.factories import EditionFactory, EditionSubmissionFactory, EventFactory
from events.tests.newsletter_world import add_issues
from events.tests.registrations import add_registration
from programme.models import Land
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
    add_registration(here)
    here.news = News.objects.create(slug="meldung", title_de="Meldung", body_de="Text.", released_on=here.today)
    here.story = Story.objects.create(slug="erfolg", title_de="Erfolg", number=1, released_on=here.today)
    stored = store_upload(SimpleUploadedFile("bericht.pdf", PDF, content_type="application/pdf"), by=here.cast.office)
    here.publication = Publication.objects.create(
        slug="bericht", title_de="Bericht", document=stored, released_on=here.today
    )
    here.subscription = NewsletterSubscription.objects.create(email="leserin@portal.test", consent_version="1")
    here.edition = EditionFactory(starts_on=here.today + datetime.timedelta(days=60), released_on=here.today)
    here.edition_submission = EditionSubmissionFactory(edition=here.edition, confirmed_at=timezone.now())
    EventFactory(
        title_de="Tag der offenen Tür",
        kind=Event.Kind.CLUSTER_WEEK,
        edition=here.edition,
        starts_on=here.edition.starts_on,
        land=Land.objects.get(iso="DE-BY"),
    )
    logo = store_picture(picture_upload(), alt_de="Logo", by=here.cast.manager)
    ProfileRevision.objects.create(
        cluster=here.cluster,
        values={"aims_de": "Neue Ziele", "logo": logo.token},
        base={},
        logo=logo,
        edited_by=here.cast.manager,
    )
    add_issues(here)
    here.picture = store_picture(picture_upload(), alt_de="Ein blaues Feld", by=here.cast.office)
    here.picture.published_at = timezone.now()
    here.picture.save(update_fields=["published_at"])
    add_contributions(here)


def add_contributions(here):
    """What the member contributes: a draft, one that waits, one that was returned; and news with pictures."""
    own, now = {"contributed_for": here.cluster, "contributed_by": here.cast.manager}, timezone.now()
    here.contribution = Story.objects.create(slug="entwurf", title_de="Entwurf", body_de="Ein Text.", **own)
    here.submitted_news = News.objects.create(
        slug="eingereicht", title_de="Eingereicht", body_de="Ein Text.", submitted_at=now, **own
    )
    here.returned_event = Event.objects.create(
        slug="zurueckgegeben",
        kind=Event.Kind.WORKSHOP,
        title_de="Zurückgegeben",
        starts_on=here.today + datetime.timedelta(days=20),
        submitted_at=now,
        returned_at=now,
        answer="Bitte nennen Sie den Ort.",
        **own,
    )
    here.illustrated = News.objects.create(
        slug="bebildert",
        title_de="Bebildert",
        teaser_de="Mit Bildern.",
        body_de=f'Ein Text.\n\n![Ein Feld](bild:{here.picture.token} "Blau.")',
        picture=here.picture,
        credit="Portal",
        released_on=here.today,
    )
    here.illustrated.clusters.add(here.cluster)


def picture_upload(name="bild.png", size=(40, 20), colour="navy"):
    """A PNG as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")
