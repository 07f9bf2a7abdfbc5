"""A cluster reports a label or certificate with its document; the office confirms or declines; the cluster is told."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.tests.factories import ClusterFactory
from goclusterportal.desk import desk_of
from goclusterportal.tests.world import PDF
from labels.models import Benchmarking, LabelAward, LabelSubmission, OtherCertificate
from labels.reminders import SilverDutySource
from labels.services.submissions import confirm_submission, decline_submission, submit_label
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry
from records.uploads import store_upload

D = datetime.date
DAY = D(2025, 3, 1)
DATES = {"valid_from": D(2025, 2, 10), "valid_until": D(2027, 2, 28), "dates_reason": ""}


def pdf(name="urkunde.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def report(cluster, by, **fields):
    facts = {"level": "silver", "assessed_on": D(2025, 2, 10), "issuing_body": "ESCA", **fields}
    return LabelSubmission(cluster=cluster, document=store_upload(pdf(), by=by), **facts)


@pytest.fixture
def waiting(member_cluster, manager):
    return submit_label(report(member_cluster, manager), actor=manager, day=DAY)


def test_a_report_changes_nothing_until_the_office_confirms(waiting, member_cluster, manager, office):
    SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")
    assert not LabelAward.objects.exists()
    assert [due.subject_key for due in SilverDutySource().due(DAY)] == ["S-2021-1"]
    confirm_submission(waiting, **DATES, actor=office, day=DAY)
    award = LabelAward.objects.get()
    assert (award.level, award.confirmed_on, award.valid_until) == ("silver", DAY, D(2027, 2, 28))
    assert (award.document, award.issuing_body, award.submission) == (waiting.document, "ESCA", waiting)
    assert list(SilverDutySource().due(DAY)) == []
    mail = OutboxMessage.objects.get(kind="label-submission")
    assert (mail.to_email, "bestätigt" in mail.body) == (manager.email, True)
    assert f"/my/{member_cluster.slug}/labels/" in mail.body
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"submit_label", "create", "confirm_submission"} <= verbs


def test_declined_with_a_reason_that_the_manager_reads(waiting, manager, office):
    with pytest.raises(ActRefused, match="begründen"):
        decline_submission(waiting, reason=" ", actor=office, day=DAY)
    decline_submission(waiting, reason="Die Urkunde ist unleserlich.", actor=office, day=DAY)
    assert "Die Urkunde ist unleserlich." in OutboxMessage.objects.get().body
    assert not LabelAward.objects.exists()
    with pytest.raises(ActRefused, match="schon geprüft"):
        confirm_submission(waiting, **DATES, actor=office, day=DAY)


def test_other_days_than_proposed_need_a_reason_and_nothing_is_half_done(waiting, office):
    with pytest.raises(ActRefused, match=r"28\.02\.2027"):
        confirm_submission(waiting, **{**DATES, "valid_until": D(2029, 2, 28)}, actor=office, day=DAY)
    waiting.refresh_from_db()
    assert (waiting.state, LabelAward.objects.count(), OutboxMessage.objects.count()) == ("open", 0, 0)


def test_a_certificate_joins_the_open_list(member_cluster, manager, office):
    sent = submit_label(
        report(member_cluster, manager, level="", name="ISO 9001", assessed_on=None), actor=manager, day=DAY
    )
    confirm_submission(sent, valid_from=None, valid_until=D(2028, 1, 1), dates_reason="", actor=office, day=DAY)
    certificate = OtherCertificate.objects.get()
    assert (certificate.name, certificate.document, certificate.source) == ("ISO 9001", sent.document, "ESCA")


@pytest.mark.parametrize("name", ["office", "ministry", "board1", "board3", "applicant", "outsider"])
def test_only_the_clusters_own_people_report(name, request, member_cluster):
    actor = request.getfixturevalue(name)
    with pytest.raises(ActRefused):
        submit_label(report(member_cluster, actor), actor=actor, day=DAY)
    assert not LabelSubmission.objects.exists()


@pytest.mark.parametrize("name", ["manager", "ministry", "board1", "administrator"])
def test_only_the_office_answers(name, request, waiting):
    actor = request.getfixturevalue(name)
    for act in (
        lambda: confirm_submission(waiting, **DATES, actor=actor, day=DAY),
        lambda: decline_submission(waiting, reason="x", actor=actor, day=DAY),
    ):
        with pytest.raises(ActRefused, match="Programmbüro"):
            act()
    waiting.refresh_from_db()
    assert waiting.state == "open"


@pytest.mark.parametrize(
    "fields",
    [
        {"assessed_on": None},
        {"assessed_on": D(2025, 3, 2)},
        {"valid_from": D(2025, 3, 1), "valid_until": D(2025, 2, 28)},
        # The same label waits already.
        {},
    ],
)
def test_what_cannot_be_reported(fields, waiting, member_cluster, manager):
    with pytest.raises(ActRefused):
        submit_label(report(member_cluster, manager, **fields), actor=manager, day=DAY)
    assert LabelSubmission.objects.count() == 1


# --- Pages ------------------------------------------------------------------------


def test_from_the_managers_page_over_the_offices_desk_to_the_label(client, manager, office, member_cluster, today):
    client.force_login(manager)
    address = reverse("labels:my-report-label", args=[member_cluster.slug])
    typed = {"level": "silver", "assessed_on": "2025-02-10", "issuing_body": "ESCA"}
    empty = client.post(address, typed)
    assert empty.context["form"].errors["upload"]
    assert 'value="ESCA"' in empty.content.decode()
    assert client.post(address, {**typed, "upload": pdf(content=b"kein PDF")}).context["form"].errors["upload"]
    assert client.post(address, {**typed, "upload": pdf()}).status_code == 302
    sent = LabelSubmission.objects.get()
    assert (sent.submitted_by, sent.cluster) == (manager, member_cluster)

    client.force_login(office)
    lists = {one.key: one for one in desk_of(office, today)}
    assert [row["title"] for row in lists["submissions"].rows] == ["Wasserkraft Oberland"]
    act = reverse("admin:labels_labelsubmission_act", args=[sent.pk, "confirm"])
    form = client.get(act).context["form"]
    assert (form["valid_from"].value(), form["valid_until"].value()) == (D(2025, 2, 10), D(2027, 2, 28))
    assert client.post(act, {"valid_from": "2025-02-10", "valid_until": "2027-02-28"}).status_code == 302
    assert LabelAward.objects.get().confirmed_on == today
    file = client.get(reverse("admin:labels_labelsubmission_file", args=[sent.pk]))
    assert b"".join(file.streaming_content) == PDF

    client.force_login(manager)
    page = client.get(reverse("labels:my-labels", args=[member_cluster.slug])).content.decode()
    assert "bis einschließlich 28. Februar 2027" in page
    assert sent.document.token in page


def test_a_certificate_from_the_page(client, manager, member_cluster):
    client.force_login(manager)
    address = reverse("labels:my-report-certificate", args=[member_cluster.slug])
    assert client.post(address, {"name": "ISO 9001", "upload": pdf()}).status_code == 302
    assert (LabelSubmission.objects.get().name, LabelSubmission.objects.get().level) == ("ISO 9001", "")


def test_a_file_of_another_cluster_does_not_exist(client, manager, waiting, member_cluster, office):
    other = ClusterFactory()
    foreign = report(other, office)
    foreign.submitted_by = office
    foreign.save()
    client.force_login(manager)

    def fetch(slug, token):
        answer = client.get(reverse("labels:my-file", args=[slug, token]))
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer.status_code

    assert fetch(member_cluster.slug, waiting.document.token) == 200
    assert fetch(member_cluster.slug, foreign.document.token) == 404
    assert fetch(other.slug, foreign.document.token) == 404


def test_the_page_of_labels_needs_the_same_queries_for_one_and_three_of_each(client, manager, member_cluster, office):
    """Awards, certificates, runs and reports, each with its document."""
    client.force_login(manager)
    address = reverse("labels:my-labels", args=[member_cluster.slug])
    counts = {}
    for number in (1, 2, 3):
        document, on = store_upload(pdf(), by=office), D(2018 + number, 1, 1)
        LabelAwardFactory(cluster=member_cluster, valid_from=on, document=document)
        OtherCertificate.objects.create(cluster=member_cluster, name=f"ISO {number}", document=document)
        Benchmarking.objects.create(cluster=member_cluster, held_on=on, report=document)
        certificate = LabelSubmission(cluster=member_cluster, name=f"Siegel {number}", document=document)
        submit_label(certificate, actor=manager, day=DAY)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        assert f"Siegel {number}" in page
        assert f"ISO {number}" in page
        counts[number] = len(captured)
    assert counts[1] == counts[3]
