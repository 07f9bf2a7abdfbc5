"""The ministry's pages: who gets in, what they show, the two steps of the decision."""

import datetime

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from admissions.models import Answer, ConflictDeclaration, Decision, DecisionPaper, Interview, Review, Vote
from admissions.tests.board import CANARY, assign, declare_none, interviewed, new_file, recommended
from admissions.tests.board_pages import text_of, url
from admissions.tests.factories import BoardAppointmentFactory, submitted_review
from clusters.tests.factories import ClusterFactory, FunctionFactory, OperationFactory
from records.uploads import store_bytes

pytestmark = pytest.mark.django_db

FILE_PAGES = ["decide-file", "decide-decision", "decide-paper"]
POSTED = ["decide-confirm", "decide-change"]


@pytest.fixture
def make_file(applicant, board1, board2, office, ministry, today):
    """A recommended file whose one reviewer gave this total of twelve points."""

    def make(points=12, cluster=None):
        cluster = cluster or OperationFactory(cluster=ClusterFactory()).cluster
        application = new_file(applicant, cluster)
        assign(application, board1, office)
        submitted_review(application, board1, points)
        interviewed(application, office, today)
        recommended(application, board2, today, yes=3, no=1, abstain=1, entitled=6)
        declare_none(application, ministry)
        return application

    return make


@pytest.fixture
def recommended_file(make_file, applicant_cluster):
    application = make_file(cluster=applicant_cluster)
    Answer.objects.update(text=f"Antwort {CANARY}")
    Interview.objects.update(minutes=f"Protokoll {CANARY}")
    return application


@pytest.fixture
def official(client, ministry):
    client.force_login(ministry)
    return client


def typed(today, outcome="admitted", **changes):
    data = {
        "outcome": outcome,
        "decided_on": today.isoformat(),
        "starts_on": today.isoformat() if outcome.startswith("admitted") else "",
        "conditions": "",
        "reason": "Nach Würdigung aller Umstände.",
    }
    return data | changes


# --- Who gets in --------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "decide-conflict"])
@pytest.mark.parametrize("person", ["office", "board1", "board2", "administrator", "applicant", "outsider"])
def test_nobody_but_the_ministry_gets_in(client, request, recommended_file, name, person):
    user = request.getfixturevalue(person)
    declare_none(recommended_file, user)
    client.force_login(user)
    for send in (client.get, client.post):
        response = send(url(name, recommended_file))
        assert response.status_code == 404
        assert CANARY not in text_of(response)
    assert client.get(reverse("admissions:decide")).status_code == 404


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "decide-conflict"])
def test_visitors_log_in_first(client, recommended_file, name):
    response = client.get(url(name, recommended_file))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED])
@pytest.mark.parametrize("row", ["none at all", "not asked"])
def test_nothing_opens_before_the_question_is_answered(official, recommended_file, ministry, name, row):
    declaration = ConflictDeclaration.objects.filter(user=ministry)
    if row == "none at all":
        declaration.delete()
    else:
        declaration.update(value="not_asked", declared_at=None)
    response = official.get(url(name, recommended_file))
    assert response.url == url("decide-conflict", recommended_file)
    page = text_of(official.get(response.url))
    assert recommended_file.cluster.name in page
    assert CANARY not in page
    official.post(response.url, {"value": "none", "reason": ""})
    assert CANARY in text_of(official.get(url("decide-file", recommended_file)))


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "decide-conflict"])
@pytest.mark.parametrize("conflict", ["declared", "function"])
def test_a_conflict_is_a_404(official, recommended_file, ministry, name, conflict):
    if conflict == "declared":
        ConflictDeclaration.objects.filter(user=ministry).update(value="declared")
    else:
        FunctionFactory(user=ministry, cluster=recommended_file.cluster, kind="employee")
    for send in (official.get, official.post):
        assert send(url(name, recommended_file)).status_code == 404
    desk = text_of(official.get(reverse("admissions:decide")))
    assert "gesperrt" in desk
    assert url("decide-file", recommended_file) not in desk


@pytest.mark.parametrize("state", ["submitted", "complete", "in_review", "interview", "withdrawn"])
def test_the_ministry_reads_only_what_was_recommended(official, recommended_file, state):
    type(recommended_file).objects.update(state=state)
    assert official.get(url("decide-file", recommended_file)).status_code == 404


def test_declaring_a_conflict_leads_back_to_the_desk(official, recommended_file, ministry):
    ConflictDeclaration.objects.filter(user=ministry).update(value="not_asked", declared_at=None)
    response = official.post(
        url("decide-conflict", recommended_file), {"value": "declared", "reason": "Verwandt"}, follow=True
    )
    assert "ist jetzt für Sie gesperrt" in text_of(response)
    assert ConflictDeclaration.objects.get(user=ministry).reason == "Verwandt"


# --- The file -----------------------------------------------------------------


def test_the_file_shows_advice_result_talk_and_application(official, recommended_file):
    page = text_of(official.get(url("decide-file", recommended_file)))
    for said in (
        "Aufnahme empfohlen",
        "Beraten und empfohlen.",
        "12 von 12 Punkten, nötig sind 8.",
        "Punkte je Gruppe",
        f"Protokoll {CANARY}",
        f"Antwort {CANARY}",
        "Das Programmbüro hat noch keine Vorlage erstellt.",
        "Entscheiden",
    ):
        assert said in page


def test_disagreement_is_shown_without_names(official, recommended_file, office, today):
    dissenter = BoardAppointmentFactory(user=UserFactory(name="Dietlind Dagegen")).user
    assign(recommended_file, dissenter, office)
    submitted_review(recommended_file, dissenter, 3)
    page = text_of(official.get(url("decide-file", recommended_file)))
    assert "Wo die Gutachten auseinanderliegen" in page
    assert "0 bis 3 von 3 Punkten, im Mittel 1,5" in page
    assert "Dietlind Dagegen" not in page


def test_the_paper(official, recommended_file, office):
    assert official.get(url("decide-paper", recommended_file)).status_code == 404
    stored = store_bytes(b"%PDF-1.7 Vorlage", "Vorlage.pdf", "application/pdf", by=office)
    DecisionPaper.objects.create(
        application=recommended_file,
        round=1,
        file_reference="IV-17",
        assessment="Einschätzung",
        pdf=stored,
        prepared_by=office,
    )
    page = text_of(official.get(url("decide-file", recommended_file)))
    assert "IV-17" in page
    assert url("decide-paper", recommended_file) in page
    response = official.get(url("decide-paper", recommended_file))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 Vorlage"
    assert "attachment" in response.headers["Content-Disposition"]


def test_who_took_part_reads_but_does_not_decide(official, recommended_file, ministry):
    Vote.objects.create(application=recommended_file, round=1, member=ministry, value="yes")
    page = text_of(official.get(url("decide-file", recommended_file)))
    assert "entscheidet denselben Antrag nicht" in page
    assert url("decide-decision", recommended_file) not in page
    for name in ("decide-decision", "decide-confirm"):
        assert official.get(url("decide-decision", recommended_file)).url == url("decide-file", recommended_file)
        official.post(url(name, recommended_file), typed(recommended_file.state_since))
    assert not Decision.objects.exists()


# --- The decision -------------------------------------------------------------


def test_deciding_in_two_steps(official, recommended_file, today):
    form = text_of(official.get(url("decide-decision", recommended_file)))
    for outcome in ("admitted", "admitted_with_conditions", "deferred", "refused"):
        assert f'value="{outcome}"' in form
    page = text_of(official.post(url("decide-decision", recommended_file), typed(today)))
    assert "Aufnahme entscheiden" in page
    assert "lässt sich danach nicht mehr ändern" in page
    assert not Decision.objects.exists()
    response = official.post(url("decide-confirm", recommended_file), typed(today), follow=True)
    assert "Die Entscheidung ist festgehalten." in text_of(response)
    assert Decision.objects.get().outcome == "admitted"
    page = text_of(official.get(url("decide-file", recommended_file)))
    assert "noch nicht mitgeteilt" in page
    assert official.get(url("decide-decision", recommended_file)).url == url("decide-file", recommended_file)


def test_the_confirmation_keeps_every_word(official, recommended_file, today):
    data = typed(today, "admitted_with_conditions", conditions='Zeile "eins"\r\nZeile <zwei>', reason="Weil\r\ndarum")
    page = official.post(url("decide-decision", recommended_file), data)
    assert 'value="Zeile &quot;eins&quot;\r\nZeile &lt;zwei&gt;"' in text_of(page)
    back = text_of(official.post(url("decide-change", recommended_file), data))
    assert "Zeile &quot;eins&quot;" in back
    assert 'value="admitted_with_conditions"' in back
    official.post(url("decide-confirm", recommended_file), data)
    assert Decision.objects.get().conditions == 'Zeile "eins"\r\nZeile <zwei>'


@pytest.mark.parametrize("step", ["decide-decision", "decide-confirm"])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": ""}, "Bitte wählen Sie eine Entscheidung."),
        ({"reason": ""}, "Bitte begründen Sie die Entscheidung."),
        ({"outcome": "admitted_with_conditions"}, "Bitte nennen Sie die Auflagen."),
        ({"conditions": "Bericht"}, "Auflagen gehören nur zu einer Aufnahme mit Auflagen."),
        ({"starts_on": ""}, "Bitte geben Sie an, zu welchem Tag"),
        ({"starts_on": "gestern"}, "gültiges Datum"),
        ({"decided_on": "2999-01-01"}, "liegt in der Zukunft"),
        ({"decided_on": "2020-01-01"}, "liegt vor der Empfehlung vom"),
        ({"decided_on": ""}, "Bitte geben Sie den Tag der Entscheidung an."),
    ],
)
def test_mistakes_stand_at_their_field(official, recommended_file, today, step, changes, said):
    data = typed(today, reason="Ein langer Text, der bleibt.") | changes
    page = text_of(official.post(url(step, recommended_file), data))
    assert said in page
    assert "error-summary" in page
    assert "Ein langer Text, der bleibt." in page or "reason" in changes
    assert not Decision.objects.exists()


def test_below_the_threshold_admission_is_not_offered_and_refused_when_sent(official, make_file, today):
    application = make_file(points=7)
    form = text_of(official.get(url("decide-decision", application)))
    assert "Die Schwelle ist nicht erreicht" in form
    assert 'value="admitted"' not in form
    assert 'name="starts_on"' not in form
    for step in ("decide-decision", "decide-confirm"):
        page = text_of(official.post(url(step, application), typed(today)))
        assert "eine Aufnahme ist deshalb nicht möglich" in page
    assert not Decision.objects.exists()
    page = text_of(official.post(url("decide-decision", application), typed(today, "refused")))
    assert "Antrag ablehnen" in page
    official.post(url("decide-confirm", application), typed(today, "refused"))
    assert Decision.objects.get().outcome == "refused"


def test_exactly_two_thirds_may_be_admitted(official, make_file, today):
    application = make_file(points=8)
    official.post(url("decide-confirm", application), typed(today))
    assert Decision.objects.get().passed is True


def test_deferring_hands_the_file_back(official, client, recommended_file, board1, today):
    official.post(url("decide-confirm", recommended_file), typed(today, "deferred", reason="Gutachten bitte prüfen."))
    assert official.get(url("decide-file", recommended_file)).status_code == 404
    client.force_login(board1)
    page = text_of(client.get(url("review-file", recommended_file)))
    assert "Gutachten bitte prüfen." in page
    assert "Gutachten wieder öffnen" in page


@pytest.mark.parametrize("name", POSTED)
def test_reading_an_address_of_an_act_leads_back(official, recommended_file, name):
    assert official.get(url(name, recommended_file)).url == url("decide-decision", recommended_file)


def test_before_release_the_board_learns_nothing_of_the_decision(official, client, recommended_file, board1, today):
    official.post(url("decide-confirm", recommended_file), typed(today, "refused", reason=f"{CANARY}-Begründung"))
    client.force_login(board1)
    for address in (
        url("review-file", recommended_file),
        url("review-results", recommended_file),
        "/review/?show=past",
    ):
        page = text_of(client.get(address))
        assert f"{CANARY}-Begründung" not in page
        assert "abgelehnt" not in page


# --- The desk -----------------------------------------------------------------


def test_the_desk(official, recommended_file, today):
    page = text_of(official.get(reverse("admissions:decide")))
    assert "1 Antrag wartet auf Ihre Entscheidung." in page
    assert "Aufnahme empfohlen" in page
    assert "Prüfen und entscheiden" in page
    official.post(url("decide-confirm", recommended_file), typed(today))
    page = text_of(official.get(reverse("admissions:decide")))
    assert "Zurzeit wartet kein Antrag auf eine Entscheidung." in page
    assert recommended_file.number not in page
    page = text_of(official.get("/decide/?show=decided"))
    assert recommended_file.number in page
    assert "aufgenommen" in page


def test_the_longest_waiting_comes_first(official, make_file, today):
    newer, older = make_file(), make_file()
    type(older).objects.filter(pk=older.pk).update(state_since=today - datetime.timedelta(days=9))
    page = text_of(official.get(reverse("admissions:decide")))
    assert page.index(older.number) < page.index(newer.number)


def test_desk_and_file_take_the_same_number_of_queries(official, make_file, office, django_assert_max_num_queries):
    desk, case = set(), set()
    made = 0
    for wanted in (1, 3, 10):
        while made < wanted:
            application = make_file()
            made += 1
        with django_assert_max_num_queries(20) as captured:
            official.get(reverse("admissions:decide"))
        desk.add(len(captured))
        for _reviewer in range(made):
            person = BoardAppointmentFactory(user=UserFactory()).user
            assign(application, person, office)
            submitted_review(application, person, 4)
        with django_assert_max_num_queries(50) as captured:
            official.get(url("decide-file", application))
        case.add(len(captured))
    assert len(desk) == len(case) == 1
    assert Review.objects.exists()
