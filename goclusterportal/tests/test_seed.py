"""`manage.py seed`: only into a demonstration, always new names, every state, nothing real touched."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from admissions.models import Answer, Application, CriteriaCatalogue, Decision, Review, Submission
from admissions.result import result_of
from clusters.models import Cluster, ManagementOrganisation, Membership
from clusters.tests.factories import ClusterFactory
from goclusterportal.seeding import seed
from goclusterportal.seeding.timeline import STATES, Timeline
from labels.facts import price_facts
from labels.models import Benchmarking, LabelAward, SilverDuty
from labels.validity import price_on
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    row = ProgrammeSettings.load()
    row.is_demo = True
    row.save()


def test_a_register_that_is_no_demonstration_is_left_alone(capsys):
    with pytest.raises(CommandError, match=r"no demonstration.*Nothing was written.*--force"):
        call_command("seed", "--clusters", "2")
    assert not Cluster.objects.exists()
    call_command("seed", "--clusters", "2", "--force")
    assert Cluster.objects.count() == 2


@pytest.mark.parametrize(
    "arguments", [[], ["--clusters", "0"], ["--clusters", "-1"], ["--applications", "100001"], ["--clusters", "many"]]
)
def test_wrong_numbers_are_refused(demo, arguments):
    with pytest.raises(CommandError):
        call_command("seed", *arguments)
    assert not Cluster.objects.exists()


def test_counts_are_printed_and_progress_is_shown(demo, capsys):
    call_command("seed", "--clusters", "25", "--applications", "13")
    said = capsys.readouterr()
    assert "Added 25 clusters and 13 applications" in said.out
    assert f"{Membership.objects.count()} memberships, {LabelAward.objects.count()} label awards" in said.out
    assert f"{SilverDuty.objects.count()} silver duties, {Answer.objects.count()} answers" in said.out
    assert f"{Review.objects.count()} reviews" in said.out
    assert "clusters: 25/25" in said.err
    assert "applications: 13/13" in said.err


def test_everything_is_marked_as_invented_and_each_run_adds_more(demo):
    real = ClusterFactory(name="Wirkliches Cluster")
    for _run in range(2):
        call_command("seed", "--clusters", "20", "--applications", "10")
    made = Cluster.objects.exclude(pk=real.pk)
    assert made.count() == 60
    assert all(cluster.is_invented and cluster.name.startswith("Erfundenes Cluster") for cluster in made)
    assert len(set(made.values_list("name", flat=True))) == 60
    assert not ManagementOrganisation.objects.filter(is_invented=False).exists()
    assert ManagementOrganisation.objects.count() == 60
    assert Application.objects.count() == 20
    assert not OutboxMessage.objects.exists()


def test_members_of_every_kind(demo):
    today = timezone.localdate()
    seed(clusters=60, applications=0, day=today)
    assert Cluster.objects.public_on(today).count() < 60
    assert Membership.objects.filter(starts_on=None).count() == 3
    assert Membership.objects.filter(ends_on__lt=today).exists()
    assert Membership.objects.filter(ends_on__gt=today).exists()
    assert Membership.objects.filter(public_from=None).exists()
    assert SilverDuty.objects.count() == Membership.objects.exclude(starts_on=None).count()
    assert LabelAward.objects.valid_on(today).exists()
    assert Cluster.history.count() == 60
    assert Membership.history.count() == Membership.objects.count()


def test_runs_cost_what_the_list_says_and_are_paid_by_whom_it_names(demo):
    today = timezone.localdate()
    seed(clusters=40, applications=0, day=today)
    prices = price_facts()
    runs = Benchmarking.objects.exclude(held_on=None)
    assert {run.form for run in runs} == {"on_site", "video"}
    for run in runs:
        price = price_on(prices, "bronze", run.form, run.held_on)
        assert (run.net_price, run.payer) == ((price.net, price.payer) if price else (None, ""))
    assert any(run.net_price for run in runs)
    assert not Benchmarking.objects.filter(held_on=None).exclude(net_price=None).exists()


def test_applications_in_every_state_as_the_services_leave_them(demo):
    today = timezone.localdate()
    seed(clusters=0, applications=2 * len(STATES), day=today)
    states = list(Application.objects.values_list("state", flat=True))
    assert set(states) == set(Application.State.values)
    assert Submission.objects.count() == len(states) - states.count("draft")
    for decision in Decision.objects.select_related("application__cluster"):
        result = result_of(decision.application, decision.decided_on)
        assert decision.passed == result.passed == (decision.outcome == "admitted")
        member = Membership.objects.filter(application_number=decision.application.number)
        assert member.count() == (decision.outcome == "admitted")
    for application in Application.objects.all():
        newest = AuditEntry.objects.filter(subject_key=application.number).latest("at", "pk")
        assert newest.to_state == application.state
        assert application.number.startswith(f"A-{timezone.localdate(application.created_at).year}-")


def test_without_a_catalogue_nothing_is_written(demo):
    CriteriaCatalogue.objects.update(in_force_from=None)
    with pytest.raises(CommandError, match="Nothing was written: no catalogue"):
        call_command("seed", "--clusters", "2", "--applications", "1")
    assert not Cluster.objects.exists()


@pytest.mark.parametrize("state", sorted(set(STATES)))
def test_no_step_lies_in_the_future(state):
    today = timezone.localdate()
    for attempt in range(20):
        times = Timeline(state, random.Random(attempt), today)
        days = [times.opened, *(day for *_step, day in times.steps())]
        assert days == sorted(days)
        assert days[-1] == times.since <= today


def test_the_pages_show_what_was_seeded(demo, client, office):
    seed(clusters=40, applications=13, day=timezone.localdate())
    for address in ("/", "/clusters/", "/map/", "/facts/", "/api/v1/clusters/"):
        assert client.get(address).status_code == 200
    client.force_login(office)
    assert client.get("/admin/admissions/application/").status_code == 200


@pytest.mark.slow
def test_thousands(demo):
    seed(clusters=3000, applications=1000, day=timezone.localdate())
    assert Cluster.objects.filter(is_invented=True).count() == 4000
    assert Application.objects.count() == 1000
