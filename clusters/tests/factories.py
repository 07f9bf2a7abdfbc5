"""Clusters and what belongs to them, for tests: plain rows, without the services' audit trail."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.tests.factories import UserFactory
from clusters.models import (
    Cluster,
    ClusterMerger,
    ClusterOperation,
    ExclusionProposal,
    Function,
    ManagementOrganisation,
    Membership,
    OrganisationDetails,
)
from clusters.naming import normalised_name, search_text


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = ManagementOrganisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Trägerverein {n} e.V.")
    normalised_name = factory.LazyAttribute(lambda o: normalised_name(o.name))
    details = factory.RelatedFactory("clusters.tests.factories.DetailsFactory", factory_related_name="organisation")


class DetailsFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationDetails

    organisation = factory.SubFactory(OrganisationFactory, details=None)
    legal_name = factory.SelfAttribute("organisation.name")
    legal_form = "eingetragener Verein"
    street = "Musterweg 1"
    postal_code = "01234"
    city = "Musterstadt"
    signatory = "Vorsitz"


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Testcluster {n}")
    slug = factory.Sequence(lambda n: f"testcluster-{n}")
    normalised_name = factory.LazyAttribute(lambda o: normalised_name(o.name))
    search_text = factory.LazyAttribute(lambda o: search_text(o.name, o.city))
    city = "Musterstadt"

    @factory.post_generation
    def laender(self, create, extracted, **kwargs):
        if extracted:
            self.laender.set(extracted)

    @factory.post_generation
    def fields(self, create, extracted, **kwargs):
        if extracted:
            self.fields.set(extracted)


class OperationFactory(DjangoModelFactory):
    class Meta:
        model = ClusterOperation

    cluster = factory.SubFactory(ClusterFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class FunctionFactory(DjangoModelFactory):
    class Meta:
        model = Function

    user = factory.SubFactory(UserFactory)
    kind = Function.Kind.MANAGER
    confirmed_on = datetime.date(2020, 1, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    cluster = factory.SubFactory(ClusterFactory, profile_released=True)
    starts_on = datetime.date(2021, 3, 1)
    recorded_on = factory.SelfAttribute("starts_on")
    public_from = factory.SelfAttribute("starts_on")


class MergerFactory(DjangoModelFactory):
    """An absorbed member whose last day was 31 December 2024. Rows only: the service also ends and tells."""

    class Meta:
        model = ClusterMerger

    membership = factory.SubFactory(
        MembershipFactory, ends_on=datetime.date(2024, 12, 31), end_reason=Membership.EndReason.MERGED
    )
    absorbed = factory.SelfAttribute("membership.cluster")
    continuing = factory.SubFactory(ClusterFactory)
    last_day = datetime.date(2024, 12, 31)
    source = "Schreiben beider Träger"
    recorded_on = datetime.date(2024, 12, 1)


class ExclusionFactory(DjangoModelFactory):
    """An open proposal to exclude a member."""

    class Meta:
        model = ExclusionProposal

    membership = factory.SubFactory(MembershipFactory)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=90))
    reason = "Die Zahlen fehlen seit drei Jahren."
    proposed_on = factory.LazyFunction(timezone.localdate)
