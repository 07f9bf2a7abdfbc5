"""What changed between two versions, as applicant and office read it; nothing typed ever becomes mark-up."""

import pytest
from django.urls import reverse

from admissions.models import Answer, Application, Submission
from admissions.services import completion
from admissions.services.drafts import AnswerChange, save_answers
from admissions.services.submission import submit
from records.errors import ActRefused

from .apply_cases import _german, checked, criteria_of, draft, filled, submitted, with_file

pytestmark = pytest.mark.django_db
__all__ = ["_german", "draft", "filled", "submitted"]

EVIL = "Eine <script>alert(1)</script> &amp; Antwort."


@pytest.fixture
def returned(submitted, office, today):
    """Given back for two of five criteria."""
    notes = {"K11": ("insufficient", "Bitte genauer."), "K21": ("missing", "")}
    rest = {criterion.code: ("accepted", "") for criterion in criteria_of(submitted) if criterion.code not in notes}
    checked(submitted, office, notes | rest)
    completion.return_for_completion(submitted, "Fast fertig.", actor=office, day=today)
    return Application.objects.get(pk=submitted.pk)


def change(application, code, text, points, by, day):
    criterion = next(one for one in criteria_of(application) if one.code == code)
    answer = Answer.objects.get(application=application, criterion=criterion)
    save_answers(application, [AnswerChange(criterion, text, points, answer.version)], actor=by, day=day)


@pytest.fixture
def resubmitted(returned, applicant, today):
    change(returned, "K11", EVIL, 3, applicant, today)
    with_file(returned, applicant, today, name="Neu<b>.pdf".replace("<b>", "-b-"))
    submit(returned, actor=applicant, day=today)
    return Application.objects.get(pk=returned.pk)


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def test_the_applicant_sees_what_stands_now_against_what_was_submitted(client, returned, applicant, today):
    change(returned, "K11", "Eine bessere Antwort.", 3, applicant, today)
    case = get(client, applicant, "admissions:apply-case", returned.number).content.decode()
    assert reverse("admissions:apply-changes", args=[returned.number]) in case
    text = get(client, applicant, "admissions:apply-changes", returned.number).content.decode()
    assert "1 von 5 Kriterien ist geändert." in text
    assert "bessere" in text
    assert "K12" not in text
    assert "<del>2</del>" in text
    assert "<ins>3</ins>" in text


def test_marks_are_words_too(client, returned, applicant, today):
    change(returned, "K11", "Keine Antwort.", 2, applicant, today)
    text = get(client, applicant, "admissions:apply-changes", returned.number).content.decode()
    assert '<del><span class="portal-sr-only">gestrichen: </span>Eine' in text
    assert '<ins><span class="portal-sr-only">neu: </span>Keine' in text


def test_what_was_typed_is_never_mark_up(client, resubmitted, applicant, office):
    for user, name, key in [
        (applicant, "admissions:apply-changes-version", resubmitted.number),
        (office, "admin:admissions_application_changes", resubmitted.pk),
    ]:
        text = get(client, user, name, key, 2).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; " in text
        assert "<script>alert" not in text
        assert "hinzugefügt: <ins>Neu-b-.pdf</ins>" in text


def test_the_filter_shows_all_or_only_what_changed(client, resubmitted, applicant):
    args = ("admissions:apply-changes-version", resubmitted.number, 2)
    only = get(client, applicant, *args).content.decode()
    everything = get(client, applicant, *args, show="all").content.decode()
    assert ("K12" in only, "K12" in everything) == (False, True)
    assert everything.count("unverändert") == 4


def test_master_data_are_compared_in_words(client, resubmitted, applicant):
    first = Submission.objects.get(application=resubmitted, sequence=1)
    first.snapshot["cluster"]["city"] = "Altstadt"
    first.snapshot["cluster"]["laender"] = ["DE-BY"]
    first.save()
    text = get(client, applicant, "admissions:apply-changes-version", resubmitted.number, 2).content.decode()
    assert "<del>Altstadt</del>" in text
    assert "<del>Bayern</del>" in text
    assert "Sitz des Clusters" in text


def test_the_check_says_of_each_criterion_whether_it_changed(client, resubmitted, office):
    address = reverse("admin:admissions_application_changes", args=[resubmitted.pk, 2])
    for name, args in [
        ("admin:admissions_application_act", (resubmitted.pk, "check")),
        ("admin:admissions_application_change", (resubmitted.pk,)),
    ]:
        text = get(client, office, name, *args).content.decode()
        assert address in text
        assert text.count(">seit der Rückgabe geändert<") == 1
        assert text.count("seit der Rückgabe unverändert") == 4
    assert "1 von 5 Kriterien ist geändert." in client.get(address).content.decode()


def test_a_first_submission_is_compared_with_nothing(client, submitted, office, applicant):
    text = get(client, office, "admin:admissions_application_act", submitted.pk, "check").content.decode()
    assert "seit der Rückgabe" not in text
    for sequence in (1, 2):
        assert get(client, applicant, "admissions:apply-changes-version", submitted.number, sequence).status_code == 404
    assert get(client, applicant, "admissions:apply-changes", submitted.number).status_code == 404


def test_the_office_sees_nothing_of_what_is_being_changed(client, returned, applicant, office, today):
    change(returned, "K11", "Geheimer-Zwischenstand", 3, applicant, today)
    for name, args in [
        ("admin:admissions_application_change", (returned.pk,)),
        ("admin:admissions_application_receipt", (returned.pk, 1, "de")),
    ]:
        assert b"Geheimer-Zwischenstand" not in get(client, office, name, *args).content
    assert get(client, office, "admin:admissions_application_changes", returned.pk, 2).status_code == 404


# --- A returned application says what is open, why, and what happens then ---


def test_only_the_returned_criteria_are_open_and_the_page_says_why(client, returned, applicant, today):
    text = get(client, applicant, "admissions:apply-case", returned.number).content.decode()
    assert "Diese 2 Kriterien können Sie ändern. Alle anderen bleiben, wie Sie sie eingereicht haben." in text
    assert "Bitte genauer." in text
    assert "Danach verfällt er von selbst." in text
    change(returned, "K21", "Nachgereicht.", 1, applicant, today)
    with pytest.raises(ActRefused):
        change(returned, "K12", "Heimlich geändert.", 1, applicant, today)


def test_a_return_by_message_alone_opens_everything(client, submitted, applicant, office, today):
    completion.return_for_completion(submitted, "Bitte alles prüfen.", actor=office, day=today)
    text = get(client, applicant, "admissions:apply-case", submitted.number).content.decode()
    assert "Sie können alle Kriterien ändern." in text
    change(submitted, "K12", "Geprüft.", 1, applicant, today)
