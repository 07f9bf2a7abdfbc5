"""Figures in the long form: typed, saved, versioned, submitted, copied."""

import pytest
from django.urls import reverse

from admissions.models import Answer, Application, CriterionFigure
from admissions.services.catalogues import copy_catalogue
from admissions.services.drafts import AnswerChange, open_application, save_answer, save_answers
from admissions.services.submission import submit
from records.errors import ActRefused

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import criteria_of
from .factories import CatalogueFactory, answer_all, assign, declare_none
from .test_apply_pages import text_of, url
from .test_apply_section import _shown, typed

pytestmark = pytest.mark.django_db


def add_figure(criterion, code="members", **fields):
    values = {"position": 1, "name_de": "Mitglieder", "name_en": "Members", "unit_de": "Stück", "unit_en": "pieces"}
    return CriterionFigure.objects.create(criterion=criterion, code=code, **(values | fields))


@pytest.fixture
def figure(draft):
    return add_figure(criteria_of(draft)[0], decimals=1, minimum=0, maximum=10000)


@pytest.fixture
def logged_in(client, applicant):
    client.force_login(applicant)
    return client


def stored():
    return {answer.criterion.code: answer.figures for answer in Answer.objects.select_related("criterion")}


class TestTyping:
    def test_saved_shown_and_read_in_the_notation_of_the_page(self, logged_in, draft, figure):
        section = url("apply-section", draft, "1")
        text = text_of(logged_in.get(section))
        assert "Mitglieder (Stück)" in text
        assert "Höchstens eine Stelle nach dem Komma, 0 bis 10\u202f000" in logged_in.get(section).content.decode()
        logged_in.post(section, typed("K11", figure_members="1.234,5"))
        assert stored() == {"K11": {"members": "1234.5"}}
        assert 'value="1\u202f234,5"' in logged_in.get(section).content.decode()
        assert 'value="1\u202f234.5"' in logged_in.get(f"/en{section}").content.decode()
        # Sent back as it stands there it is the same figure: no new version.
        logged_in.post(section, typed("K11", version=1, figure_members="1\u202f234,5"))
        assert Answer.objects.get().version == 1
        logged_in.post(section, typed("K11", version=1, figure_members=""))
        assert stored() == {"K11": {"members": None}}

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("viele", "Bitte geben Sie eine Zahl an, zum Beispiel 1\u202f234,0, oder lassen Sie das Feld leer."),
            ("1,25", "Bitte geben Sie höchstens eine Stelle nach dem Komma an."),
            ("-1", "Der Wert ist mindestens 0."),
            ("10000,1", "Der Wert ist höchstens 10\u202f000."),
            ("9" * 13, "Diese Zahl ist zu groß."),
        ],
    )
    def test_a_wrong_one_stays_typed_and_the_rest_is_saved(self, value, message, logged_in, draft, figure):
        data = typed("K11", "Mein Text", "2", figure_members=value)
        page = logged_in.post(url("apply-section", draft, "1"), data).content.decode()
        assert message in page
        assert f'value="{value}"' in page
        assert 'id="id_K11-figure_members_error"' in page
        answer = Answer.objects.get()
        assert (answer.text, answer.figures) == ("Mein Text", {})
        assert _shown(" ".join(page.split()), "K11") == "1"

    def test_autosave_saves_them_and_tells_what_is_wrong(self, logged_in, draft, figure):
        autosave = url("apply-autosave", draft, "1")
        told = logged_in.post(autosave, typed("K11", "A", figure_members="12")).json()["answers"]["K11"]
        assert (told["version"], told["errors"]) == (1, {})
        told = logged_in.post(autosave, typed("K11", "AB", version=1, figure_members="12,")).json()["answers"]["K11"]
        assert list(told["errors"]) == ["figure_members"]
        assert stored() == {"K11": {"members": "12"}}
        assert Answer.objects.get().text == "AB"

    def test_a_page_without_the_field_leaves_it(self, logged_in, draft, figure):
        logged_in.post(url("apply-section", draft, "1"), typed("K11", figure_members="12"))
        logged_in.post(url("apply-section", draft, "1"), typed("K11", "Text", version=1))
        assert stored() == {"K11": {"members": "12"}}

    def test_changed_meanwhile_shows_both(self, logged_in, draft, figure, applicant, today):
        first = criteria_of(draft)[0]
        save_answer(
            draft, first, text="", own_points=None, version=0, figures={"members": "7"}, actor=applicant, day=today
        )
        page = text_of(logged_in.post(url("apply-section", draft, "1"), typed("K11", figure_members="8")))
        assert "Inzwischen geändert von Anton Antrag" in page
        assert "<dd>7 Stück</dd>" in page
        assert 'value="8"' in page
        assert stored() == {"K11": {"members": "7"}}

    def test_the_service_takes_only_what_the_catalogue_asks_for(self, draft, figure, applicant, today):
        first, second = criteria_of(draft)[:2]
        changes = [
            AnswerChange(first, "", None, 0, {"members": "1", "other": "2"}),
            AnswerChange(second, "x", None, 0, {"members": "3"}),
        ]
        save_answers(draft, changes, actor=applicant, day=today)
        assert stored() == {"K11": {"members": "1"}, "K12": {}}


class TestSubmitting:
    def test_a_required_one_is_needed_and_zero_is_given(self, logged_in, draft, figure, applicant, today):
        answer_all(draft)
        CriterionFigure.objects.update(required=True)
        with pytest.raises(ActRefused, match="K11"):
            submit(draft, actor=applicant, day=today)
        check = text_of(logged_in.get(url("apply-check", draft)))
        assert "K11 Kriterium 1.1</a>: Mitglieder</li>" in check
        Answer.objects.filter(criterion__code="K11").update(figures={"members": "0"})
        submit(draft, actor=applicant, day=today)

    def test_one_that_is_not_required_may_stay_open(self, draft, figure, applicant, today):
        answer_all(draft)
        criterion = submit(draft, actor=applicant, day=today).snapshot["groups"][0]["criteria"][0]
        assert criterion["figures"] == [
            {
                "code": "members",
                "name_de": "Mitglieder",
                "name_en": "Members",
                "unit_de": "Stück",
                "unit_en": "pieces",
                "value": None,
            }
        ]

    def test_everyone_reads_it_with_its_unit(self, client, draft, figure, applicant, office, board1, today):
        answer_all(draft)
        Answer.objects.filter(criterion__code="K11").update(figures={"members": "1234.5"})
        submit(draft, actor=applicant, day=today)
        Application.objects.update(state="in_review")
        assign(draft, board1, by=office)
        declare_none(draft, office)
        pages = [
            (applicant, url("apply-section", draft, "1")),
            (applicant, url("apply-answers", draft)),
            (applicant, url("apply-receipt", draft, 1)),
            (office, reverse("admin:admissions_application_change", args=[draft.pk])),
            (board1, reverse("admissions:review-file", args=[draft.number])),
        ]
        for person, address in pages:
            client.force_login(person)
            page = client.get(address).content.decode()
            assert "<dd>1\u202f234,5\u202fStück</dd>" in page, address

    def test_a_receipt_from_before_is_still_read(self, logged_in, submitted):
        submission = submitted.submissions.get()
        for group in submission.snapshot["groups"]:
            for criterion in group["criteria"]:
                del criterion["figures"]
        submission.save()
        assert logged_in.get(url("apply-receipt", submitted, 1)).status_code == 200


class TestCopies:
    def test_a_copied_catalogue_asks_for_the_same(self, draft, figure, office, today):
        copy = copy_catalogue(draft.catalogue, version="kopie", actor=office, day=today)
        copied = CriterionFigure.objects.get(criterion__group__catalogue=copy)
        assert (copied.criterion.code, copied.code, copied.decimals, copied.maximum) == ("K11", "members", 1, 10000)
        assert CriterionFigure.objects.get(pk=figure.pk).criterion.group.catalogue == draft.catalogue

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [({}, {"members": "12.5"}), ({"unit_de": "Prozent"}, {}), ({"decimals": 0}, {}), ({"maximum": 12}, {})],
    )
    def test_a_new_application_takes_over_what_fits(self, fields, expected, draft, figure, applicant, today):
        answer_all(draft)
        Answer.objects.filter(criterion__code="K11").update(figures={"members": "12.5", "gone": "1"})
        Application.objects.update(state="withdrawn")
        newer = CatalogueFactory(sizes=(1, 1, 1, 1), in_force_from=today)
        add_figure(newer.groups.first().criteria.get(), **({"decimals": 1} | fields))
        again = open_application(draft.cluster, actor=applicant, day=today, previous=draft)
        assert Answer.objects.get(application=again, criterion__code="K11").figures == expected


class TestTheOffice:
    @pytest.fixture
    def desk(self, client, office):
        client.force_login(office)
        return client

    def test_figures_have_a_page_linked_from_the_group(self, desk, office, today):
        fixed = CatalogueFactory()
        free = copy_catalogue(fixed, version="frei", actor=office, day=today)
        pages = []
        for catalogue in (fixed, free):
            group = catalogue.groups.first()
            criterion = group.criteria.get()
            address = reverse("admin:admissions_criterion_change", args=[criterion.pk])
            listed = desk.get(reverse("admin:admissions_criteriongroup_change", args=[group.pk])).content.decode()
            assert f'href="{address}"' in listed
            pages.append(desk.get(address).content.decode())
        assert ['name="figures-0-code"' in page for page in pages] == [False, True]
        data = {
            "figures-TOTAL_FORMS": 1, "figures-INITIAL_FORMS": 0, "figures-0-position": 1, "figures-0-code": "share",
            "figures-0-name_de": "Anteil", "figures-0-name_en": "Share", "figures-0-unit_de": "%",
            "figures-0-unit_en": "%", "figures-0-decimals": 1, "figures-0-minimum": 0, "figures-0-maximum": 100,
        }  # fmt: skip
        wrong = desk.post(address, data | {"figures-0-decimals": 3})
        assert wrong.status_code == 200
        wrong = desk.post(address, data | {"figures-0-minimum": 200})
        assert "Der kleinste Wert übersteigt den größten." in wrong.content.decode()
        assert desk.post(address, data).status_code == 302
        assert CriterionFigure.objects.get(code="share").criterion == criterion

    def test_a_fixed_catalogue_takes_none(self, desk):
        criterion = CatalogueFactory().groups.first().criteria.get()
        address = reverse("admin:admissions_criterion_change", args=[criterion.pk])
        desk.post(address, {"figures-TOTAL_FORMS": 1, "figures-INITIAL_FORMS": 0, "figures-0-code": "x"})
        assert not CriterionFigure.objects.filter(criterion=criterion).exists()

    @pytest.mark.parametrize("who", ["ministry", "administrator", "applicant"])
    def test_nobody_else_opens_the_page(self, who, client, draft, request):
        client.force_login(request.getfixturevalue(who))
        address = reverse("admin:admissions_criterion_change", args=[criteria_of(draft)[0].pk])
        assert client.get(address).status_code in (302, 403, 404)
