"""Choosing a related record in the admin: a plain list while it is short, a search while it is long."""

import re

import pytest

from clusters.models import Cluster
from clusters.tests.factories import ClusterFactory
from programme.admin_widgets import SHORT_LIST

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/labels/labelaward/add/"


def make_clusters(count):
    """That many clusters with names in the order of their numbers."""
    Cluster.objects.bulk_create(
        ClusterFactory.build(name=f"Cluster {number:04}", slug=f"cluster-{number:04}") for number in range(count)
    )


def cluster_select(client, query=""):
    html = client.get(ADDRESS + query).content.decode()
    return re.search(r'<select name="cluster".*?</select>', html, re.DOTALL)[0]


def test_a_short_list_is_complete_and_nothing_is_chosen(client, office):
    make_clusters(SHORT_LIST)
    client.force_login(office)
    select = cluster_select(client)
    assert select.count("<option") == SHORT_LIST + 1
    assert "data-search-url" not in select
    assert select.index('<option value="" selected>Bitte wählen</option>') < select.index("Cluster 0000")


def test_a_long_list_is_cut_and_says_where_to_search(client, office):
    make_clusters(SHORT_LIST + 1)
    client.force_login(office)
    select = cluster_select(client)
    assert select.count("<option") == SHORT_LIST + 1
    assert 'data-search-url="/admin/autocomplete/"' in select


def test_the_chosen_record_is_there_however_long_the_list(client, office):
    make_clusters(SHORT_LIST + 20)
    last = Cluster.objects.order_by("name").last()
    client.force_login(office)
    select = cluster_select(client, f"?cluster={last.pk}")
    assert f'<option value="{last.pk}" selected>{last}</option>' in select
    assert select.count(" selected") == 1


@pytest.mark.django_db(transaction=True)
def test_the_search_is_used_with_the_keyboard(live_page, office):
    make_clusters(SHORT_LIST + 20)
    page = live_page(office)
    page.goto(ADDRESS)
    search = page.get_by_role("combobox", name="Cluster")
    search.fill("cluster 0213")
    page.get_by_role("option", name="Cluster 0213").wait_for()
    search.press("ArrowDown")
    search.press("Enter")
    assert search.input_value() == "Cluster 0213"
    chosen = Cluster.objects.get(name="Cluster 0213")
    assert page.locator("select[name=cluster]").input_value() == str(chosen.pk)
    search.fill("")
    search.press("Tab")
    assert page.locator("select[name=cluster]").input_value() == ""
