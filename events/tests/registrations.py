"""Events with registration, and registered people, for tests; what an address of the access table needs."""

import datetime

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.tests.factories import UserFactory
from events.models import Registration, RegistrationMessage, RegistrationQuestion, RegistrationSettings
from events.registration_links import token_of
from events.services.registrations import Wish, register

from .factories import EventFactory

TEN, FOUR = datetime.time(10), datetime.time(16)


class RegistrationSettingsFactory(DjangoModelFactory):
    """Open until the day before an event in ten days, two seats, with a waiting list."""

    class Meta:
        model = RegistrationSettings

    event = factory.SubFactory(EventFactory, title_de="Werkstattgespräch", starts_at=TEN, ends_at=FOUR, city="Jena")
    closes_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=9))
    capacity = 2


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = RegistrationQuestion

    settings = factory.SubFactory(RegistrationSettingsFactory)
    position = factory.Sequence(lambda n: n + 1)
    label_de = factory.Sequence(lambda n: f"Frage {n}")


def wish(number=1, **changes):
    values = {"name": f"Person {number}", "email": f"person{number}@portal.test", "organisation": "Musterwerk"}
    return Wish(**{**values, **changes})


def registered(settings, number=1, *, now=None, **changes):
    return register(settings, wish(number, **changes), now=now or timezone.now())


def account(number=1):
    """Somebody who has proved to own the address of `registered(…, number)`."""
    return proved(UserFactory(email=f"person{number}@portal.test"))


def proved(user):
    """The person has confirmed the address."""
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def add_questions(settings):
    """One of every kind."""
    Kind = RegistrationQuestion.Kind  # noqa: N806
    rows = [
        (Kind.TEXT, "Ihre Funktion", "Your function", "", "", False),
        (Kind.LONG, "Was möchten Sie besprechen?", "What would you like to discuss?", "", "", False),
        (Kind.SINGLE, "Verpflegung", "Food", "vegetarisch\nvegan\nmit Fleisch", "vegetarian\nvegan\nwith meat", True),
        (Kind.MULTIPLE, "Arbeitsgruppen", "Working groups", "Energie\nMobilität", "Energy\nMobility", False),
        (Kind.YES_NO, "Kommen Sie mit der Bahn?", "Will you come by train?", "", "", False),
    ]
    return [
        RegistrationQuestion.objects.create(
            settings=settings,
            position=position,
            kind=kind,
            label_de=label_de,
            label_en=label_en,
            options_de=options_de,
            options_en=options_en,
            required=required,
        )
        for position, (kind, label_de, label_en, options_de, options_en, required) in enumerate(rows, start=1)
    ]


def add_registration(here):
    """Registration for the event of the world: one seat, taken; one person waits. A message of the office, a draft."""
    here.registration_settings = RegistrationSettings.objects.create(
        event=here.event, closes_at=timezone.now() + datetime.timedelta(days=5), capacity=1
    )
    add_questions(here.registration_settings)
    here.registration = registered(here.registration_settings, 1, answers={})
    here.waiting = registered(here.registration_settings, 2)
    here.registration_token = token_of(here.registration)
    here.registration_message = RegistrationMessage.objects.create(
        settings=here.registration_settings, subject_de="Anfahrt", body_de="Bitte nehmen Sie die Bahn."
    )


def all_states(settings):
    return list(Registration.objects.filter(settings=settings).order_by("pk").values_list("state", flat=True))
