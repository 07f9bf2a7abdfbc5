"""Events, articles and subscriptions for tests: plain rows."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events.models import (
    Edition,
    EditionSubmission,
    Event,
    News,
    NewsletterSubscription,
    Publication,
    Story,
)


class EventFactory(DjangoModelFactory):
    """A released event of one day, in ten days."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"veranstaltung-{n}")
    kind = Event.Kind.WORKSHOP
    title_de = factory.Sequence(lambda n: f"Veranstaltung {n}")
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))
    released_on = datetime.date(2020, 1, 1)

    @factory.post_generation
    def clusters(self, create, extracted, **kwargs):
        if extracted:
            self.clusters.set(extracted)


class ArticleFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"beitrag-{n}")
    title_de = factory.Sequence(lambda n: f"Beitrag {n}")
    teaser_de = "Ein Anreißer."
    body_de = "Ein Text mit **Betonung**."
    released_on = datetime.date(2020, 1, 1)

    @factory.post_generation
    def clusters(self, create, extracted, **kwargs):
        if extracted:
            self.clusters.set(extracted)


class NewsFactory(ArticleFactory):
    class Meta:
        model = News


class StoryFactory(ArticleFactory):
    class Meta:
        model = Story


class PublicationFactory(ArticleFactory):
    class Meta:
        model = Publication


class SubscriptionFactory(DjangoModelFactory):
    """A sign-up of this moment, mailed, not confirmed."""

    class Meta:
        model = NewsletterSubscription

    email = factory.Sequence(lambda n: f"leserin{n}@portal.test")
    consent_version = "1"
    mailed_at = factory.SelfAttribute("signed_up_at")
    signed_up_at = factory.LazyFunction(timezone.now)


class EditionFactory(DjangoModelFactory):
    """A released week that begins in thirty days and takes submissions since yesterday."""

    class Meta:
        model = Edition

    slug = factory.Sequence(lambda n: f"clusterwoche-{n}")
    name_de = factory.Sequence(lambda n: f"Clusterwoche {n}")
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda edition: edition.starts_on + datetime.timedelta(days=6))
    submissions_from = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
    released_on = datetime.date(2020, 1, 1)


class EditionSubmissionFactory(DjangoModelFactory):
    """Sent just now, not confirmed; on the first day of its edition."""

    class Meta:
        model = EditionSubmission

    edition = factory.SubFactory(EditionFactory)
    organisation = "Initiative Leichtbau"
    contact_name = "Erika Beispiel"
    contact_email = factory.Sequence(lambda n: f"initiative{n}@portal.test")
    title_de = factory.Sequence(lambda n: f"Offene Werkstatt {n}")
    summary_de = "Wir zeigen, woran wir arbeiten."
    held_on = factory.LazyAttribute(lambda row: row.edition.starts_on)
    city = "Augsburg"
