"""When the next benchmarking is due, what a run costs, who records it, and its reminder."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Membership
from clusters.tests.factories import MembershipFactory
from goclusterportal.desk import desk_of
from goclusterportal.tests.world import PDF
from labels.models import Benchmarking, LabelPrice, Payer
from labels.reminders import BenchmarkingSource
from labels.services.benchmarkings import record_benchmarking
from labels.validity import (
    BenchmarkingState,
    RunFacts,
    benchmarking_due,
    benchmarking_status,
    explain_benchmarking,
)
from notifications import sources
from records.errors import ActRefused
from records.models import AuditEntry

D = datetime.date
ADMITTED = D(2024, 2, 29)
TERMS = {"first_months": 12, "interval_months": 24}


def held(*days):
    return [RunFacts(held_on=day) for day in days]


@pytest.mark.parametrize(
    ("admitted", "runs", "day", "due"),
    [
        # 29 February becomes 28.
        (ADMITTED, [], D(2024, 3, 1), D(2025, 2, 28)),
        (D(2024, 8, 31), [], D(2024, 9, 1), D(2025, 8, 31)),
        (ADMITTED, held(D(2024, 8, 31)), D(2024, 9, 1), D(2026, 8, 31)),
        # The last of several counts, a run still to come does not.
        (ADMITTED, held(D(2024, 5, 1), D(2026, 2, 28)), D(2026, 3, 1), D(2028, 2, 28)),
        (ADMITTED, held(D(2024, 5, 1), D(2026, 2, 28)), D(2026, 2, 27), D(2026, 5, 1)),
        # A run long before the admission makes nothing due earlier than the first would be.
        (ADMITTED, held(D(2020, 1, 1)), D(2024, 3, 1), D(2025, 2, 28)),
        (ADMITTED, held(D(2024, 1, 31)), D(2024, 3, 1), D(2026, 1, 31)),
        # An unknown start: only a run or a day that the office has set tells.
        (None, [], D(2024, 3, 1), None),
        (None, held(D(2023, 1, 31)), D(2024, 3, 1), D(2025, 1, 31)),
        (None, [RunFacts(due_on=D(2024, 12, 31))], D(2024, 3, 1), D(2024, 12, 31)),
        # The office's day goes before, until the run was held.
        (ADMITTED, [RunFacts(due_on=D(2024, 6, 30))], D(2024, 3, 1), D(2024, 6, 30)),
        (ADMITTED, [RunFacts(due_on=D(2024, 6, 30), held_on=D(2024, 6, 1))], D(2024, 6, 2), D(2026, 6, 1)),
        # A day set for an earlier run that was held under another row is over.
        (ADMITTED, [RunFacts(due_on=D(2024, 6, 30)), *held(D(2024, 7, 10))], D(2024, 8, 1), D(2026, 7, 10)),
    ],
)
def test_benchmarking_due(admitted, runs, day, due):
    assert benchmarking_due(admitted, runs, day, **TERMS) == due


@pytest.mark.parametrize(
    ("day", "runs", "state"),
    [
        (D(2024, 11, 27), [], BenchmarkingState.ON_TRACK),
        (D(2024, 11, 28), [], BenchmarkingState.SOON),
        (D(2025, 2, 28), [], BenchmarkingState.SOON),
        (D(2025, 3, 1), [], BenchmarkingState.OVERDUE),
        (D(2025, 3, 1), [RunFacts(planned_on=D(2025, 3, 1))], BenchmarkingState.PLANNED),
        (D(2025, 3, 2), [RunFacts(planned_on=D(2025, 3, 1))], BenchmarkingState.OVERDUE),
    ],
)
def test_benchmarking_status(day, runs, state):
    status = benchmarking_status(ADMITTED, runs, day, soon_months=3, **TERMS)
    assert status.state == state
    german, english = (explain_benchmarking(status, language) for language in ("de", "en"))
    assert german.endswith(".")
    assert "%(" not in german + english


def run(cluster, **fields):
    return Benchmarking(cluster=cluster, **{"held_on": D(2025, 5, 5), **fields})


def test_an_empty_price_is_proposed_from_the_list_of_that_day(member_cluster, office):
    day = D(2026, 7, 1)
    LabelPrice.objects.filter(form="video").update(valid_until=D(2025, 12, 31))
    LabelPrice.objects.create(
        level="bronze", form="video", net=Decimal(1800), payer=Payer.CLUSTER, valid_from=D(2026, 1, 1)
    )
    found = [
        record_benchmarking(run(member_cluster, form=form, held_on=on), actor=office, day=day)
        for form, on in [("on_site", D(2025, 5, 5)), ("video", D(2025, 12, 31)), ("video", D(2026, 1, 1))]
    ]
    assert [(one.net_price, one.payer) for one in found] == [
        (Decimal(2250), "ministry"),
        (Decimal(1650), "ministry"),
        (Decimal(1800), "cluster"),
    ]
    before_the_list = record_benchmarking(run(member_cluster, held_on=D(2019, 1, 1)), actor=office, day=day)
    assert (before_the_list.net_price, before_the_list.payer) == (None, "")
    own = record_benchmarking(run(member_cluster, net_price=Decimal(0), payer="cluster"), actor=office, day=day)
    assert (own.net_price, own.payer) == (Decimal(0), "cluster")
    assert AuditEntry.objects.filter(subject_kind="benchmarking", verb="create").count() == 5


@pytest.mark.parametrize("name", ["manager", "ministry", "board1", "administrator"])
def test_only_the_office_records_a_run(name, request, member_cluster):
    with pytest.raises(ActRefused, match="Programmbüro"):
        record_benchmarking(run(member_cluster), actor=request.getfixturevalue(name), day=D(2026, 1, 1))
    assert not Benchmarking.objects.exists()


@pytest.mark.parametrize("fields", [{"held_on": D(2026, 1, 2)}, {"held_on": None}])
def test_a_run_was_not_held_tomorrow_and_has_a_day(fields, member_cluster, office):
    with pytest.raises(ActRefused):
        record_benchmarking(run(member_cluster, **fields), actor=office, day=D(2026, 1, 1))
    assert not Benchmarking.objects.exists()


def test_the_office_records_a_run_with_its_report_and_fetches_it(client, office, manager, ministry, member_cluster):
    client.force_login(office)
    typed = {"cluster": member_cluster.pk, "held_on": "2025-05-05", "form": "on_site", "assessor_body": "ESCA"}
    bad = SimpleUploadedFile("bericht.pdf", b"kein PDF", content_type="application/pdf")
    refused = client.post(reverse("admin:labels_benchmarking_add"), {**typed, "upload": bad})
    assert "PDF" in refused.context["adminform"].form.errors["upload"][0]
    assert not Benchmarking.objects.exists()
    file = SimpleUploadedFile("bericht.pdf", PDF, content_type="application/pdf")
    assert client.post(reverse("admin:labels_benchmarking_add"), {**typed, "upload": file}).status_code == 302
    stored = Benchmarking.objects.get()
    assert (stored.report.name, stored.report.uploaded_by) == ("bericht.pdf", office)
    address = reverse("admin:labels_benchmarking_file", args=[stored.pk])
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF
    client.force_login(ministry)
    assert client.get(address).status_code == 403
    client.force_login(manager)
    assert client.get(address).status_code == 302


# --- The reminder ---------------------------------------------------------------


def keys(day):
    return [(due.subject_key, due.due_on) for due in BenchmarkingSource().due(day)]


def test_the_source_is_registered():
    assert isinstance(sources.source_for("benchmarking"), BenchmarkingSource)


def test_the_source_offers_the_next_benchmarking_and_a_run_begins_a_new_key(member_cluster, manager):
    membership = member_cluster.memberships.get()
    source = BenchmarkingSource()
    first = f"B{membership.pk}"
    assert keys(D(2021, 6, 1)) == [(first, D(2022, 3, 1))]
    assert [recipient.email for recipient in source.recipients(first)] == [manager.email]
    assert source.context(first, "de")["cluster"] == "Wasserkraft Oberland"
    Benchmarking.objects.create(cluster=member_cluster, held_on=D(2022, 1, 10))
    assert keys(D(2022, 2, 1)) == [(f"{first}/20220110", D(2024, 1, 10))]
    assert not source.still_stands(first, D(2022, 2, 1))
    assert source.still_stands(f"{first}/20220110", D(2022, 2, 1))


def test_an_arranged_date_needs_no_reminder(member_cluster):
    Benchmarking.objects.create(cluster=member_cluster, planned_on=D(2022, 2, 20))
    assert keys(D(2022, 2, 20)) == []
    assert keys(D(2022, 2, 21)) == [(f"B{member_cluster.memberships.get().pk}", D(2022, 3, 1))]


def test_no_reminder_of_an_admission_that_nobody_was_told_or_of_a_former_member(member_cluster):
    membership = member_cluster.memberships.get()
    key = f"B{membership.pk}"
    Membership.objects.update(application_number="A-2021-0001", public_from=None)
    assert keys(D(2021, 6, 1)) == []
    assert not BenchmarkingSource().still_stands(key, D(2021, 6, 1))
    Membership.objects.update(public_from=D(2021, 3, 1), ends_on=D(2021, 12, 31), end_reason="resigned")
    assert keys(D(2021, 12, 31))
    assert keys(D(2022, 1, 1)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(db, rows, django_assert_num_queries):
    for membership in MembershipFactory.create_batch(rows):
        Benchmarking.objects.create(cluster=membership.cluster, held_on=D(2022, 1, 1))
    with django_assert_num_queries(3):
        assert len(keys(D(2022, 2, 1))) == rows


def test_the_desk_lists_what_is_overdue_and_not_arranged(office, member_cluster):
    def titles():
        lists = {one.key: one for one in desk_of(office, D(2022, 3, 2))}
        return [row["title"] for row in lists["benchmarkings"].rows] if "benchmarkings" in lists else []

    assert titles() == ["Wasserkraft Oberland"]
    Benchmarking.objects.create(cluster=member_cluster, planned_on=D(2022, 3, 2))
    assert titles() == []
