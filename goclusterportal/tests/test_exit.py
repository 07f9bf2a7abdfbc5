"""What ends at exit: on the last day everything is there, the day after it is gone, with no act at midnight."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import ActorFigures, Certificate, Membership
from clusters.services import end_membership
from clusters.tests.factories import MembershipFactory
from goclusterportal.my import clusters_of
from goclusterportal.timeline import timeline_of
from labels.facts import duties_with_facts, status_of
from labels.services.duties import create_silver_duty
from labels.tests.factories import LabelAwardFactory
from labels.validity import DutyState
from notifications import sources
from programme.models import Land, ProgrammeSettings

pytestmark = pytest.mark.django_db

LAST = datetime.date(2027, 3, 31)
CODE = "ABCDEFGHJKMNPQRS"


def noon(day):
    return time_machine.travel(datetime.datetime(day.year, day.month, day.day, 11, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def leaving(member_cluster, office):
    """A member with everything that a member can have; its last day is LAST."""
    ProgrammeSettings.objects.update_or_create(
        pk=1, defaults={"register_complete_since": datetime.date(2020, 1, 1), "is_demo": True}
    )
    member_cluster.laender.set(Land.objects.filter(iso="DE-BY"))
    membership = member_cluster.memberships.get()
    create_silver_duty(membership, actor=None)
    day = datetime.date(2021, 3, 1)
    Certificate.objects.create(membership=membership, number="U-2021-1", code=CODE, issued_on=day)
    LabelAwardFactory(
        cluster=member_cluster,
        level="bronze",
        valid_from=datetime.date(2026, 4, 1),
        valid_until=datetime.date(2027, 4, 30),
    )
    ActorFigures.objects.create(
        cluster=member_cluster, key_date=datetime.date(2026, 12, 31), companies=987, released=True, recorded_on=day
    )
    end_membership(membership, ends_on=LAST, reason="dissolved", actor=office, day=LAST)
    return membership


NAME = "Wasserkraft Oberland"
# Address, and what stands there while the cluster is a member.
PUBLIC = [
    ("/clusters/", NAME),
    ("/clusters/?label=bronze", NAME),
    ("/en/clusters/?land=DE-BY", NAME),
    ("/clusters/wasserkraft-oberland/", NAME),
    (f"/facts/?on={LAST}", "987"),
    ("/api/v1/clusters/", NAME),
    ("/api/v1/labels/", "bronze"),
    (f"/verify/{CODE}/", "heute gültig"),
]
NEXT = LAST + datetime.timedelta(days=1)


@pytest.mark.parametrize(("path", "shown"), PUBLIC)
def test_the_public_finds_it_to_the_last_day_and_not_after(path, shown, leaving):
    visitor = Client()
    with noon(LAST):
        assert shown in visitor.get(path).content.decode()
        visitor.get(path)  # Kept for visitors; yesterday's page is not served today.
    with noon(NEXT):
        text = visitor.get(path.replace(str(LAST), str(NEXT))).content.decode()
    # The check of a certificate repeats its code, never a name.
    assert shown not in text


def test_figures_of_a_past_day_stay(leaving):
    with noon(NEXT):
        assert "987" in Client().get(f"/facts/?on={LAST}").content.decode()


@pytest.mark.parametrize("kind", [source.kind for source in sources.registered()])
def test_nobody_is_reminded_of_its_duties(kind, leaving):
    source = sources.source_for(kind)
    with noon(LAST):
        before = list(source.due(LAST))
        assert kind not in {"silver-duty", "label-expiry", "benchmarking"} or before
    with noon(NEXT):
        assert not [due for due in source.due(NEXT) if due.cluster == leaving.cluster.slug]
        assert not any(source.still_stands(due.subject_key, NEXT) for due in before)


def test_the_duty_is_over_and_the_own_people_read_on(leaving, manager, client):
    duty = duties_with_facts().get()
    assert status_of(duty, LAST).state != DutyState.ENDED
    assert status_of(duty, NEXT).state == DutyState.ENDED
    with noon(NEXT):
        client.force_login(manager)
        (own,) = clusters_of(manager, NEXT)
        assert not own.duties
        assert own.benchmarking is None
        assert "987" not in client.get("/my/").content.decode()
        page = client.get(reverse("public:own", args=[leaving.cluster.slug])).content.decode()
        assert "ausgeschieden" in page
        assert "Letzter Tag der Mitgliedschaft: aufgelöst" in page


def test_a_new_period_brings_everything_back(leaving):
    later = LAST + datetime.timedelta(days=400)
    MembershipFactory(cluster=leaving.cluster, starts_on=later)
    with noon(later):
        text = Client().get("/clusters/wasserkraft-oberland/").content.decode()
        assert str(later.year) in text
        # The certificate of the first period stays what it was: of a period that is over.
        assert "heute gültig" not in Client().get(f"/verify/{CODE}/").content.decode()


class TestTimeline:
    def test_every_fact_with_its_day(self, leaving):
        entries = {(entry.on, entry.text) for entry in timeline_of(leaving.cluster, NEXT)}
        assert (datetime.date(2021, 3, 1), "Aufnahme in das Programm") in entries
        assert (LAST, "Letzter Tag der Mitgliedschaft: aufgelöst") in entries
        assert (datetime.date(2026, 4, 1), "Label in Bronze verliehen, gültig bis 30. April 2027") in entries
        assert (datetime.date(2026, 12, 31), "Stichtag der gemeldeten Zahlen") in entries

    def test_an_untold_admission_is_not_in_it(self, leaving):
        MembershipFactory(
            cluster=leaving.cluster,
            starts_on=datetime.date(2027, 6, 1),
            public_from=None,
            application_number="A-2027-0001",
        )
        assert all(entry.on != datetime.date(2027, 6, 1) for entry in timeline_of(leaving.cluster, NEXT))

    @pytest.mark.parametrize("rows", [1, 3, 30])
    def test_a_fixed_number_of_queries(self, rows, leaving, django_assert_num_queries):
        for row in range(rows):
            start = datetime.date(2030 + row, 1, 1)
            LabelAwardFactory(cluster=leaving.cluster, valid_from=start, valid_until=start)
            MembershipFactory(
                cluster=leaving.cluster, starts_on=start, ends_on=start, end_reason="resigned", recorded_on=start
            )
        with django_assert_num_queries(8):
            assert len(timeline_of(leaving.cluster, NEXT)) > 2 * rows

    def test_the_office_reads_it_at_the_cluster(self, leaving, office, client):
        client.force_login(office)
        page = client.get(reverse("admin:clusters_cluster_change", args=[leaving.cluster.pk])).content.decode()
        assert "Zeitleiste" in page
        assert "Letzter Tag der Mitgliedschaft: aufgelöst" in page

    def test_the_precision_of_a_day_is_kept(self, member_cluster):
        Membership.objects.update(starts_precision="year")
        entries = {(entry.text, entry.when) for entry in timeline_of(member_cluster, timezone.localdate())}
        assert ("Aufnahme in das Programm", "2021") in entries
