"""Evidence: several files at once, and a newer piece takes the place of an older one without losing it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admissions.models import Answer, Application, Evidence
from admissions.services.drafts import MAX_EVIDENCE, add_evidence
from admissions.services.submission import submit
from records.errors import ActRefused
from records.models import StoredFile
from records.uploads import store_upload

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import criteria_of, pdf, with_file
from .factories import declare_none
from .test_apply_pages import text_of, url
from .test_apply_section import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged_in(client, applicant):
    client.force_login(applicant)
    return client


@pytest.fixture
def old(draft, applicant, today):
    return with_file(draft, applicant, today, "Alt.pdf")


def is_served(client, address):
    response = client.get(address)
    return response.status_code == 200 and b"".join(response.streaming_content).startswith(b"%PDF")


def current():
    return {str(piece) for piece in Evidence.objects.filter(removed_at=None)}


class TestSeveralFiles:
    def test_all_are_kept(self, logged_in, draft):
        data = typed("K11", file=[pdf("Eins.pdf"), pdf("Zwei.pdf")])
        assert logged_in.post(url("apply-section", draft, "1"), data).status_code == 302
        assert current() == {"Eins.pdf", "Zwei.pdf"}

    def test_under_one_name_they_are_numbered(self, logged_in, draft):
        logged_in.post(url("apply-section", draft, "1"), typed("K11", file=[pdf("a.pdf"), pdf("b.pdf")], title="Liste"))
        assert current() == {"Liste (1)", "Liste (2)"}

    def test_one_bad_file_loses_neither_the_good_ones_nor_the_text(self, logged_in, draft):
        bad = SimpleUploadedFile("schlecht.exe", b"MZ\x90\x00")
        data = typed("K11", "Mein Text", "2", file=[pdf("Gut.pdf"), bad, SimpleUploadedFile("leer.pdf", b"")])
        page = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert "schlecht.exe: Dateien dieser Art werden nicht angenommen." in page
        assert "leer.pdf: Die Datei ist leer." in page
        assert current() == {"Gut.pdf"}
        assert Answer.objects.get().text == "Mein Text"

    def test_those_beyond_the_limit_are_named(self, logged_in, draft, applicant, today):
        for number in range(MAX_EVIDENCE - 1):
            with_file(draft, applicant, today, f"{number}.pdf")
        data = typed("K11", file=[pdf("Letzte.pdf"), pdf("Zuviel.pdf")])
        page = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert "Zu K11 sind schon 10 Nachweise gespeichert." in page
        assert "Letzte.pdf" in current()
        assert "Zuviel.pdf" not in current()


class TestReplacing:
    def test_the_old_one_stays_marked_and_points_to_the_new(self, logged_in, draft, old):
        page = text_of(logged_in.get(url("apply-section", draft, "1")))
        assert "ersetzt: Alt.pdf" in page
        data = typed("K11", file=pdf("Neu.pdf"), replaces=old.pk)
        page = text_of(logged_in.post(url("apply-section", draft, "1"), data, follow=True))
        new = Evidence.objects.get(removed_at=None)
        old.refresh_from_db()
        assert (str(new), old.replaced_by, old.removed_at) == ("Neu.pdf", new, new.added_at)
        assert "Ersetzte Nachweise:" in page
        assert "durch „Neu.pdf“" in page
        assert is_served(logged_in, url("apply-file", draft, old.file.token))
        answers = text_of(logged_in.get(url("apply-answers", draft)))
        assert "durch „Neu.pdf“" in answers

    def test_of_several_files_the_first_takes_its_place(self, logged_in, draft, old):
        logged_in.post(
            url("apply-section", draft, "1"), typed("K11", file=[pdf("A.pdf"), pdf("B.pdf")], replaces=old.pk)
        )
        assert current() == {"A.pdf", "B.pdf"}
        old.refresh_from_db()
        assert str(old.replaced_by) == "A.pdf"

    def test_a_link_replaces_too_and_also_when_ticked_for_removal(self, logged_in, draft, old):
        data = typed("K11", link="https://example.org/neu", replaces=old.pk, remove=[old.pk])
        assert logged_in.post(url("apply-section", draft, "1"), data).status_code == 302
        old.refresh_from_db()
        assert old.replaced_by.link == "https://example.org/neu"

    def test_there_is_room_at_the_limit(self, draft, applicant, today, old):
        for number in range(MAX_EVIDENCE - 1):
            with_file(draft, applicant, today, f"{number}.pdf")
        first = criteria_of(draft)[0]
        add_evidence(draft, first, link="https://example.org/", replaces=[old], actor=applicant, day=today)
        assert Evidence.objects.filter(removed_at=None).count() == MAX_EVIDENCE

    def test_without_a_new_piece_nothing_is_replaced(self, logged_in, draft, old):
        page = text_of(logged_in.post(url("apply-section", draft, "1"), typed("K11", replaces=old.pk)))
        assert 'id="id_K11-replaces_error"' in page
        assert current() == {"Alt.pdf"}

    def test_with_a_bad_file_the_old_one_stays(self, logged_in, draft, old):
        data = typed("K11", file=SimpleUploadedFile("x.exe", b"MZ"), replaces=old.pk)
        page = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert f'<option value="{old.pk}" selected>' in page
        assert current() == {"Alt.pdf"}

    def test_what_a_colleague_took_away_meanwhile(self, logged_in, draft, old, applicant, today):
        Evidence.objects.update(removed_at="2026-01-01T00:00Z")
        data = typed("K11", file=pdf("Neu.pdf"), replaces=old.pk)
        page = text_of(logged_in.post(url("apply-section", draft, "1"), data))
        assert "Dieser Nachweis ist nicht mehr da." in page
        assert current() == set()
        with pytest.raises(ActRefused):
            add_evidence(
                draft, criteria_of(draft)[0], link="https://a.example/", replaces=[old], actor=applicant, day=today
            )

    def test_a_piece_of_another_criterion_is_out_of_reach(self, draft, old, applicant, today):
        with pytest.raises(ActRefused):
            add_evidence(
                draft, criteria_of(draft)[1], link="https://a.example/", replaces=[old], actor=applicant, day=today
            )
        assert current() == {"Alt.pdf"}


class TestAfterwards:
    @pytest.fixture
    def replaced(self, draft, old, applicant, office, today):
        """Submitted with Alt.pdf, returned, replaced."""
        answer_the_rest(draft)
        submit(draft, actor=applicant, day=today)
        Application.objects.update(state="returned", lapses_on=today)
        declare_none(draft, office)
        stored = store_upload(pdf("Neu.pdf"), by=applicant)
        draft.refresh_from_db()
        add_evidence(draft, criteria_of(draft)[0], stored=stored, replaces=[old], actor=applicant, day=today)
        return draft

    def office_page(self, client, office, application):
        client.force_login(office)
        return text_of(client.get(reverse("admin:admissions_application_change", args=[application.pk])))

    def test_the_office_sees_it_once_it_is_submitted(self, client, replaced, old, office, applicant, today):
        page = self.office_page(client, office, replaced)
        assert "Neu.pdf" not in page
        assert "Alt.pdf" in page
        submit(replaced, actor=applicant, day=today)
        page = self.office_page(client, office, replaced)
        assert "Ersetzte Nachweise" in page
        assert "durch „Neu.pdf“" in page
        address = reverse("admin:admissions_application_file", args=[replaced.pk, old.file.token])
        assert is_served(client, address)

    def test_the_snapshot_holds_the_current_ones(self, replaced, applicant, today):
        pieces = submit(replaced, actor=applicant, day=today).snapshot["groups"][0]["criteria"][0]["evidence"]
        assert [piece["file"] for piece in pieces] == ["Neu.pdf"]

    def test_what_was_replaced_before_the_submission_stays_with_the_own_people(
        self, client, draft, old, applicant, office, today
    ):
        answer_the_rest(draft)
        first = criteria_of(draft)[0]
        add_evidence(draft, first, link="https://example.org/", replaces=[old], actor=applicant, day=today)
        submit(draft, actor=applicant, day=today)
        declare_none(draft, office)
        assert "Alt.pdf" not in self.office_page(client, office, draft)
        address = reverse("admin:admissions_application_file", args=[draft.pk, old.file.token])
        assert client.get(address).status_code == 404
        client.force_login(applicant)
        assert is_served(client, url("apply-file", draft, old.file.token))

    def test_a_deleted_draft_takes_the_whole_chain_along(self, logged_in, draft, old, applicant, today):
        first = criteria_of(draft)[0]
        add_evidence(draft, first, link="https://example.org/", replaces=[old], actor=applicant, day=today)
        logged_in.post(url("apply-delete", draft))
        assert not Evidence.objects.exists()
        assert not StoredFile.objects.exists()


def answer_the_rest(application):
    """Answers to every criterion; the first has a row already, from its evidence."""
    Answer.objects.filter(application=application).update(text="Eine Antwort.", own_points=2)
    done = set(Answer.objects.values_list("criterion", flat=True))
    Answer.objects.bulk_create(
        Answer(application=application, criterion=criterion, text="Eine Antwort.", own_points=2)
        for criterion in criteria_of(application)
        if criterion.pk not in done
    )
