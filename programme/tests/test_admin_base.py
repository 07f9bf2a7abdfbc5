"""The base of the admin: rights by role, native fields, and acts with their refusals."""

import datetime

import pytest
from django import forms
from django.contrib.admin import AdminSite
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, QueryDict

from programme.admin_base import Act, PortalModelAdmin
from programme.errors import ActRefused
from programme.forms import DateInput, DateTimeInput, PortalForm
from programme.models import Heartbeat, Land, OwnerName

pytestmark = pytest.mark.django_db


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Begründung")


@pytest.fixture
def land():
    return Land.objects.get(iso="DE-BY")


@pytest.fixture
def build():
    """An admin of Land with the given attributes, on a site of its own."""

    def make(model=Land, **attributes):
        return type("TestAdmin", (PortalModelAdmin,), attributes)(model, AdminSite(name="admin"))

    return make


@pytest.fixture
def request_by(rf):
    def make(user, data=None, method="post"):
        request = getattr(rf, method)("/", data or {})
        request.user = user
        request.session = {}
        request._messages = FallbackStorage(request)
        return request

    return make


def sentences(request):
    return [str(message) for message in request._messages]


# --- Rights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may_view", "may_change"),
    [("office", True, True), ("ministry", False, False), ("administrator", False, False), ("outsider", False, False)],
)
def test_rights_follow_from_roles(who, may_view, may_change, build, request_by, request):
    asked = request_by(request.getfixturevalue(who))
    admin = build()
    assert admin.has_view_permission(asked) is may_view
    assert admin.has_module_permission(asked) is may_view
    assert admin.has_change_permission(asked) is may_change
    assert admin.has_add_permission(asked) is may_change
    assert admin.has_delete_permission(asked) is False


def test_a_superuser_counts_as_administrator_and_no_more(build, request_by, outsider):
    outsider.is_staff = outsider.is_superuser = True
    asked = request_by(outsider)
    assert not build().has_view_permission(asked)
    assert build(view_roles=("administrator",)).has_view_permission(asked)


def test_an_inactive_person_may_nothing(build, request_by, office):
    office.is_active = False
    assert not build().has_view_permission(request_by(office))


def test_deleting_must_be_allowed_by_name_and_read_only_stops_everything(build, request_by, office):
    asked = request_by(office)
    assert build(deletable=True).has_delete_permission(asked)
    admin = build(deletable=True, read_only=True)
    assert admin.has_view_permission(asked)
    assert not admin.has_add_permission(asked)
    assert not admin.has_change_permission(asked)
    assert not admin.has_delete_permission(asked)


# --- Fields --------------------------------------------------------------------------------------------------------


def test_days_and_times_are_native_fields(build, request_by, office):
    days = build(OwnerName).get_form(request_by(office)).base_fields
    assert isinstance(days["valid_from"].widget, DateInput)
    times = build(Heartbeat).get_form(request_by(office)).base_fields
    assert isinstance(times["at"].widget, DateTimeInput)
    assert isinstance(times["at"], forms.DateTimeField)
    assert DateInput().render("day", datetime.date(2026, 12, 4)) == '<input type="date" name="day" value="2026-12-04">'


def test_no_script_of_django_is_loaded(build):
    assert str(build().media) == ""


# --- Acts ----------------------------------------------------------------------------------------------------------


def act_that(run, **options):
    return Act(**{"name": "rename", "label": "Umbenennen", "run": run, **options})


def test_buttons_stand_only_for_allowed_acts(build, request_by, office, land):
    admin = build(
        acts=[
            act_that(None, name="one", allowed=lambda obj, user: obj.iso == "DE-BY"),
            act_that(None, name="two", allowed=lambda obj, user: False),
        ]
    )
    assert [act.name for act in admin.get_acts(request_by(office), land)] == ["one"]


def test_fields_under_acts_are_read_only_once_the_record_exists(build, request_by, office, land):
    admin = build(act_fields=("ags",), readonly_fields=("iso",))
    asked = request_by(office)
    assert admin.get_readonly_fields(asked, land) == ("iso", "ags")
    assert admin.get_readonly_fields(asked, None) == ("iso",)


def test_an_act_gets_record_form_and_person(build, request_by, office, land):
    calls = []

    def run(obj, form, user):
        calls.append((obj, form.cleaned_data["reason"], user))
        return "Bayern heißt jetzt anders."

    asked = request_by(office, {"reason": "Weil."})
    admin = build(acts=[act_that(run, form_class=ReasonForm)])
    form = ReasonForm(QueryDict("reason=Weil."))
    assert form.is_valid()
    assert admin._run(asked, admin.acts[0], land, form) is True
    assert calls == [(land, "Weil.", office)]
    assert sentences(asked) == ["Bayern heißt jetzt anders."]


@pytest.mark.parametrize(
    "refusal", [ActRefused("Die Frist ist abgelaufen."), ValidationError("Die Frist ist abgelaufen.")]
)
def test_a_refusal_stands_above_the_form_and_keeps_what_was_typed(refusal, build, request_by, office, land):
    def run(obj, form, user):
        raise refusal

    asked = request_by(office, {"reason": "Ein langer Text."})
    admin = build(acts=[act_that(run, form_class=ReasonForm)])
    admin.get_object = lambda request, object_id: land
    admin._act_context = lambda request, act, obj, form: {"form": form}
    answer = admin.act_view(asked, str(land.pk), "rename")
    form = answer.context_data["form"]
    assert answer.status_code == 200
    assert form.non_field_errors() == ["Die Frist ist abgelaufen."]
    assert form["reason"].value() == "Ein langer Text."
    assert sentences(asked) == []


def test_a_form_with_errors_runs_nothing(build, request_by, office, land):
    calls = []
    asked = request_by(office, {"reason": ""})
    admin = build(acts=[act_that(lambda *args: calls.append(args), form_class=ReasonForm)])
    admin._act_context = lambda request, act, obj, form: {"form": form}
    answer = admin.act_view(asked, str(land.pk), "rename")
    assert "reason" in answer.context_data["form"].errors
    assert calls == []


def test_looking_at_an_act_runs_nothing(build, request_by, office, land):
    calls = []
    admin = build(acts=[act_that(lambda *args: calls.append(args))])
    admin._act_context = lambda request, act, obj, form: {"form": form}
    assert admin.act_view(request_by(office, method="get"), str(land.pk), "rename").status_code == 200
    assert calls == []


def test_an_act_that_is_not_allowed_now_runs_nothing(build, request_by, office, land):
    calls = []
    asked = request_by(office)
    admin = build(acts=[act_that(lambda *args: calls.append(args), allowed=lambda obj, user: False)])
    admin.change_url = lambda obj: "/back/"
    answer = admin.act_view(asked, str(land.pk), "rename")
    assert (answer.status_code, answer.url) == (302, "/back/")
    assert sentences(asked) == ["„Umbenennen“ ist zurzeit nicht möglich."]
    assert calls == []


def test_an_act_is_closed_to_those_who_may_not_see_the_record(build, request_by, outsider, land):
    calls = []
    admin = build(acts=[act_that(lambda *args: calls.append(args))])
    with pytest.raises(PermissionDenied):
        admin.act_view(request_by(outsider), str(land.pk), "rename")
    assert calls == []


@pytest.mark.parametrize(("key", "name"), [("999999", "rename"), (None, "other")])
def test_an_unknown_record_or_act_is_not_found(key, name, build, request_by, office, land):
    admin = build(acts=[act_that(lambda *args: None)])
    with pytest.raises(Http404):
        admin.act_view(request_by(office), key or str(land.pk), name)
