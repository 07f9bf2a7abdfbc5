"""What the office says about the next step: read by the applicant, gone with the step, and silent about decisions."""

import datetime

import pytest
from django.urls import reverse

from admissions.models import Application
from admissions.services import completion
from admissions.services.expectation import set_expected_step
from admissions.services.states import change_state
from admissions.services.submission import withdraw
from admissions.workflow import Act, State, ends_expectation
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry

from .apply_cases import _german, application_of, decide
from .factories import answer_all, declare_none

pytestmark = pytest.mark.django_db
__all__ = ["_german"]

SENTENCE = "Die Sitzung ist im Januar."


@pytest.fixture
def later(today):
    return today + datetime.timedelta(days=30)


@pytest.fixture
def case(applicant, applicant_cluster, office):
    """A case in any state, on which the office declared no conflict."""

    def make(state, **fields):
        application = application_of(applicant_cluster, applicant, state=state, **fields)
        answer_all(application)
        declare_none(application, office)
        return application

    return make


def page(client, applicant, application):
    client.force_login(applicant)
    return client.get(reverse("admissions:apply-case", args=[application.number])).content.decode()


@pytest.mark.parametrize("state", ["submitted", "complete", "in_review", "interview", "recommended"])
def test_the_applicant_reads_the_day_and_the_sentence(state, client, case, applicant, office, today, later):
    application = case(state)
    assert "<dd>noch offen</dd>" in page(client, applicant, application)
    set_expected_step(application, later, f"  {SENTENCE}\n", actor=office, day=today)
    text = page(client, applicant, application)
    assert "in 30 Tagen" in text
    assert SENTENCE in text
    assert "<dd>noch offen</dd>" not in text
    entry = AuditEntry.objects.get(verb="set_expected_step")
    assert (entry.actor, entry.from_state, entry.to_state) == (office, "", later.isoformat())
    assert "Termin für den nächsten Schritt gesetzt" not in text


def test_a_day_that_has_passed_is_open_again(client, case, applicant, today):
    application = case("in_review", expected_on=today - datetime.timedelta(days=1), expected_note=SENTENCE)
    text = page(client, applicant, application)
    assert "<dd>noch offen</dd>" in text
    assert SENTENCE not in text


def test_the_last_day_itself_still_counts(client, case, applicant, today):
    application = case("in_review", expected_on=today, expected_note=SENTENCE)
    assert SENTENCE in page(client, applicant, application)


@pytest.mark.parametrize("state", ["draft", "returned", "withdrawn", "lapsed"])
def test_nobody_waits_there(state, case, office, today, later):
    with pytest.raises(ActRefused):
        set_expected_step(case(state), later, "", actor=office, day=today)
    assert not AuditEntry.objects.filter(verb="set_expected_step").exists()


@pytest.mark.parametrize("who", ["administrator", "ministry", "applicant", "board1"])
def test_only_the_office_says_it(who, case, today, later, request):
    application = case("in_review")
    with pytest.raises(ActRefused):
        set_expected_step(application, later, "", actor=request.getfixturevalue(who), day=today)
    application.refresh_from_db()
    assert application.expected_on is None


def test_the_office_declares_first(applicant, applicant_cluster, office, today, later):
    application = application_of(applicant_cluster, applicant, state="in_review")
    with pytest.raises(ActRefused, match="befangen"):
        set_expected_step(application, later, "", actor=office, day=today)


@pytest.mark.parametrize(("days", "note"), [(-1, ""), (None, SENTENCE)])
def test_no_past_day_and_no_sentence_without_a_day(days, note, case, office, today):
    day = None if days is None else today + datetime.timedelta(days=days)
    with pytest.raises(ActRefused):
        set_expected_step(case("in_review"), day, note, actor=office, day=today)


def test_it_can_be_taken_back(case, office, today, later):
    application = case("in_review", expected_on=later, expected_note=SENTENCE)
    set_expected_step(application, None, "", actor=office, day=today)
    application.refresh_from_db()
    assert (application.expected_on, application.expected_note) == (None, "")


# --- It goes with the step that the applicant sees, and only then ---


def expected_of(application):
    return Application.objects.get(pk=application.pk).expected_on


def test_a_step_that_is_seen_ends_it(case, office, applicant, today, later):
    application = case("submitted", expected_on=later)
    completion.return_for_completion(application, "Bitte ergänzen.", actor=office, day=today)
    assert expected_of(application) is None
    other = case_of(application, "in_review", later)
    withdraw(other, actor=applicant, day=today)
    assert expected_of(other) is None


def case_of(application, state, expected_on, **fields):
    Application.objects.filter(pk=application.pk).update(state=state, lapses_on=None, expected_on=expected_on, **fields)
    application.refresh_from_db()
    return application


@pytest.mark.parametrize(
    ("state", "act", "who", "fields"),
    [
        ("interview", Act.RECOMMEND, "board2", {}),
        ("recommended", Act.DECIDE, "ministry", {}),
        ("recommended", Act.DEFER, "ministry", {"round": 2}),
    ],
)
def test_an_inner_step_leaves_it_so_that_nobody_sees_it(state, act, who, fields, case, today, later, request):
    actor = request.getfixturevalue(who)
    application = case(state, expected_on=later)
    declare_none(application, actor)
    change_state(application, act, actor=actor, day=today, **fields)
    assert expected_of(application) == later


def test_the_page_is_the_same_before_and_after_an_untold_decision(client, case, applicant, ministry, later):
    application = case("recommended", expected_on=later, expected_note=SENTENCE)
    before = page(client, applicant, application)
    decide(application, ministry, "admitted")
    case_of(application, "decided", later)
    assert without_tokens(page(client, applicant, application)) == without_tokens(before)


def without_tokens(text):
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_the_released_letter_ends_it():
    assert ends_expectation(Act.RELEASE_LETTER, State.DECIDED, State.DECIDED, 1)
    assert not ends_expectation(Act.RECORD_COMMITMENT, State.DECIDED, State.DECIDED, 1)
    assert ends_expectation(Act.HOLD_INTERVIEW, State.IN_REVIEW, State.INTERVIEW, 1)
    assert not ends_expectation(Act.HOLD_INTERVIEW, State.IN_REVIEW, State.INTERVIEW, 2)


# --- In the web admin ---


def test_the_office_sets_it_on_the_case(client, case, office, later):
    application = case("complete")
    client.force_login(office)
    address = reverse("admin:admissions_application_act", args=[application.pk, "expect"])
    assert address in client.get(reverse("admin:admissions_application_change", args=[application.pk])).content.decode()
    response = client.post(address, {"expected_on": later.isoformat(), "expected_note": SENTENCE}, follow=True)
    assert SENTENCE in response.content.decode()
    assert expected_of(application) == later


def test_a_told_case_has_no_such_button(client, case, office, ministry, today):
    application = case("recommended")
    decide(application, ministry, "refused", notified_on=today)
    case_of(application, "decided", None)
    client.force_login(office)
    page = client.get(reverse("admin:admissions_application_change", args=[application.pk])).content.decode()
    assert "act/expect/" not in page
    with pytest.raises(ActRefused):
        set_expected_step(application, today, "", actor=office, day=today)


# --- Whom to ask ---


def test_mailbox_and_phone_of_the_office(client, case, applicant):
    application = case("submitted")
    text = page(client, applicant, application)
    assert "office@demo.example" in text
    assert "Telefon" not in text
    settings = ProgrammeSettings.load()
    settings.office_phone = "030 1234567"
    settings.save()
    assert "Telefon: 030 1234567" in page(client, applicant, application)
