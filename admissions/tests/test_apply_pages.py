"""The applicant's pages: who sees them, what they say, what they never say."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions.models import Application, Submission
from clusters.models import Cluster, Function
from clusters.tests.factories import FunctionFactory, OperationFactory
from notifications.models import OfficeTask
from programme.models import Land, TechnologyField
from records.services import record

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import application_of, checked, decide
from .factories import answer_all, submitted_review

pytestmark = pytest.mark.django_db

CASE_PAGES = [
    ("apply-case", ()),
    ("apply-section", ("1",)),
    ("apply-answers", ()),
    ("apply-check", ()),
    ("apply-receipt", (1,)),
    ("apply-withdraw", ()),
    ("apply-delete", ()),
    ("apply-again", ()),
]


def url(name, application, *args):
    return reverse(f"admissions:{name}", args=[application.number, *args])


def page(client, user, address, **options):
    client.force_login(user)
    return client.get(address, **options)


def text_of(response):
    return " ".join(response.content.decode().split())


class TestWhoSeesIt:
    def test_visitors_learn_how_and_get_no_cookie(self, client):
        response = client.get("/apply/")
        assert response.status_code == 200
        assert "Jedes Innovationscluster in Deutschland" in text_of(response)
        assert response.cookies == {}

    @pytest.mark.parametrize(("name", "args"), [*CASE_PAGES, ("apply-file", ("abc",))])
    def test_visitors_are_asked_to_log_in(self, name, args, client, draft):
        response = client.get(url(name, draft, *args))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("who", ["outsider", "manager", "office", "board1", "ministry", "administrator"])
    @pytest.mark.parametrize("state", ["draft", "submitted", "decided"])
    def test_nobody_but_the_own_people(self, who, state, request, client, applicant, applicant_cluster):
        application = application_of(applicant_cluster, applicant, state=state)
        Submission.objects.create(application=application, sequence=1, submitted_by=applicant, snapshot={})
        client.force_login(request.getfixturevalue(who))
        for name, args in CASE_PAGES:
            assert client.get(url(name, application, *args)).status_code == 404, name
            assert client.post(url(name, application, *args)).status_code in (404, 405), name
        for name, args in (("apply-submit", ()), ("apply-autosave", ("1",))):
            assert client.post(url(name, application, *args)).status_code == 404, name
        assert application.number not in text_of(client.get("/apply/"))
        assert Application.objects.get().state == state

    def test_a_colleague_sees_the_draft_until_the_function_ends(
        self, client, draft, outsider, applicant_cluster, today
    ):
        function = FunctionFactory(user=outsider, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
        assert page(client, outsider, url("apply-case", draft)).status_code == 200
        function.ends_on = today - datetime.timedelta(days=1)
        function.save()
        assert page(client, outsider, url("apply-case", draft)).status_code == 404

    @pytest.mark.parametrize("change", [{"confirmed_on": None}, {"kind": "employee"}, {"kind": "board"}])
    def test_not_without_a_confirmed_speaking_function(self, change, client, draft, outsider, applicant_cluster):
        FunctionFactory(user=outsider, cluster=applicant_cluster, **change)
        assert page(client, outsider, url("apply-case", draft)).status_code == 404

    def test_no_browser_keeps_the_pages(self, client, draft, applicant):
        response = page(client, applicant, url("apply-section", draft, "1"))
        assert "no-store" in response["Cache-Control"]


class TestList:
    def test_empty_explains_what_to_do(self, client, outsider):
        text = text_of(page(client, outsider, "/apply/"))
        assert "Sie haben noch keinen Antrag." in text
        assert "Antrag beginnen" in text
        assert "Wer kann einen Antrag stellen?" in text

    def test_sentence_state_and_one_act(self, client, draft, applicant):
        text = text_of(page(client, applicant, "/apply/"))
        assert "1 Antrag wartet auf Sie." in text
        assert "Leichtbau Niederwald" in text
        assert "Entwurf" in text
        assert "Antrag bearbeiten" in text

    def test_filters(self, client, applicant, applicant_cluster, today):
        ended = application_of(applicant_cluster, applicant, state="withdrawn")
        running = application_of(applicant_cluster, applicant, state="in_review")
        everything = text_of(page(client, applicant, "/apply/"))
        assert ended.number in everything
        assert running.number in everything
        only = text_of(client.get("/apply/?show=ended"))
        assert ended.number in only
        assert running.number not in only
        assert running.number in text_of(client.get("/apply/?show=nonsense"))

    def test_the_number_of_queries_is_fixed(self, client, applicant, ministry, today, django_assert_num_queries):
        def add():
            cluster = OperationFactory().cluster
            FunctionFactory(user=applicant, cluster=cluster)
            decide(application_of(cluster, applicant, state="decided"), ministry, "refused", notified_on=today)

        add()
        client.force_login(applicant)
        client.get("/apply/")
        with CaptureQueriesContext(connection) as first:
            client.get("/apply/")
        add()
        add()
        with django_assert_num_queries(len(first)):
            assert text_of(client.get("/apply/")).count("abgelehnt") == 3


class TestBeginning:
    CLUSTER = {"cluster-name": "Photonik Nordufer", "cluster-city": "Kiel", "cluster-website": "photonik.example"}
    ORGANISATION = {
        "organisation-legal_name": "Photonik e. V.",
        "organisation-legal_form": "Verein",
        "organisation-street": "Hafen 1",
        "organisation-postal_code": "24103",
        "organisation-city": "Kiel",
        "organisation-signatory": "Vera Vorstand",
    }

    @pytest.fixture
    def data(self):
        laender = [Land.objects.get(iso=iso).pk for iso in ("DE-HH", "DE-SH")]
        return self.CLUSTER | self.ORGANISATION | {"cluster-laender": laender}

    def test_from_nothing_to_a_draft(self, client, outsider, data):
        field = TechnologyField.objects.first()
        client.force_login(outsider)
        assert "Zuerst erfassen Sie Ihr Cluster." in text_of(client.get("/apply/start/"))
        response = client.post("/apply/register/", data | {"cluster-fields": [field.pk]}, follow=True)
        assert response.redirect_chain == [("/apply/start/", 302)]
        cluster = Cluster.objects.get(name="Photonik Nordufer")
        assert {land.iso for land in cluster.laender.all()} == {"DE-HH", "DE-SH"}
        assert cluster.website == "https://photonik.example"
        assert not cluster.profile_released
        response = client.post("/apply/start/", {"cluster": cluster.slug}, follow=True)
        application = Application.objects.get()
        assert (application.cluster, application.state, application.created_by) == (cluster, "draft", outsider)
        assert f"Ihr Antrag hat die Nummer {application.number}." in text_of(response)

    def test_errors_stand_at_their_field_and_keep_what_was_typed(self, client, outsider, data):
        client.force_login(outsider)
        bad = data | {"cluster-mailbox": "kein-postfach", "cluster-laender": [], "organisation-city": ""}
        response = client.post("/apply/register/", bad)
        text = text_of(response)
        assert response.status_code == 200
        assert "Bitte prüfen Sie Ihre Angaben" in text
        for name in ("cluster-mailbox", "cluster-laender", "organisation-city"):
            assert f'id="id_{name}_error"' in text
        assert "Bitte wählen Sie mindestens ein Land." in text
        for typed in ("Photonik Nordufer", "kein-postfach", "Vera Vorstand", "Hafen 1"):
            assert f'value="{typed}"' in text
        assert not Cluster.objects.filter(name="Photonik Nordufer").exists()

    def test_a_known_name_is_asked_about_and_tells_nothing(self, client, outsider, applicant, data):
        client.force_login(outsider)
        known = data | {"cluster-name": "Leichtbau-Niederwald"}
        text = text_of(client.post("/apply/register/", known))
        assert "mit diesem oder einem ähnlichen Namen ist schon erfasst" in text
        assert "Leichtbau Niederwald" not in text
        assert applicant.email not in text
        assert Cluster.objects.count() == 1
        client.post("/apply/register/", known | {"cluster-is_new": "on"})
        assert Cluster.objects.count() == 2
        assert "Leichtbau-Niederwald" in OfficeTask.objects.get().text_de

    def test_a_second_cluster_of_the_same_organisation(self, client, outsider, data):
        client.force_login(outsider)
        client.post("/apply/register/", data)
        organisation = Cluster.objects.get().operations.get().organisation
        second = {name: value for name, value in data.items() if not name.startswith("organisation")} | {
            "cluster-name": "Optik Südufer",
            "operator": organisation.key,
        }
        assert client.post("/apply/register/", second).status_code == 302
        assert Cluster.objects.get(name="Optik Südufer").operations.get().organisation == organisation

    def test_a_foreign_organisation_cannot_be_chosen(self, client, outsider, data, member_cluster):
        client.force_login(outsider)
        client.post("/apply/register/", data)
        foreign = member_cluster.operations.get().organisation
        second = data | {"cluster-name": "Optik Südufer", "operator": foreign.key}
        assert client.post("/apply/register/", second).status_code == 200
        assert not Cluster.objects.filter(name="Optik Südufer").exists()

    def test_a_foreign_cluster_cannot_be_chosen(self, client, applicant, member_cluster):
        client.force_login(applicant)
        response = client.post("/apply/start/", {"cluster": member_cluster.slug})
        assert response.status_code == 200
        assert 'id="id_cluster_error"' in text_of(response)
        assert not Application.objects.exists()


class TestCase:
    def test_a_draft_says_what_to_do(self, client, draft, applicant):
        text = text_of(page(client, applicant, url("apply-case", draft)))
        assert "Was jetzt zu tun ist" in text
        assert "Beantwortet: 0 von 5 Kriterien." in text
        assert "Antrag ausfüllen" in text
        assert "Entwurf löschen" in text
        assert "zurückziehen" not in text

    def test_a_filled_one_leads_to_the_check(self, client, filled, applicant):
        assert "Prüfen und einreichen" in text_of(page(client, applicant, url("apply-case", filled)))

    def test_a_returned_one_shows_message_notes_and_deadline(self, client, submitted, office, applicant, today):
        checked(submitted, office, {"K12": ("insufficient", "Mit Stichtag bitte."), "K11": ("accepted", "Intern")})
        Application.objects.update(
            state="returned", return_message="Fast vollständig.", lapses_on=today + datetime.timedelta(days=12)
        )
        text = text_of(page(client, applicant, url("apply-case", submitted)))
        for expected in ("Fast vollständig.", "Mit Stichtag bitte.", "in 12 Tagen", "Angaben ergänzen"):
            assert expected in text
        assert "Intern" not in text

    def test_notes_of_a_running_check_are_not_shown(self, client, submitted, office, applicant):
        checked(submitted, office, {"K12": ("insufficient", "Notiz-Kanarienvogel")})
        client.force_login(applicant)
        for name, args in CASE_PAGES[:3]:
            assert "Notiz-Kanarienvogel" not in text_of(client.get(url(name, submitted, *args)))

    def test_the_history_names_own_people_and_nobody_of_the_office(self, client, submitted, office, applicant):
        for verb in ("accept_complete", "check_criterion", "assign_reviewer", "vote", "recommend", "decide", "defer"):
            record(actor=office, verb=verb, subject_kind="application", subject_key=submitted.number, note="Kanarie")
        text = text_of(page(client, applicant, url("apply-case", submitted)))
        history = text[text.index('class="portal-history"') :]
        assert "Antrag eingereicht" in history
        assert "Anton Antrag" in history
        assert "Vollständigkeit festgestellt" in history
        assert "Programmbüro" in history
        assert "Olga Office" not in text
        assert "Kanarie" not in text
        assert history.count('<p class="portal-history__when">') == 2

    def test_nothing_shows_before_the_decision_is_told(
        self, client, applicant, applicant_cluster, ministry, board1, board2, today
    ):
        application = application_of(applicant_cluster, applicant, state="interview")
        answer_all(application)
        submitted_review(application, board1, 9)
        seen = []
        decide_states = [("interview", 1), ("recommended", 1), ("in_review", 2), ("recommended", 2), ("decided", 2)]
        client.force_login(applicant)
        decide(application, ministry, "deferred", round=1)
        decide(application, ministry, "refused", round=2)
        for state, number in decide_states:
            Application.objects.update(state=state, round=number, state_since=today)
            pages = [client.get(address) for address in (url("apply-case", application), "/apply/")]
            seen.append(tuple(_without_token(text_of(response)) for response in pages))
        assert len(set(seen)) == 1, "the states cannot be told apart"
        assert "Kanarienvogel" not in "".join(seen[0])
        assert "in Beratung" in seen[0][0]
        assert "Antrag zurückziehen" in seen[0][0]

    def test_after_it_is_told_totals_and_reasons_and_nothing_else(
        self, client, applicant, applicant_cluster, ministry, board1, today
    ):
        application = application_of(applicant_cluster, applicant, state="decided")
        answer_all(application)
        submitted_review(application, board1, 9)
        decide(application, ministry, "refused", notified_on=today, reason="Zu wenig Kooperation.")
        text = text_of(page(client, applicant, url("apply-case", application)))
        for expected in ("abgelehnt", "Zu wenig Kooperation.", "Erläuterung-Kanarienvogel", "4,5", "Punkte je Gruppe"):
            assert expected in text
        for hidden in ("Berta", "Beirat", "Mina", "987654", "zurückziehen"):
            assert hidden not in text.replace(application.number, "")
        assert "Neuen Antrag vorbereiten" in text
        english = text_of(client.get("/en" + url("apply-case", application)))
        assert "Explanation canary" in english
        assert "4.5" in english

    def test_conditions_and_admission_day(self, client, applicant, applicant_cluster, ministry, today):
        application = application_of(applicant_cluster, applicant, state="decided")
        decide(
            application, ministry, "admitted_with_conditions", notified_on=today, starts_on=datetime.date(2026, 12, 1),
            conditions="Bis März eine zweite Stelle.",
        )  # fmt: skip
        text = text_of(page(client, applicant, url("apply-case", application)))
        assert "mit Auflagen aufgenommen" in text
        assert "Bis März eine zweite Stelle." in text
        assert "1. Dezember 2026" in text


def _without_token(text):
    """The page without what differs from request to request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
