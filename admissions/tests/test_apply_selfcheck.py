"""Own points from the self-check into a draft: only where nothing stands yet, only into one's own draft."""

import pytest
from django.urls import reverse

from admissions.models import Answer, Application, CriteriaCatalogue, Criterion
from admissions.services.selfcheck import SelfCheck, open_with_self_check, take_over_self_check
from admissions.services.submission import submit
from admissions.tests.apply_cases import _german, application_of, draft, filled  # noqa: F401
from admissions.tests.factories import CatalogueFactory
from clusters.tests.factories import ClusterFactory, FunctionFactory, OperationFactory
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

CHOICE = {"K11": 2, "K12": 0, "K21": 3}
START = "/apply/start/"


def own_points(application):
    return dict(
        Answer.objects.filter(application=application, own_points__isnull=False).values_list(
            "criterion__code", "own_points"
        )
    )


def criterion(application, code):
    return Criterion.objects.get(group__catalogue=application.catalogue_id, code=code)


def kept(client, choice=CHOICE, version="test"):
    session = client.session
    session["self_check"] = {"version": version, "points": choice}
    session.save()


def choice_of(application, points=CHOICE):
    return SelfCheck(application.catalogue.version, points)


# --- The service ------------------------------------------------------------------


def test_points_go_into_an_empty_draft(draft, applicant, today):  # noqa: F811
    assert take_over_self_check(draft, choice_of(draft), actor=applicant, day=today) == 3
    assert own_points(draft) == CHOICE
    entry = AuditEntry.objects.get(verb="take_over_self_check")
    assert (entry.actor, entry.subject_key, entry.to_state) == (applicant, draft.number, "3")


def test_nothing_that_stands_there_is_overwritten(draft, applicant, today):  # noqa: F811
    first, second = criterion(draft, "K11"), criterion(draft, "K12")
    Answer.objects.create(application=draft, criterion=first, text="Ein Text", own_points=0, version=4)
    Answer.objects.create(application=draft, criterion=second, text="Nur Text", version=7)
    assert take_over_self_check(draft, choice_of(draft), actor=applicant, day=today) == 2
    assert own_points(draft) == {"K11": 0, "K12": 0, "K21": 3}
    answers = {one.criterion_id: one for one in Answer.objects.filter(application=draft)}
    # A page open elsewhere notices what changed, and only that.
    assert (answers[first.pk].text, answers[first.pk].version) == ("Ein Text", 4)
    assert (answers[second.pk].text, answers[second.pk].version) == ("Nur Text", 8)
    assert take_over_self_check(draft, choice_of(draft), actor=applicant, day=today) == 0
    assert AuditEntry.objects.filter(verb="take_over_self_check").count() == 1


def test_another_version_matches_by_code_and_never_exceeds_a_maximum(draft, applicant, today):  # noqa: F811
    Criterion.objects.filter(pk=criterion(draft, "K21").pk).update(max_points=2)
    points = {**CHOICE, "GIBT-ES-NICHT": 1}
    assert take_over_self_check(draft, SelfCheck("alt-1", points), actor=applicant, day=today) == 2
    assert own_points(draft) == {"K11": 2, "K12": 0}


def test_only_a_draft_takes_points(filled, applicant, today):  # noqa: F811
    Answer.objects.filter(application=filled).update(own_points=1)
    submit(filled, actor=applicant, day=today)
    Answer.objects.filter(application=filled).update(own_points=None)
    with pytest.raises(ActRefused, match="nur in einen Entwurf"):
        take_over_self_check(filled, choice_of(filled), actor=applicant, day=today)
    assert own_points(filled) == {}


@pytest.mark.parametrize("who", ["outsider", "manager", "office", "board1", "administrator", "ministry"])
def test_nobody_else_writes_into_a_draft(draft, who, request, today):  # noqa: F811
    with pytest.raises(ActRefused):
        take_over_self_check(draft, choice_of(draft), actor=request.getfixturevalue(who), day=today)
    assert own_points(draft) == {}


def test_opened_and_filled_together_or_not_at_all(applicant, applicant_cluster, outsider, today):
    with pytest.raises(ActRefused):
        open_with_self_check(applicant_cluster, SelfCheck("sample-1", {"S1": 2}), actor=outsider, day=today)
    assert not Application.objects.exists()
    choice = SelfCheck("sample-1", {"S1": 2})
    application, count = open_with_self_check(applicant_cluster, choice, actor=applicant, day=today)
    assert (count, own_points(application)) == (1, {"S1": 2})


def test_a_new_version_takes_over_what_it_knows(applicant, applicant_cluster, today):
    """Chosen under one version, applied for after the next came into force."""
    CatalogueFactory(in_force_from=today, sizes=(2, 1, 1, 1))
    choice = SelfCheck("sample-1", {"S1": 2, "K11": 1})
    application, count = open_with_self_check(applicant_cluster, choice, actor=applicant, day=today)
    assert (count, own_points(application)) == (1, {"K11": 1})


# --- The pages --------------------------------------------------------------------


@pytest.fixture
def person(client, applicant):
    client.force_login(applicant)
    return client


def test_the_new_draft_has_the_points_and_the_choice_is_gone(person, applicant_cluster):
    kept(person, {"S1": 2, "S2": 0})
    page = person.get(START).content.decode()
    assert "Ihre Einschätzung aus dem Selbstcheck wird übernommen" in page
    assert "2 Kriterien sind eingeschätzt" in page
    person.post(START, {"cluster": applicant_cluster.slug, "self_check": "on"})
    assert own_points(Application.objects.get()) == {"S1": 2, "S2": 0}
    assert "self_check" not in person.session
    assert "Selbstcheck wird übernommen" not in person.get(START).content.decode()


def test_it_can_be_left_out(person, applicant_cluster):
    kept(person, {"S1": 2})
    person.post(START, {"cluster": applicant_cluster.slug})
    assert own_points(Application.objects.get()) == {}
    assert "self_check" not in person.session


def test_it_can_be_discarded(person):
    kept(person)
    answer = person.post(reverse("admissions:apply-self-check-discard"), follow=True)
    assert "wird nicht übernommen" in answer.content.decode()
    assert "self_check" not in person.session


def test_it_waits_while_the_cluster_is_recorded(client, outsider):
    client.force_login(outsider)
    kept(client)
    assert "Ihre Einschätzung aus dem Selbstcheck wird übernommen" in client.get("/apply/register/").content.decode()
    assert client.get(START).status_code == 200
    assert client.session["self_check"]["points"] == CHOICE


def test_into_a_draft_that_is_there(person, draft):  # noqa: F811
    kept(person)
    page = person.get(START).content.decode()
    address = reverse("admissions:apply-self-check", args=[draft.number])
    assert f'action="{address}"' in page
    answer = person.post(address, follow=True).content.decode()
    assert "3 Einschätzungen übernommen" in answer
    assert "Einschätzung aus dem Selbstcheck übernommen" in answer
    assert own_points(draft) == CHOICE
    assert "self_check" not in person.session
    assert "liegt keine Einschätzung" in person.post(address, follow=True).content.decode()


def test_a_foreign_draft_does_not_exist(client, draft, manager):  # noqa: F811
    client.force_login(manager)
    kept(client)
    assert draft.number not in client.get(START).content.decode()
    assert client.post(reverse("admissions:apply-self-check", args=[draft.number])).status_code == 404
    assert own_points(draft) == {}
    assert "self_check" in client.session


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_start_page_asks_a_fixed_number_of_queries(
    person, drafts, applicant, applicant_cluster, django_assert_max_num_queries
):
    organisation = applicant_cluster.operations.get().organisation
    catalogue = CriteriaCatalogue.objects.get(version="sample-1")
    application_of(applicant_cluster, applicant, catalogue=catalogue)
    for number in range(1, drafts):
        cluster = ClusterFactory(name=f"Weiteres {number}", slug=f"weiteres-{number}")
        OperationFactory(cluster=cluster, organisation=organisation)
        application_of(cluster, applicant, catalogue=catalogue)
        FunctionFactory(user=applicant, cluster=cluster)
    kept(person)
    with django_assert_max_num_queries(14):
        page = person.get(START).content.decode()
    assert page.count('/self-check/"') == drafts
