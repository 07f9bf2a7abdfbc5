"""Invented people register: a webinar that is full, with a waiting list, and an annual meeting with room."""

import datetime

from django.utils import timezone

from events.models import Event, RegistrationQuestion, RegistrationSettings
from events.services.registrations import Wish, register

PEOPLE = [
    ("Ada Beispiel", "Musterwerk GmbH"),
    ("Bo Muster", "Institut Beispielhausen"),
    ("Cleo Probe", "Holzbau Beispiel eG"),
    ("Dana Entwurf", "Musterregion Photonik e. V."),
    ("Emil Skizze", "Hochschule Musterstadt"),
    ("Fritzi Vorlage", "Beispielnetz e. V."),
    ("Gero Modell", "Musterwerk GmbH"),
]


ACCESS_DE = "Einwahl: https://konferenz.demo.example/silber\nKennwort: Beispiel"
ACCESS_EN = "Dial in: https://konferenz.demo.example/silber\nPassword: Beispiel"


def load(cast, day):
    """Registration for the two events of the demo, unless it is there. Returns how many people are new."""
    made = 0
    for slug, capacity, number in (("demo-webinar-silber", 5, 7), ("demo-jahrestreffen", 120, 3)):
        event = Event.objects.filter(slug=slug).first()
        if event is None or RegistrationSettings.objects.filter(event=event).exists():
            continue
        now = timezone.now()
        settings = RegistrationSettings.objects.create(
            event=event,
            closes_at=_evening_before(event.starts_on),
            capacity=capacity,
            access_note_de=ACCESS_DE if event.online else "",
            access_note_en=ACCESS_EN if event.online else "",
        )
        food = _question(settings, 1, "single", "Verpflegung", "Food", True)
        food.options_de, food.options_en = "vegetarisch\nvegan\nmit Fleisch", "vegetarian\nvegan\nwith meat"
        food.save()
        _question(settings, 2, "long", "Was möchten Sie besprechen?", "What would you like to discuss?", False)
        for index, (name, organisation) in enumerate(PEOPLE[:number]):
            wish = Wish(
                name=name,
                email=f"{name.split()[0].lower()}@demo.example",
                organisation=organisation,
                answers={food.key: ("vegetarisch", "vegan", "mit Fleisch")[index % 3]},
            )
            register(
                settings, wish, on_behalf_by=cast["office@demo.example"], now=now + datetime.timedelta(seconds=index)
            )
            made += 1
    return made


def _evening_before(day):
    moment = datetime.datetime.combine(day - datetime.timedelta(days=1), datetime.time(18))
    return timezone.make_aware(moment)


def _question(settings, position, kind, label_de, label_en, required):
    return RegistrationQuestion.objects.create(
        settings=settings, position=position, kind=kind, label_de=label_de, label_en=label_en, required=required
    )
