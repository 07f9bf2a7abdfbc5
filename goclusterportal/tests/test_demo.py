"""The demonstration: complete, repeatable, and honest about what is invented."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from admissions.admin.catalogue_changes import changes_between
from admissions.models import Application, CriteriaCatalogue
from admissions.permissions import has_function_conflict
from admissions.services.drafts import catalogue_in_force
from clusters.models import Cluster, Membership
from goclusterportal.demo.people import LOGINS
from labels.facts import duties_with_facts, status_of
from labels.models import LabelAward
from labels.validity import DutyState
from notifications.models import OutboxMessage
from programme.models import Land, ProgrammeSettings

PASSWORD = "demo-probe-1234"


def run_demo():
    out = StringIO()
    with override_settings(DEMO_PASSWORD=PASSWORD):
        call_command("demo", stdout=out)
    return out.getvalue()


def counts():
    return {
        model.__name__: model.objects.count()
        for model in (User, Cluster, Membership, Application, LabelAward, OutboxMessage)
    }


@pytest.fixture
def demo(db):
    return run_demo()


def test_the_last_line_is_the_password_that_works(demo, client):
    assert demo.splitlines()[-1] == f"Passwort: {PASSWORD}"
    for email, _name, _what in LOGINS:
        assert email in demo
        assert User.objects.get(email=email).check_password(PASSWORD)


def test_a_second_run_changes_nothing(demo):
    before = counts()
    assert "Neu angelegt: 0 Cluster, 0 Anträge, 0 " in run_demo()
    assert counts() == before


def test_the_real_entries_are_directory_entries_only(demo):
    real = Cluster.objects.filter(is_invented=False)
    assert real.count() == 44
    assert not real.exclude(source="").count() < 44
    assert Land.objects.filter(clusters__in=real).distinct().count() == 15
    assert real.filter(laender=None).count() == 6
    assert not Application.objects.filter(cluster__in=real).exists()
    assert not LabelAward.objects.filter(cluster__in=real).exists()
    assert not Membership.objects.filter(cluster__in=real).exclude(starts_on=None).exists()
    assert not Cluster.objects.filter(is_invented=True).exclude(external_id__startswith="demo-").exists()


def test_it_holds_an_open_duty_and_a_label_that_expires_before_2029(demo):
    last = datetime.date(2028, 12, 31)
    day = datetime.date(2026, 1, 1)
    open_states = {DutyState.ON_TRACK, DutyState.AT_RISK}
    statuses = [status_of(duty, day) for duty in duties_with_facts()]
    assert any(status.state in open_states and status.due_on <= last for status in statuses)
    assert LabelAward.objects.confirmed().filter(valid_until__lte=last).exists()


def test_every_desk_has_something_to_do(demo):
    assert set(Application.objects.values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "in_review",
        "recommended",
    }
    assert ProgrammeSettings.load().is_demo


def test_the_next_version_of_the_catalogue_is_a_draft(demo, today):
    draft = CriteriaCatalogue.objects.get(version="sample-2")
    assert draft.in_force_from is None
    assert len(changes_between(catalogue_in_force(today), draft)) == 5


def test_board3_is_locked_out_of_the_own_association(demo, today):
    board3 = User.objects.get(email="board3@demo.example")
    locked = [a.cluster.external_id for a in Application.objects.all() if has_function_conflict(board3, a, today)]
    assert locked == ["demo-moebel"]


def test_without_a_password_it_says_so(db):
    with override_settings(DEMO_PASSWORD=""), pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("demo")
    assert not User.objects.exists()
