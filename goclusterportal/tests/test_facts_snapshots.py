"""A published snapshot stays as it was; what is counted differently later stands beside it, with its cause."""

import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from clusters.models import ActorFigures, FactsSnapshot, InternationalisationStatement, Membership
from clusters.services import publish_snapshot, take_snapshot, withdraw_snapshot
from clusters.tests.factories import ClusterFactory, MembershipFactory
from goclusterportal.public.facts.causes import CHANGED_LATER
from goclusterportal.public.facts.counting import facts_for
from goclusterportal.public.facts.rows import report
from labels.models import OtherCertificate
from labels.tests.factories import LabelAwardFactory
from programme.models import Land, ProgrammeSettings

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 6, 30)


@pytest.fixture(autouse=True)
def complete():
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(register_complete_since=D(2022, 1, 1))


@pytest.fixture
def cluster():
    cluster = ClusterFactory(profile_released=True, laender=Land.objects.filter(iso="DE-BY"))
    MembershipFactory(cluster=cluster)
    return cluster


@pytest.fixture
def published(cluster, office, today):
    numbers = facts_for(DAY, today=today).computed
    return publish_snapshot(take_snapshot(DAY, numbers=numbers, actor=office, day=today), actor=office, day=today)


def corrected():
    """{code: (published, computed, cause)} for the key date."""
    found = report(DAY, None, today=timezone.localdate()).corrected
    return {code: (row.published, row.computed, row.cause) for code, row in found.items()}


def test_nothing_changed_nothing_is_corrected(published, client):
    assert corrected() == {}
    text = client.get("/facts/?on=2025-06-30").content.decode()
    assert "Stand vom" in text
    assert "Heute wird nichts anders berechnet." in text


def test_a_label_renewed_retroactively_is_shown_as_a_correction(published, cluster, client):
    LabelAwardFactory(cluster=cluster, valid_from=D(2025, 1, 1))
    cause = "Label nachträglich erfasst"
    assert corrected() == {"labels": (0, 1, cause), "label.silver": (0, 1, cause)}
    response = client.get("/facts/?on=2025-06-30")
    rows = {row.code: row for table in response.context["tables"] for row in table.rows}
    assert (rows["labels"].here.value, rows["labels"].correction.computed) == (0, 1)
    assert cause in response.content.decode()
    api = client.get("/api/v1/facts/?on=2025-06-30").json()
    assert {"code": "labels", "published": 0, "computed": 1, "cause": cause} in api["snapshot"]["corrections"]
    assert next(row for row in api["figures"] if row["code"] == "labels")["value"] == 0
    assert api["counted"]["labels"]["total"] == 1


def test_a_label_changed_later_is_told_apart_from_one_recorded_later(cluster, office, today):
    award = LabelAwardFactory(cluster=cluster, valid_from=D(2025, 7, 1))
    numbers = facts_for(DAY, today=today).computed
    publish_snapshot(take_snapshot(DAY, numbers=numbers, actor=office, day=today), actor=office, day=today)
    award.valid_from = DAY
    award.save()
    assert corrected()["labels"] == (0, 1, "Label nachträglich berichtigt")


def test_a_start_corrected_later_takes_the_member_out(published, cluster):
    membership = Membership.objects.get()
    membership.starts_on = D(2025, 7, 1)
    membership.save()
    cause = "Mitgliedschaft nachträglich berichtigt"
    assert corrected() == {"members": (1, 0, cause), "land.DE-BY": (1, 0, cause), "field.none": (1, 0, cause)}


def test_a_member_recorded_later_brings_its_land_and_its_label(cluster, office, today):
    late = ClusterFactory(laender=Land.objects.filter(iso="DE-HH"))
    LabelAwardFactory(cluster=late)
    numbers = facts_for(DAY, today=today).computed
    publish_snapshot(take_snapshot(DAY, numbers=numbers, actor=office, day=today), actor=office, day=today)
    MembershipFactory(cluster=late)
    told = corrected()
    assert told["members"] == (1, 2, "Mitgliedschaft nachträglich erfasst")
    assert told["land.DE-HH"] == (0, 1, "Mitgliedschaft nachträglich erfasst")
    assert told["labels"] == (0, 1, "Mitgliedschaft nachträglich erfasst")


def test_figures_and_statements_reported_later(published, cluster):
    ActorFigures.objects.create(cluster=cluster, key_date=DAY, companies=3, released=True, recorded_on=DAY)
    InternationalisationStatement.objects.create(
        cluster=cluster, kind="strategy", holds=True, as_of=DAY, recorded_on=DAY
    )
    told = corrected()
    assert told["actor.companies"] == (None, 3, "Zahlen eines Clusters nachträglich gemeldet")
    assert told["international.strategy"] == (None, 1, "Angabe eines Clusters nachgetragen")


def test_what_keeps_no_history_is_changed_later(published, cluster):
    OtherCertificate.objects.create(cluster=cluster, name="ISO 9001")
    cluster.laender.set(Land.objects.filter(iso="DE-SN"))
    assert corrected() == {
        "certificate.ISO 9001": (0, 1, str(CHANGED_LATER)),
        "land.DE-BY": (1, 0, str(CHANGED_LATER)),
        "land.DE-SN": (0, 1, str(CHANGED_LATER)),
    }


def test_what_changed_after_the_key_date_corrects_nothing(published, cluster):
    Membership.objects.get()
    LabelAwardFactory(cluster=cluster, valid_from=D(2025, 7, 1))
    MembershipFactory(starts_on=D(2025, 7, 1))
    assert corrected() == {}


def test_a_draft_is_seen_by_nobody_outside(cluster, office, today, client):
    take_snapshot(DAY, numbers={"members": 7777}, actor=office, day=today)
    assert facts_for(DAY, today=today).snapshot is None
    for address in ("/facts/?on=2025-06-30", "/facts/snapshots/", "/api/v1/facts/?on=2025-06-30",
                    "/facts/figures.json?on=2025-06-30", "/facts/figures.csv?on=2025-06-30"):  # fmt: skip
        assert "7777" not in client.get(address).content.decode(), address


def test_a_withdrawn_snapshot_gives_the_day_back_to_the_register(published, office, today, client):
    withdraw_snapshot(published, reason="Falsch gezählt.", actor=office, day=today)
    MembershipFactory()
    assert facts_for(DAY, today=today).numbers["members"] == 2
    assert client.get("/api/v1/facts/?on=2025-06-30").json()["snapshot"] is None


def test_a_comparison_uses_what_was_published(published, client):
    MembershipFactory()
    response = client.get("/facts/?on=2025-07-01&with=2025-06-30")
    rows = {row.code: row for table in response.context["tables"] for row in table.rows}
    assert (rows["members"].here.value, rows["members"].there.value, rows["members"].change) == (2, 1, 1)


# --- The office's page ----------------------------------------------------------------------------------------------


@pytest.fixture
def at_desk(client, office):
    client.force_login(office)
    return client


ADD = "/admin/clusters/factssnapshot/add/"


def act(snapshot, name):
    return reverse("admin:clusters_factssnapshot_act", args=[snapshot.pk, name])


def test_the_office_takes_looks_publishes_and_withdraws(cluster, at_desk, today):
    at_desk.post(ADD, {"key_date": "2025-06-30", "note_de": "Jahresbericht", "note_en": ""})
    snapshot = FactsSnapshot.objects.get()
    assert snapshot.numbers["members"] == 1
    change = reverse("admin:clusters_factssnapshot_change", args=[snapshot.pk])
    assert "Nach Ländern" in at_desk.get(change).content.decode()
    MembershipFactory()
    at_desk.post(act(snapshot, "recount"))
    at_desk.post(change, {"note_de": "Bericht", "note_en": "Report"})
    at_desk.post(act(snapshot, "publish"))
    snapshot.refresh_from_db()
    assert (snapshot.numbers["members"], snapshot.note_en, snapshot.published_on) == (2, "Report", today)
    at_desk.post(change, {"note_de": "anders", "note_en": ""})
    at_desk.post(act(snapshot, "withdraw"), {"reason": ""})
    snapshot.refresh_from_db()
    assert (snapshot.note_de, snapshot.withdrawn_on) == ("Bericht", None)
    at_desk.post(act(snapshot, "withdraw"), {"reason": "Falsch."})
    snapshot.refresh_from_db()
    assert snapshot.withdrawn_on == today
    assert at_desk.get(reverse("admin:clusters_factssnapshot_delete", args=[snapshot.pk])).status_code == 403


@pytest.mark.parametrize("day", ["2021-12-31", "2999-01-01", "", "gestern"])
def test_a_day_that_cannot_be_taken_is_said_at_its_field(cluster, at_desk, day):
    answer = at_desk.post(ADD, {"key_date": day, "note_de": "Jahresbericht", "note_en": ""})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["key_date"]
    assert "Jahresbericht" in answer.content.decode()
    assert not FactsSnapshot.objects.exists()


def test_a_day_that_is_taken_is_said_at_its_field(published, at_desk):
    answer = at_desk.post(ADD, {"key_date": "2025-06-30", "note_de": "", "note_en": ""})
    assert answer.context["adminform"].form.errors["key_date"]


def test_somebody_who_was_faster_is_no_fault(cluster, at_desk, office, today, monkeypatch):
    monkeypatch.setattr("goclusterportal.admin.SnapshotForm.clean_key_date", lambda form: form.cleaned_data["key_date"])
    take_snapshot(DAY, numbers={}, actor=office, day=today)
    answer = at_desk.post(ADD, {"key_date": "2025-06-30", "note_de": "", "note_en": ""}, follow=True)
    assert answer.status_code == 200
    assert "schon einen Stand" in answer.content.decode()
    assert FactsSnapshot.objects.count() == 1


# --- In the browser ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_visitor_compares_two_days_by_keyboard(live_page, cluster):
    caches["pages"].clear()
    MembershipFactory(starts_on=D(2025, 1, 1))
    page = live_page()
    page.goto("/facts/")
    page.get_by_label("Stichtag", exact=True).fill("2025-06-30")
    page.get_by_label("Vergleichen mit").fill("2024-06-30")
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts/?on=2025-06-30&with=2024-06-30")
    assert "1 mehr" in page.get_by_role("row").filter(has_text="+1").first.inner_text()
    assert page.get_by_role("img", name="Nach Ländern").is_visible()
    page.get_by_role("link", name="Alle veröffentlichten Stände").click()
    assert page.get_by_text("Noch ist kein Stand veröffentlicht").is_visible()
