"""Small registers for the tests of the directory."""

import datetime

from clusters.models import ActorFigures, InternationalisationStatement
from clusters.naming import search_text
from clusters.services.profile import search_text_of
from clusters.tests.factories import ClusterFactory, MembershipFactory
from labels.tests.factories import LabelAwardFactory
from programme.models import Land, TechnologyField

KEY_DATE = datetime.date(2024, 12, 31)


def add_member(name, *, laender=(), fields=(), label=None, actors=None, released=True, says=(), since=None, **more):
    """A public member; `says`: the kinds of internationalisation that it says yes to, with its figures."""
    cluster = ClusterFactory(
        name=name,
        profile_released=more.pop("profile_released", True),
        search_text=search_text(name),
        laender=Land.objects.filter(iso__in=laender),
        fields=TechnologyField.objects.filter(code__in=fields),
        **more,
    )
    cluster.search_text = search_text_of(cluster, cluster.laender.all(), cluster.fields.all())
    cluster.save()
    MembershipFactory(cluster=cluster, **({"starts_on": since} if since else {}))
    if label:
        LabelAwardFactory(cluster=cluster, level=label)
    if actors is not None or says:
        ActorFigures.objects.create(
            cluster=cluster, key_date=KEY_DATE, companies=actors, released=released, recorded_on=KEY_DATE
        )
    for kind in says:
        InternationalisationStatement.objects.create(
            cluster=cluster, kind=kind, holds=True, as_of=KEY_DATE, recorded_on=KEY_DATE
        )
    return cluster
