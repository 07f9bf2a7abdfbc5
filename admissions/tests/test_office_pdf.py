"""The PDFs: tagged, with language and title, readable as text, with the exact words of the screen."""

import datetime

import pytest

from admissions import pdf
from admissions.models import LetterText
from admissions.services.paper import contents_of
from admissions.tests.office_cases import CANARY, decide, make_application, recommend
from admissions.tests.pdf_reading import assert_accessible, read
from admissions.wording import filled, rule_sentence, unknown_placeholders
from clusters.models import Certificate
from programme.models import OwnerName, ProgrammeSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommended(applicant, office, board1, board2):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    return application


def letter(decision, language, day):
    return pdf.decision_letter(decision, pdf.letter_text(decision), language, day)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_letter_says_exactly_what_was_frozen(language, recommended, ministry, today):
    decision = decide(
        recommended, ministry, "admitted_with_conditions", conditions="- Bericht bis März\n- Zahlen nachreichen"
    )
    reader, text = read(letter(decision, language, today))
    subject = getattr(LetterText.objects.get(kind="admission"), f"subject_{language}")
    assert_accessible(reader, language, f"{subject}, {recommended.number}")
    assert getattr(decision, f"explanation_{language}") in text
    for words in ["Bericht bis März", decision.reason, recommended.number, recommended.cluster.name]:
        assert words in text
    assert CANARY not in text


def test_certificate_and_paper_are_accessible_too(recommended, today):
    certificate = Certificate(number="U-2026-0001", code="ABCDEFGHJKMNPQRS", issued_on=today)
    reader, text = read(pdf.certificate(certificate, recommended, today))
    assert_accessible(reader, "de", f"Urkunde U-2026-0001, {recommended.cluster.name}")
    assert "/verify/ABCDEFGHJKMNPQRS/" in text
    paper = contents_of(recommended, "VII 1", "Wir empfehlen die Aufnahme.", today)
    reader, text = read(pdf.decision_paper(recommended, paper, today))
    assert_accessible(reader, "de", f"Entscheidungsvorlage zum Aufnahmeantrag {recommended.number}")
    for words in [
        "VII 1",
        paper.result["explanation_de"],
        "2 Ja, 1 Nein, 0 Enthaltung(en)",
        "Das Management hat seine Strategie vorgestellt.",
        "1 Mitglied hat gegen die Empfehlung gestimmt.",
        "Wir empfehlen die Aufnahme.",
        "Die Kriterien sind ein Beispiel und nicht amtlich.",
    ]:
        assert words in text
    assert CANARY not in text


def test_the_letter_bears_the_name_valid_on_its_date(recommended, ministry, today):
    OwnerName.objects.all().delete()
    change = today - datetime.timedelta(days=10)
    names = {"name_en": "x", "short_name": "x"}
    OwnerName.objects.create(
        valid_from="2000-01-01", valid_until=change - datetime.timedelta(days=1), name_de="Altes Haus", **names
    )
    OwnerName.objects.create(valid_from=change, name_de="Neues Haus", **names)
    decision = decide(recommended, ministry, "admitted")
    letters = {day: read(letter(decision, "de", day))[1] for day in (today, change)}
    before = read(letter(decision, "de", change - datetime.timedelta(days=1)))[1]
    assert all("Neues Haus" in text and "Altes Haus" not in text for text in letters.values())
    assert "Altes Haus" in before


def test_a_demonstration_says_so(recommended, ministry, today):
    decision = decide(recommended, ministry, "admitted")
    note = "Demonstration, kein amtliches Schreiben"
    assert note not in read(letter(decision, "de", today))[1]
    settings = ProgrammeSettings.load()
    settings.is_demo = True
    settings.save()
    reader, text = read(letter(decision, "de", today))
    # At the top of the first page and at the foot of every page.
    assert text.count(note) == 1 + len(reader.pages)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("#set page() *fett* $x$ @ref <b> \\ `code`", "#set page() *fett* $x$ @ref <b> \\ `code`"),
        ("日本 und \U0001f600", "\ufffd\ufffd und \ufffd"),
        ("a \uf0b7 Punkt\x0b\x07", "a • Punkt"),
        ("Łódź, Ελλάς, Жук, שלום", "Łódź, Ελλάς, Жук"),
    ],
)
def test_whatever_was_typed_appears_as_typed(typed, shown, recommended, ministry, today):
    decision = decide(recommended, ministry, "admitted", reason=typed)
    assert shown in read(letter(decision, "de", today))[1]


def test_the_legal_remedy_appears_only_when_configured(recommended, ministry, today):
    decision = decide(recommended, ministry, "admitted")
    assert "Rechtsbehelfsbelehrung" not in read(letter(decision, "de", today))[1]
    LetterText.objects.update(remedy_de="Gegen diesen Bescheid kann Widerspruch erhoben werden.")
    assert "Gegen diesen Bescheid kann Widerspruch" in read(letter(decision, "de", today))[1]


def test_placeholders():
    assert filled("Für {cluster}: {sonst}", {"cluster": "X"}) == "Für X: {sonst}"
    assert unknown_placeholders("{cluster} {name} {number} {}") == ["name", ""]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("overall", "Mit dieser Regel bestehen 60 von 90 Punkten."),
        (
            "every_group",
            (
                "Mit dieser Regel braucht jede Gruppe genug Punkte: Gruppe 1 20 von 30, Gruppe 2 12 von 18, "
                "Gruppe 3 14 von 21, Gruppe 4 14 von 21."
            ),
        ),
        (
            "count",
            "Mit dieser Regel besteht, wer bei 20 von 30 Kriterien die Mindestpunktzahl erreicht.",
        ),
    ],
)
def test_the_rule_in_words(rule, sentence, recommended):
    recommended.catalogue.rule = rule
    assert rule_sentence(recommended.catalogue) == sentence
