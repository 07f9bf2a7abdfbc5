"""The scoring page: everything to score, nothing typed is lost, the applicant's own points."""

import pytest

from admissions.models import Answer, Evidence, Review, Score
from admissions.tests.board import codes_of, posted, recommended
from admissions.tests.board_pages import text_of, url
from admissions.tests.factories import submitted_review
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

# --- The scoring page ----------------------------------------------------------


def test_the_page_has_everything_to_score(member, assigned):
    answer = Answer.objects.first()
    Evidence.objects.create(answer=answer, link="https://example.org/beleg", title="Beleg eins")
    Evidence.objects.create(
        answer=answer, link="https://example.org/alt", title="Ersetzt", removed_at=assigned.created_at
    )
    page = text_of(member.get(url("review-file", assigned)))
    for code in codes_of(assigned):
        for value in ("0", "1", "2", "3", "abstained", ""):
            assert f'name="points_{code}" value="{value}"' in page
        assert f'name="comment_{code}"' in page
    assert page.count("noch offen") >= 4
    assert "https://example.org/beleg" in page
    assert "Ersetzt" not in page
    assert "Beispiel" in page


def test_an_untouched_page_chooses_not_scored(member, assigned):
    page = text_of(member.get(url("review-file", assigned)))
    assert 'value="" id="id_points_K11_open" checked' in page
    assert 'value="0" id="id_points_K11_0" checked' not in page


def test_zero_is_kept_apart_from_not_scored(member, assigned, board1):
    member.post(url("review-save", assigned), posted(assigned, [0, None, 1, 3]))
    page = text_of(member.get(url("review-file", assigned)))
    assert 'value="0" id="id_points_K11_0" checked' in page
    assert 'value="" id="id_points_K21_open" checked' in page


def test_saving_a_draft(member, assigned, board1):
    data = posted(
        assigned, [2, None, None, 3], comment_K11="Anmerkung", group_2="Zur Gruppe", summary="Fazit", place="2"
    )
    response = member.post(url("review-save", assigned), data)
    assert response.url == url("review-file", assigned) + "#group-2"
    page = text_of(member.get(response.url))
    assert "Gespeichert um" in page
    for word in ("Anmerkung", "Zur Gruppe", "Fazit"):
        assert word in page
    assert "1 von 1 bewertet" in page
    assert "0 von 1 bewertet" in page
    assert Review.objects.get().submitted_at is None


def test_saving_in_the_background(member, assigned):
    response = member.post(url("review-save", assigned), posted(assigned, 1), headers={"Accept": "application/json"})
    assert response.json()["message"].startswith("Gespeichert um")
    response = member.post(url("review-save", assigned), posted(assigned, 7), headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert set(Score.objects.values_list("points", flat=True)) == {1}


@pytest.mark.parametrize("name", ["review-save", "review-submit"])
@pytest.mark.parametrize("bad", ["4", "-1", "1.5", "viel"])
def test_a_wrong_value_is_named_at_its_field_and_nothing_typed_is_lost(member, assigned, name, bad):
    data = posted(assigned, 2, points_K21=bad, comment_K31="Mein langer Text", summary="Mein Fazit")
    response = member.post(url(name, assigned), data)
    assert response.status_code == 200
    page = text_of(response)
    assert "Bitte wählen Sie eine ganze Zahl von 0 bis 3." in page
    assert 'href="#id_points_K21"' in page
    assert 'id="id_points_K21_error"' in page
    assert "Mein langer Text" in page
    assert "Mein Fazit" in page
    assert 'value="2" id="id_points_K11_2" checked' in page
    assert not Review.objects.exists()


def test_handing_in_names_what_is_open_and_asks(member, assigned):
    data = posted(assigned, [3, None, 3, None], comment_K11="bleibt stehen")
    page = text_of(member.post(url("review-submit", assigned), data))
    assert "K21 ist noch nicht bewertet." in page
    assert "K41 ist noch nicht bewertet." in page
    assert "K31 ist noch nicht bewertet." not in page
    assert "bleibt stehen" in page
    assert not Review.objects.filter(submitted_at__isnull=False).exists()
    response = member.post(url("review-submit", assigned), data | {"points_K21": "abstained", "points_K41": "0"})
    assert response.url == url("review-results", assigned)
    assert Review.objects.get().submitted_at is not None


def test_an_empty_review_cannot_be_handed_in(member, assigned):
    page = text_of(member.post(url("review-submit", assigned), posted(assigned, "abstained")))
    assert "oder enthalten Sie sich mit Begründung" in page


@pytest.mark.parametrize("name", ["review-save", "review-submit"])
def test_reading_an_address_of_an_act_leads_back(member, assigned, name):
    assert member.get(url(name, assigned)).url == url("review-file", assigned)
    assert not Review.objects.exists()


def test_when_the_vote_is_closed_meanwhile_the_text_stays(member, assigned, board2, today):
    recommended(assigned, board2, today)
    page = text_of(member.post(url("review-submit", assigned), posted(assigned, 2, summary="Mühsam getippt")))
    assert "beim jetzigen Stand" in page
    assert "Mühsam getippt" in page


def test_abstaining(member, assigned):
    page = text_of(member.post(url("review-abstain", assigned), {"reason": " "}))
    assert "Bitte geben Sie einen Grund an." in page
    response = member.post(url("review-abstain", assigned), {"reason": "Fachfremd"}, follow=True)
    assert "Sie haben sich enthalten." in text_of(response)
    assert Review.objects.get().abstained is True
    assert member.get(url("review-abstain", assigned)).url == url("review-file", assigned)


def test_reopening(member, assigned, board1):
    submitted_review(assigned, board1, 12)
    assert "Gutachten wieder öffnen" in text_of(member.get(url("review-file", assigned)))
    member.post(url("review-reopen", assigned))
    assert Review.objects.get().submitted_at is None
    assert 'name="points_K11"' in text_of(member.get(url("review-file", assigned)))


# --- The applicant's own points ------------------------------------------------


OWN = "Eigene Einschätzung des Clusters"


def test_own_points_of_the_applicant_show_per_criterion_after_saving(member, assigned):
    address = url("review-file", assigned)
    assert OWN not in text_of(member.get(address))
    member.post(url("review-save", assigned), posted(assigned, [2, None, 0, None]))
    assert text_of(member.get(address)).count(OWN) == 2
    assert (
        OWN
        not in text_of(member.post(url("review-save", assigned), posted(assigned, 9))).split("K21 Kriterium")[1][:400]
    )


def test_typing_points_without_saving_shows_nothing(member, assigned):
    assert OWN not in text_of(member.post(url("review-submit", assigned), posted(assigned, [3, None, 3, 3])))


def test_own_points_may_be_shown_from_the_start(member, assigned):
    settings = ProgrammeSettings.load()
    settings.hide_own_points = False
    settings.save()
    assert text_of(member.get(url("review-file", assigned))).count(OWN) == 4
