"""The scoring page in a real browser: saved in the background, by keyboard, without a word on the console."""

import pytest
from playwright.sync_api import expect

from admissions.models import Review, Score

pytestmark = pytest.mark.django_db(transaction=True)


def test_scores_are_saved_while_scoring(live_page, assigned, board1):
    page = live_page(board1)
    page.goto(f"/review/{assigned.number}/")
    expect(page.locator("[data-review-status]")).to_have_text("Noch nicht gespeichert")
    page.get_by_role("group", name="Punkte für K11").get_by_label("noch offen").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("3")
    page.get_by_label("Anmerkung zu K11").fill("Gut belegt.")
    expect(page.locator("[data-review-status]")).to_contain_text("Gespeichert um", timeout=15_000)
    score = Score.objects.get(criterion__code="K11")
    assert (score.points, score.comment) == (3, "Gut belegt.")
    assert Review.objects.get().submitted_at is None


def test_the_whole_review_by_hand(live_page, assigned, board1):
    page = live_page(board1)
    page.goto(f"/review/{assigned.number}/")
    for code in ("K11", "K21", "K31"):
        page.get_by_role("group", name=f"Punkte für {code}").get_by_label("2", exact=True).check()
    page.get_by_role("button", name="Gutachten abgeben").click()
    expect(page.get_by_role("alert")).to_contain_text("K41 ist noch nicht bewertet.")
    page.get_by_role("group", name="Punkte für K41").get_by_label("0", exact=True).check()
    page.get_by_role("button", name="Gutachten abgeben").click()
    expect(page.get_by_role("status")).to_contain_text("Danke, Ihr Gutachten ist abgegeben.")
    expect(page.get_by_text("6 von 12 Punkten, nötig sind 8.")).to_be_visible()
