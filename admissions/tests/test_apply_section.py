"""The long form: whatever is right is saved, what is wrong stays typed with a message beside it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admissions.models import Answer, Application, Evidence
from admissions.services.drafts import save_answer
from admissions.services.submission import submit
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from records.models import StoredFile

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import application_of, checked, criteria_of, pdf, with_file
from .factories import CatalogueFactory
from .test_apply_pages import text_of, url

pytestmark = pytest.mark.django_db


def typed(code, text="", points="", version=0, **more):
    fields = {"text": text, "own_points": points, "version": version} | more
    return {f"{code}-{name}": value for name, value in fields.items()}


def answers():
    return {(a.criterion.code, a.text, a.own_points) for a in Answer.objects.select_related("criterion")}


@pytest.fixture
def logged_in(client, applicant):
    client.force_login(applicant)
    return client


class TestReading:
    def test_everything_an_applicant_needs_stands_there(self, logged_in, applicant_cluster, applicant, today):
        catalogue = CatalogueFactory(sizes=(2, 1))
        criterion = catalogue.groups.first().criteria.first()
        criterion.help_de, criterion.evidence_de, criterion.max_characters = "Zählen Sie.", "Liste", 1234
        criterion.save()
        draft = application_of(applicant_cluster, applicant, catalogue=catalogue)
        text = text_of(logged_in.get(url("apply-section", draft, "1")))
        for expected in (
            "Zählen Sie.",
            "Erwünschter Nachweis: Liste",
            "Höchstens 1 234 Zeichen",
            "Abschnitt 1 von 2",
            "0 von 2 beantwortet",
            "Gespeichert um",
            "keine Angabe",
            "Speichern und weiter",
            "Beispielkatalog",
        ):
            assert expected in text
        assert "Speichern und prüfen" in text_of(logged_in.get(url("apply-section", draft, "2")))

    def test_an_unknown_group_is_not_found(self, logged_in, draft):
        assert logged_in.get(url("apply-section", draft, "9")).status_code == 404
        assert logged_in.post(url("apply-section", draft, "9")).status_code == 404
        assert logged_in.post(url("apply-autosave", draft, "9")).status_code == 404

    def test_a_submitted_one_is_for_reading(self, logged_in, submitted):
        text = text_of(logged_in.get(url("apply-section", submitted, "1")))
        assert "Eine Antwort." in text
        assert "<textarea" not in text
        assert ">Speichern<" not in text

    def test_the_number_of_queries_is_fixed(self, logged_in, applicant, applicant_cluster, today):
        counts = []
        for size in (1, 3):
            Application.objects.update(state="withdrawn")
            application = application_of(applicant_cluster, applicant, catalogue=CatalogueFactory(sizes=(size, 1)))
            for criterion in criteria_of(application):
                with_file(application, applicant, today, criterion=criterion)
            for name, args in (("apply-section", ("1",)), ("apply-case", ()), ("apply-answers", ())):
                logged_in.get(url(name, application, *args))
                with CaptureQueriesContext(connection) as captured:
                    assert logged_in.get(url(name, application, *args)).status_code == 200
                counts.append((name, len(captured)))
        assert counts[:3] == counts[3:]


class TestSaving:
    def test_nothing_is_required(self, logged_in, draft):
        response = logged_in.post(url("apply-section", draft, "1"), typed("K11") | typed("K12"), follow=True)
        assert response.redirect_chain == [(url("apply-section", draft, "1"), 302)]
        assert answers() == set()

    def test_answers_points_and_evidence(self, logged_in, draft):
        data = typed("K11", "Erste\r\nZeile", "0", file=pdf(), title="Liste") | typed("K12", " Zweite ", "")
        data |= {"K12-link": "www.example.org/liste"}
        response = logged_in.post(url("apply-section", draft, "1"), data, follow=True)
        assert "Ihre Angaben sind gespeichert." in text_of(response)
        assert answers() == {("K11", "Erste\nZeile", 0), ("K12", " Zweite ", None)}
        assert {(str(e), e.link) for e in Evidence.objects.all()} == {
            ("Liste", ""),
            ("https://www.example.org/liste", "https://www.example.org/liste"),
        }
        assert "Liste</a> (Mitgliederliste.pdf, " in text_of(response)

    def test_save_and_go_on_leads_to_the_next_group_and_at_last_to_the_check(self, logged_in, draft):
        first = logged_in.post(url("apply-section", draft, "1"), typed("K11", "A") | {"next": "1"})
        assert first["Location"] == url("apply-section", draft, "2")
        last = logged_in.post(url("apply-section", draft, "4"), typed("K41", "A") | {"next": "1"})
        assert last["Location"] == url("apply-check", draft)

    def test_what_is_wrong_stays_typed_and_the_rest_is_saved(self, logged_in, draft):
        long = "x" * 2001
        bad = typed("K11", long, "1", link="https://example.org/gut") | typed("K12", "Gute Antwort", "3")
        response = logged_in.post(url("apply-section", draft, "1"), bad)
        text = text_of(response)
        assert response.status_code == 200
        assert '<a href="#id_K11-text">Antwort zu K11 – Die Antwort ist 2 001 Zeichen lang.' in text
        assert 'id="id_K11-text_error"' in text
        assert long in text
        assert text.startswith("<!DOCTYPE html>")
        assert "<title>Fehler:" in text
        assert answers() == {("K11", "", None), ("K12", "Gute Antwort", 3)}
        assert Evidence.objects.get().link == "https://example.org/gut"
        # The page goes on from what is saved: sending it again neither conflicts nor doubles.
        again = typed("K11", "Kurz", "1") | typed("K12", "Noch besser", "3", version=_shown(text, "K12"))
        again["K11-version"], again["K11-link"] = _shown(text, "K11"), _shown(text, "K11", "link")
        assert logged_in.post(url("apply-section", draft, "1"), again).status_code == 302
        assert answers() == {("K11", "Kurz", 1), ("K12", "Noch besser", 3)}
        assert Evidence.objects.count() == 1

    def test_a_text_of_the_greatest_length_passes_with_breaks_counted_once(self, logged_in, draft):
        text = "x" * 1998 + "\r\n" + "y"
        assert logged_in.post(url("apply-section", draft, "1"), typed("K11", text)).status_code == 302
        assert len(Answer.objects.get().text) == 2000

    @pytest.mark.parametrize("points", ["4", "-1", "2.5", "zwei", "1e0"])
    def test_points_outside_the_range(self, points, logged_in, draft):
        text = text_of(logged_in.post(url("apply-section", draft, "1"), typed("K11", "Antwort", points)))
        assert "Bitte wählen Sie 0 bis 3 Punkte." in text
        assert 'id="id_K11-own_points_error"' in text
        assert ">Antwort</textarea>" in text.replace("> Antwort", ">Antwort")

    @pytest.mark.parametrize(
        ("upload", "message"),
        [
            (SimpleUploadedFile("leer.pdf", b""), "Die Datei ist leer."),
            (SimpleUploadedFile("programm.exe", b"MZ\x90\x00"), "werden nicht angenommen"),
            (SimpleUploadedFile("falsch.pdf", b"<html></html>"), ""),
        ],
    )
    def test_bad_files_are_refused_at_their_field(self, upload, message, logged_in, draft):
        data = typed("K11", "Meine Antwort", "2", title="Liste", file=upload)
        text = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert 'id="id_K11-file_error"' in text
        assert message in text
        assert 'value="Liste"' in text
        assert '<details class="portal-details" open>' in text
        assert not StoredFile.objects.exists()
        assert answers() == {("K11", "Meine Antwort", 2)}

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org/", "kein link", "https://" + "x" * 500])
    def test_bad_links_are_refused_at_their_field(self, link, logged_in, draft):
        text = text_of(logged_in.post(url("apply-section", draft, "1"), typed("K11", link=link)))
        assert 'id="id_K11-link_error"' in text
        assert not Evidence.objects.exists()

    def test_a_name_without_file_or_link(self, logged_in, draft):
        text = text_of(logged_in.post(url("apply-section", draft, "1"), typed("K11", title="Liste")))
        assert 'id="id_K11-title_error"' in text
        assert 'value="Liste"' in text

    def test_evidence_is_taken_away(self, logged_in, draft, applicant, today):
        piece = with_file(draft, applicant, today)
        kept = with_file(draft, applicant, today, "Bleibt.pdf")
        text = text_of(logged_in.get(url("apply-section", draft, "1")))
        assert "„Mitgliederliste.pdf“ entfernen" in text
        response = logged_in.post(url("apply-section", draft, "1"), typed("K11", remove=[piece.pk]), follow=True)
        assert "Mitgliederliste.pdf" not in text_of(response)
        assert list(Evidence.objects.filter(removed_at=None)) == [kept]

    def test_evidence_of_others_is_out_of_reach(self, logged_in, draft, manager, member_cluster, today):
        foreign = with_file(application_of(member_cluster, manager), manager, today)
        logged_in.post(url("apply-section", draft, "1"), typed("K11", remove=[foreign.pk]))
        foreign.refresh_from_db()
        assert foreign.removed_at is None

    @pytest.mark.parametrize("version", ["", "abc", "-1", "999999999999"])
    def test_a_version_nobody_gave_out_overwrites_nothing(self, version, logged_in, draft, applicant, today):
        first = criteria_of(draft)[0]
        save_answer(draft, first, text="Gespeichert", own_points=1, version=0, actor=applicant, day=today)
        logged_in.post(url("apply-section", draft, "1"), typed("K11", "Anders", "1", version=version))
        assert answers() == {("K11", "Gespeichert", 1)}

    def test_null_bytes_are_refused_not_crashed_on(self, logged_in, draft):
        response = logged_in.post(url("apply-section", draft, "1"), typed("K11", "a\x00b"))
        assert response.status_code == 200
        assert answers() == set()


class TestMeanwhile:
    @pytest.fixture
    def colleague(self, outsider, applicant_cluster):
        FunctionFactory(user=outsider, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
        return outsider

    def test_both_texts_are_shown_and_mine_counts_when_saved_again(self, logged_in, draft, colleague, today):
        first = criteria_of(draft)[0]
        save_answer(draft, first, text="Text der Kollegin", own_points=1, version=0, actor=colleague, day=today)
        data = typed("K11", "Mein Text", "3") | typed("K12", "Unberührt", "2")
        text = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert "Inzwischen geändert von Otto Ohnerolle" in text
        assert "Text der Kollegin" in text
        assert "Mein Text</textarea>" in text
        assert answers() == {("K11", "Text der Kollegin", 1), ("K12", "Unberührt", 2)}
        data["K11-version"], data["K12-version"] = _shown(text, "K11"), _shown(text, "K12")
        assert logged_in.post(url("apply-section", draft, "1"), data).status_code == 302
        assert answers() == {("K11", "Mein Text", 3), ("K12", "Unberührt", 2)}

    def test_a_colleague_submitted_and_my_text_stays_on_the_page(self, logged_in, filled, colleague, today):
        submit(filled, actor=colleague, day=today)
        text = text_of(logged_in.post(url("apply-section", filled, "1"), typed("K11", "Zu spät", "3", version=1)))
        assert "Der Antrag ist eingereicht und kann nicht mehr geändert werden." in text
        assert "Zu spät</textarea>" in text
        assert "Zu spät" not in {answer.text for answer in Answer.objects.all()}

    def test_only_marked_criteria_are_open_after_a_return(self, logged_in, submitted, office, today):
        checked(submitted, office, {"K12": ("insufficient", "Bitte mit Stichtag.")})
        Application.objects.update(state="returned", lapses_on=today)
        text = text_of(logged_in.get(url("apply-section", submitted, "1")))
        assert text.count("<textarea") == 1
        assert "Hinweis des Programmbüros: nicht ausreichend" in text
        assert "Bitte mit Stichtag." in text
        response = logged_in.post(url("apply-section", submitted, "1"), typed("K12", "Ergänzt", "2", version=1))
        assert response.status_code == 302
        response = logged_in.post(url("apply-section", submitted, "1"), typed("K11", "Heimlich", "2", version=1))
        assert "K11 ist nicht zur Änderung geöffnet." in text_of(response)
        assert "Heimlich</textarea>" in text_of(response)
        assert {a.text for a in Answer.objects.filter(criterion__code__in=["K11", "K12"])} == {
            "Eine Antwort.",
            "Ergänzt",
        }


class TestAutosave:
    def post(self, client, draft, data):
        response = client.post(url("apply-autosave", draft, "1"), data)
        assert response.status_code == 200
        return response.json()

    def test_it_saves_and_tells_the_version(self, logged_in, draft):
        told = self.post(logged_in, draft, typed("K11", "Während", ""))
        assert told["saved"].startswith("Gespeichert um ")
        assert told["answers"] == {"K11": {"version": 1, "errors": {}, "newer": ""}}
        told = self.post(logged_in, draft, typed("K11", "Während des Tippens", "2", version=1))
        assert told["answers"]["K11"]["version"] == 2
        assert answers() == {("K11", "Während des Tippens", 2)}

    def test_it_tells_what_is_wrong_and_what_is_newer(self, logged_in, draft, applicant, today):
        first = criteria_of(draft)[0]
        save_answer(draft, first, text="Aus dem anderen Fenster", own_points=1, version=0, actor=applicant, day=today)
        told = self.post(logged_in, draft, typed("K11", "Hier", "1") | typed("K12", "x" * 2001))
        assert "Aus dem anderen Fenster" in told["answers"]["K11"]["newer"]
        assert told["answers"]["K12"]["errors"]
        assert answers() == {("K11", "Aus dem anderen Fenster", 1)}

    def test_it_says_when_nothing_may_be_changed(self, logged_in, submitted):
        told = self.post(logged_in, submitted, typed("K11", "Zu spät", "1", version=1))
        assert "eingereicht" in told["refusal"]
        assert "Zu spät" not in {answer.text for answer in Answer.objects.all()}

    def test_files_wait_for_the_button(self, logged_in, draft):
        self.post(logged_in, draft, typed("K11", "A", file=pdf(), link="https://example.org/"))
        assert not Evidence.objects.exists()

    def test_only_post(self, logged_in, draft):
        assert logged_in.get(url("apply-autosave", draft, "1")).status_code == 405


def _shown(text, code, name="version"):
    """The value that the page shows in a field."""
    tag = next(tag for tag in text.split("<input")[1:] if f'name="{code}-{name}"' in tag.split(">")[0]).split(">")[0]
    return tag.split('value="')[1].split('"')[0] if 'value="' in tag else ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_typing_saves_itself_and_counts_characters(live_page, applicant, applicant_cluster):
    draft = application_of(applicant_cluster, applicant)
    page = live_page(applicant)
    page.goto(url("apply-section", draft, "1"))
    page.get_by_label("Antwort zu K11").fill("Getippt und nicht gespeichert gedrückt.")
    page.locator("#K11").get_by_text("Zeichen übrig: 1961").wait_for()
    with page.expect_response(lambda response: "autosave" in response.url):
        page.locator("#K11").get_by_label("2", exact=True).check()
    page.wait_for_function("document.querySelector('[name=\"K11-version\"]').value === '1'")
    assert answers() == {("K11", "Getippt und nicht gespeichert gedrückt.", 2)}
