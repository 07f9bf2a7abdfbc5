"""The ministry's decision on a silver duty reaches the cluster's people; and who stands above them."""

import datetime

import pytest

from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from labels.reminders import SilverDutySource
from labels.services.duties import end, extend, waive
from labels.tests.factories import SilverDutyFactory
from notifications.models import OfficeTask, OutboxMessage
from records.errors import ActRefused

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2023, 1, 10)


@pytest.fixture
def duty(member_cluster, manager):
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


ACTS = {
    "extension": lambda duty, who: extend(
        duty, new_due_on=D(2024, 5, 31), reason="Geheimer Grund", decided_on=DAY, actor=who, day=DAY
    ),
    "waiver": lambda duty, who: waive(duty, reason="Geheimer Grund", decided_on=DAY, actor=who, day=DAY),
    "end": lambda duty, who: end(duty, reason="Geheimer Grund", decided_on=DAY, actor=who, day=DAY),
}


@pytest.mark.parametrize(
    ("act", "language", "words"),
    [
        ("extension", "de", "31. Mai 2024"),
        ("extension", "en", "31 May 2024"),
        ("waiver", "de", "verzichtet"),
        ("end", "de", "beendet"),
    ],
)
def test_each_decision_is_told_once_to_each_person(duty, manager, ministry, act, language, words):
    type(manager).objects.filter(pk=manager.pk).update(language=language)
    ACTS[act](duty, ministry)
    message = OutboxMessage.objects.get(kind="duty-decided")
    assert (message.to_user, message.language, message.about) == (
        manager,
        language,
        duty.membership.cluster.slug,
    )
    assert words in message.body
    assert "Geheimer Grund" not in message.body


@pytest.mark.parametrize("act", ACTS)
def test_a_refused_act_tells_nothing(duty, office, act):
    with pytest.raises(ActRefused):
        ACTS[act](duty, office)
    assert not OutboxMessage.objects.exists()


def test_where_nobody_speaks_the_office_has_a_task(duty, manager, ministry):
    Function.objects.all().delete()
    ACTS["waiver"](duty, ministry)
    assert not OutboxMessage.objects.exists()
    assert "Silber-Verpflichtung" in OfficeTask.objects.get().text_de


def test_the_board_of_the_operator_stands_above(duty, member_cluster, today):
    organisation = member_cluster.operations.get().organisation
    seat = FunctionFactory(kind=Function.Kind.BOARD, organisation=organisation, cluster=None)
    FunctionFactory(kind=Function.Kind.BOARD, organisation=organisation, cluster=None, confirmed_on=None)
    FunctionFactory(kind=Function.Kind.BOARD, organisation=organisation, cluster=None, ends_on=D(2022, 1, 1))
    assert [person.user for person in SilverDutySource().escalation("S-2021-1")] == [seat.user]
