"""The self-check: the page and its PDF in words and figures, the switch, and what a visitor never gets."""

import html
import io
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from admissions.models import CriteriaCatalogue
from admissions.services.catalogues import set_self_check
from admissions.tests.test_office_pdf import assert_accessible
from programme.templatetags.portal import german_date

pytestmark = pytest.mark.django_db

CODES = [
    *(f"S{n}" for n in range(1, 6)),
    *(f"M{n}" for n in range(1, 14)),
    *(f"A{n}" for n in range(1, 8)),
    *(f"V{n}" for n in range(1, 6)),
]
SIXTY = dict.fromkeys(CODES, "2")
PAGE, PDF, CARRY = "/self-check/", "/self-check/pdf/", "/self-check/carry-over/"


def sample():
    return CriteriaCatalogue.objects.get(version="sample-1")


@pytest.mark.parametrize(
    ("changed", "passed", "words"),
    [
        ({}, True, ["60 von 90 Punkten", "Schwelle erreicht"]),
        ({"V5": "1"}, False, ["59 von 90 Punkten", "Bis zur Schwelle fehlt noch 1 Punkt.", "2 Punkte mehr möglich"]),
        ({"V5": ""}, None, ["1 Kriterium ist noch offen und kann bis zu 3 Punkte bringen.", "Noch nicht vollständig"]),
    ],
)
def test_it_uses_the_rule_of_the_review_and_says_what_helps(client, changed, passed, words):
    page = client.get(PAGE, {**SIXTY, **changed})
    assert page.context["outcome"].result.passed is passed
    for word in words:
        assert word in page.content.decode()


def test_what_is_no_choice_is_named_and_loses_nothing(client):
    page = client.get(PAGE, {**SIXTY, "V5": "4"})
    assert list(page.context["form"].errors) == ["V5"]
    assert page.context["outcome"] is None
    assert 'name="S1" value="2" checked' in page.content.decode()
    for address in (PDF, CARRY):
        assert client.get(address, {"V5": "4"})["Location"] == f"{PAGE}?V5=4"


def test_under_every_group_the_groups_say_what_they_need(client):
    CriteriaCatalogue.objects.filter(version="sample-1").update(rule="every_group")
    page = client.get(PAGE, {**SIXTY, "S1": "0"}).content.decode()
    assert "Bis zur Schwelle fehlen noch: Gruppe 1 2 Punkte." in page
    assert "S1 Zahl der verbindlichen Mitglieder: <strong>3 Punkte mehr möglich</strong>" in page


def test_under_count_criteria_are_missing(client):
    CriteriaCatalogue.objects.filter(version="sample-1").update(rule="count")
    page = client.get(PAGE, {**SIXTY, **dict.fromkeys(CODES[:11], "1")}).content.decode()
    assert "Bis zur Schwelle fehlt noch 1 Kriterium mit seiner Mindestpunktzahl." in page
    assert "noch 1 Punkt bis zur Mindestpunktzahl" in page


@pytest.mark.parametrize("address", [PAGE, PDF])
def test_a_visitor_gets_no_cookie(client, address):
    assert not client.get(address, SIXTY).cookies
    assert not client.cookies


def test_choices_do_not_push_other_pages_out_of_the_cache(client):
    kept = caches["pages"]._cache
    client.get(PAGE)
    assert [key for key in kept if PAGE in key]
    before = set(kept)
    for points in "0123":
        client.get(PAGE, {"S1": points})
    assert set(kept) == before
    assert client.get(PAGE, {"S1": "3"}).context["outcome"].result.points == 3


def test_the_number_of_queries_is_fixed(client, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE, {"S1": "1"})
    with django_assert_num_queries(5):
        client.get(PAGE, SIXTY)


# --- Switched off -----------------------------------------------------------------


def test_the_office_closes_it_for_a_version_in_use(client, office, today):
    home = client.get("/").content.decode()
    assert f'href="{PAGE}"' in home
    set_self_check(sample(), is_open=False, actor=office, day=today)
    for address in (PAGE, PDF, CARRY):
        page = client.get(address, {"S1": "1"})
        assert page.status_code == 404
        assert "Der Selbstcheck ist zurzeit nicht geöffnet" in page.content.decode()
    assert client.post(f"{CARRY}?S1=1").status_code == 404
    assert not client.session.keys()
    assert PAGE not in client.get("/apply/").content.decode()
    assert client.post("/api/v1/self-check/", {"scores": {}}, content_type="application/json").status_code == 404
    set_self_check(sample(), is_open=True, actor=office, day=today)
    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get("/apply/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_kept_home_page_follows_the_switch(client, office, today):
    assert PAGE in client.get("/").content.decode()
    set_self_check(sample(), is_open=False, actor=office, day=today)
    assert PAGE not in client.get("/").content.decode()


def test_only_the_version_in_force_counts(client, office, today):
    draft = CriteriaCatalogue.objects.create(version="neu", name_de="Neu", name_en="New", self_check_open=False)
    assert client.get(PAGE).status_code == 200
    assert draft.self_check_open is False


def test_without_a_catalogue_there_is_none(client):
    CriteriaCatalogue.objects.update(in_force_from=None)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/").content.decode()


# --- PDF --------------------------------------------------------------------------


def read(answer):
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    reader = PdfReader(io.BytesIO(answer.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("prefix", "language", "words"),
    [
        (
            "",
            "de",
            [
                "Unverbindlich",
                "Beispielkriterien",
                "Ihr Ergebnis",
                "Schwelle nicht erreicht",
                "Kriteriengruppe",
                "1 Struktur und Zusammensetzung",
                "Was jetzt am meisten hilft",
                "Bis zur Schwelle fehlt noch 1 Punkt.",
                "V5 Zufriedenheit der Mitglieder: 2 Punkte mehr möglich",
                "S1 Zahl der verbindlichen Mitglieder 2 3",
                "V5 Zufriedenheit der Mitglieder 1 3",
                "Wie gerechnet wird",
                "Mit dieser Regel bestehen 60 von 90 Punkten.",
            ],
        ),
        (
            "/en",
            "en",
            ["59 of 90 points", "1 Structure and composition", "S1", "Under this rule, 60 of 90 points"],
        ),
    ],
)
def test_the_pdf_says_what_the_page_says_in_order(client, today, prefix, language, words):
    choice = {**SIXTY, "V5": "1"}
    page = client.get(f"{prefix}{PAGE}", choice)
    explanation = page.context["outcome"].explanation
    reader, text = read(client.get(f"{prefix}{PDF}", choice))
    title = {"de": f"Selbstcheck vom {german_date(today)}", "en": reader.metadata.title}[language]
    assert_accessible(reader, language, title)
    assert explanation in text
    places = [text.index(word) for word in words]
    assert places == sorted(places)


@given(
    rule=st.sampled_from(["overall", "every_group", "count"]),
    points=st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=len(CODES), max_size=len(CODES)),
    language=st.sampled_from(["de", "en"]),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_page_pdf_and_api_give_the_same_figures(client, rule, points, language):
    CriteriaCatalogue.objects.filter(version="sample-1").update(rule=rule)
    scores = dict(zip(CODES, points, strict=True))
    chosen = {code: given for code, given in scores.items() if given is not None}
    prefix = "" if language == "de" else "/en"
    told = client.post(
        f"/api/v1/self-check/?lang={language}", {"scores": scores}, content_type="application/json"
    ).json()
    page = client.get(f"{prefix}{PAGE}", chosen)
    if chosen:
        assert told["explanation"] in html.unescape(page.content.decode())
        assert told["passed"] == page.context["outcome"].result.passed
    _reader, text = read(client.get(f"{prefix}{PDF}", chosen))
    # Typst breaks long words at the end of a line.
    assert told["explanation"].replace(" ", "") in text.replace(" ", "").replace("\u00ad", "").replace("-", "")


def test_the_pdf_of_nothing_is_all_open(client):
    _reader, text = read(client.get(PDF))
    assert "30 von 30 Kriterien sind nicht bewertet" in text
    assert "S1 Zahl der verbindlichen Mitglieder offen 3" in text


# --- Carrying over begins ---------------------------------------------------------


def test_looking_keeps_nothing_and_the_button_begins_a_session(client):
    address = f"{CARRY}?{urlencode({'S1': '2', 'S2': '0', 'M1': ''})}"
    page = client.get(address)
    assert "dafür wird ein Cookie gesetzt" in page.content.decode()
    assert "sessionid" not in client.cookies
    answer = client.post(address, {"account": "signup"})
    assert answer["Location"] == f"{reverse('account_signup')}?next=%2Fapply%2Fstart%2F"
    assert client.session["self_check"] == {"version": "sample-1", "points": {"S1": 2, "S2": 0}}
    assert client.post(address, {"account": "login"})["Location"].startswith(reverse("account_login"))


def test_whoever_is_signed_in_goes_on_at_once(client, applicant):
    client.force_login(applicant)
    assert client.post(f"{CARRY}?S1=2")["Location"] == reverse("admissions:apply-start")


def test_a_foreign_site_cannot_begin_it(applicant):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(applicant)
    assert strict.post(f"{CARRY}?S1=2").status_code == 403
