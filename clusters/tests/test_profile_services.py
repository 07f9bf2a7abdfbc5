"""Proposals for a profile: who may, what the office publishes, what collides, what becomes of a logo."""

import pytest
from django.utils import timezone

from clusters.models import Cluster, ProfileRevision
from clusters.services.profile import update_profile
from clusters.services.revisions import (
    NewerDraft,
    discard_revision,
    open_revision,
    publish_revision,
    recall_revision,
    return_revision,
    save_revision,
    seen_of,
    submit_revision,
)
from goclusterportal.tests.world_content import picture_upload
from notifications.models import OutboxMessage
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings
from records.models import AuditEntry, Picture
from records.pictures import store_picture

from .factories import ClusterFactory, FunctionFactory, MembershipFactory

pytestmark = pytest.mark.django_db
State = ProfileRevision.State


@pytest.fixture
def cluster(manager, today):
    row = ClusterFactory(profile_released=True)
    FunctionFactory(user=manager, cluster=row, organisation=None)
    MembershipFactory(cluster=row, public_from=today)
    return row


def save(cluster, manager, today, *, version=0, logo=None, **values):
    return save_revision(cluster, values=values, logo=logo, version=version, actor=manager, day=today)


def handed_in(cluster, manager, today, **values):
    revision = save(cluster, manager, today, **values)
    return submit_revision(cluster, version=revision.version, actor=manager, day=today)


def publish(revision, office, today, **more):
    options = {"seen": seen_of(revision), "take": {}} | more
    return publish_revision(revision, **options, actor=office, day=today)


def test_a_draft_changes_nothing_the_public_sees(cluster, manager, today):
    save(cluster, manager, today, aims_de="Neue Ziele")
    cluster.refresh_from_db()
    assert cluster.aims_de == ""


def test_saving_what_stands_begins_no_draft(cluster, manager, today):
    assert save(cluster, manager, today, city=cluster.city) is None
    assert open_revision(cluster) is None


def test_the_office_publishes_and_the_author_hears_of_it(
    cluster, manager, office, today, django_capture_on_commit_callbacks
):
    revision = handed_in(cluster, manager, today, aims_de="Neue Ziele", laender=["DE-BY"])
    before = ProgrammeSettings.load().content_version
    with django_capture_on_commit_callbacks(execute=True):
        publish(revision, office, today)
    cluster.refresh_from_db()
    assert cluster.aims_de == "Neue Ziele"
    assert [land.iso for land in cluster.laender.all()] == ["DE-BY"]
    assert "neue ziele" in cluster.search_text
    assert ProgrammeSettings.load().content_version > before
    assert OutboxMessage.objects.get().to_user == manager
    assert AuditEntry.objects.filter(verb="publish_profile", actor=office).exists()
    assert cluster.history.first().aims_de == "Neue Ziele"


def test_two_people_never_overwrite_unseen(cluster, manager, today):
    save(cluster, manager, today, aims_de="Eins")
    with pytest.raises(NewerDraft):
        save(cluster, manager, today, version=0, aims_de="Zwei")
    assert open_revision(cluster).values["aims_de"] == "Eins"


def test_what_is_handed_in_waits(cluster, manager, today):
    revision = handed_in(cluster, manager, today, aims_de="Ziele")
    with pytest.raises(ActRefused):
        save(cluster, manager, today, version=revision.version, aims_de="Andere")
    recall_revision(cluster, actor=manager, day=today)
    assert open_revision(cluster).state == State.DRAFT


def test_the_office_returns_it_with_a_word(cluster, manager, office, today):
    revision = handed_in(cluster, manager, today, aims_de="Ziele")
    with pytest.raises(ActRefused):
        return_revision(revision, note="  ", actor=office, day=today)
    return_revision(revision, note="Bitte kürzer.", actor=office, day=today)
    assert "Bitte kürzer." in OutboxMessage.objects.get().body
    again = save(cluster, manager, today, version=open_revision(cluster).version, aims_de="Ziel")
    submit_revision(cluster, version=again.version, actor=manager, day=today)
    assert open_revision(cluster).state == State.SUBMITTED


def test_only_its_own_people_write_and_only_the_office_publishes(cluster, manager, outsider, ministry, office, today):
    for actor in (outsider, ministry, office, None):
        with pytest.raises(ActRefused):
            save(cluster, actor, today, aims_de="Fremd")
    revision = handed_in(cluster, manager, today, aims_de="Ziele")
    for actor in (manager, outsider, ministry):
        with pytest.raises(ActRefused):
            publish(revision, actor, today)
    with pytest.raises(ActRefused):
        update_profile(cluster, values={"aims_de": "Vorbei am Büro"}, actor=manager, day=today)


def test_what_the_office_changed_meanwhile_is_never_overwritten_unseen(cluster, manager, office, today):
    revision = handed_in(cluster, manager, today, aims_de="Vom Cluster", city="Ulm")
    seen = seen_of(revision)
    update_profile(cluster, values={"aims_de": "Vom Büro", "website": "https://neu.example"}, actor=office, day=today)
    revision.cluster.refresh_from_db()
    with pytest.raises(ActRefused):
        publish(revision, office, today, seen=seen)
    with pytest.raises(ActRefused):
        publish(revision, office, today)
    publish(revision, office, today, take={"aims_de": False})
    cluster.refresh_from_db()
    assert (cluster.aims_de, cluster.city, cluster.website) == ("Vom Büro", "Ulm", "https://neu.example")


class TestLogos:
    def picture(self, by):
        return store_picture(picture_upload(), alt_de="Logo", by=by)

    def test_published_with_the_profile_and_hidden_with_it(self, cluster, manager, office, today):
        logo = self.picture(manager)
        revision = submit_revision(
            cluster, version=save(cluster, manager, today, logo=logo).version, actor=manager, day=today
        )
        assert Picture.objects.get(pk=logo.pk).published_at is None
        publish(revision, office, today)
        assert Picture.objects.get(pk=logo.pk).published_at is not None
        update_profile(Cluster.objects.get(pk=cluster.pk), values={}, logo=None, actor=office, day=today)
        assert Picture.objects.get(pk=logo.pk).published_at is None

    def test_a_replaced_draft_leaves_no_file(self, cluster, manager, today, django_capture_on_commit_callbacks):
        first, second = self.picture(manager), self.picture(manager)
        save(cluster, manager, today, logo=first)
        with django_capture_on_commit_callbacks(execute=True):
            save(cluster, manager, today, version=1, logo=second)
        assert not Picture.objects.filter(pk=first.pk).exists()
        assert not first.file.storage.exists(first.file.name)
        with django_capture_on_commit_callbacks(execute=True):
            discard_revision(cluster, actor=manager, day=today)
        assert not Picture.objects.filter(pk=second.pk).exists()
        assert not ProfileRevision.objects.exists()


def test_a_text_that_is_too_long_and_an_address_that_is_none(cluster, manager, today):
    for values in ({"aims_de": "x" * 5001}, {"website": "javascript:alert(1)"}, {"mailbox": "niemand"}):
        with pytest.raises(ActRefused):
            save(cluster, manager, today, **values)
    assert not ProfileRevision.objects.exists()


def test_land_codes_nobody_knows_are_left_out(cluster, manager, office, today):
    publish(handed_in(cluster, manager, today, laender=["DE-BY", "DE-XX"]), office, today)
    assert list(cluster.laender.all()) == [Land.objects.get(iso="DE-BY")]
    assert timezone.now() >= ProfileRevision.objects.get().answered_at
