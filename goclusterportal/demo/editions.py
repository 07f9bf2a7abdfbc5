"""An invented cluster week: its programme, a submission that waits, an event that was called off."""

import datetime

from django.utils import timezone

from events.models import Edition, EditionSubmission, Event
from events.services.announcing import cancel_event
from programme.models import Land

NOTE = "Erfunden für die Demonstration."
# Title in both languages, day of the week, hour, Land, place; without a Land it takes place online.
PROGRAMME = [
    ("Offene Werkstatt Holzbau", "Open timber workshop", 0, 10, "DE-BY", "Musterstadt"),
    ("Leichtbau zum Anfassen", "Lightweight construction up close", 0, 14, "DE-SN", "Beispielhausen"),
    ("Sprechstunde: Wie wird man Mitglied?", "Consultation: how to become a member", 1, 11, "", ""),
    ("Rundgang durch das Photoniklabor", "Tour of the photonics laboratory", 2, 9, "DE-TH", "Musterthal"),
    ("Batterien von morgen", "Batteries of tomorrow", 2, 15, "DE-NI", "Beispielburg"),
    ("Abend der Cluster", "Evening of the clusters", 4, 18, "DE-BE", "Berlin"),
]
CALLED_OFF = "Batterien von morgen"


def load(cast, day):
    """Everything that is not there yet. Returns how many pieces are new."""
    starts_on = _next_monday(day + datetime.timedelta(days=75))
    edition, created = Edition.objects.get_or_create(
        slug="demo-clusterwoche",
        defaults={
            "name_de": f"Clusterwoche {starts_on.year}",
            "name_en": f"Cluster week {starts_on.year}",
            "intro_de": f"{NOTE}\n\nFünf Tage, an denen Cluster zeigen, woran sie arbeiten.",
            "intro_en": "Invented for the demonstration.\n\nFive days on which clusters show what they work on.",
            "starts_on": starts_on,
            "ends_on": starts_on + datetime.timedelta(days=4),
            "submissions_from": day,
            "released_on": day,
        },
    )
    if not created:
        return 0
    for number, (title_de, title_en, weekday, hour, iso, city) in enumerate(PROGRAMME, start=1):
        Event.objects.get_or_create(
            slug=f"demo-clusterwoche-{number}",
            defaults={
                "kind": Event.Kind.CLUSTER_WEEK,
                "edition": edition,
                "title_de": title_de,
                "title_en": title_en,
                "summary_de": NOTE,
                "summary_en": "Invented for the demonstration.",
                "starts_on": edition.starts_on + datetime.timedelta(days=weekday),
                "starts_at": datetime.time(hour),
                "ends_at": datetime.time(hour + 2),
                "land": Land.objects.filter(iso=iso).first(),
                "city": city,
                "online": not iso,
                "organiser": "Clusterinitiative Musterland",
                "released_on": day,
            },
        )
    cancel_event(
        Event.objects.get(title_de=CALLED_OFF, edition=edition),
        notice_de="Das Labor wird umgebaut. Ein neuer Termin folgt.",
        notice_en="The laboratory is being rebuilt. A new date will follow.",
        actor=cast["office@demo.example"],
        day=day,
        now=timezone.now(),
    )
    EditionSubmission.objects.create(
        edition=edition,
        organisation="Netzwerk Beispielwald",
        contact_name="Bo Beispiel",
        contact_email="initiative@demo.example",
        title_de="Waldgespräch: Holz und Digitalisierung",
        summary_de=f"{NOTE} Ein Rundgang mit Gesprächen.",
        held_on=edition.starts_on + datetime.timedelta(days=3),
        starts_at=datetime.time(13),
        city="Beispielwald",
        land=Land.objects.get(iso="DE-HE"),
        confirmed_at=timezone.now(),
    )
    return len(PROGRAMME) + 2


def _next_monday(day):
    return day + datetime.timedelta(days=-day.weekday() % 7)
