"""Recording a merger in the web admin, and what the public sees of it afterwards."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from clusters.models import ClusterMerger, FormerSlug, Function
from clusters.services import record_merger
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from notifications.models import OutboxMessage

DAY = datetime.timedelta(days=1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def absorbed(db):
    cluster = ClusterFactory(name="Optik Nord", slug="optik-nord", profile_released=True)
    FormerSlug.objects.create(slug="optik", cluster=cluster)
    MembershipFactory(cluster=cluster)
    return cluster


@pytest.fixture
def speaker(absorbed):
    return FunctionFactory(cluster=absorbed, user__name="Nora Nord").user


def merge_page(cluster):
    return reverse("admin:clusters_cluster_act", args=[cluster.pk, "merge"])


def typed(other, last_day, **more):
    return {"other": other.pk, "continues": "this", "last_day": last_day.isoformat(), "source": "Vertrag", **more}


def test_nothing_happens_before_it_was_shown(client, absorbed, speaker, member_cluster, manager, office, today):
    client.force_login(office)
    page = client.post(merge_page(member_cluster), typed(absorbed, today + 10 * DAY))
    text = page.content.decode()
    assert page.status_code == 200
    assert not ClusterMerger.objects.exists()
    for shown in ("Optik Nord geht in Wasserkraft Oberland auf", "/clusters/optik/", "Nora Nord", "Mara Management"):
        assert shown in text, shown
    shown = page.context["form"].data["shown"]
    values = typed(absorbed, today + 10 * DAY, shown=shown, people=[speaker.pk])
    assert client.post(merge_page(member_cluster), values).status_code == 302
    merger = ClusterMerger.objects.get()
    assert (merger.absorbed, merger.continuing, merger.recorded_by) == (absorbed, member_cluster, office)
    assert Function.objects.filter(user=speaker, cluster=member_cluster).exists()
    assert OutboxMessage.objects.filter(kind="cluster-merged").count() == 2


def test_another_day_is_shown_again(client, absorbed, member_cluster, office, today):
    client.force_login(office)
    page = client.post(merge_page(member_cluster), typed(absorbed, today + 10 * DAY))
    shown = page.context["form"].data["shown"]
    assert client.post(merge_page(member_cluster), typed(absorbed, today + 11 * DAY, shown=shown)).status_code == 200
    assert not ClusterMerger.objects.exists()


def test_a_refusal_loses_nothing(client, applicant_cluster, member_cluster, office, today):
    client.force_login(office)
    page = client.post(merge_page(applicant_cluster), typed(member_cluster, today))
    assert page.status_code == 200
    assert "Fortführen kann nur ein Mitglied" in page.content.decode()
    assert "Vertrag" in page.content.decode()


def test_the_record_is_taken_back_and_keeps_its_document(client, absorbed, member_cluster, office, ministry, today):
    merger = record_merger(
        absorbed=absorbed, continuing=member_cluster, last_day=today, source="Vertrag", actor=office, day=today
    )
    client.force_login(office)
    upload = SimpleUploadedFile("vertrag.pdf", PDF, content_type="application/pdf")
    attach = reverse("admin:clusters_clustermerger_act", args=[merger.pk, "attach"])
    assert client.post(attach, {"upload": upload}).status_code == 302
    file = reverse("admin:clusters_clustermerger_file", args=[merger.pk])
    assert b"".join(client.get(file).streaming_content) == PDF
    for page in ("changelist", "change"):
        args = [merger.pk] if page == "change" else []
        assert client.get(reverse(f"admin:clusters_clustermerger_{page}", args=args)).status_code == 200
    withdraw = reverse("admin:clusters_clustermerger_act", args=[merger.pk, "withdraw"])
    assert client.post(withdraw).status_code == 302
    merger.refresh_from_db()
    assert merger.withdrawn_by == office
    assert absorbed.memberships.get().ends_on is None


@pytest.mark.parametrize("who", ["manager", "board1", "outsider", "administrator"])
def test_nobody_else_fetches_the_document(client, request, absorbed, member_cluster, office, today, who):
    merger = record_merger(
        absorbed=absorbed, continuing=member_cluster, last_day=today, source="Vertrag", actor=office, day=today
    )
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("admin:clusters_clustermerger_file", args=[merger.pk])).status_code in (302, 403)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_old_addresses_lead_to_the_continuing_profile(client, absorbed, member_cluster, office, prefix):
    last = datetime.date(2025, 6, 30)
    record_merger(
        absorbed=absorbed,
        continuing=member_cluster,
        last_day=last,
        source="Vertrag",
        actor=None,
        day=datetime.date(2025, 6, 1),
    )
    with time_machine.travel(datetime.datetime(2025, 6, 30, 12, tzinfo=datetime.UTC)):
        assert client.get(f"{prefix}/clusters/optik-nord/").status_code == 200
        assert "Optik Nord" not in client.get(f"{prefix}/clusters/wasserkraft-oberland/").content.decode()
    with time_machine.travel(datetime.datetime(2025, 7, 1, 12, tzinfo=datetime.UTC)):
        for slug in ("optik-nord", "optik"):
            found = client.get(f"{prefix}/clusters/{slug}/")
            assert (found.status_code, found["Location"]) == (302, f"{prefix}/clusters/wasserkraft-oberland/")
        assert "Optik Nord" in client.get(f"{prefix}/clusters/wasserkraft-oberland/").content.decode()
        assert "optik-nord" not in client.get("/api/v1/clusters/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_in_a_browser(live_page, absorbed, speaker, member_cluster, office):
    """Choose, look, go back to change the day, look again, record."""
    page = live_page(office)
    page.goto(merge_page(member_cluster))
    page.get_by_label("Anderes Cluster").select_option(label="Optik Nord")
    page.get_by_label("Wasserkraft Oberland").check()
    day = timezone.localdate() + 30 * DAY
    page.get_by_label("Letzter Tag des aufgehenden Clusters").fill(day.isoformat())
    page.get_by_label("Quelle").fill("Schreiben beider Träger")
    button = page.get_by_role("button", name="Zusammenschluss erfassen")
    button.click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Optik Nord geht in Wasserkraft Oberland auf")
    page.get_by_label("Nora Nord").check()
    button.click()
    expect(page.get_by_text("Erfasst: Optik Nord")).to_be_visible()
    assert ClusterMerger.objects.get().last_day == day
    assert Function.objects.filter(user=speaker, cluster=member_cluster, starts_on=day + DAY).exists()
