"""The programme's own pages in the web admin."""

import pytest
from django.contrib import admin
from django.urls import reverse

from programme.admin_base import PortalModelAdmin
from programme.exports import plain_cell
from programme.models import ContentPage, Land, OwnerName, ProgrammeSettings, TechnologyField

pytestmark = pytest.mark.django_db

MODELS = [ProgrammeSettings, ContentPage, Land, TechnologyField, OwnerName]


def url(model, page, *args):
    return reverse(f"admin:programme_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def test_every_page_of_the_web_admin_stands_on_our_base():
    assert all(isinstance(one, PortalModelAdmin) for one in admin.site._registry.values())


@pytest.mark.parametrize("model", MODELS)
def test_the_office_opens_list_and_record(desk, model):
    response = desk.get(url(model, "changelist"), follow=True)
    assert response.status_code == 200
    assert b"style=" not in response.content
    assert desk.get(url(model, "change", model.objects.first().pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["ministry", "board1", "manager", "outsider"])
def test_nobody_else_does(client, request, model, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url(model, "changelist")).status_code in (302, 403)


def settings_data(**values):
    settings = ProgrammeSettings.load()
    fields = admin.site.get_model_admin(ProgrammeSettings).get_fieldsets(None)
    names = [name for _title, options in fields for name in options["fields"] if name != "is_demo"]
    data = {name: getattr(settings, name) for name in names}
    return {name: value for name, value in {**data, **values}.items() if value not in (None, False)}


class TestSettings:
    def test_the_list_leads_to_the_one_row(self, desk):
        assert desk.get(url(ProgrammeSettings, "changelist"))["Location"] == url(ProgrammeSettings, "change", 1)

    def test_the_administrator_changes_them_and_public_pages_become_new(
        self, client, administrator, django_capture_on_commit_callbacks
    ):
        client.force_login(administrator)
        version = ProgrammeSettings.load().content_version
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(
                url(ProgrammeSettings, "change", 1), settings_data(register_complete_since="2026-01-01")
            )
        assert response.status_code == 302
        row = ProgrammeSettings.load()
        assert (str(row.register_complete_since), row.content_version) == ("2026-01-01", version + 1)

    def test_the_office_reads_them_only(self, desk):
        assert desk.post(url(ProgrammeSettings, "change", 1), settings_data(review_days=1)).status_code == 403
        assert desk.get(url(ProgrammeSettings, "add")).status_code == 403


def test_a_page_is_edited_and_public_pages_become_new(desk, django_capture_on_commit_callbacks):
    page = ContentPage.objects.get(key="imprint")
    version = ProgrammeSettings.load().content_version
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            url(ContentPage, "change", page.pk),
            {"title_de": "Impressum", "body_de": "Neu", "title_en": "", "body_en": "", "reviewed_on": "2026-01-02"},
        )
    page.refresh_from_db()
    assert (page.key, page.body_de, page.body_en) == ("imprint", "Neu", "")
    assert ProgrammeSettings.load().content_version == version + 1
    assert desk.get(url(ContentPage, "add")).status_code == 403


def test_a_field_that_clusters_bear_stays(desk):
    used, unused = TechnologyField.objects.all()[:2]
    used.clusters.model.objects.create(name="Trägt das Feld", slug="traegt-das-feld").fields.add(used)
    desk.post(url(TechnologyField, "delete", used.pk), {"post": "yes"})
    desk.post(url(TechnologyField, "delete", unused.pk), {"post": "yes"})
    assert list(TechnologyField.objects.filter(pk__in=[used.pk, unused.pk])) == [used]


def test_a_land_is_neither_added_nor_deleted(desk):
    land = Land.objects.first()
    assert desk.get(url(Land, "add")).status_code == 403
    assert desk.post(url(Land, "delete", land.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-x", "'-x"), ("@x", "'@x"), ("x=1", "x=1"), ("", ""), (-1, -1)],
)
def test_no_cell_of_a_table_is_a_formula(value, cell):
    assert plain_cell(value) == cell
