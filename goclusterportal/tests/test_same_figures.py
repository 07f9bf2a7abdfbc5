"""Letter, screens, API and explanation give the same figures, in both languages, whatever the reviewers gave."""

import html
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admissions import pdf, scoring
from admissions.models import CriteriaCatalogue, Criterion, Decision, Score
from admissions.result import frozen_result
from admissions.tests.factories import assign, declare_none, submitted_review
from admissions.tests.office_cases import make_application
from admissions.tests.pdf_reading import read

pytestmark = pytest.mark.django_db

SIZES = (3, 2, 2, 2)
CRITERIA = sum(SIZES)
points = st.lists(st.integers(0, 3), min_size=CRITERIA, max_size=CRITERIA)


@pytest.fixture
def case(applicant, office, ministry, board1, board2):
    """A decided case with two reviews, of which each example rewrites the points."""
    application = make_application("decided", applicant, office, sizes=SIZES)
    declare_none(application, ministry)
    for reviewer in (board1, board2):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, 9)
    CriteriaCatalogue.objects.exclude(pk=application.catalogue_id).update(in_force_from=None)
    return application


@pytest.fixture
def people(client, applicant, office, ministry):
    """(person, the address of the page on which this person reads the result)."""
    return {
        applicant: lambda case: reverse("admissions:apply-case", args=[case.number]),
        office: lambda case: reverse("admin:admissions_application_change", args=[case.pk]),
        ministry: lambda case: reverse("admissions:decide-file", args=[case.number]),
    }


def write_scores(case, reviews):
    criteria = list(
        Criterion.objects.filter(group__catalogue=case.catalogue_id).order_by("group__position", "position")
    )
    for review, given_points in zip(case.reviews.order_by("pk"), reviews, strict=True):
        for criterion, value in zip(criteria, given_points, strict=True):
            Score.objects.filter(review=review, criterion=criterion).update(points=value)
    return [criterion.code for criterion in criteria]


def decide(case, by, day):
    """The decision that the service would freeze on these reviews."""
    result = frozen_result(case, day)
    Decision.objects.filter(application=case).delete()
    return Decision.objects.create(
        application=case,
        round=1,
        outcome="admitted" if result["passed"] else "refused",
        reason="Begründung.",
        decided_by=by,
        decided_on=day,
        notified_on=day,
        starts_on=day if result["passed"] else None,
        catalogue=case.catalogue,
        rule=result["rule"],
        points_numerator=result["points"][0],
        points_denominator=result["points"][1],
        maximum=result["maximum"],
        passed=result["passed"],
        result=result,
        explanation_de=result["explanation_de"],
        explanation_en=result["explanation_en"],
        persons=result["persons"],
    )


def plain(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def table_of(page):
    """The figures of the table of points on a screen: [points, maximum] per row, the total last.

    What else a row may hold, such as the spread, stands behind them.
    """
    figure = r'<td class="portal-numeric">([^<]*)</td>'
    rows = re.findall(rf'<tr><th scope="row">(?:<span[^>]*>)?[^<]*(?:</span>)?</th>{figure}{figure}', page)
    return [list(row) for row in rows]


@pytest.mark.parametrize("rule", ["overall", "every_group", "count"])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=points, second=points, alone=st.booleans())
def test_the_same_figures_everywhere(rule, first, second, alone, case, people, client, ministry):
    today = timezone.localdate()
    cache.clear()
    CriteriaCatalogue.objects.filter(pk=case.catalogue_id).update(rule=rule)
    case.catalogue.refresh_from_db()
    if hasattr(case.catalogue, "_groups"):
        del case.catalogue._groups
    # A second review without any score leaves whole points only, as in the self-check.
    codes = write_scores(case, [first, [None] * CRITERIA if alone else second])
    decision = decide(case, ministry, today)
    result = decision.result
    for language in ("de", "en"):
        explanation = result[f"explanation_{language}"]
        expected = [[group[f"points_{language}"], str(group["maximum"])] for group in result["groups"]]
        expected.append([result[f"points_{language}"], str(result["maximum"])])
        _assert_letter(decision, language, explanation, expected, today)
        _assert_screens(client, people, case, language, explanation, expected)
        if alone:
            _assert_api(client, dict(zip(codes, first, strict=True)), language, explanation, result)


def _assert_letter(decision, language, explanation, expected, day):
    _reader, text = read(pdf.decision_letter(decision, pdf.letter_text(decision), language, day))
    text = unbroken(text)
    assert unbroken(explanation) in text
    for group, (given_points, maximum) in zip(decision.result["groups"], expected[:-1], strict=True):
        assert unbroken(f"{group['code']} {group[f'name_{language}']} {given_points} {maximum}") in text
    with translation.override(language):
        assert unbroken(f"{translation.gettext('Summe')} {' '.join(expected[-1])}") in text


def unbroken(text):
    """Without blanks and hyphens: a typeset text breaks its words."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def _assert_screens(client, people, case, language, explanation, expected):
    for person, address in people.items():
        client.force_login(person)
        with translation.override(language):
            response = client.get(address(case), headers={"accept-language": language})
        assert response.status_code == 200
        page = response.content.decode()
        assert explanation in plain(page), (person, language)
        # The office reads the explanation alone.
        table = [] if "/admin/" in address(case) else expected
        assert table_of(page) == table, (person, language)


def _assert_api(client, scores, language, explanation, result):
    response = client.post(f"/api/v1/self-check/?lang={language}", {"scores": scores}, content_type="application/json")
    answer = response.json()
    assert response.status_code == 200, answer
    assert answer["explanation"] == explanation
    assert answer["passed"] == result["passed"]
    assert scoring.show_exact(answer["points"], language) == result[f"points_{language}"]
    assert [[group["points"], group["maximum"]] for group in answer["groups"]] == [
        [group["points"][0], group["maximum"]] for group in result["groups"]
    ]
