"""The self-check: the rule module's answer, and a 400 that names whatever is no score."""

import json

import pytest

from admissions.models import CriteriaCatalogue
from admissions.tests.factories import CatalogueFactory
from goclusterportal.api.parsers import MAX_BYTES

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/self-check/"


@pytest.fixture
def codes():
    """The 30 criteria of a catalogue with 90 points; codes K11 to K45."""
    CriteriaCatalogue.objects.all().delete()
    catalogue = CatalogueFactory(sizes=(5, 13, 7, 5))
    return [criterion.code for group in catalogue.groups.all() for criterion in group.criteria.all()]


def send(client, body, query=""):
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(ADDRESS + query, content, content_type="application/json")


def spread(codes, total):
    scores = {}
    for code in codes:
        scores[code] = min(total, 3)
        total -= scores[code]
    return scores


@pytest.mark.parametrize(("points", "passed"), [(60, True), (59, False), (90, True), (0, False)])
def test_sixty_of_ninety_pass(client, codes, points, passed):
    answer = send(client, {"scores": spread(codes, points)})
    assert answer.status_code == 200
    assert not answer.cookies
    told = answer.json()
    assert (told["complete"], told["passed"], told["points"]) == (True, passed, points)
    assert (told["maximum"], told["needed"], told["rule"]) == (90, 60, "overall")
    assert [group["maximum"] for group in told["groups"]] == [15, 39, 21, 15]
    assert set(told) == {"complete", "points", "maximum", "needed", "passed", "rule", "groups", "explanation"}


def test_the_explanation_follows_the_language(client, codes):
    german = send(client, {"scores": spread(codes, 61)}).json()["explanation"]
    assert german.startswith("61 von 90 Punkten, nötig sind 60.")
    assert send(client, {"scores": spread(codes, 61)}, "?lang=de").json()["explanation"] == german


@pytest.mark.parametrize("missing", ["absent", "null"])
def test_not_scored_is_not_zero(client, codes, missing):
    scores = spread(codes, 90)
    if missing == "null":
        scores[codes[0]] = None
    else:
        del scores[codes[0]]
    told = send(client, {"scores": scores}).json()
    assert (told["complete"], told["passed"], told["points"]) == (False, None, 87)


def test_no_scores_at_all_are_incomplete(client, codes):
    told = send(client, {"scores": {}}).json()
    assert (told["complete"], told["passed"], told["points"]) == (False, None, 0)


@pytest.mark.parametrize(
    "value", ["true", "false", "2.0", "1e0", '"3"', "-1", "4", str(10**40), "[]", "{}", '""', "0.5", "-0.0"]
)
def test_what_is_no_score_is_a_400_that_names_the_criterion(client, codes, value):
    answer = send(client, f'{{"scores": {{"K11": {value}, "K12": 1}}}}')
    assert answer.status_code == 400
    assert list(answer.json()["scores"]) == ["K11"]
    assert "K11" in answer.json()["scores"]["K11"][0]


@pytest.mark.parametrize("code", ["K99", "k11", " K11", "", "\\u0000", "\\ud800", "ä" * 5000, "__proto__"])
def test_an_unknown_criterion_is_a_400_that_names_it(client, codes, code):
    answer = send(client, f'{{"scores": {{"{code}": 1}}}}')
    assert answer.status_code == 400
    (named,) = answer.json()["scores"]
    assert len(named) <= 60
    if code.isalnum() and len(code) < 10:
        assert named == code


def test_every_mistake_is_named_at_once(client, codes):
    answer = send(client, {"scores": {"K11": 9, "K12": 1, "X1": 1}})
    assert set(answer.json()["scores"]) == {"K11", "X1"}


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "null", "[]", "3", '"scores"', "true", "{}", '{"scores": null}', '{"scores": []}', '{"scores": 3}',
        '{"scores": {"K11": NaN}}', '{"scores": {"K11": Infinity}}', b'{"scores": {"K\xff": 1}}',
        '{"scores": {"K11": ' + "9" * 5000 + "}}",
        "[" * 30_000,
        '{"scores": {"K11": ' + "[" * 10_000 + "]" * 10_000 + "}}",
        '{"scores": {"x": "' + "x" * MAX_BYTES + '"}}',
    ],
)  # fmt: skip
def test_what_is_no_object_of_scores_is_a_400(client, codes, body):
    answer = send(client, body)
    assert answer.status_code == 400
    assert answer.json()


def test_only_json_is_understood(client, codes):
    assert client.post(ADDRESS, {"scores": "1"}).status_code == 415
    assert client.post(ADDRESS, "scores=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.get(ADDRESS).status_code == 405


def test_it_can_be_switched_off(client, codes):
    CriteriaCatalogue.objects.update(self_check_open=False)
    answer = send(client, {"scores": {}})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Der Selbstcheck ist zurzeit nicht geöffnet."})


def test_without_a_catalogue_there_is_none(client):
    CriteriaCatalogue.objects.all().delete()
    assert send(client, {"scores": {}}).status_code == 404


def test_the_sample_catalogue_answers_as_the_specification_says(client):
    """Codes S1, S2, … of the catalogue that every installation starts with."""
    told = send(client, {"scores": {"S1": 3, "S2": None}}).json()
    assert (told["complete"], told["points"], told["maximum"], told["needed"], told["passed"]) == (
        False,
        3,
        90,
        60,
        None,
    )
