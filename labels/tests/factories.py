"""Awards and duties for tests: plain rows."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.tests.factories import UserFactory
from clusters.tests.factories import ClusterFactory, MembershipFactory, MergerFactory
from labels.models import LabelAward, Level, SilverDuty, SuccessionItem, SuccessionProposal


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


class SuccessionFactory(DjangoModelFactory):
    """An open proposal that one bronze label passes and that silver is due in 2027."""

    class Meta:
        model = SuccessionProposal
        skip_postgeneration_save = True

    merger = factory.SubFactory(MergerFactory)
    duty_due_on = datetime.date(2027, 6, 30)
    reason = "Die Geschäftsstelle arbeitet weiter."
    proposed_by = factory.SubFactory(UserFactory)
    proposed_on = datetime.date(2025, 1, 10)

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        award = LabelAwardFactory(
            cluster=self.merger.absorbed, level=Level.BRONZE, valid_from=datetime.date(2024, 6, 1)
        )
        SuccessionItem.objects.create(proposal=self, award=award)
