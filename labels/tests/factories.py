"""Awards and duties for tests: plain rows."""

import datetime

import factory
from factory.django import DjangoModelFactory

from clusters.tests.factories import ClusterFactory, MembershipFactory
from labels.models import LabelAward, Level, SilverDuty


class LabelAwardFactory(DjangoModelFactory):
    """A confirmed silver award valid through 2025 and 2026."""

    class Meta:
        model = LabelAward

    cluster = factory.SubFactory(ClusterFactory)
    level = Level.SILVER
    assessed_on = factory.SelfAttribute("valid_from")
    awarded_on = factory.SelfAttribute("valid_from")
    confirmed_on = factory.SelfAttribute("valid_from")
    valid_from = datetime.date(2025, 1, 1)
    valid_until = datetime.date(2026, 12, 31)


class SilverDutyFactory(DjangoModelFactory):
    class Meta:
        model = SilverDuty

    membership = factory.SubFactory(MembershipFactory)
    key = factory.Sequence(lambda n: f"S-2021-{n}")
