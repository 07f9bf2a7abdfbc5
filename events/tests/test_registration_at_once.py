"""Several people at the same moment, each over a connection of their own."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Registration
from events.services.registrations import cancel, register
from notifications.models import OutboxMessage
from records.errors import ActRefused

from .registrations import RegistrationSettingsFactory, all_states, registered, wish

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """The results of all acts, a refusal in place of a result."""
    start, results = threading.Barrier(len(acts)), []

    def press(act):
        try:
            start.wait(timeout=20)
            results.append(act())
        except ActRefused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == len(acts)
    return results


def test_two_people_one_seat():
    settings, now = RegistrationSettingsFactory(capacity=1), timezone.now()
    at_once(*(lambda n=n: registered(settings, n, now=now) for n in range(4)))
    assert sorted(all_states(settings)) == ["seated", "waiting", "waiting", "waiting"]
    assert OutboxMessage.objects.filter(kind="registration-seated").count() == 1


def test_without_a_waiting_list_exactly_one_gets_in():
    settings, now = RegistrationSettingsFactory(capacity=1, waiting_list=False), timezone.now()
    results = at_once(*(lambda n=n: registered(settings, n, now=now) for n in range(3)))
    assert sum(isinstance(result, ActRefused) for result in results) == 2
    assert all_states(settings) == ["seated"]


def test_one_address_twice_is_one_registration():
    settings, now = RegistrationSettingsFactory(), timezone.now()
    results = at_once(*(lambda: register(settings, wish(), now=now) for _press in range(3)))
    assert len({row.pk for row in results}) == 1
    assert Registration.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_one_seat_freed_twice_moves_one_person_up():
    settings, now = RegistrationSettingsFactory(capacity=1), timezone.now()
    rows = [registered(settings, n, now=now) for n in range(3)]
    at_once(lambda: cancel(rows[0], now=now), lambda: cancel(rows[0], now=now))
    assert all_states(settings) == ["cancelled", "seated", "waiting"]
    assert OutboxMessage.objects.filter(kind="registration-moved-up").count() == 1


def test_a_seat_freed_while_somebody_registers_is_never_lost():
    settings, now = RegistrationSettingsFactory(capacity=1), timezone.now()
    first = registered(settings, 0, now=now)
    at_once(lambda: cancel(first, now=now), lambda: registered(settings, 1, now=now))
    assert all_states(settings) == ["cancelled", "seated"]
