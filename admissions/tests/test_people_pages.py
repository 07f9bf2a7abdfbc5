"""The pages on people, each person with the own rights; nothing is offered that would be refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from admissions.models import Application, Collaboration
from admissions.services.collaboration import invite_colleague
from clusters import services as clusters
from clusters.models import Function, SpeakerInvitation
from clusters.tests.factories import FunctionFactory
from records.services import record

from .apply_cases import *  # noqa: F403
from .apply_cases import criteria_of
from .people_cases import colleague, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(db):
    return UserFactory(email="freund@portal.test", name="Frieda Freund")


@pytest.fixture
def deputy(applicant_cluster):
    person = UserFactory(email="deputy@portal.test", name="Dora Deputy")
    FunctionFactory(user=person, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
    return person


def page_of(client, user, path, **options):
    client.force_login(user)
    return client.get(path, **options).content.decode()


class TestPeoplePage:
    def test_a_speaker_invites_changes_and_ends_there(self, client, draft, applicant, friend, today):
        client.force_login(applicant)
        base = f"/apply/{draft.number}/people/"
        client.post(f"{base}invite/", {"email": friend.email, "right": "read", "ends_on": ""})
        one = Collaboration.objects.get()
        page = client.get(base).content.decode()
        assert "freund@portal.test" in page
        assert "Offene Einladungen" in page
        client.post(f"{base}{one.pk}/renew/")
        one.refresh_from_db()
        assert one.mails == 2
        one.delete()
        one = running(draft, friend, "read", by=applicant)
        client.post(f"{base}{one.pk}/right/", {"right": "submit"})
        one.refresh_from_db()
        assert one.right == "submit"
        client.post(f"{base}{one.pk}/end/")
        one.refresh_from_db()
        assert one.ended_at is not None

    def test_an_open_invitation_is_taken_back(self, client, draft, applicant, friend, today):
        one = invite_colleague(draft, friend.email, "read", actor=applicant, day=today)
        client.force_login(applicant)
        client.post(f"/apply/{draft.number}/people/{one.pk}/revoke/")
        one.refresh_from_db()
        assert one.revoked_at is not None

    def test_what_is_wrong_stands_beside_its_field_and_stays_typed(self, client, draft, applicant):
        client.force_login(applicant)
        page = client.post(f"/apply/{draft.number}/people/invite/", {"email": "kein-at", "right": "submit"})
        text = page.content.decode()
        assert "vollständige E-Mail-Adresse" in text
        assert 'value="kein-at"' in text
        assert not Collaboration.objects.exists()

    @pytest.mark.parametrize("right", ["read", "edit", "submit"])
    def test_a_colleague_sees_who_works_and_no_button_that_fails(
        self, client, draft, applicant, friend, outsider, today, right
    ):
        colleague(draft, friend, right, by=applicant)
        running(draft, outsider, "edit", by=applicant)
        invite_colleague(draft, "geheim@portal.test", "read", actor=applicant, day=today)
        page = page_of(client, friend, f"/apply/{draft.number}/people/")
        assert "Otto Ohnerolle" in page
        assert "Was die Rechte erlauben" in page
        for hidden in ("geheim@portal.test", "outsider@portal.test", "Jemanden einladen", "Stellvertretung einladen"):
            assert hidden not in page
        assert "/people/function/" not in page

    @pytest.mark.parametrize(
        "act",
        ["invite/", "deputy/", "hand-over/", "{other}/right/", "{invited}/renew/", "{invited}/revoke/", "{other}/end/"],
    )
    def test_a_colleague_does_none_of_it(self, client, draft, applicant, friend, outsider, today, act):
        colleague(draft, friend, "submit", by=applicant)
        other = running(draft, outsider, "edit", by=applicant)
        invited = invite_colleague(draft, "neu@portal.test", "read", actor=applicant, day=today)
        before = list(Collaboration.objects.values())
        client.force_login(friend)
        data = {"email": "dritte@portal.test", "right": "submit", "successor": "new"}
        answer = client.post(f"/apply/{draft.number}/people/{act.format(other=other.pk, invited=invited.pk)}", data)
        assert answer.status_code in (302, 404)
        assert list(Collaboration.objects.values()) == before
        assert not SpeakerInvitation.objects.exists()

    def test_a_row_of_another_application_is_not_found(self, client, draft, applicant, friend):
        other = application_of(draft.cluster, applicant, state="withdrawn")  # noqa: F405
        one = running(other, friend, "read", by=applicant)
        client.force_login(applicant)
        assert client.get(f"/apply/{draft.number}/people/{one.pk}/").status_code == 404
        assert client.post(f"/apply/{draft.number}/people/{one.pk}/end/").status_code == 404

    def test_the_history_names_own_people_and_nobody_of_the_office(
        self, client, draft, applicant, friend, office, today
    ):
        colleague(draft, friend, "edit", by=applicant)
        function = Function.objects.get(user=applicant)
        deputy = FunctionFactory(user=UserFactory(name="Neue Leitung"), cluster=draft.cluster, kind="deputy").user
        clusters.hand_over(function, deputy, starts_on=today, note="Brief vom 3. November", actor=office, day=today)
        page = page_of(client, applicant, f"/apply/{draft.number}/people/")
        assert "Clustermanagement übergeben: von Anton Antrag an Neue Leitung (Brief vom 3. November)" in page
        assert "Einladung angenommen: Frieda Freund (bearbeiten)" in page
        assert "Olga Office" not in page

    def test_the_history_tells_nothing_of_the_procedure(self, client, draft, applicant, office):
        for verb in ("assign_review", "vote", "declare_conflict", "decide", "open_file"):
            record(actor=office, verb=verb, subject_kind="application", subject_key=draft.number, to_state="KANARIE")
        page = page_of(client, applicant, f"/apply/{draft.number}/people/")
        assert "KANARIE" not in page
        assert "Noch kein Eintrag." in page

    @pytest.mark.parametrize("path", ["/apply/{number}/people/", "/apply/{number}/", "/apply/"])
    def test_the_number_of_queries_does_not_grow(self, client, draft, applicant, deputy, path):
        counted = []
        client.force_login(applicant)
        for _more in range(2):
            for _three in range(1 if not counted else 3):
                person = UserFactory()
                one = running(draft, person, "edit", by=applicant)
                FunctionFactory(user=UserFactory(), cluster=draft.cluster, kind="deputy")
                record(
                    actor=person,
                    verb="accept_invitation",
                    subject_kind="application",
                    subject_key=draft.number,
                    to_state=f"edit (invitation {one.pk})",
                )
            client.get(path.format(number=draft.number))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(path.format(number=draft.number)).status_code == 200
            counted.append(len(queries))
        assert counted[0] == counted[1]


class TestSpeakers:
    def test_the_only_one_is_offered_no_end_and_is_refused_one(self, client, draft, applicant):
        own = Function.objects.get(user=applicant)
        page = page_of(client, applicant, f"/apply/{draft.number}/people/")
        assert f"/people/function/{own.pk}/end/" not in page
        answer = client.post(f"/apply/{draft.number}/people/function/{own.pk}/end/", follow=True)
        assert "Programmbüro" in answer.content.decode()
        own.refresh_from_db()
        assert own.ends_on is None

    def test_a_manager_ends_a_deputy(self, client, draft, applicant, deputy, today):
        function = Function.objects.get(user=deputy)
        client.force_login(applicant)
        client.post(f"/apply/{draft.number}/people/function/{function.pk}/end/")
        function.refresh_from_db()
        assert function.ends_on == today

    def test_a_deputy_does_not_end_the_manager(self, client, draft, applicant, deputy):
        own = Function.objects.get(user=applicant)
        assert f"/people/function/{own.pk}/end/" not in page_of(client, deputy, f"/apply/{draft.number}/people/")
        assert client.post(f"/apply/{draft.number}/people/function/{own.pk}/end/").status_code == 404
        assert client.get(f"/apply/{draft.number}/people/hand-over/").status_code == 302

    def test_handing_over_to_a_deputy_at_once(self, client, draft, applicant, deputy, today):
        client.force_login(applicant)
        path = f"/apply/{draft.number}/people/hand-over/"
        assert "An die Stellvertretung Dora Deputy" in client.get(path).content.decode()
        client.post(path, {"successor": str(deputy.pk)})
        assert Function.objects.get(user=deputy, kind="manager").starts_on == today
        assert Function.objects.get(user=applicant).ends_on == today

    def test_handing_over_to_a_new_person_needs_the_address(self, client, draft, applicant):
        client.force_login(applicant)
        path = f"/apply/{draft.number}/people/hand-over/"
        assert "Bitte geben Sie die Adresse" in client.post(path, {"successor": "new"}).content.decode()
        client.post(path, {"successor": "new", "email": "neu@portal.test"})
        invitation = SpeakerInvitation.objects.get()
        assert (invitation.email, invitation.replaces.user) == ("neu@portal.test", applicant)
        shown = client.get(f"/apply/{draft.number}/people/speaker/{invitation.pk}/").content.decode()
        assert "neu@portal.test" in shown
        client.post(f"/apply/{draft.number}/people/speaker/{invitation.pk}/revoke/")
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None

    def test_somebody_else_is_no_choice(self, client, draft, applicant, deputy, outsider):
        client.force_login(applicant)
        client.post(f"/apply/{draft.number}/people/hand-over/", {"successor": str(outsider.pk)})
        assert Function.objects.get(user=applicant).ends_on is None


class TestCasePages:
    def test_a_reader_reads_and_is_offered_nothing_else(self, client, filled, applicant, friend):
        colleague(filled, friend, "read", by=applicant)
        number = filled.number
        case = page_of(client, friend, f"/apply/{number}/")
        for path in ("check", "withdraw", "delete", "submit", "again"):
            assert f"/apply/{number}/{path}/" not in case
        section = page_of(client, friend, f"/apply/{number}/section/1/")
        assert "Eine Antwort." in section
        assert "<textarea" not in section
        assert "Speichern" not in section
        assert f"/apply/{number}/check/" not in section
        assert "Stand ansehen" in page_of(client, friend, "/apply/")
        assert number not in page_of(client, friend, "/my/")
        assert page_of(client, friend, f"/apply/{number}/answers/")

    def test_what_a_reader_sends_is_refused_and_kept_on_the_page(self, client, filled, applicant, friend):
        colleague(filled, friend, "read", by=applicant)
        client.force_login(friend)
        code = criteria_of(filled)[0].code
        data = {f"{code}-text": "Heimlich geändert", f"{code}-own_points": "1", f"{code}-version": "1"}
        page = client.post(f"/apply/{filled.number}/section/1/", data).content.decode()
        assert "nicht berechtigt" in page
        assert "Heimlich geändert" in page
        answer = client.post(f"/apply/{filled.number}/section/1/autosave/", data).json()
        assert "nicht berechtigt" in answer["refusal"]
        assert not filled.answers.filter(text="Heimlich geändert").exists()

    def test_an_editor_fills_in_and_does_not_submit(self, client, filled, applicant, friend):
        colleague(filled, friend, "edit", by=applicant)
        number = filled.number
        assert "Antrag bearbeiten" in page_of(client, friend, f"/apply/{number}/")
        assert "<textarea" in page_of(client, friend, f"/apply/{number}/section/1/")
        check = page_of(client, friend, f"/apply/{number}/check/")
        assert f"/apply/{number}/submit/" not in check
        client.post(f"/apply/{number}/submit/")
        client.post(f"/apply/{number}/withdraw/")
        client.post(f"/apply/{number}/delete/")
        assert Application.objects.get().state == "draft"

    def test_who_may_submit_submits_and_does_not_delete(self, client, filled, applicant, friend):
        colleague(filled, friend, "submit", by=applicant)
        number = filled.number
        case = page_of(client, friend, f"/apply/{number}/")
        assert f"/apply/{number}/check/" in case
        assert f"/apply/{number}/delete/" not in case
        client.post(f"/apply/{number}/delete/")
        client.post(f"/apply/{number}/submit/")
        assert Application.objects.get().state == "submitted"
        history = page_of(client, applicant, f"/apply/{number}/")
        assert "Frieda Freund" in history

    def test_the_case_is_closed_once_the_part_ended(self, client, filled, applicant, friend):
        one = colleague(filled, friend, "submit", by=applicant)
        client.force_login(friend)
        assert client.post(f"/apply/{filled.number}/people/{one.pk}/end/")["Location"] == "/apply/"
        for path in ("", "section/1/", "answers/", "people/"):
            assert client.get(f"/apply/{filled.number}/{path}").status_code == 404
