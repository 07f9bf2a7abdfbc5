"""Who needs a second factor cannot work without one; in the demonstration it is optional."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from goclusterportal.secondfactor import needs_second_factor
from programme.models import ProgrammeSettings


@pytest.mark.parametrize("name", ["office", "ministry", "administrator", "board1"])
def test_roles_that_open_files_need_it(name, request, today):
    assert needs_second_factor(request.getfixturevalue(name), today)


@pytest.mark.parametrize("name", ["manager", "applicant", "outsider"])
def test_others_do_not(name, request, today):
    assert not needs_second_factor(request.getfixturevalue(name), today)


@pytest.mark.parametrize("is_demo", [False, True])
def test_without_one_the_desk_leads_to_its_set_up(client, office, is_demo):
    Authenticator.objects.filter(user=office).delete()
    settings = ProgrammeSettings.load()
    settings.is_demo = is_demo
    settings.save()
    client.force_login(office)
    response = client.get("/admin/")
    if is_demo:
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))


def test_the_page_of_its_set_up_stays_open(client, office):
    Authenticator.objects.filter(user=office).delete()
    client.force_login(office)
    assert client.get(reverse("mfa_index")).status_code == 200
