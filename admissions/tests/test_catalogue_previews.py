"""Looking before a version comes into force: the form, the rule, the differences, the letters."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pypdf import PdfReader

from admissions.models import Application, CriteriaCatalogue, Criterion, Decision, LetterText
from admissions.services.catalogues import copy_catalogue
from admissions.tests.factories import CatalogueFactory
from admissions.tests.test_office_pdf import assert_accessible
from clusters.models import Cluster, ManagementOrganisation
from notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return CriteriaCatalogue.objects.get(version="sample-1")


@pytest.fixture
def draft(sample, office, today):
    return copy_catalogue(sample, version="2027-1", actor=office, day=today)


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def page(catalogue, name):
    return reverse(f"admin:admissions_criteriacatalogue_{name}", args=[catalogue.pk])


# --- The form ---------------------------------------------------------------------


def test_the_form_is_the_applicants_switched_off(desk, draft):
    Criterion.objects.filter(group__catalogue=draft, code="M1").update(help_en="", max_characters=1234)
    shown = desk.get(page(draft, "form"), {"group": "2"}).content.decode()
    assert '<fieldset class="portal-form__group" disabled>' in shown
    assert "Reife des Clustermanagements" in shown
    assert 'name="M1-text"' in shown
    assert "1\u202f234 Zeichen" in shown
    assert 'name="S1-text"' not in shown
    main = shown.partition("<main")[2].partition("</main")[0]
    assert "<form" not in main.partition("disabled")[2]


def test_the_form_speaks_both_languages(desk, draft):
    Criterion.objects.filter(group__catalogue=draft, code="S1").update(name_en="")
    german = desk.get(page(draft, "form"), {"lang": "de"}).content.decode()
    english = desk.get(page(draft, "form"), {"lang": "en"}).content.decode()
    assert "Antwort zu S2" in german
    assert "Answer to S2" in english
    # What has no English text is shown in German, and says so.
    assert '<span lang="de">Zahl der verbindlichen Mitglieder</span>' in english
    assert '<div lang="en">' in english


def test_an_empty_catalogue_has_previews_too(desk):
    empty = CriteriaCatalogue.objects.create(version="leer", name_de="Leer", name_en="Empty")
    assert "Noch keine Gruppe" in desk.get(page(empty, "form")).content.decode()
    assert "Der Katalog enthält kein Kriterium." in desk.get(page(empty, "rule")).content.decode()


# --- The rule ---------------------------------------------------------------------


def test_all_three_rules_in_words(desk, sample):
    shown = desk.get(page(sample, "rule")).content.decode()
    for sentence in [
        "Mit dieser Regel bestehen 60 von 90 Punkten.",
        "Gruppe 1 10 von 15, Gruppe 2 26 von 39, Gruppe 3 14 von 21, Gruppe 4 10 von 15",
        "wer bei 20 von 30 Kriterien die Mindestpunktzahl erreicht",
    ]:
        assert sentence in shown
    sample.refresh_from_db()
    assert sample.rule == "overall"


@pytest.mark.parametrize(
    ("tried", "passed", "words"),
    [
        ({"rule": "overall", "everywhere": "2"}, True, "60 von 90 Punkten, nötig sind 60."),
        ({"rule": "overall", "everywhere": "9"}, True, "90 von 90 Punkten"),
        ({"rule": "overall", "group-1": "15", "group-2": "39", "group-3": "5"}, False, "59 von 90 Punkten"),
        (
            {"rule": "every_group", "group-1": "9", "group-2": "39", "group-3": "21", "group-4": "15"},
            False,
            "Gruppe 1: 9",
        ),
        ({"rule": "count", "everywhere": "1"}, False, "0 von 30 Kriterien erreichen ihre Mindestpunktzahl"),
    ],
)
def test_trying_out_gives_the_words_of_letter_and_screen(desk, sample, tried, passed, words):
    answer = desk.get(page(sample, "rule"), tried)
    assert answer.context["result"].passed is passed
    shown = answer.content.decode()
    assert words in shown
    assert shown.count("of 90 points") >= 1


@pytest.mark.parametrize(
    "tried", [{"rule": "overall", "group-1": "16"}, {"rule": "anders"}, {"rule": "overall", "everywhere": "-1"}]
)
def test_what_cannot_be_tried_is_named(desk, sample, tried):
    answer = desk.get(page(sample, "rule"), tried)
    assert "result" not in answer.context
    assert "Bitte prüfen Sie Ihre Angaben" in answer.content.decode()


# --- Two versions -----------------------------------------------------------------


def test_a_copy_has_no_changes(desk, draft):
    shown = desk.get(page(draft, "compare")).content.decode()
    assert "Von sample-1 zu 2027-1: 0 Änderungen." in shown


def test_every_difference_is_named(desk, draft, office):
    CriteriaCatalogue.objects.filter(pk=draft.pk).update(rule="count", min_reviews=3)
    groups = {group.code: group for group in draft.groups.all()}
    groups["1"].name_en = "Shape"
    groups["1"].save()
    Criterion.objects.filter(group__catalogue=draft, code="S1").update(
        max_points=5, min_points=2, help_de="Neu erklärt"
    )
    Criterion.objects.filter(group__catalogue=draft, code="V5").delete()
    Criterion.objects.filter(group__catalogue=draft, code="A7").update(group=groups["1"], position=50)
    Criterion.objects.create(
        group=groups["4"], code="V9", position=60, name_de="Etwas Neues", name_en="New", max_points=3
    )
    answer = desk.get(page(draft, "compare"))
    rows = [(row.what, str(row.kind), row.field, row.old, row.new) for row in answer.context["changes"]]
    help_before = Criterion.objects.get(group__catalogue__version="sample-1", code="S1").help_de
    assert rows == [
        ("Katalog", "geändert", "Regel", "Summe der Punkte", "Zahl der erfüllten Kriterien"),
        ("Katalog", "geändert", "Mindestzahl der Gutachten", "2", "3"),
        ("Gruppe 1", "geändert", "Name (englisch)", "Structure and composition", "Shape"),
        ("V5 Zufriedenheit der Mitglieder", "entfallen", "", "", ""),
        ("S1 Zahl der verbindlichen Mitglieder", "geändert", "Hilfe (deutsch)", help_before, "Neu erklärt"),
        ("S1 Zahl der verbindlichen Mitglieder", "geändert", "Höchstpunkte", "3", "5"),
        ("S1 Zahl der verbindlichen Mitglieder", "geändert", "Mindestpunkte", "leer", "2"),
        ("A7 Leistungsmessung", "geändert", "Reihenfolge", "7", "50"),
        ("A7 Leistungsmessung", "geändert", "Gruppe", "3", "1"),
        ("V9 Etwas Neues", "neu", "", "", ""),
    ]
    shown = answer.content.decode()
    assert "Etwas Neues" in shown


def test_one_chooses_what_to_compare_with(desk, sample, draft):
    other = CatalogueFactory(in_force_from=None)
    assert desk.get(page(draft, "compare"), {"with": other.version}).context["other"] == other
    assert desk.get(page(sample, "compare")).context["other"] != sample
    assert desk.get(page(draft, "compare"), {"with": "gibt-es-nicht"}).status_code == 404


@pytest.mark.parametrize("name", ["form", "rule", "compare"])
def test_the_number_of_queries_does_not_depend_on_the_catalogue(desk, name, django_assert_num_queries):
    small, large = CatalogueFactory(in_force_from=None), CatalogueFactory(sizes=(9, 9, 9, 9), in_force_from=None)
    desk.get(page(small, name))
    with CaptureQueriesContext(connection) as asked:
        desk.get(page(small, name))
    with django_assert_num_queries(len(asked)):
        desk.get(page(large, name))


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board1", "outsider"])
@pytest.mark.parametrize("name", ["form", "rule", "compare"])
def test_nobody_but_the_office_looks(who, name, client, sample, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(page(sample, name)).status_code in (302, 403)


@pytest.mark.parametrize("name", ["form", "rule", "compare"])
def test_previews_take_no_post(desk, sample, name):
    assert desk.post(page(sample, name)).status_code == 405
    gone = reverse(f"admin:admissions_criteriacatalogue_{name}", args=[0])
    assert desk.get(gone).status_code == 404


# --- Letters ----------------------------------------------------------------------


def letter(kind, language):
    text = LetterText.objects.get(kind=kind)
    return reverse("admin:admissions_lettertext_preview", args=[text.pk, language])


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["admission", "refusal"])
def test_a_letter_is_shown_with_invented_values(desk, kind, language):
    bodies = {"body_de": "Für {cluster} unter {number}.", "body_en": "For {cluster} under {number}."}
    LetterText.objects.filter(kind=kind).update(**bodies)
    rows = [Application, Decision, Cluster, ManagementOrganisation, OutboxMessage]
    before = [model.objects.count() for model in rows]
    answer = desk.get(letter(kind, language))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert_accessible(reader, language, reader.metadata.title)
    start = "Für" if language == "de" else "For"
    for words in [
        f"{start} Innovationscluster Muster",
        "Muster-Clustermanagement e. V.",
        "von 90" if language == "de" else "of 90",
    ]:
        assert words in text
    with translation.override(language):
        note = gettext("Muster mit erfundenen Angaben")
    assert text.count(note) == 1 + len(reader.pages)
    assert [model.objects.count() for model in rows] == before


def test_a_text_without_a_letter_and_a_language_without_a_text_have_none(desk):
    assert desk.get(letter("commitment", "de")).status_code == 404
    assert desk.get(letter("refusal", "fr")).status_code == 404
    text = LetterText.objects.get(kind="commitment")
    shown = desk.get(reverse("admin:admissions_lettertext_change", args=[text.pk])).content.decode()
    assert "Muster als PDF" not in shown
    CriteriaCatalogue.objects.all().delete()
    assert "Ohne Kriterienkatalog" in desk.get(letter("refusal", "de"), follow=True).content.decode()


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board1"])
def test_nobody_but_the_office_sees_the_samples(who, client, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(letter("refusal", "de")).status_code in (302, 403)
