"""The accessibility statement: the office writes it, page and JSON say the same, the desk reminds."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from programme import content
from programme.models import AccessibilityStatement, KnownBarrier, ProgrammeSettings

pytestmark = pytest.mark.django_db

D = datetime.date
ADDRESS = "admin:programme_accessibilitystatement_change"
FIELDS = {
    "conformance": "partial",
    "standard": "BITV 2.0",
    "method": "third-party",
    "assessor": "Prüfstelle Muster",
    "prepared_on": "2026-01-10",
    "reviewed_on": "2026-03-02",
    "contact_name": "Stelle für Barrierefreiheit",
    "contact_email": "barrieren@portal.test",
    "contact_phone": "030 1234",
    "conciliation_name": "Schlichtungsstelle",
    "conciliation_address": "Musterstraße 1, 10117 Berlin",
    "conciliation_website": "https://schlichtung.example",
    "conciliation_email": "",
}


def inline(*rows):
    """The barriers as the form sends them."""
    sent = {"barriers-TOTAL_FORMS": len(rows), "barriers-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        sent |= {f"barriers-{number}-{name}": value for name, value in row.items()}
    return sent


BARRIER = {
    "position": 1,
    "what_de": "Die Karte hat keine Beschreibung.",
    "what_en": "The map has no description.",
    "reason": "disproportionate-burden",
    "explanation_de": "Zu aufwendig.",
    "explanation_en": "Too costly.",
    "alternative_de": "Eine Tabelle.",
    "alternative_en": "A table.",
    "until": "2027-01-01",
}


@pytest.fixture
def written(client, office, django_capture_on_commit_callbacks):
    """The office has filled everything in; a visitor had seen the page before."""
    Client().get("/accessibility/")
    KnownBarrier.objects.all().delete()
    client.force_login(office)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse(ADDRESS, args=[1]), FIELDS | inline(BARRIER))
    assert answer.status_code == 302, answer.context["errors"]
    return AccessibilityStatement.load()


def test_page_and_json_say_what_the_office_wrote(written):
    visitor = Client()
    german, english = (visitor.get(path).content.decode() for path in ("/accessibility/", "/en/accessibility/"))
    for text in ("teilweise vereinbar", "Bewertung durch Dritte", "Prüfstelle Muster", "10. Januar 2026",
                 "2. März 2026", "Die Karte hat keine Beschreibung.", "unverhältnismäßige Belastung", "Zu aufwendig.",
                 "Eine Tabelle.", "1. Januar 2027", "barrieren@portal.test", "Musterstraße 1, 10117 Berlin",
                 "https://schlichtung.example"):  # fmt: skip
        assert text in german, text
    for text in ("The map has no description.", "Too costly.", "A table.", "2 March 2026"):
        assert text in english, text
    facts = visitor.get("/accessibility.json").json()
    assert facts["conformance"] == "partial"
    assert facts["assessment"] == {"method": "third-party", "assessor": "Prüfstelle Muster"}
    assert (facts["prepared_on"], facts["reviewed_on"]) == ("2026-01-10", "2026-03-02")
    assert facts["known_barriers"] == [
        {
            "barrier": {"de": BARRIER["what_de"], "en": BARRIER["what_en"]},
            "reason": "disproportionate-burden",
            "explanation": {"de": "Zu aufwendig.", "en": "Too costly."},
            "alternative": {"de": "Eine Tabelle.", "en": "A table."},
            "until": "2027-01-01",
        }
    ]
    assert facts["feedback"]["form"] == f"{settings.SITE_URL}/feedback/"
    assert facts["conciliation"]["address"] == "Musterstraße 1, 10117 Berlin"
    assert facts["conciliation"]["email"] is None


def test_every_version_is_kept(written):
    assert list(written.history.order_by("history_id").values_list("conformance", flat=True)) == [
        "not-assessed",
        "partial",
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conciliation_website": "kein Link"}, "conciliation_website"),
        ({"contact_email": "keine Adresse"}, "contact_email"),
        ({"standard": "x" * 201}, "standard"),
        ({"conformance": "🙂"}, "conformance"),
        ({"assessor": "a\x00b"}, "assessor"),
        ({"prepared_on": "2026-05-01"}, "__all__"),
        ({"prepared_on": ""}, "__all__"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(client, office, wrong, field):
    client.force_login(office)
    answer = client.post(reverse(ADDRESS, args=[1]), FIELDS | wrong | inline(BARRIER))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert BARRIER["what_de"] in answer.content.decode()
    assert AccessibilityStatement.load().conformance == "not-assessed"


def test_before_anybody_has_assessed_it_says_so(client, db):
    page = client.get("/accessibility/").content.decode()
    assert "noch nicht bewertet" in page
    assert "noch nicht überprüft" in page
    facts = client.get("/accessibility.json").json()
    assert (facts["conformance"], facts["reviewed_on"]) == ("not-assessed", None)
    assert facts["feedback"]["email"] == ProgrammeSettings.load().office_email


@pytest.mark.parametrize("rows", [1, 3, 40])
@pytest.mark.parametrize("path", ["/accessibility/", "/accessibility.json"])
def test_any_number_of_barriers_takes_the_same_queries(client, db, django_assert_max_num_queries, rows, path):
    statement = AccessibilityStatement.load()
    KnownBarrier.objects.all().delete()
    KnownBarrier.objects.bulk_create(KnownBarrier(statement=statement, what_de=f"B{n}") for n in range(rows))
    content.bump()
    with django_assert_max_num_queries(7):
        client.get(path)


@pytest.mark.parametrize(("age", "reminded"), [(None, True), (366, True), (300, False)])
def test_only_the_office_is_reminded_of_the_review(client, office, today, age, reminded):
    reviewed = today - datetime.timedelta(days=age) if age else None
    AccessibilityStatement.objects.update(prepared_on=reviewed, reviewed_on=reviewed)
    client.force_login(office)
    desk = client.get("/admin/").content.decode()
    assert ("Sie ist mindestens einmal im Jahr zu überprüfen." in desk) is reminded
    assert "einmal im Jahr" not in Client().get("/accessibility/").content.decode()
