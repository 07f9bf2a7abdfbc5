"""People and roles: who may change them, what a role brings, and what erasure leaves."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services
from accounts.models import RoleGrant, User
from accounts.tests.factories import RoleGrantFactory, UserFactory
from programme.errors import ActRefused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)
ONE = datetime.timedelta(days=1)


def grant(user, role="office", **values):
    return services.grant_role(user, role=role, **{"starts_on": DAY, "actor": None, "day": DAY, **values})


def entries():
    """The audit trail stands one floor up; its rows are reached through the person."""
    entry = User._meta.apps.get_model("records", "AuditEntry")
    return list(entry.objects.filter(subject_kind="person").order_by("pk").values_list("verb", "subject_key", "actor"))


class TestPeople:
    def test_a_new_person_cannot_log_in_before_setting_a_password(self, administrator):
        user = services.create_person(email=" Neu@Portal.test ", name="Neu", actor=administrator, day=DAY)
        assert (user.email, user.has_usable_password(), user.is_staff) == ("neu@portal.test", False, False)
        assert entries() == [("create_person", str(user.pk), administrator.pk)]

    def test_an_address_belongs_to_one_person(self, administrator, outsider):
        EmailAddress.objects.create(user=outsider, email="zweite@portal.test", verified=True)
        for email in ("OUTSIDER@portal.test", "Zweite@portal.test"):
            with pytest.raises(ActRefused, match="gehört bereits"):
                services.create_person(email=email, name="", actor=administrator, day=DAY)

    def test_a_new_address_must_be_confirmed_again(self, administrator, outsider):
        EmailAddress.objects.create(user=outsider, email=outsider.email, verified=True, primary=True)
        services.update_person(
            outsider, email="Neu@portal.test", name="Otto", language="en", actor=administrator, day=DAY
        )
        outsider.refresh_from_db()
        assert (outsider.email, outsider.name, outsider.language) == ("neu@portal.test", "Otto", "en")
        address = EmailAddress.objects.get(user=outsider)
        assert (address.email, address.verified, address.primary) == ("neu@portal.test", False, True)

    def test_a_new_name_leaves_the_address_confirmed(self, administrator, outsider):
        EmailAddress.objects.create(user=outsider, email=outsider.email, verified=True, primary=True)
        values = {"email": outsider.email, "language": "de", "actor": administrator, "day": DAY}
        services.update_person(outsider, name="Otto", **values)
        services.update_person(outsider, name="Otto", **values)
        assert EmailAddress.objects.get(user=outsider).verified
        assert [verb for verb, *_rest in entries()] == ["update_person"]

    def test_locking_ends_every_session(self, client, administrator, office):
        client.force_login(office)
        UserSession.objects.create(
            user=office, ip="127.0.0.1", user_agent="x", session_key=client.session.session_key, data={}
        )
        services.set_active(office, active=False, actor=administrator, day=DAY)
        office.refresh_from_db()
        assert (office.is_active, office.is_staff) == (False, False)
        assert not UserSession.objects.exists()
        assert not Session.objects.exists()
        services.set_active(office, active=True, actor=administrator, day=DAY)
        office.refresh_from_db()
        assert (office.is_active, office.is_staff) == (True, True)

    def test_locking_refusals(self, administrator, outsider):
        with pytest.raises(ActRefused, match="eigenen Zugang"):
            services.set_active(administrator, active=False, actor=administrator, day=DAY)
        with pytest.raises(ActRefused, match="bereits offen"):
            services.set_active(outsider, active=True, actor=administrator, day=DAY)


@pytest.mark.parametrize("who", ["office", "ministry", "board1", "manager", "outsider"])
def test_only_the_administrator(request, who, outsider, administrator):
    actor = request.getfixturevalue(who)
    held = RoleGrant.objects.get(user=administrator)
    acts = [
        lambda: services.create_person(email="x@portal.test", name="", actor=actor, day=DAY),
        lambda: services.update_person(outsider, email="x@portal.test", name="", language="de", actor=actor, day=DAY),
        lambda: services.set_active(outsider, active=False, actor=actor, day=DAY),
        lambda: grant(outsider, actor=actor),
        lambda: services.end_role(held, ends_on=DAY, actor=actor, day=DAY),
        lambda: services.erase_user(outsider, actor=actor, day=DAY),
    ]
    for act in acts:
        with pytest.raises(ActRefused, match="Nur die Administration"):
            act()
    assert entries() == []


class TestRoles:
    @pytest.mark.parametrize(("role", "is_staff"), [("office", True), ("administrator", True), ("ministry", True)])
    def test_who_works_in_the_web_admin(self, outsider, role, is_staff):
        grant(outsider, role)
        outsider.refresh_from_db()
        assert outsider.is_staff == is_staff
        assert outsider.has_role(role, DAY)
        assert not outsider.has_role(role, DAY - ONE)

    def test_access_follows_the_days_of_the_role(self, outsider):
        grant(outsider, starts_on=DAY + ONE, ends_on=DAY + 2 * ONE)
        seen = []
        for day in range(4):
            services.refresh_all_staff(DAY + day * ONE)
            outsider.refresh_from_db()
            seen.append(outsider.is_staff)
        assert seen == [False, True, True, False]

    def test_refreshing_needs_one_query_for_all_who_stay_as_they_are(self, django_assert_num_queries):
        for _ in range(5):
            services.refresh_staff(RoleGrantFactory(starts_on=DAY).user, DAY)
        with django_assert_num_queries(2):
            assert services.refresh_all_staff(DAY) == 0

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"role": "king"}, "gibt es nicht"),
            ({"ends_on": DAY - ONE}, "vor dem Beginn"),
            ({"starts_on": DAY + 5 * ONE}, "bereits"),
            ({"starts_on": DAY - ONE, "ends_on": DAY}, "bereits"),
        ],
    )
    def test_refusals(self, outsider, values, words):
        grant(outsider, ends_on=DAY + 5 * ONE)
        with pytest.raises(ActRefused, match=words):
            grant(outsider, **values)
        grant(outsider, starts_on=DAY + 6 * ONE)

    def test_a_role_ends_with_its_last_day(self, administrator, office):
        held = RoleGrant.objects.get(user=office)
        services.end_role(held, ends_on=DAY, actor=administrator, day=DAY)
        person = User.objects.get(pk=office.pk)
        assert (person.has_role("office", DAY), person.has_role("office", DAY + ONE)) == (True, False)
        with pytest.raises(ActRefused, match="bereits beendet"):
            services.end_role(held, ends_on=DAY, actor=administrator, day=DAY + ONE)
        with pytest.raises(ActRefused, match="vor dem Beginn"):
            services.end_role(held, ends_on=datetime.date(2019, 1, 1), actor=administrator, day=DAY)

    def test_one_administrator_always_remains(self, administrator, outsider):
        held = RoleGrant.objects.get(user=administrator)
        with pytest.raises(ActRefused, match="behalten"):
            services.end_role(held, ends_on=DAY, actor=administrator, day=DAY)
        grant(outsider, "administrator")
        services.end_role(held, ends_on=DAY, actor=administrator, day=DAY)
        with pytest.raises(ActRefused, match="behalten"):
            services.erase_user(outsider, actor=None, day=DAY)

    def test_the_database_refuses_rows_that_contradict_themselves(self, outsider):
        with pytest.raises(IntegrityError, match="role_grant_ends_after_start"), transaction.atomic():
            RoleGrantFactory(user=outsider, starts_on=DAY, ends_on=DAY - ONE)
        RoleGrantFactory(user=outsider, starts_on=DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrantFactory(user=outsider, starts_on=DAY)


class TestErasure:
    def test_the_person_goes_and_what_was_done_stays(self, client, administrator, office):
        grant(office, "ministry")
        client.force_login(office)
        EmailAddress.objects.create(user=office, email=office.email, verified=True)
        Authenticator.objects.get_or_create(user=office, type="totp", defaults={"data": {"secret": "x"}})
        LogEntry.objects.log_actions(administrator.pk, [office], CHANGE, "Name: Olga Office", single_object=True)
        services.erase_user(office, actor=administrator, day=DAY)

        person = User.objects.get(pk=office.pk)
        assert person.name == f"Person {office.pk}"
        assert person.email == f"person-{office.pk}@geloescht.invalid"
        assert (person.is_active, person.is_staff, person.last_login) == (False, False, None)
        assert not person.has_usable_password()
        assert person.erased_at is not None
        assert not EmailAddress.objects.exists()
        assert not Authenticator.objects.filter(user=office).exists()
        assert not person.role_grants.exclude(ends_on=DAY).exists()
        log = LogEntry.objects.get()
        assert (log.object_repr, log.change_message) == (f"Person {office.pk}", "")
        assert ("grant_role", str(office.pk), None) in entries()
        assert ("erase_person", str(office.pk), administrator.pk) in entries()

    def test_the_audit_trail_of_an_erased_person_stays(self, administrator, office, outsider):
        services.update_person(outsider, email=outsider.email, name="Neu", language="de", actor=administrator, day=DAY)
        other = UserFactory()
        grant(other, "administrator")
        services.erase_user(administrator, actor=other, day=DAY)
        assert ("update_person", str(outsider.pk), administrator.pk) in entries()

    def test_a_role_to_come_never_begins(self, administrator, outsider):
        grant(outsider, starts_on=DAY + ONE)
        services.erase_user(outsider, actor=administrator, day=DAY)
        assert not RoleGrant.objects.filter(user=outsider).exists()

    def test_refusals(self, administrator, outsider):
        with pytest.raises(ActRefused, match="nur eine andere Person"):
            services.erase_user(administrator, actor=administrator, day=DAY)
        services.erase_user(outsider, actor=administrator, day=DAY)
        acts = [
            lambda: services.erase_user(outsider, actor=administrator, day=DAY),
            lambda: services.set_active(outsider, active=True, actor=administrator, day=DAY),
            lambda: grant(outsider, actor=administrator),
        ]
        for act in acts:
            with pytest.raises(ActRefused, match="sind gelöscht"):
                act()

    def test_the_address_is_free_again(self, administrator, outsider):
        services.erase_user(outsider, actor=administrator, day=timezone.localdate())
        services.create_person(email="outsider@portal.test", name="Neu", actor=administrator, day=DAY)
