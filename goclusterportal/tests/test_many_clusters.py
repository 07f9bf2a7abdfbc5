"""However many clusters the register holds: what visitors open costs the number of queries it costs with thirty."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from admissions.tests.factories import CatalogueFactory
from clusters.models import Cluster
from goclusterportal.seeding import seed
from programme.models import ProgrammeSettings

FEW, MANY = 30, 3000
PAGES = [
    "/",
    "/clusters/",
    "/clusters/?q=erfundenes",
    "/clusters/?label=silver",
    "/map/",
    "/facts/",
    "/search/?q=cluster",
    "/search/?q=erfundenes&kind=clusters&page=2",
    "/search/?q=Erfundnes+Clustre",
    "/api/v1/clusters/",
]


def queries():
    """How many queries each page asks when it is made anew."""
    profile = Cluster.objects.public_on(timezone.localdate()).order_by("pk").first()
    field, land = profile.fields.first(), profile.laender.first()
    theirs = [reverse("public:cluster", args=[profile.slug]), f"/clusters/?field={field.code}&land={land.iso}"]
    found = {}
    for path in [*PAGES, *theirs]:
        Client().get(path)
        caches["pages"].clear()
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert Client().get(path).status_code == 200
        found[path] = len(context)
    return found


def grown(clusters):
    """Queries with FEW clusters, and after so many more were added."""
    day = timezone.localdate()
    seed(clusters=FEW, applications=0, day=day)
    before = queries()
    seed(clusters=clusters, applications=0, day=day)
    assert Cluster.objects.count() == FEW + clusters
    return before, queries()


@pytest.fixture
def demonstration(db):
    CatalogueFactory(in_force_from=timezone.localdate())
    ProgrammeSettings.objects.update(is_demo=True)


def test_a_hundred_clusters_cost_no_more_queries_than_thirty(demonstration):
    before, after = grown(70)
    assert after == before


@pytest.mark.slow
def test_thousands_cost_no_more_queries_than_thirty(demonstration):
    before, after = grown(MANY)
    assert after == before
