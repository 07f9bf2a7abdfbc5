"""Kept pages are never stale after a change and never another person's."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from clusters import services
from clusters.models import ActorFigures, Membership
from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.models import Event, News, Publication, Story
from labels.models import LabelAward
from labels.services import awards
from labels.tests.factories import LabelAwardFactory
from programme.models import ContentPage, Land, TechnologyField

from .furnished import furnish
from .kept_pages import Visitors, read
from .matrix_registration import further_registrations
from .public_pages import in_language, public_pages

ROLES = ("applicant", "manager", "board1", "ministry", "office", "administrator")


def one_always(cases, always):
    """Each case reads every public page several times: one runs anywhere, the others with the matrix."""
    return [case if case is always else pytest.param(case, marks=pytest.mark.matrix) for case in cases]


def short(case):
    return getattr(case, "__name__", case)


@pytest.fixture
def furnished(world):
    furnish(world)
    return world


# --- Never stale after a change ----------------------------------------------


def profile(here):
    services.update_profile(here.cluster, values={"city": "Neustadt"}, actor=here.office, day=here.today)


def withdraw(here):
    services.release_profile(here.cluster, released=False, actor=here.office, day=here.today)


def rename(here):
    services.rename_cluster(here.cluster, name="Ganz neuer Name", actor=here.office, day=here.today, new_address=True)


def end(here):
    services.end_membership(
        here.membership, ends_on=here.yesterday, reason="dissolved", actor=here.office, day=here.today
    )


def publish(here):
    cluster = ClusterFactory(name="Neu im Programm", profile_released=False)
    membership = MembershipFactory(cluster=cluster, public_from=None)
    services.publish_membership(membership, public_from=here.today, actor=here.office)


def revoke(here):
    awards.revoke_award(here.award, revoked_on=here.today, reason="Irrtum", actor=here.office, day=here.today)


def confirm(here):
    award = LabelAwardFactory(
        cluster=here.cluster, level="gold", confirmed_on=None, valid_from=here.today, valid_until=here.later
    )
    awards.confirm_award(award, confirmed_on=here.today, actor=here.office, day=here.today)


def hide_figures(here):
    figures = ActorFigures.objects.filter(cluster=here.cluster, released=True).latest("key_date")
    services.release_actor_figures(figures, released=False, actor=here.office, day=here.today)


CHANGES = {
    profile: "/clusters/",
    withdraw: "/clusters/",
    rename: "/clusters/",
    end: "/clusters/",
    publish: "/clusters/",
    revoke: "/clusters/",
    confirm: "/clusters/",
    hide_figures: "profile",
}


@pytest.fixture
def here(furnished):
    today = furnished.today
    return SimpleNamespace(
        world=furnished,
        cluster=furnished.cluster,
        membership=furnished.cluster.memberships.get(),
        award=LabelAward.objects.get(pk=furnished.award.pk),
        today=today,
        yesterday=today - datetime.timedelta(days=1),
        later=today + datetime.timedelta(days=300),
        manager=furnished.cast.manager,
        office=furnished.cast.office,
    )


@pytest.mark.parametrize("change", one_always(CHANGES, profile), ids=short)
def test_a_change_of_the_register_is_seen_at_once(change, here, django_capture_on_commit_callbacks):
    visitors = Visitors(here.world, languages=["de"])
    with django_capture_on_commit_callbacks(execute=True):
        change(here)
    page = CHANGES[change]
    expected = reverse("public:cluster", args=[here.cluster.slug]) if page == "profile" else page
    assert expected in visitors.changed()


def test_the_watch_sees_a_page_that_is_stale(furnished):
    """A change that tells nobody: what the tests above would find."""
    visitors = Visitors(furnished, languages=["de"])
    News.objects.update(title_de="An allen vorbei geändert")
    with pytest.raises(AssertionError, match="stale"):
        visitors.changed()


# --- Never stale after the office saved --------------------------------------

SHOWN = {
    News: "/news/",
    Event: "/events/",
    Story: "/stories/",
    Publication: "/publications/",
    ContentPage: "/privacy/",
    Land: "/clusters/",
    TechnologyField: "/clusters/",
}


def form_data(response):
    """What the browser would send from a page of the admin."""
    form = response.context["adminform"].form
    sets = [one.formset for one in response.context["inline_admin_formsets"]]
    forms = [form, *(part for one in sets for part in [one.management_form, *one.forms])]
    data = {}
    for one in forms:
        for field in one:
            value = field.value()
            if value is None or value is False or field.field.widget.needs_multipart_form:
                continue
            if isinstance(value, (list, tuple, models.QuerySet)):
                data[field.html_name] = [getattr(part, "pk", part) for part in value]
            else:
                data[field.html_name] = "on" if value is True else field.field.widget.format_value(value)
    # Of widgets in parts and of choices the list's first; of what is empty nothing.
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in data.items()
        if value not in (None, [None])
    }


def save_in_admin(client, row):
    """Change every free text of a row and save it; whether the admin took it."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    response = client.get(address)
    if response.status_code != 200 or not response.context.get("has_change_permission"):
        return False
    data = form_data(response)
    texts = [
        field.name
        for field in row._meta.fields
        if isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, (models.SlugField, models.URLField, models.EmailField))
        and not field.choices
        and field.name in data
    ]
    for name in texts:
        data[name] = f"Neu {data[name]}"[: row._meta.get_field(name).max_length]
    return bool(texts) and client.post(address, data).status_code == 302


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", one_always(SHOWN, News), ids=short)
def test_what_the_office_saves_is_seen_at_once(model, furnished, django_capture_on_commit_callbacks):
    visitors = Visitors(furnished, languages=["de"])
    row = model.objects.filter(key="privacy").get() if model is ContentPage else model.objects.first()
    if model is Event:
        row = furnished.event
    elif model is Land:
        row = furnished.cluster.laender.first()
    elif model is TechnologyField:
        row = furnished.cluster.fields.first()
    with django_capture_on_commit_callbacks(execute=True):
        assert save_in_admin(logged_in(furnished.cast.office), row)
    assert SHOWN[model] in visitors.changed()


@pytest.mark.matrix
def test_nothing_the_office_can_save_leaves_a_stale_page(furnished, django_capture_on_commit_callbacks):
    """One row of every model of the admin, and every text of it that can be changed."""
    visitors = Visitors(furnished, languages=["de"])
    saved = set()
    for who in ("office", "administrator"):
        client = logged_in(getattr(furnished.cast, who))
        for model in admin.site._registry:
            row = model.objects.order_by("pk").first()
            # Django's own inline forms read their rows one by one.
            with django_capture_on_commit_callbacks(execute=True), zeal_ignore():
                taken = model not in saved and save_in_admin(client, row)
            if taken:
                saved.add(model)
                visitors.changed(f"{who} saved {model._meta.label}")
    assert set(SHOWN) - {ContentPage} <= saved | {ContentPage}
    assert len(saved) > 12


# --- Never stale after midnight ----------------------------------------------


def test_midnight_is_seen_at_once(client, db, furnished):
    """What appears, ends, begins and lapses at midnight does so in kept pages, too."""
    further_registrations(furnished)
    today, tomorrow = furnished.today, furnished.today + datetime.timedelta(days=1)
    News.objects.create(slug="morgen", title_de="Erscheint morgen", released_on=tomorrow)
    Event.objects.update(starts_on=today, ends_on=None, starts_at=None, ends_at=None, date_precision="day")
    Membership.objects.filter(cluster=furnished.cluster).update(ends_on=today, end_reason="resigned")
    with time_machine.travel(_at(today, 23, 59), tick=False):
        assert timezone.localdate() == today
        visitors = Visitors(furnished, languages=["de"])
    with time_machine.travel(_at(tomorrow, 0, 0), tick=False):
        changed = visitors.changed()
        assert b"Erscheint morgen" in read("/news/")[1]
    profile = reverse("public:cluster", args=[furnished.cluster.slug])
    assert {"/", "/news/", "/clusters/", "/events/", profile} <= changed


def _at(day, hour, minute):
    return datetime.datetime(day.year, day.month, day.day, hour, minute, 1, tzinfo=timezone.get_default_timezone())


# --- Never another person's --------------------------------------------------


def traces(person):
    """What would give a person away in a visitor's page."""
    return [part.encode() for part in (person.name, person.email)] + [b"account_logout", b"/accounts/logout/"]


@pytest.mark.parametrize("role", one_always(ROLES, "manager"))
def test_a_visitor_reads_the_same_whoever_was_there_before(role, furnished):
    """Whoever comes first: the page of a signed-in person is never kept, and the kept page is not changed by one."""
    person = getattr(furnished.cast, role)
    visitors = Visitors(furnished, languages=["de"])
    for order in ("visitor first", "person first"):
        if order == "person first":
            visitors.changed()
        signed_in = logged_in(person)
        for path in visitors.paths:
            read(path, signed_in)
        for path in visitors.paths:
            status, content = read(path)
            assert (status, content) == visitors.before[path], f"{path} after {role}, {order}"
            assert not [trace for trace in traces(person) if trace in content], path


@pytest.mark.matrix
def test_a_signed_in_person_gets_the_own_frame_on_pages_visitors_looked_at_before(furnished):
    visitors = Visitors(furnished, languages=["de", "en"])
    signed_in = logged_in(furnished.cast.manager)
    for language in ("de", "en"):
        for path in public_pages(furnished):
            if path.startswith(("/accounts/", "/api/")):
                continue
            answer = signed_in.get(in_language(path, language))
            assert b"/accounts/logout/" in answer.content, path
            assert "Cookie" in answer["Vary"], path
    assert visitors.changed() == set()
