"""Any sequence of registering, cancelling, more and fewer seats, against an oracle that keeps two plain lists."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.tests.factories import RoleGrantFactory
from events.models import Registration
from events.services.registrations import cancel, save_settings
from notifications.models import OutboxMessage

from .registrations import RegistrationSettingsFactory, registered

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = datetime.timedelta(seconds=1)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, 7)),
        st.tuples(st.just("cancel"), st.integers(0, 7)),
        st.tuples(st.just("seats"), st.integers(1, 5)),
        st.just(("seats", None)),
    ),
    min_size=4,
    max_size=25,
)


class Oracle:
    """Who has a seat and who waits, in order. Nobody loses a seat; what is free goes to whoever waited longest."""

    def __init__(self, capacity):
        self.capacity, self.seated, self.waiting, self.told = capacity, [], [], Counter()

    def has_room(self):
        return self.capacity is None or len(self.seated) < self.capacity

    def register(self, who):
        if who in self.seated + self.waiting:
            return
        room = self.has_room()
        (self.seated if room else self.waiting).append(who)
        self.told["registration-seated" if room else "registration-waiting", who] += 1

    def cancel(self, who):
        if who not in self.seated + self.waiting:
            return
        (self.seated if who in self.seated else self.waiting).remove(who)
        self.told["registration-cancelled", who] += 1
        self.fill()

    def seats(self, capacity):
        self.capacity = capacity
        self.fill()

    def fill(self):
        while self.waiting and self.has_room():
            who = self.waiting.pop(0)
            self.seated.append(who)
            self.told["registration-moved-up", who] += 1


@hypothesis_settings(max_examples=25)
@given(steps=STEPS, capacity=st.integers(1, 3))
def test_seats_hold_through_any_sequence(steps, capacity):
    settings = RegistrationSettingsFactory(capacity=capacity)
    oracle, now, office = Oracle(capacity), timezone.now(), RoleGrantFactory().user
    for act, value in steps:
        now += SECOND
        if act == "register":
            registered(settings, value, now=now)
        elif act == "cancel":
            row = settings.registrations.standing().filter(email=f"person{value}@portal.test").first()
            if row:
                cancel(row, now=now)
        else:
            settings.capacity = value
            save_settings(settings, changed=["capacity"], actor=office, now=now)
        getattr(oracle, act)(value)
        assert _numbers(settings.registrations.waiting()) == oracle.waiting
        assert sorted(_numbers(settings.registrations.seated())) == sorted(oracle.seated)
    keys = dict(Registration.objects.filter(settings=settings).values_list("key", "email"))
    sent = OutboxMessage.objects.filter(subject_key__in=keys).values_list("kind", "to_email")
    assert Counter((kind, _number(email)) for kind, email in sent) == oracle.told


def _numbers(rows):
    return [_number(email) for email in rows.values_list("email", flat=True)]


def _number(email):
    return int(email.removeprefix("person").partition("@")[0])
