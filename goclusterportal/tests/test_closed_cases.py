"""A case that is closed to a person of the office is closed in every list: entries, messages, tasks, reminders, plan.

Closed is what lies under the person's own conflict, and every draft: a draft belongs to the applicant's people.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions.models import ConflictDeclaration
from admissions.services.drafts import apply_again
from admissions.tests.factories import ApplicationFactory
from admissions.tests.office_cases import make_application
from clusters.models import Certificate, Cluster, Function, Membership
from clusters.tests.factories import FunctionFactory, MembershipFactory
from goclusterportal.my import clusters_of
from labels.reminders import SilverDutySource
from labels.services.duties import create_silver_duty
from notifications.models import OfficeTask, OutboxMessage, Reminder
from notifications.services import open_task, queue, send_reminders
from programme.templatetags.portal import german_date
from records.errors import ActRefused
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


def test_of_a_draft_the_web_admin_names_no_more_than_that_it_rests(client, office, applicant, today):
    draft = make_application("draft", applicant, office, edited_at=timezone.now() - timedelta(days=400))
    record(actor=applicant, verb="open", subject_kind="application", subject_key=draft.number, to_state="draft")
    send_reminders(today, today=today)
    assert Reminder.objects.filter(kind="idle-draft").exists()
    client.force_login(office)
    draft.answers.update(text=CANARY)
    for name in LISTS:
        text = read(client, reverse(name))
        assert CANARY not in text, name
        # The desk counts how often number and cluster stand there: once, without a way into the draft.
        assert text.count(draft.number) == (1 if name == "admin:index" else 0), name
    ConflictDeclaration.objects.filter(application=draft, user=office).update(value="declared")
    assert draft.number not in read(client, reverse("admin:index"))
    for address in traces_of(draft):
        assert draft.number not in read(client, address), address


# --- An admission that is not told yet ----------------------------------------------


@pytest.fixture
def untold(applicant, office, today):
    """Membership, duty and certificate exist, the letter waits: nobody outside the case knows."""
    application = make_application("decided", applicant, office)
    membership = MembershipFactory(
        cluster=application.cluster,
        starts_on=today - timedelta(days=60),
        recorded_on=today,
        application_number=application.number,
        public_from=None,
    )
    certificate = Certificate.objects.create(membership=membership, number="U-1", issued_on=today)
    duty = create_silver_duty(membership, actor=office)
    return application, [membership, certificate, duty]


def admin_url(row, page, *args):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)


def test_an_untold_admission_is_a_part_of_its_case(client, office, untold):
    application, rows = untold
    membership = rows[0]
    client.force_login(office)
    cluster_page = reverse("admin:clusters_cluster_change", args=[membership.cluster_id])
    for row in rows:
        assert admin_url(row, "change", row.pk) in read(client, admin_url(row, "changelist"))
    assert german_date(membership.starts_on) in read(client, cluster_page)
    version = membership.history.first()
    history = [
        admin_url(membership, "history", membership.pk),
        admin_url(membership, "simple_history", membership.pk, version.pk),
    ]
    for address in history:
        assert client.get(address).status_code == 200, address

    ConflictDeclaration.objects.filter(application=application, user=office).update(value="declared")
    for row in rows:
        assert admin_url(row, "change", row.pk) not in read(client, admin_url(row, "changelist"))
    assert german_date(membership.starts_on) not in read(client, cluster_page)
    assert not Cluster.objects.filter(pk__in=listed_members(client)).exists()
    for address in history:
        assert client.get(address).status_code == 404, address
    export = admin_url(membership, "export")
    assert application.number not in client.post(export, {"format": "1", "resource": "0"}).content.decode("utf-8-sig")

    Membership.objects.update(public_from=membership.recorded_on)
    for row in rows:
        assert admin_url(row, "change", row.pk) in read(client, admin_url(row, "changelist"))


def listed_members(client):
    response = client.get(reverse("admin:clusters_cluster_changelist") + "?member=yes")
    return [cluster.pk for cluster in response.context["cl"].result_list]


def test_the_applicant_learns_nothing_of_an_untold_admission(client, applicant, untold, today):
    application, (membership, _certificate, duty) = untold
    own = clusters_of(applicant, today)
    assert [(one.cluster, one.membership, one.duties) for one in own] == [(application.cluster, None, [])]
    assert not [due for due in SilverDutySource().due(today) if due.subject_key.startswith(duty.key)]
    assert not SilverDutySource().still_stands(duty.key, today)
    earlier = ApplicationFactory(
        state="withdrawn", cluster=application.cluster, organisation=application.organisation, created_by=applicant
    )
    with pytest.raises(ActRefused) as refused:
        apply_again(earlier, actor=applicant, day=today)
    assert "laufenden Antrag" in str(refused.value.message)

    Membership.objects.update(public_from=today)
    (told,) = clusters_of(applicant, today)
    assert told.membership == membership
    assert len(told.duties) == 1
    assert [due for due in SilverDutySource().due(today) if due.subject_key.startswith(duty.key)]
