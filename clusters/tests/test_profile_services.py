"""Proposals for a profile: who may, what the office publishes, what collides, what becomes of a logo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.models import Cluster, Function, ProfileRevision
from clusters.services.profile import update_profile
from clusters.services.revisions import (
    NewerDraft,
    NewerProfile,
    changes_of,
    discard_revision,
    open_revision,
    profile_seen,
    publish_revision,
    recall_revision,
    return_revision,
    save_revision,
    seen_of,
    submit_revision,
)
from goclusterportal.tests.world_content import picture_upload
from notifications.models import OfficeTask, OutboxMessage
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


def save(cluster, manager, today, *, version=0, logo=None, seen=None, **values):
    return save_revision(cluster, values=values, logo=logo, version=version, seen=seen, actor=manager, day=today)


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
            discard_revision(cluster, version=open_revision(cluster).version, actor=manager, day=today)
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


class TestWhatWasSeen:
    def test_a_first_save_after_the_office_changed_the_profile(self, cluster, manager, office, today):
        """The form was opened on the profile of before: saving it would take the office's correction back."""
        seen = profile_seen(cluster)
        update_profile(cluster, values={"city": "Richtigstadt"}, actor=office, day=today)
        cluster.refresh_from_db()
        with pytest.raises(NewerProfile):
            save(cluster, manager, today, seen=seen, city="Falschstadt", aims_de="Neue Ziele")
        assert open_revision(cluster) is None
        save(cluster, manager, today, seen=profile_seen(cluster), aims_de="Neue Ziele")
        assert open_revision(cluster).values["city"] == "Richtigstadt"

    def test_a_draft_is_discarded_as_it_was_seen(self, cluster, manager, today):
        save(cluster, manager, today, aims_de="Eins")
        save(cluster, manager, today, version=1, aims_de="Zwei")
        with pytest.raises(NewerDraft):
            discard_revision(cluster, version=1, actor=manager, day=today)
        assert open_revision(cluster).values["aims_de"] == "Zwei"
        discard_revision(cluster, version=2, actor=manager, day=today)
        assert open_revision(cluster) is None

    def test_saving_what_the_draft_holds_already_is_no_new_version(self, cluster, manager, today):
        save(cluster, manager, today, aims_de="Eins")
        assert save(cluster, manager, today, version=1, aims_de="Eins").version == 1


class TestLineEnds:
    """Browsers send CRLF: a text is the same whoever saved it."""

    def test_the_office_and_the_cluster_keep_the_same_text(self, cluster, manager, office, today):
        update_profile(cluster, values={"aims_de": "Eins\r\nZwei"}, actor=office, day=today)
        cluster.refresh_from_db()
        assert cluster.aims_de == "Eins\nZwei"
        assert save(cluster, manager, today, aims_de="Eins\r\nZwei") is None

    def test_what_was_stored_before_is_compared_without_them(self, cluster, manager, today):
        Cluster.objects.filter(pk=cluster.pk).update(aims_de="Eins\r\nZwei")
        cluster.refresh_from_db()
        assert save(cluster, manager, today, aims_de="Eins\nZwei") is None
        save(cluster, manager, today, aims_de="Eins\nZwei", city="Ulm")
        assert [one.key for one in changes_of(open_revision(cluster))] == ["city"]

    def test_a_line_end_is_one_character(self, cluster, manager, today):
        assert save(cluster, manager, today, aims_de="x\r\n" * 2500)


class TestWhoHearsTheAnswer:
    def ended(self, manager, today):
        Function.objects.filter(user=manager).update(ends_on=today - timedelta(days=1))

    def test_its_author_while_the_person_speaks_for_the_cluster(self, cluster, manager, outsider, office, today):
        FunctionFactory(user=outsider, cluster=cluster, organisation=None)
        publish(handed_in(cluster, manager, today, aims_de="Ziele"), office, today)
        assert [mail.to_user for mail in OutboxMessage.objects.all()] == [manager]

    def test_then_those_who_do(self, cluster, manager, outsider, office, today):
        revision = handed_in(cluster, manager, today, aims_de="Ziele")
        FunctionFactory(user=outsider, cluster=cluster, organisation=None)
        self.ended(manager, today)
        return_revision(revision, note="Bitte kürzer.", actor=office, day=today)
        assert [mail.to_user for mail in OutboxMessage.objects.all()] == [outsider]
        assert not OfficeTask.objects.exists()

    def test_else_the_office_tells_it(self, cluster, manager, office, today):
        revision = handed_in(cluster, manager, today, aims_de="Ziele")
        self.ended(manager, today)
        publish(revision, office, today)
        assert not OutboxMessage.objects.exists()
        assert cluster.name in OfficeTask.objects.get().text_de
