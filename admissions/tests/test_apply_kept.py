"""Logged out in mid-sentence: what was sent is kept, comes back after the log-in, and only to whom it belongs."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admissions.models import Answer, Review
from admissions.services.drafts import save_answer
from records.kept_input import DAYS_KEPT, MAX_CHARACTERS, purge_kept_input
from records.models import KeptInput

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import criteria_of, pdf
from .board import assign, new_file
from .test_apply_pages import text_of, url
from .test_apply_section import answers, typed

pytestmark = pytest.mark.django_db

TEXT = "Mitten im Satz, mit „Anführung“ und\r\nZeilenumbruch <b>"


def back_to(response):
    """The address to which the log-in leads."""
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == reverse(settings.LOGIN_URL)
    return parse_qs(address.query)["next"][0]


@pytest.fixture
def section(draft):
    return url("apply-section", draft, "1")


@pytest.fixture
def sent(client, section):
    """Sent without a session; the address at which the text waits."""
    return back_to(client.post(section, typed("K11", TEXT, "2") | {"csrfmiddlewaretoken": "x" * 32}))


class TestKeeping:
    def test_the_text_is_kept_and_nothing_else(self, client, section, sent):
        kept = KeptInput.objects.get()
        assert sent == f"{section}?kept={kept.token}"
        assert kept.fields == {"K11-text": [TEXT], "K11-own_points": ["2"], "K11-version": ["0"]}
        assert not Answer.objects.exists()

    def test_after_the_log_in_it_is_in_the_fields_and_the_button_saves_it(self, client, applicant, section, sent):
        client.force_login(applicant)
        page = text_of(client.get(sent))
        assert "Ihr Text von vorhin ist wieder da" in page
        assert "Mitten im Satz, mit „Anführung“ und Zeilenumbruch &lt;b&gt;</textarea>" in page
        assert f'name="kept" value="{KeptInput.objects.get().token}"' in page
        assert not Answer.objects.exists()
        token = KeptInput.objects.get().token
        assert client.post(section, typed("K11", TEXT, "2") | {"kept": token}).status_code == 302
        assert answers() == {("K11", TEXT.replace("\r\n", "\n"), 2)}
        assert not KeptInput.objects.exists()

    def test_what_is_wrong_keeps_the_row(self, client, applicant, section, sent):
        client.force_login(applicant)
        token = KeptInput.objects.get().token
        page = client.post(section, typed("K11", "x" * 2001) | {"kept": token})
        assert f'name="kept" value="{token}"' in text_of(page)
        assert KeptInput.objects.exists()

    def test_autosave_takes_the_row_away_when_all_of_it_is_saved(self, client, applicant, draft, sent):
        client.force_login(applicant)
        token = KeptInput.objects.get().token
        autosave = url("apply-autosave", draft, "1")
        client.post(autosave, typed("K12", "Etwas anderes", "1") | {"kept": token})
        assert KeptInput.objects.exists()
        client.post(autosave, typed("K11", TEXT, "2") | {"kept": token})
        assert not KeptInput.objects.exists()

    def test_a_link_waits_for_the_button_and_so_does_the_row(self, client, applicant, draft, section):
        back_to(client.post(section, typed("K11", TEXT, link="https://example.org/")))
        client.force_login(applicant)
        token = KeptInput.objects.get().token
        client.post(url("apply-autosave", draft, "1"), typed("K11", TEXT) | {"kept": token})
        assert KeptInput.objects.exists()

    def test_a_colleagues_text_is_not_overwritten(self, client, applicant, draft, section, sent, today):
        save_answer(
            draft, criteria_of(draft)[0], text="Von nebenan", own_points=1, version=0, actor=applicant, day=today
        )
        client.force_login(applicant)
        token = KeptInput.objects.get().token
        assert "Zeilenumbruch" in text_of(client.get(sent))
        page = text_of(client.post(section, typed("K11", TEXT, "2") | {"kept": token}))
        assert "Inzwischen geändert von Anton Antrag" in page
        assert "Von nebenan" in page
        assert answers() == {("K11", "Von nebenan", 1)}

    def test_files_are_named_to_be_chosen_again(self, client, applicant, section):
        address = back_to(client.post(section, typed("K11", TEXT, file=pdf())))
        client.force_login(applicant)
        assert "Dateien wählen Sie bitte noch einmal: Mitgliederliste.pdf" in text_of(client.get(address))

    def test_sent_twice_it_is_kept_once(self, client, section, sent):
        token = KeptInput.objects.get().token
        back_to(client.post(section, typed("K11", TEXT + " weiter", "2") | {"kept": token}))
        assert KeptInput.objects.get().fields["K11-text"] == [TEXT + " weiter"]

    def test_passwords_and_null_bytes_are_not_kept(self, client, section):
        back_to(client.post(section, typed("K11", "a\x00b") | {"new_password": "geheim"}))
        fields = KeptInput.objects.get().fields
        assert fields["K11-text"] == ["ab"]
        assert "new_password" not in fields

    def test_a_script_is_led_to_the_log_in_and_keeps_its_text_itself(self, client, draft, section):
        back_to(client.post(url("apply-autosave", draft, "1"), typed("K11", TEXT)))
        back_to(client.post(section, typed("K11", TEXT), headers={"accept": "application/json"}))
        assert not KeptInput.objects.exists()


class TestWhoseItIs:
    def test_another_browser_gets_neither_text_nor_form(self, applicant, sent):
        """Otherwise a link could put a stranger's text into the form, and the script would save it."""
        other = Client()
        other.force_login(applicant)
        page = text_of(other.get(sent))
        assert "Mitten im Satz" not in page
        assert "Ihr Text von vorhin" not in page

    def test_another_person_meets_the_pages_own_check(self, client, outsider, sent):
        client.force_login(outsider)
        assert client.get(sent).status_code == 404

    def test_on_another_page_it_is_nothing(self, client, applicant, draft, sent):
        client.force_login(applicant)
        other = sent.replace("/section/1/", "/section/2/")
        assert "Ihr Text von vorhin" not in text_of(client.get(other))

    def test_a_strangers_token_deletes_nothing(self, applicant, section, sent):
        other = Client()
        other.force_login(applicant)
        other.post(section, typed("K12", "Meins") | {"kept": KeptInput.objects.get().token})
        assert KeptInput.objects.exists()


class TestLimits:
    def test_too_much_text_is_shown_to_be_copied(self, client, section):
        response = client.post(section, typed("K11", "x" * MAX_CHARACTERS))
        assert response.status_code == 429
        assert "Bitte kopieren Sie Ihren Text" in text_of(response)
        assert "x" * MAX_CHARACTERS in text_of(response)
        assert not KeptInput.objects.exists()

    def test_too_often_as_well(self, client, section, settings):
        settings.ACCOUNT_RATE_LIMITS = {"keep_input": "1/h/ip"}
        assert client.post(section, typed("K11", "Erster")).status_code == 302
        response = client.post(section, typed("K11", "Zweiter"))
        assert response.status_code == 429
        assert "Zweiter</textarea>" in text_of(response)
        assert KeptInput.objects.count() == 1

    def test_what_nobody_comes_back_for_goes(self, sent):
        now = timezone.now()
        assert purge_kept_input(now + timedelta(days=DAYS_KEPT) - timedelta(minutes=1)) == 0
        assert purge_kept_input(now + timedelta(days=DAYS_KEPT, minutes=1)) == 1
        assert not KeptInput.objects.exists()


class TestStaleToken:
    """Logged in again in another tab: the page's token is old."""

    @pytest.fixture
    def strict(self, applicant):
        client = Client(enforce_csrf_checks=True)
        client.force_login(applicant)
        client.get("/apply/start/")
        return client

    def post(self, client, address, data, origin="http://testserver", **headers):
        data |= {"csrfmiddlewaretoken": "x" * 64}
        return client.post(address, data, headers={"origin": origin, **headers} if origin else headers)

    def test_the_page_comes_back_with_the_text(self, strict, section):
        response = self.post(strict, section, typed("K11", TEXT, "2"))
        assert response.status_code == 302
        assert response["Location"] == f"{section}?kept={KeptInput.objects.get().token}"
        assert "Mitten im Satz" in text_of(strict.get(response["Location"]))
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
    def test_another_site_puts_nothing_into_the_form(self, origin, strict, section):
        assert self.post(strict, section, typed("K11", TEXT), origin=origin).status_code == 403
        assert not KeptInput.objects.exists()

    def test_scripts_and_other_forms_meet_the_plain_refusal(self, strict, draft, section):
        assert self.post(strict, section, typed("K11", TEXT), accept="application/json").status_code == 403
        assert self.post(strict, url("apply-autosave", draft, "1"), typed("K11", TEXT)).status_code == 403
        assert self.post(strict, url("apply-delete", draft), {}).status_code == 403
        assert not KeptInput.objects.exists()


class TestReview:
    def test_a_review_comes_back_as_well(self, client, board1, office, applicant, applicant_cluster):
        application = new_file(applicant, applicant_cluster)
        assign(application, board1, office)
        page = reverse("admissions:review-file", args=[application.number])
        for name in ("save", "submit"):
            response = client.post(
                reverse(f"admissions:review-{name}", args=[application.number]), {"comment_K11": "Gut belegt."}
            )
            assert back_to(response).startswith(f"{page}?kept=")
        address = back_to(response)
        client.force_login(board1)
        assert "Gut belegt.</textarea>" in text_of(client.get(address))
        token = address.rpartition("=")[2]
        data = {"comment_K11": "Gut belegt.", "kept": token}
        client.post(reverse("admissions:review-save", args=[application.number]), data)
        assert Review.objects.get().scores.get(criterion__code="K11").comment == "Gut belegt."
        assert not KeptInput.objects.filter(token=token).exists()
