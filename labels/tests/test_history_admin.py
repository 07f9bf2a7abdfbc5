"""The office loads a history in the web admin: checks it, reads the faults, loads it; in a real browser too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clusters.models import Membership
from clusters.tests.factories import ClusterFactory
from labels.tests.history_rows import csv, period
from records.models import AuditEntry


@pytest.fixture
def page(db):
    ClusterFactory(name="Alpha Cluster", slug="alpha")
    return reverse("admin:labels_labelaward_import-history")


def upload(*rows):
    return SimpleUploadedFile("alt.csv", csv(*rows), content_type="text/csv")


def test_the_check_writes_nothing_and_the_loading_everything(client, office, page):
    client.force_login(office)
    answer = client.post(page, {"file": upload(period(starts_on="2013")), "dry_run": "on"})
    assert "Mitgliedschaften: 1 neu, 0 ergänzt, 0 unverändert" in answer.content.decode()
    assert not Membership.objects.filter(cluster__slug="alpha").exists()
    answer = client.post(page, {"file": upload(period(starts_on="2013"))})
    assert "Alles geschrieben." in answer.content.decode()
    assert Membership.objects.filter(cluster__slug="alpha").count() == 1
    entry = AuditEntry.objects.get(verb="import_history")
    assert (entry.actor, entry.subject_key) == (office, "alt.csv")


def test_faults_stand_on_the_page(client, office, page):
    client.force_login(office)
    answer = client.post(page, {"file": upload(period(starts_on="nie<b>"))}).content.decode()
    assert "Zeile 2, Spalte „starts_on“" in answer
    assert "nie&lt;b&gt;" in answer
    assert "Es wurde nichts geschrieben." in answer
    assert client.post(page, {}).context["form"].errors["file"]


@pytest.mark.parametrize("name", ["manager", "ministry", "board1", "administrator"])
def test_only_the_office_gets_there(client, page, name, request):
    client.force_login(request.getfixturevalue(name))
    before = Membership.objects.count()
    for answer in (client.get(page), client.post(page, {"file": upload(period(starts_on="2013"))})):
        assert answer.status_code in (302, 403, 404)
    assert Membership.objects.count() == before


def test_the_list_leads_there(client, office, page):
    client.force_login(office)
    assert page in client.get(reverse("admin:labels_labelaward_changelist")).content.decode()
