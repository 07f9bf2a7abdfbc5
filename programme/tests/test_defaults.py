"""The reference data every installation starts with."""

import pytest

from programme.defaults import boundaries, load_defaults
from programme.models import ContentPage, Land, OwnerName, ProgrammeSettings, TechnologyField

pytestmark = pytest.mark.django_db


def test_every_installation_starts_with_the_reference_data():
    assert Land.objects.count() == 16
    assert TechnologyField.objects.count() == 27
    assert OwnerName.objects.count() == 4
    assert set(ContentPage.objects.values_list("key", flat=True)) == set(ContentPage.Key.values)
    assert ProgrammeSettings.objects.count() == 1


@pytest.mark.parametrize(
    ("iso", "german", "english"),
    [
        ("DE-BY", "Bayern", "Bavaria"),
        ("DE-HE", "Hessen", "Hesse"),
        ("DE-MV", "Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
        ("DE-NI", "Niedersachsen", "Lower Saxony"),
        ("DE-NW", "Nordrhein-Westfalen", "North Rhine-Westphalia"),
        ("DE-RP", "Rheinland-Pfalz", "Rhineland-Palatinate"),
        ("DE-SN", "Sachsen", "Saxony"),
        ("DE-ST", "Sachsen-Anhalt", "Saxony-Anhalt"),
        ("DE-TH", "Thüringen", "Thuringia"),
    ],
)
def test_laender_bear_their_names_in_both_languages(iso, german, english):
    land = Land.objects.get(iso=iso)
    assert (land.name_de, land.name_en) == (german, english)


def test_each_land_has_boundaries():
    drawn = {feature["properties"]["iso"] for feature in boundaries()["features"]}
    assert drawn == set(Land.objects.values_list("iso", flat=True))


def test_a_second_load_leaves_what_the_office_edited():
    ContentPage.objects.filter(key="imprint").update(body_de="Unser Impressum")
    TechnologyField.objects.filter(code="automotive").update(name_de="Fahrzeugbau")
    TechnologyField.objects.filter(code="music-industry").delete()
    OwnerName.objects.filter(valid_until=None).delete()
    ProgrammeSettings.objects.update(review_days=30)
    load_defaults()
    assert ContentPage.objects.get(key="imprint").body_de == "Unser Impressum"
    assert TechnologyField.objects.get(code="automotive").name_de == "Fahrzeugbau"
    assert not TechnologyField.objects.filter(code="music-industry").exists()
    assert OwnerName.objects.count() == 3
    assert ProgrammeSettings.load().review_days == 30


def test_a_missing_page_comes_back_as_a_placeholder_in_both_languages():
    ContentPage.objects.filter(key="privacy").delete()
    load_defaults()
    page = ContentPage.objects.get(key="privacy")
    assert page.title_de == "Datenschutz"
    assert "Platzhalter" in page.body_de
    assert "placeholder" in page.body_en


@pytest.mark.parametrize(
    ("day", "short_name"),
    [
        ("2013-12-16", "BMWi"),
        ("2021-12-07", "BMWi"),
        ("2021-12-08", "BMWK"),
        ("2025-05-05", "BMWK"),
        ("2025-05-06", "BMWE"),
    ],
)
def test_one_name_of_the_ministry_is_valid_on_a_day(day, short_name):
    assert OwnerName.objects.valid_on(day).get().short_name == short_name
