"""The reference data every installation starts with. Filled in after each migrate, and only where nothing stands yet.

What the office has edited, it has edited: a table that has rows is left alone, except that all 16 Länder and the pages
that templates link to must exist.
"""

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path

from .content import bump
from .models import (
    AccessibilityStatement,
    ContentPage,
    KnownBarrier,
    Land,
    LineRecording,
    OwnerName,
    ProgrammeSettings,
    TechnologyField,
)
from .reporting import ReportingLine
from .searched import fill_search_texts

DATA = Path(__file__).resolve().parent / "data"


def load_defaults():
    """Länder, technology fields, the ministry's names, plain pages, reporting lines, settings; safe to repeat."""
    Land.objects.bulk_create([Land(**row) for row in read_csv(DATA / "laender.csv")], ignore_conflicts=True)
    if not TechnologyField.objects.exists():
        TechnologyField.objects.bulk_create(TechnologyField(**row) for row in read_csv(DATA / "technology_fields.csv"))
    if not OwnerName.objects.exists():
        OwnerName.objects.bulk_create(
            OwnerName(
                valid_from=date.fromisoformat(row.pop("valid_from")),
                valid_until=date.fromisoformat(until) if (until := row.pop("valid_until")) else None,
                **row,
            )
            for row in read_csv(DATA / "owner_names.csv")
        )
    present = set(ContentPage.objects.values_list("key", flat=True))
    ContentPage.objects.bulk_create(_placeholder(key) for key in ContentPage.Key.values if key not in present)
    fill_search_texts(ContentPage)
    _begin_history(ContentPage)
    load_statement()
    _begin_history(AccessibilityStatement)
    _begin_history(KnownBarrier)
    lines = [LineRecording(line=line) for line in ReportingLine.values]
    LineRecording.objects.bulk_create(lines, ignore_conflicts=True)
    ProgrammeSettings.load()
    # Every release migrates: what visitors' pages were cached under the old templates goes.
    bump()


def _begin_history(model):
    """A history begins with what stood there: else the first change would lose it."""
    model.history.bulk_history_create(list(model.objects.exclude(pk__in=model.history.values("id"))))


CONCILIATION = {
    "conciliation_name": "Schlichtungsstelle nach § 16 des Behindertengleichstellungsgesetzes bei dem Beauftragten der "
    "Bundesregierung für die Belange von Menschen mit Behinderungen",
    "conciliation_address": "Mauerstraße 53, 10117 Berlin",
    "conciliation_website": "https://www.schlichtungsstelle-bgg.de",
    "conciliation_email": "info@schlichtungsstelle-bgg.de",
}
BARRIERS = [
    {
        "position": 1,
        "what_de": "Es gibt noch keine geprüften Texte in Leichter Sprache.",
        "what_en": "There are no reviewed texts in easy-to-read language yet.",
        "alternative_de": "Die Texte sind kurz und ohne Fachwörter. Das Programmbüro erklärt sie auch am Telefon.",
        "alternative_en": "The texts are short and without jargon. The programme office also explains them by phone.",
    },
    {
        "position": 2,
        "what_de": "Es gibt noch keine Videos in Deutscher Gebärdensprache.",
        "what_en": "There are no videos in German Sign Language yet.",
        "alternative_de": "Alles steht auch als Text auf den Seiten.",
        "alternative_en": "Everything is also on the pages as text.",
    },
]


def load_statement():
    """The facts of the accessibility statement before anybody has assessed the portal."""
    statement, is_new = AccessibilityStatement.objects.get_or_create(pk=1, defaults=CONCILIATION)
    if is_new:
        KnownBarrier.objects.bulk_create(KnownBarrier(statement=statement, **values) for values in BARRIERS)


def read_csv(path):
    """The rows of one of our own data files, as dicts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def boundaries():
    """The boundaries of the 16 Länder (GeoJSON, WGS 84), for drawing. © GeoBasis-DE / BKG 2017 (Daten verändert)."""
    return json.loads((DATA / "laender.geojson").read_text(encoding="utf-8"))


def _placeholder(key):
    page = ContentPage(key=key)
    for language in ("de", "en"):
        title, _, body = (DATA / "pages" / f"{key}.{language}.md").read_text(encoding="utf-8").partition("\n")
        setattr(page, f"title_{language}", title.removeprefix("# "))
        setattr(page, f"body_{language}", body.strip() + "\n")
    return page
