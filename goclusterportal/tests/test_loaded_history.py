"""A history loaded by the command shows for every day the numbers that a person counted, on the page and in the API."""

import datetime
import io
import re

import pytest
from django.core.management import call_command
from django.test import Client

from clusters.defaults import DATA
from clusters.models import ActorFigures, Membership
from goclusterportal.tests.loaded_history import COMPANIES, LAENDER, NUMBERS, write_history
from labels.models import LabelAward, SilverDuty
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

DAY = "2022-10-31"


def load(path):
    out = io.StringIO()
    call_command("import_history", str(path), stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(tmp_path):
    ProgrammeSettings.objects.update(register_complete_since=datetime.date(2012, 1, 1))
    return load(write_history(tmp_path / "history.csv"))


def told(day):
    return Client().get("/api/v1/facts/", {"on": day}).json()["counted"]


def page_text(day):
    """The words of the page without its marks, single blanks between them."""
    main = re.split(r"<main\b", Client().get("/facts/", {"on": day}).content.decode())[1]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_the_history_shows_the_counted_numbers_on_every_day(loaded):
    assert "290 Einträge neu, 0 ergänzt, 0 unverändert. Alles geschrieben." in loaded
    for day, counted in NUMBERS.items():
        api = told(day)
        levels = {row["level"]: row["clusters"] for row in api["labels"]["levels"]}
        assert (api["members"], api["unknown_start"]) == (counted.members, counted.unknown_start), day
        assert levels == {"gold": counted.gold, "silver": counted.silver, "bronze": counted.bronze}, day
        assert api["labels"]["total"] == counted.labels, day
        page = page_text(day)
        for level in ("Gold", "Silber", "Bronze"):
            number = {"Gold": counted.gold, "Silber": counted.silver, "Bronze": counted.bronze}[level]
            assert re.search(rf"\b{level}\b[^0-9]*\b{number}\b", page), (day, level)
        assert re.search(rf"\b{counted.members}\b", page), day
    assert {row["iso"]: row["members"] for row in told(DAY)["by_land"] if row["members"]} == LAENDER
    for day, (companies, clusters) in COMPANIES.items():
        first = told(day)["actors"]["sums"][0]
        assert (first["name"], first["total"], first["clusters"]) == ("companies", companies, clusters), day
    assert told("2011-12-31") is None, "the register was not complete yet"


def test_the_loaded_numbers_are_what_the_programme_published():
    published = {}
    for line in (DATA / "published_figures.csv").read_text().splitlines():
        if line.startswith("2022-10,"):
            _month, _precision, figure, value, *_ = line.split(",")
            published[figure] = int(value)
    counted = NUMBERS[DAY]
    assert published["members"] == counted.members == 81
    assert published["labels_valid"] == counted.labels == 60
    assert (published["labels_gold"], published["labels_silver"], published["labels_bronze"]) == (14, 42, 4)
    assert (counted.gold, counted.silver, counted.bronze) == (14, 42, 4)
    assert counted.members - counted.labels == 21


def test_known_starts_have_their_duty_and_the_file_again_changes_nothing(loaded, tmp_path):
    assert SilverDuty.objects.count() == Membership.objects.exclude(starts_on=None).count() == 94
    before = [list(model.objects.order_by("pk").values()) for model in (Membership, LabelAward, ActorFigures)]
    again = load(write_history(tmp_path / "geschichte.csv", german=True))
    assert "0 Einträge neu, 0 ergänzt, 290 unverändert" in again
    assert [list(model.objects.order_by("pk").values()) for model in (Membership, LabelAward, ActorFigures)] == before
