"""The web admin as its people meet it: every page opens, an act runs once, nobody else gets in."""

import pytest
from django import forms
from django.contrib import admin
from django.urls import path, reverse

from goclusterportal.admin_site import PortalAdminSite
from goclusterportal.urls import urlpatterns as portal_urls
from programme.admin_base import Act, PortalModelAdmin
from programme.errors import ActRefused
from programme.forms import PortalForm
from programme.models import Land

pytestmark = pytest.mark.django_db


class NameForm(PortalForm):
    name = forms.CharField(label="Neuer Name")


def rename(land, form, user):
    if form.cleaned_data["name"] == land.name_de:
        raise ActRefused("So heißt das Land schon.")
    land.name_de = form.cleaned_data["name"]
    land.save()


class LandAdmin(PortalModelAdmin):
    list_display = ["name_de", "iso"]
    search_fields = ["name_de"]
    list_filter = ["iso"]
    act_fields = ("name_de",)
    acts = [
        Act(name="rename", label="Umbenennen", form_class=NameForm, run=rename, primary=True, description="Achtung.")
    ]


site = PortalAdminSite(name="trial")
site.register(Land, LandAdmin)
urlpatterns = [*portal_urls, path("trial/", site.urls)]


@pytest.fixture
def bavaria():
    return Land.objects.get(iso="DE-BY")


def act_address(land):
    return f"/trial/programme/land/{land.pk}/act/rename/"


def test_every_admin_page_is_built_on_our_base():
    assert admin.site._registry
    assert isinstance(admin.site, PortalAdminSite)
    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, PortalModelAdmin), model


def test_pages_of_third_parties_stay_out():
    other = PortalAdminSite(name="other")
    other.register(Land, admin.ModelAdmin)
    assert not other.is_registered(Land)


@pytest.mark.parametrize("who", ["office", "administrator"])
def test_every_list_and_every_new_form_opens(who, client, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/admin/").status_code == 200
    for model, model_admin in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        asked = client.get(address, follow=True)
        may_view = model_admin.has_view_permission(asked.wsgi_request)
        assert asked.status_code == (200 if may_view else 403), model
        added = client.get(f"{address}add/")
        may_add = model_admin.has_add_permission(added.wsgi_request)
        assert added.status_code == (200 if may_add else 403), model


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/"])
def test_the_admin_uses_the_portals_log_in(address, client):
    answer = client.get(address, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_person_without_a_role_is_turned_away(client, outsider):
    client.force_login(outsider)
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.urls(__name__)
class TestAct:
    def test_the_button_leads_to_a_page_that_says_what_happens(self, client, office, bavaria):
        client.force_login(office)
        page = client.get(f"/trial/programme/land/{bavaria.pk}/change/").content.decode()
        assert f'href="{act_address(bavaria)}"' in page
        assert 'name="name_de"' not in page
        asked = client.get(act_address(bavaria)).content.decode()
        assert "Achtung." in asked
        assert "Neuer Name" in asked

    def test_it_runs_once_and_says_so(self, client, office, bavaria):
        client.force_login(office)
        answer = client.post(act_address(bavaria), {"name": "Freistaat"}, follow=True)
        bavaria.refresh_from_db()
        assert bavaria.name_de == "Freistaat"
        assert answer.redirect_chain == [(f"/trial/programme/land/{bavaria.pk}/change/", 302)]
        assert "Umbenennen: erledigt." in answer.content.decode()

    def test_a_refusal_keeps_what_was_typed(self, client, office, bavaria):
        client.force_login(office)
        page = client.post(act_address(bavaria), {"name": "Bayern"}).content.decode()
        assert "So heißt das Land schon." in page
        assert 'value="Bayern"' in page

    @pytest.mark.parametrize("who", ["outsider", "administrator"])
    def test_it_is_closed_to_others(self, who, client, bavaria, request):
        client.force_login(request.getfixturevalue(who))
        client.post(act_address(bavaria), {"name": "Freistaat"})
        bavaria.refresh_from_db()
        assert bavaria.name_de == "Bayern"
