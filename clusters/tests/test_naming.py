"""Search, matching and addresses under umlauts, typing habits and typing errors."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.naming import (
    MAX_SLUG_LENGTH,
    close_words,
    fold,
    likely_duplicates,
    normalised_name,
    search_terms,
    search_text,
    slug_for,
)
from programme.folding import MAX_TERMS


def found(query, *parts):
    stored = search_text(*parts)
    terms = search_terms(query)
    return bool(terms) and all(term in stored for term in terms)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Mönchengladbach", "Textilcluster Mönchengladbach"),
        ("moenchengladbach", "Textilcluster Mönchengladbach"),
        ("monchengladbach", "Textilcluster Mönchengladbach"),
        ("MÖNCHENGLADBACH", "Textilcluster Mönchengladbach"),
        (unicodedata.normalize("NFD", "Mönchengladbach"), "Textilcluster Mönchengladbach"),
        ("Mönchengladbach", unicodedata.normalize("NFD", "Textilcluster Mönchengladbach")),
        ("gladbach", "Textilcluster Mönchengladbach"),
        ("textil gladb", "Textilcluster Mönchengladbach"),
        ("gladbach textil", "Textilcluster Mönchengladbach"),
        ("Straße", "Cluster Strasse und Schiene"),
        ("strasse", "Cluster Straße und Schiene"),
        ("IT Logistik", "Bayerisches IT-Logistikcluster"),
        ("it-logistik", "Bayerisches IT Logistikcluster"),
        ("mowin.net", "MoWiN.net"),
        ("smart3", "Innovationsnetzwerk smart³ e.V."),
        ("e. V.", "Optence e.V."),
        ("Elan Vital", "Élan Vital"),
        ("Müller", "Mueller Cluster"),
        ("100 %", "100% Energie"),
    ],
)
def test_search_finds(query, text):
    assert found(query, text)


@pytest.mark.parametrize("query", ["Munchhausen", "gladbach holz", "", "  ", "***", "%", "_"])
def test_search_does_not_find(query):
    assert not found(query, "Textilcluster Mönchengladbach")


def test_search_covers_all_parts_and_skips_empty_ones():
    assert found("sachsen optik", "Optikcluster", None, "", "Sachsen")
    assert search_text(None, "", "  ") == ""


def test_a_flood_in_the_search_box_stays_small():
    terms = search_terms("wort" + " a" * 10 + " ".join(f"wort{n}" for n in range(10_000)))
    assert len(terms) <= MAX_TERMS
    assert search_terms("a\x00b") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "two_letters", "expected"),
    [
        ("Größe & Höhe", True, "groesse hoehe"),
        ("Größe & Höhe", False, "grosse hohe"),
        ("Łódź", True, "lodz"),
        ("Smørrebrød", True, "smorrebrod"),
        ("CNA - Center for Transportation", True, "cna center for transportation"),
        ("Schleswig_Holstein", True, "schleswig holstein"),
        ("ẞ", True, "ss"),
    ],
)
def test_fold(text, two_letters, expected):
    assert fold(text, two_letters=two_letters) == expected


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Silicon Saxony e.V.", "Silicon  Saxony e. V.", True),
        ("Silicon Saxony e.V.", "SILICON SAXONY EV", True),
        ("Umweltcluster Münster", "Umweltcluster Muenster", True),
        ("Cluster Mechatronik & Automation", "Cluster Mechatronik, Automation", True),
        ("Umweltcluster Münster", "Umweltcluster Munster", False),
        ("BioPark Regensburg GmbH", "BioPark Regensburg", False),
        ("WAB e.V.", "WAB GmbH", False),
    ],
)
def test_normalised_name(a, b, same):
    assert (normalised_name(a) == normalised_name(b)) is same


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kunststoff-Institut Lüdenscheid", "kunststoff-institut-luedenscheid"),
        ("ENERGIEregion Nürnberg e.V.", "energieregion-nuernberg-ev"),
        (
            "Maritimes Cluster Norddeutschland | Schleswig-Holstein",
            "maritimes-cluster-norddeutschland-schleswig-holstein",
        ),
        ("Innovationsnetzwerk smart³ e.V.", "innovationsnetzwerk-smart3-ev"),
        ("Große Straße", "grosse-strasse"),
        ("北京", "cluster"),
        ("!!!", "cluster"),
    ],
)
def test_slug_for(name, expected):
    assert slug_for(name) == expected


def test_slug_is_cut_between_words_and_made_unique():
    long = slug_for("Kompetenznetzwerk Dezentrale Energietechnologien und Energieeffizienz in Nordhessen")
    assert long == "kompetenznetzwerk-dezentrale-energietechnologien-und"
    assert len(slug_for("x" * 200)) == MAX_SLUG_LENGTH
    assert slug_for("Optonet", {"optonet", "optonet-2"}) == "optonet-3"
    assert slug_for("Größe", fallback="event") == "groesse"
    assert slug_for("?", fallback="event") == "event"


NAMES = [
    "Textilcluster Mönchengladbach",
    "Silicon Saxony e.V.",
    "Logistik-Initiative Hamburg",
    "BioPark Regensburg GmbH",
    "OptoNet",
    "OpTecBB",
]


VOCABULARY = [
    "silicon",
    "saxony",
    "logistik",
    "hamburg",
    "regensburg",
    "optonet",
    "photonikcluster",
    "muenchen",
    "munchen",
]


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("saxnoy", "saxony"),
        ("logistk", "logistik"),
        ("regnsburg", "regensburg"),
        ("optonett", "optonet"),
        ("potonik", "photonikcluster"),
        ("muechnen", "muenchen"),
    ],
)
def test_close_words_forgive_typing_errors(term, first):
    assert close_words(term, VOCABULARY)[0] == first


def test_close_words_offer_nothing_far_nothing_for_a_short_word_and_never_more_than_asked():
    assert close_words("raumfahrt", VOCABULARY) == []
    assert close_words("", VOCABULARY) == []
    assert close_words("sax", ["say", "sex"]) == []
    assert len(close_words("cluster", ["clusters", "clustern", "klusters"], limit=2)) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BioPark Regensburg", ["BioPark Regensburg GmbH"]),
        ("Biopark Regensburg GmbH & Co. KG", ["BioPark Regensburg GmbH"]),
        ("Silicon Saxony gGmbH", ["Silicon Saxony e.V."]),
        ("Silikon Saxony", ["Silicon Saxony e.V."]),
        ("Ganz anderes Netzwerk", []),
        ("", []),
    ],
)
def test_likely_duplicates(name, expected):
    assert likely_duplicates(name, NAMES) == expected


WORDS = st.text(alphabet="abcäöüßéŁ -.|&³xyzÄÖÜ", min_size=1, max_size=30)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_name_is_found_by_itself(name):
    terms = search_terms(name)
    assert all(term in search_text(name) for term in terms)


@settings(deadline=None)
@given(WORDS)
def test_every_spelling_finds_the_name(name):
    stored = search_text(name)
    for spelling in (name, name.upper(), fold(name), fold(name, two_letters=False)):
        assert all(term in stored for term in search_terms(spelling)), spelling


@settings(deadline=None)
@given(st.text(max_size=200))
def test_slugs_are_ascii_and_stable(name):
    slug = slug_for(name)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-")
    assert len(slug) <= MAX_SLUG_LENGTH
    assert slug_for(slug) == slug
