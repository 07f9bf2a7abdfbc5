"""The office's pages beside the cases: catalogues, the board, texts of letters."""

import datetime

import pytest
from django.urls import reverse

from admissions.models import BoardAppointment, ConflictDeclaration, CriteriaCatalogue, LetterText, Sitting
from admissions.services.catalogues import copy_catalogue
from admissions.tests.factories import CatalogueFactory
from admissions.tests.office_cases import make_application
from programme.models import ProgrammeSettings
from records.errors import ActRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, office):
    settings = ProgrammeSettings.load()
    settings.is_demo = True
    settings.save()
    client.force_login(office)
    return client


def test_the_sample_catalogue_says_what_its_rule_means(desk):
    sample = CriteriaCatalogue.objects.get(version="sample-1")
    content = desk.get(reverse("admin:admissions_criteriacatalogue_change", args=[sample.pk])).content.decode()
    assert "Mit dieser Regel bestehen 60 von 90 Punkten." in content
    assert 'name="threshold_numerator"' not in content


def test_a_version_in_use_is_copied_not_changed(desk, applicant, office):
    application = make_application("submitted", applicant, office)
    used = application.catalogue
    change = reverse("admin:admissions_criteriacatalogue_change", args=[used.pk])
    assert 'name="in_force_from"' not in desk.get(change).content.decode()
    desk.post(change, {"name_de": "Neu", "rule": "count"})
    used.refresh_from_db()
    assert (used.name_de, used.rule) == ("Testkatalog", "overall")
    copy = reverse("admin:admissions_criteriacatalogue_act", args=[used.pk, "copy"])
    assert desk.post(copy, {"version": used.version}).status_code == 200
    assert desk.post(copy, {"version": "neu-1"}).status_code == 302
    copied = CriteriaCatalogue.objects.get(version="neu-1")
    assert copied.in_force_from is None
    assert [group.criteria.count() for group in copied.groups.all()] == [10, 6, 7, 7]
    assert used.groups.count() == 4
    page = desk.get(reverse("admin:admissions_criteriacatalogue_change", args=[copied.pk])).content.decode()
    assert 'name="threshold_numerator"' in page


def test_criteria_of_a_fixed_version_are_read_only(desk, today, office):
    fixed = CatalogueFactory()
    free = copy_catalogue(fixed, version="frei", actor=office, day=today)
    pages = [
        desk.get(reverse("admin:admissions_criteriongroup_change", args=[catalogue.groups.first().pk]))
        for catalogue in (fixed, free)
    ]
    assert ['name="criteria-0-max_points"' in one.content.decode() for one in pages] == [False, True]


def test_a_person_is_appointed_once_at_a_time(desk, board1, today):
    url = reverse("admin:admissions_boardappointment_add")
    data = {"user": board1.pk, "starts_on": today.isoformat()}
    assert "bereits berufen" in desk.post(url, data).content.decode()
    BoardAppointment.objects.filter(user=board1).update(ends_on=today - datetime.timedelta(days=1))
    assert desk.post(url, data).status_code == 302
    assert BoardAppointment.objects.filter(user=board1).count() == 2


def test_letter_texts_know_their_placeholders(desk):
    text = LetterText.objects.get(kind="refusal")
    url = reverse("admin:admissions_lettertext_change", args=[text.pk])
    data = {
        "version": "2", "subject_de": "Bescheid", "subject_en": "Decision", "body_de": "Für {cluster} und {wen}",
        "body_en": "For {cluster}", "remedy_de": "", "remedy_en": "",
    }  # fmt: skip
    assert "{wen}" in desk.post(url, data).content.decode()
    assert desk.post(url, {**data, "body_de": "Für {cluster}"}).status_code == 302
    text.refresh_from_db()
    assert text.version == "2"


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1"])
def test_only_the_office_copies_catalogues(who, today, request):
    sample = CriteriaCatalogue.objects.get(version="sample-1")
    with pytest.raises(ActRefused):
        copy_catalogue(sample, version="neu-1", actor=request.getfixturevalue(who), day=today)


def test_a_sitting_lists_open_cases_only(desk, applicant, manager, office, today):
    open_case = make_application("interview", applicant, office)
    closed = make_application("withdrawn", manager, office)
    url = reverse("admin:admissions_sitting_add")
    content = desk.get(url).content.decode()
    assert open_case.number in content
    assert closed.number not in content
    assert desk.post(url, agenda(today, kind="circulation", item=open_case.pk)).status_code == 302
    sitting = Sitting.objects.get()
    assert list(sitting.applications.all()) == [open_case]
    change = desk.get(reverse("admin:admissions_sitting_change", args=[sitting.pk])).content.decode()
    assert open_case.number in change


def test_what_one_person_may_not_see_stays_on_the_agenda(desk, applicant, manager, office, today):
    """A colleague with a conflict changes the place: the closed case is not taken off."""
    seen = make_application("interview", applicant, office)
    unseen = make_application("interview", manager, office)
    ConflictDeclaration.objects.filter(application=unseen, user=office).update(value="declared")
    sitting = Sitting.objects.create(kind="sitting", held_on=today)
    sitting.applications.set([seen, unseen])
    url = reverse("admin:admissions_sitting_change", args=[sitting.pk])
    assert unseen.number not in desk.get(url).content.decode()
    item = sitting.agenda.get(application=seen)
    data = agenda(today, kind="sitting", place="Berlin", sitting=sitting.pk) | {
        "agenda-INITIAL_FORMS": "1",
        "agenda-0-id": str(item.pk),
        "agenda-0-application": str(seen.pk),
        "agenda-0-DELETE": "on",
    }
    assert desk.post(url, data).status_code == 302
    assert list(sitting.applications.all()) == [unseen]


def agenda(day, *, kind, place="", sitting="", item=""):
    """What the page of a sitting sends: one point of the agenda, nobody's attendance."""
    return {
        "kind": kind,
        "held_on": day.isoformat(),
        "place": place,
        "agenda-TOTAL_FORMS": "1",
        "agenda-INITIAL_FORMS": "0",
        "agenda-0-sitting": str(sitting),
        "agenda-0-position": "1",
        "agenda-0-application": str(item),
        "attendance-TOTAL_FORMS": "0",
        "attendance-INITIAL_FORMS": "0",
    }


@pytest.mark.parametrize("model", ["criteriacatalogue", "boardappointment", "lettertext", "sitting"])
@pytest.mark.parametrize("who", ["ministry", "applicant", "board1"])
def test_nobody_else_sees_these_pages(model, who, client, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(f"admin:admissions_{model}_changelist")).status_code in (302, 403)
