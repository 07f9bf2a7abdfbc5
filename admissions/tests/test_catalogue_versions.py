"""Versions of the catalogue: they come into force by an act, are then fixed in every part, and the old ones stay."""

import datetime
from datetime import timedelta

import pytest
from django.urls import reverse

from admissions.admin.catalogue_previews import outlook
from admissions.models import Application, CriteriaCatalogue, Criterion, CriterionGroup
from admissions.services.catalogues import (
    copy_catalogue,
    put_into_force,
    refuse_fixed,
    set_self_check,
    take_back_force,
)
from admissions.services.drafts import apply_again, open_application
from admissions.tests.factories import CatalogueFactory
from admissions.tests.office_cases import make_application
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return CriteriaCatalogue.objects.get(version="sample-1")


@pytest.fixture
def draft(sample, office, today):
    return copy_catalogue(sample, version="2027-1", actor=office, day=today)


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def act(catalogue, name):
    return reverse("admin:admissions_criteriacatalogue_act", args=[catalogue.pk, name])


def change(obj):
    return reverse(f"admin:admissions_{obj._meta.model_name}_change", args=[obj.pk])


def values(catalogue):
    """Everything of a version, to see that nothing changed."""
    return (
        CriteriaCatalogue.objects.filter(pk=catalogue.pk).values().get(),
        list(CriterionGroup.objects.filter(catalogue=catalogue).values()),
        list(Criterion.objects.filter(group__catalogue=catalogue).values()),
    )


# --- In force ---------------------------------------------------------------------


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (1, True)])
def test_it_comes_into_force_today_at_the_earliest(draft, office, today, days, allowed):
    day = today + timedelta(days=days)
    if not allowed:
        with pytest.raises(ActRefused, match="frühestens heute"):
            put_into_force(draft, on=day, actor=office, day=today)
        return
    put_into_force(draft, on=day, actor=office, day=today)
    draft.refresh_from_db()
    assert draft.in_force_from == day
    entry = AuditEntry.objects.get(verb="put_into_force")
    assert (entry.actor, entry.subject_key, entry.to_state) == (office, "2027-1", day.isoformat())


def test_two_versions_never_begin_on_one_day(draft, sample, office, today):
    other = copy_catalogue(sample, version="2027-2", actor=office, day=today)
    put_into_force(draft, on=today, actor=office, day=today)
    with pytest.raises(ActRefused, match="2027-1"):
        put_into_force(other, on=today, actor=office, day=today)
    with pytest.raises(ActRefused, match="schon ein Tag"):
        put_into_force(draft, on=today + timedelta(days=1), actor=office, day=today)


def test_an_empty_catalogue_does_not_come_into_force(desk, office, today):
    empty = CriteriaCatalogue.objects.create(version="leer", name_de="Leer", name_en="Empty")
    with pytest.raises(ActRefused, match="enthält kein Kriterium"):
        put_into_force(empty, on=today, actor=office, day=today)
    page = desk.post(act(empty, "into-force"), {"on": today.isoformat()})
    assert "Der Katalog enthält kein Kriterium." in page.content.decode()
    empty.refresh_from_db()
    assert empty.in_force_from is None


def test_the_page_says_what_the_rule_means_and_what_changes_before(desk, draft, sample, today):
    Criterion.objects.filter(group__catalogue=draft, code="S1").update(max_points=6)
    page = desk.get(act(draft, "into-force")).content.decode()
    assert "Mit dieser Regel bestehen 62 von 93 Punkten." in page
    assert "Gegenüber der geltenden Fassung sample-1: 1 Änderung." in page
    assert desk.post(act(draft, "into-force"), {"on": today.isoformat()}).status_code == 302
    draft.refresh_from_db()
    assert draft.in_force_from == today


def test_a_version_in_force_but_unused_can_be_taken_back(desk, sample, office, today, applicant, applicant_cluster):
    assert desk.post(act(sample, "take-back")).status_code == 302
    sample.refresh_from_db()
    assert sample.in_force_from is None
    assert AuditEntry.objects.get(verb="take_back_force").from_state == "2024-01-01"
    with pytest.raises(ActRefused, match="kein Tag"):
        take_back_force(sample, actor=office, day=today)
    put_into_force(sample, on=today, actor=office, day=today)
    open_application(applicant_cluster, actor=applicant, day=today)
    with pytest.raises(ActRefused, match="beruhen Anträge"):
        take_back_force(sample, actor=office, day=today)


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "applicant"])
def test_only_the_office_keeps_catalogues(who, draft, sample, today, request):
    actor = request.getfixturevalue(who)
    before = values(draft), values(sample)
    with pytest.raises(ActRefused):
        put_into_force(draft, on=today, actor=actor, day=today)
    with pytest.raises(ActRefused):
        take_back_force(sample, actor=actor, day=today)
    with pytest.raises(ActRefused):
        set_self_check(sample, is_open=False, actor=actor, day=today)
    assert (values(draft), values(sample)) == before


def test_old_applications_keep_their_version(sample, draft, office, applicant, applicant_cluster, today):
    """The new version applies from its day on, not before."""
    tomorrow = today + timedelta(days=1)
    put_into_force(draft, on=tomorrow, actor=office, day=today)
    old = open_application(applicant_cluster, actor=applicant, day=today)
    assert old.catalogue == sample
    Application.objects.filter(pk=old.pk).update(state="withdrawn")
    new = apply_again(old, actor=applicant, day=tomorrow)
    old.refresh_from_db()
    assert (old.catalogue, new.catalogue) == (sample, draft)


def test_the_sentence_says_which_is_in_force_and_which_comes_next(desk, sample, draft, office, today):
    assert outlook(datetime.date(2023, 12, 31)).startswith("Zurzeit gilt keine Fassung")
    assert "Ab 1. Januar 2024 gilt die Fassung sample-1." in outlook(datetime.date(2023, 12, 31))
    assert outlook(today) == "Heute gilt die Fassung sample-1, seit 1. Januar 2024. Eine weitere ist nicht vorgesehen."
    put_into_force(draft, on=today + timedelta(days=1), actor=office, day=today)
    assert outlook(today + timedelta(days=1)).startswith("Heute gilt die Fassung 2027-1, seit")
    for address in (reverse("admin:admissions_criteriacatalogue_changelist"), change(sample)):
        assert "gilt die Fassung 2027-1." in desk.get(address).content.decode()


def test_the_self_check_is_switched_at_a_version_in_use(desk, applicant, office):
    used = make_application("submitted", applicant, office).catalogue
    assert desk.get(act(used, "open-self-check")).status_code == 302
    assert desk.post(act(used, "close-self-check")).status_code == 302
    used.refresh_from_db()
    assert used.self_check_open is False
    assert desk.post(act(used, "open-self-check")).status_code == 302
    used.refresh_from_db()
    assert used.self_check_open is True
    verbs = AuditEntry.objects.filter(subject_kind="catalogue", subject_key=used.version).order_by("pk")
    assert [entry.verb for entry in verbs] == ["close_self_check", "open_self_check"]


def test_switching_to_what_it_is_leaves_no_trace(sample, office, today):
    set_self_check(sample, is_open=True, actor=office, day=today)
    assert not AuditEntry.objects.filter(verb="open_self_check").exists()


# --- Fixed in every part ----------------------------------------------------------


@pytest.fixture(params=["in use", "in force", "to come"])
def fixed(request, applicant, office, today):
    if request.param == "in use":
        catalogue = make_application("submitted", applicant, office).catalogue
        CriteriaCatalogue.objects.filter(pk=catalogue.pk).update(in_force_from=None)
        return CriteriaCatalogue.objects.get(pk=catalogue.pk)
    days = 0 if request.param == "in force" else 30
    return CatalogueFactory(in_force_from=today + timedelta(days=days))


def catalogue_data(catalogue, **changed):
    groups = list(catalogue.groups.all())
    data = {
        "name_de": "Anders", "name_en": "Other", "version": catalogue.version, "rule": "count",
        "threshold_numerator": 1, "threshold_denominator": 2, "min_reviews": 1, "quorum_numerator": 1,
        "quorum_denominator": 2, "groups-TOTAL_FORMS": len(groups) + 1, "groups-INITIAL_FORMS": len(groups),
        f"groups-{len(groups)}-position": 9, f"groups-{len(groups)}-code": "9",
        f"groups-{len(groups)}-name_de": "Neu", f"groups-{len(groups)}-name_en": "New",
    }  # fmt: skip
    for number, group in enumerate(groups):
        data |= {
            f"groups-{number}-id": group.pk, f"groups-{number}-catalogue": catalogue.pk,
            f"groups-{number}-position": group.position, f"groups-{number}-code": group.code,
            f"groups-{number}-name_de": "Anders", f"groups-{number}-name_en": "Other",
        }  # fmt: skip
    return data | changed


def group_data(group, **changed):
    criteria = list(group.criteria.all())
    count = len(criteria)
    data = {
        "position": group.position, "code": group.code, "name_de": "Anders", "name_en": "Other",
        "criteria-TOTAL_FORMS": count + 1, "criteria-INITIAL_FORMS": count,
        f"criteria-{count}-position": 99, f"criteria-{count}-code": "NEU", f"criteria-{count}-name_de": "Neu",
        f"criteria-{count}-name_en": "New", f"criteria-{count}-max_points": 3, f"criteria-{count}-max_characters": 9,
    }  # fmt: skip
    for number, criterion in enumerate(criteria):
        data |= {
            f"criteria-{number}-id": criterion.pk, f"criteria-{number}-group": group.pk,
            f"criteria-{number}-position": criterion.position, f"criteria-{number}-code": criterion.code,
            f"criteria-{number}-name_de": "Anders", f"criteria-{number}-name_en": "Other",
            f"criteria-{number}-max_points": 1, f"criteria-{number}-max_characters": 5,
        }  # fmt: skip
    return data | changed


def test_a_fixed_version_offers_no_field_and_takes_no_post(desk, fixed):
    before = values(fixed)
    group = fixed.groups.first()
    for page, data, field in [
        (change(fixed), catalogue_data(fixed), 'name="name_de"'),
        (change(fixed), catalogue_data(fixed, **{"groups-0-DELETE": "on"}), 'name="groups-0-name_de"'),
        (change(group), group_data(group), 'name="name_de"'),
        (change(group), group_data(group, **{"criteria-0-DELETE": "on"}), 'name="criteria-0-max_points"'),
    ]:
        shown = desk.get(page)
        assert shown.status_code == 200
        assert field not in shown.content.decode()
        desk.post(page, data)
        assert values(fixed) == before


def test_the_same_posts_change_a_free_version(desk, draft):
    """Otherwise the test above could not fail."""
    assert desk.post(change(draft), catalogue_data(draft, **{"groups-3-DELETE": "on"})).status_code == 302
    draft.refresh_from_db()
    assert (draft.name_de, draft.rule) == ("Anders", "count")
    assert [group.code for group in draft.groups.all()] == ["1", "2", "3", "9"]
    group = draft.groups.first()
    assert desk.post(change(group), group_data(group, **{"criteria-0-DELETE": "on"})).status_code == 302
    assert [one.code for one in group.criteria.all()] == ["S2", "S3", "S4", "S5", "NEU"]
    assert group.criteria.first().max_points == 1


@pytest.mark.parametrize("model", ["criteriacatalogue", "criteriongroup"])
def test_nothing_of_a_catalogue_is_deleted_on_its_page(desk, fixed, draft, model):
    for catalogue in (fixed, draft):
        obj = catalogue if model == "criteriacatalogue" else catalogue.groups.first()
        before = values(catalogue)
        assert desk.post(reverse(f"admin:admissions_{model}_delete", args=[obj.pk]), {"post": "yes"}).status_code == 403
        action = {"action": "delete_selected", "_selected_action": obj.pk, "post": "yes"}
        desk.post(reverse(f"admin:admissions_{model}_changelist"), action)
        assert values(catalogue) == before
    assert desk.get(reverse("admin:admissions_criteriongroup_add")).status_code == 403


def test_a_version_that_comes_into_force_meanwhile_is_not_changed(desk, draft, office, today, monkeypatch):
    """The page was allowed when it was sent; while it is saved, the version is fixed already."""
    put_into_force(draft, on=today, actor=office, day=today)
    before = values(draft)
    monkeypatch.setattr("admissions.admin.catalogues.is_fixed", lambda catalogue: False)
    assert desk.post(change(draft), catalogue_data(draft)).status_code == 403
    group = draft.groups.first()
    assert desk.post(change(group), group_data(group)).status_code == 403
    assert values(draft) == before


def test_the_service_refuses_what_is_fixed(fixed, draft):
    with pytest.raises(ActRefused, match="nur kopieren"):
        refuse_fixed(fixed)
    refuse_fixed(draft)
