"""A case that is closed to a person of the office is closed in every list: entries, messages, tasks, reminders, plan.

Closed is what lies under the person's own conflict, and every draft: a draft belongs to the applicant's people.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions.models import ConflictDeclaration
from admissions.tests.office_cases import make_application
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OfficeTask, OutboxMessage, Reminder
from notifications.services import open_task, queue, send_reminders
from records.models import AuditEntry
from records.services import record

pytestmark = pytest.mark.django_db

CANARY = "KANARIENVOGEL"
LISTS = [
    "admin:index",
    "admin:records_auditentry_changelist",
    "admin:notifications_outboxmessage_changelist",
    "admin:notifications_officetask_changelist",
    "admin:notifications_reminder_changelist",
    "admin:notifications_reminder_plan",
]


@pytest.fixture
def case(applicant, office, today):
    """A returned case that left its traces everywhere."""
    application = make_application("returned", applicant, office, lapses_on=today + timedelta(days=1))
    number = application.number
    record(actor=office, verb="check_criterion", subject_kind="application", subject_key=number, to_state=CANARY)
    queue(
        key="about-the-case",
        kind="application-returned",
        to_user=applicant,
        subject=f"{CANARY} {number}",
        body=CANARY,
        subject_kind="application",
        subject_key=number,
        held=True,
    )
    open_task(
        key="about-the-case",
        text_de=f"{CANARY} {number}",
        text_en=CANARY,
        subject_kind="application",
        subject_key=number,
    )
    send_reminders(today, today=today)
    assert Reminder.objects.filter(subject_key__startswith=number).exists()
    return application


def traces_of(application):
    """The page of each row about the case."""
    number = application.number
    rows = [
        *AuditEntry.objects.filter(subject_key=number),
        *OutboxMessage.objects.filter(subject_key__startswith=number),
        *OfficeTask.objects.filter(subject_key=number),
        *Reminder.objects.filter(subject_key__startswith=number),
    ]
    return [reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows]


def read(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def test_without_a_conflict_the_office_sees_all_of_it(client, office, case):
    client.force_login(office)
    for name in LISTS:
        assert case.number in read(client, reverse(name)) or name == "admin:notifications_reminder_plan", name
    for address in traces_of(case):
        assert case.number in read(client, address), address


@pytest.mark.parametrize("conflict", ["declared", "function"])
def test_under_a_conflict_the_office_sees_nothing_of_it(client, office, case, conflict):
    if conflict == "declared":
        ConflictDeclaration.objects.filter(application=case, user=office).update(value="declared")
    else:
        FunctionFactory(user=office, cluster=case.cluster, kind=Function.Kind.EMPLOYEE)
    client.force_login(office)
    for name in LISTS:
        for query in ("", f"?q={case.number}"):
            text = read(client, reverse(name) + query).replace(f'value="{case.number}"', "")
            text = text.replace(f"q={case.number}", "").replace(f"„{case.number}“", "")
            assert CANARY not in text, name
            assert case.number not in text, name
    for address in traces_of(case):
        assert CANARY not in read(client, address), address
        assert case.number not in read(client, address), address


def test_no_act_on_a_message_of_a_closed_case(client, office, case):
    ConflictDeclaration.objects.filter(application=case, user=office).update(value="declared")
    message = OutboxMessage.objects.get(key="about-the-case")
    client.force_login(office)
    address = reverse("admin:notifications_outboxmessage_act", args=[message.pk, "release"])
    assert client.post(address).status_code == 404
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.HELD


def test_a_draft_is_nowhere_in_the_web_admin(client, office, applicant, today):
    draft = make_application("draft", applicant, office, edited_at=timezone.now() - timedelta(days=400))
    record(actor=applicant, verb="open", subject_kind="application", subject_key=draft.number, to_state="draft")
    send_reminders(today, today=today)
    assert Reminder.objects.filter(kind="idle-draft").exists()
    client.force_login(office)
    for name in LISTS:
        assert draft.number not in read(client, reverse(name)), name
    for address in traces_of(draft):
        assert draft.number not in read(client, address), address
