"""Deputies by invitation, the management handed over in one transaction, and nobody leaves a cluster alone."""

import datetime

import pytest

from accounts.tests.factories import UserFactory
from clusters import permissions, services
from clusters.models import Cluster, Function, SpeakerInvitation
from clusters.services import handover
from clusters.tests.factories import ClusterFactory, FunctionFactory, OperationFactory
from notifications.models import OutboxMessage
from programme.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)
ONE = datetime.timedelta(days=1)


@pytest.fixture
def function(manager):
    return Function.objects.get(user=manager)


@pytest.fixture
def deputy(member_cluster):
    person = UserFactory(email="deputy@portal.test", name="Dora Deputy")
    FunctionFactory(user=person, cluster=member_cluster, kind="deputy", starts_on=DAY - 30 * ONE)
    return person


def told(kind="cluster-handed-over"):
    return {message.to_user for message in OutboxMessage.objects.filter(kind=kind)}


class TestHandOver:
    def test_to_a_deputy_at_once(self, function, manager, deputy, member_cluster):
        third = UserFactory(email="third@portal.test")
        FunctionFactory(user=third, cluster=member_cluster, kind="deputy")
        new = services.hand_over(function, deputy, starts_on=DAY, actor=manager, day=DAY)
        assert (new.kind, new.cluster, new.starts_on, new.confirmed_on) == ("manager", member_cluster, DAY, DAY)
        function.refresh_from_db()
        assert function.ends_on == DAY
        assert Function.objects.get(user=deputy, kind="deputy").ends_on == DAY
        assert set(permissions.speakers_for(member_cluster, DAY + ONE)) == {deputy, third}
        assert told() == {manager, deputy, third}
        entry = AuditEntry.objects.get(verb="hand_over")
        assert (entry.actor, entry.from_state, entry.to_state) == (
            manager,
            f"manager (person {manager.pk})",
            f"manager (person {deputy.pk})",
        )

    def test_by_the_office_on_a_day_with_its_source(self, function, manager, outsider, office, member_cluster):
        services.hand_over(function, outsider, starts_on=DAY + 9 * ONE, note="Brief vom 3. Juni", actor=office, day=DAY)
        speaking = [list(permissions.speakers_for(member_cluster, DAY + n * ONE)) for n in (8, 9, 10)]
        assert speaking == [[manager], [manager, outsider], [outsider]]
        assert all("Brief vom 3. Juni" in message.body for message in OutboxMessage.objects.all())
        assert AuditEntry.objects.get(verb="hand_over").note.text == "Brief vom 3. Juni"

    def test_a_function_in_the_organisation_goes_over_as_a_whole(self, outsider, member_cluster, office):
        organisation = member_cluster.operations.get().organisation
        second = OperationFactory(organisation=organisation, cluster=ClusterFactory()).cluster
        leaving = FunctionFactory(user=UserFactory(), organisation=organisation)
        services.hand_over(leaving, outsider, starts_on=DAY, actor=office, day=DAY)
        assert set(Cluster.objects.run_by(outsider, DAY)) == {member_cluster, second}
        assert not Cluster.objects.run_by(leaving.user, DAY + ONE).exists()

    @pytest.mark.parametrize("who", ["deputy", "outsider", "applicant", "board1", "ministry", "administrator"])
    def test_others_hand_nothing_over(self, request, function, outsider, who):
        with pytest.raises(ActRefused, match="wer es innehat"):
            services.hand_over(function, outsider, starts_on=DAY, actor=request.getfixturevalue(who), day=DAY)
        assert not Function.objects.filter(user=outsider).exists()

    def test_refusals_change_nothing(self, function, manager, deputy, office, member_cluster):
        locked_out = UserFactory(is_active=False)
        function.starts_on = DAY
        function.save()
        for successor, day, words in (
            (manager, DAY, "andere Person"),
            (locked_out, DAY, "keinen offenen Zugang"),
            (deputy, DAY - ONE, "vor dem Beginn"),
        ):
            with pytest.raises(ActRefused, match=words):
                services.hand_over(function, successor, starts_on=day, actor=office, day=DAY)
        services.end_function(function, ends_on=DAY, actor=office, day=DAY)
        with pytest.raises(ActRefused, match="bereits beendet"):
            services.hand_over(function, deputy, starts_on=DAY + ONE, actor=office, day=DAY + ONE)
        assert Function.objects.filter(kind="manager").count() == 1

    def test_a_failure_in_the_middle_leaves_everything_as_it_was(self, function, manager, deputy, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(handover, "_tell_everybody", broken)
        with pytest.raises(RuntimeError):
            services.hand_over(function, deputy, starts_on=DAY, actor=manager, day=DAY)
        function.refresh_from_db()
        assert function.ends_on is None
        assert Function.objects.filter(user=deputy).count() == 1
        assert not AuditEntry.objects.exists()


class TestSuccessorByInvitation:
    def test_nothing_changes_before_the_person_accepts(self, function, manager, outsider, member_cluster):
        invitation = services.invite_successor(function, "Outsider@portal.test", actor=manager, day=DAY)
        assert set(permissions.speakers_for(member_cluster, DAY)) == {manager}
        new = services.accept_speaker_invitation(invitation, user=outsider, day=DAY + 3 * ONE)
        function.refresh_from_db()
        assert (new.starts_on, function.ends_on) == (DAY + 3 * ONE, DAY + 3 * ONE)
        assert told() == {manager, outsider}
        assert list(permissions.speakers_for(member_cluster, DAY + 4 * ONE)) == [outsider]

    def test_not_before_the_day_that_the_office_has_set(self, function, outsider, office):
        invitation = services.invite_successor(
            function, outsider.email, starts_on=DAY + 20 * ONE, note="Brief", actor=office, day=DAY
        )
        new = services.accept_speaker_invitation(invitation, user=outsider, day=DAY)
        assert new.starts_on == DAY + 20 * ONE

    def test_one_hand_over_at_a_time(self, function, manager):
        services.invite_successor(function, "eins@portal.test", actor=manager, day=DAY)
        with pytest.raises(ActRefused, match="schon eine offene Einladung"):
            services.invite_successor(function, "zwei@portal.test", actor=manager, day=DAY)
        with pytest.raises(ActRefused, match="andere Person"):
            services.invite_successor(function, manager.email, actor=manager, day=DAY)

    def test_it_is_void_once_the_function_has_ended(self, function, manager, outsider, office):
        invitation = services.invite_successor(function, outsider.email, actor=manager, day=DAY)
        services.end_function(function, ends_on=DAY, actor=office, day=DAY)
        with pytest.raises(ActRefused, match="gilt nicht mehr"):
            services.accept_speaker_invitation(invitation, user=outsider, day=DAY + ONE)
        assert not Function.objects.filter(user=outsider).exists()

    def test_only_who_leaves_and_the_office_take_it_back(self, function, manager, deputy, office):
        invitation = services.invite_successor(function, "eins@portal.test", actor=manager, day=DAY)
        for act in (services.revoke_speaker_invitation, services.renew_speaker_invitation):
            with pytest.raises(ActRefused, match="nicht verfügen"):
                act(invitation, actor=deputy, day=DAY)
        services.revoke_speaker_invitation(invitation, actor=office, day=DAY)
        assert not SpeakerInvitation.objects.open_on(DAY).exists()


class TestDeputy:
    def test_accepting_makes_a_confirmed_deputy(self, manager, outsider, member_cluster):
        invitation = services.invite_deputy(outsider.email, cluster=member_cluster, actor=manager, day=DAY)
        function = services.accept_speaker_invitation(invitation, user=outsider, day=DAY + ONE)
        assert (function.kind, function.starts_on, function.confirmed_on) == ("deputy", DAY + ONE, DAY + ONE)
        assert permissions.speaks_for(outsider, member_cluster, DAY + ONE)
        assert told("function-changed") == {outsider}
        assert told("invitation-answered") == {manager}

    def test_the_right_of_who_invited_is_asked_again(self, manager, deputy, outsider, member_cluster, office):
        invitation = services.invite_deputy(outsider.email, cluster=member_cluster, actor=deputy, day=DAY)
        services.end_function(Function.objects.get(user=deputy), ends_on=DAY, actor=manager, day=DAY)
        with pytest.raises(ActRefused, match="gilt nicht mehr"):
            services.accept_speaker_invitation(invitation, user=outsider, day=DAY + ONE)
        assert not Function.objects.filter(user=outsider).exists()

    @pytest.mark.parametrize("who", ["outsider", "applicant", "board1", "ministry", "administrator"])
    def test_others_invite_nobody(self, request, member_cluster, who):
        with pytest.raises(ActRefused, match="niemanden einladen"):
            services.invite_deputy("x@portal.test", cluster=member_cluster, actor=request.getfixturevalue(who), day=DAY)

    def test_refusals(self, manager, deputy, outsider, member_cluster):
        with pytest.raises(ActRefused, match="darf schon"):
            services.invite_deputy(deputy.email, cluster=member_cluster, actor=manager, day=DAY)
        invitation = services.invite_deputy(outsider.email, cluster=member_cluster, actor=manager, day=DAY)
        with pytest.raises(ActRefused, match="schon eingeladen"):
            services.invite_deputy("Outsider@portal.test", cluster=member_cluster, actor=manager, day=DAY)
        other = UserFactory(email="andere@portal.test")
        with pytest.raises(ActRefused, match="persönlich gemeint"):
            services.accept_speaker_invitation(invitation, user=other, day=DAY)
        with pytest.raises(ActRefused, match="gilt nicht mehr"):
            services.accept_speaker_invitation(invitation, user=outsider, day=DAY + 15 * ONE)
        services.accept_speaker_invitation(invitation, user=other, address_confirmed=True, day=DAY)
        assert "anderen Adresse" in OutboxMessage.objects.get(kind="invitation-answered").body
        with pytest.raises(ActRefused, match="gilt nicht mehr"):
            services.accept_speaker_invitation(invitation, user=outsider, day=DAY)


class TestLastSpeaker:
    def test_the_last_one_cannot_leave(self, function, manager):
        with pytest.raises(ActRefused, match="Programmbüro"):
            services.end_function(function, ends_on=DAY, actor=manager, day=DAY)
        function.refresh_from_db()
        assert function.ends_on is None

    def test_a_deputy_who_ends_sooner_is_no_successor(self, function, manager, deputy):
        Function.objects.filter(user=deputy).update(ends_on=DAY)
        with pytest.raises(ActRefused, match="Programmbüro"):
            services.end_function(function, ends_on=DAY, actor=manager, day=DAY)
        Function.objects.filter(user=deputy).update(ends_on=DAY + ONE)
        services.end_function(function, ends_on=DAY, actor=manager, day=DAY)

    def test_nor_is_an_unconfirmed_or_locked_out_one(self, function, manager, deputy):
        Function.objects.filter(user=deputy).update(confirmed_on=None)
        with pytest.raises(ActRefused):
            services.end_function(function, ends_on=DAY, actor=manager, day=DAY)
        Function.objects.filter(user=deputy).update(confirmed_on=DAY)
        deputy.is_active = False
        deputy.save()
        with pytest.raises(ActRefused):
            services.end_function(function, ends_on=DAY, actor=manager, day=DAY)

    def test_somebody_of_the_operator_is_enough(self, function, manager, outsider, member_cluster):
        FunctionFactory(user=outsider, organisation=member_cluster.operations.get().organisation)
        services.end_function(function, ends_on=DAY, actor=manager, day=DAY)

    def test_the_last_of_an_organisation_leaves_only_when_each_cluster_has_somebody(
        self, manager, outsider, member_cluster
    ):
        organisation = member_cluster.operations.get().organisation
        own = FunctionFactory(user=outsider, organisation=organisation)
        second = OperationFactory(organisation=organisation, cluster=ClusterFactory(name="Zweites")).cluster
        with pytest.raises(ActRefused, match="Zweites"):
            services.end_function(own, ends_on=DAY, actor=outsider, day=DAY)
        FunctionFactory(user=UserFactory(), cluster=second)
        services.end_function(own, ends_on=DAY, actor=outsider, day=DAY)

    def test_the_office_may_end_it_and_an_employee_may_go(self, function, outsider, member_cluster, office):
        employee = FunctionFactory(user=outsider, cluster=member_cluster, kind="employee")
        services.end_function(employee, ends_on=DAY, actor=outsider, day=DAY)
        services.end_function(function, ends_on=DAY, actor=office, day=DAY)


class TestAdmin:
    def post(self, client, cluster, **data):
        return client.post(f"/admin/clusters/cluster/{cluster.pk}/act/hand-over/", data, follow=True)

    def test_to_a_person_with_an_account(self, client, office, function, outsider, member_cluster, today):
        client.force_login(office)
        page = client.get(f"/admin/clusters/cluster/{member_cluster.pk}/act/hand-over/").content.decode()
        assert "Mara Management (manager@portal.test)" in page
        answer = self.post(
            client, member_cluster, function=function.pk, email=outsider.email, starts_on=today, note="Brief"
        )
        assert "Otto Ohnerolle übernimmt." in answer.content.decode()
        assert Function.objects.get(user=outsider).kind == "manager"

    def test_to_a_new_person_by_invitation_which_the_office_may_take_back(
        self, client, office, function, member_cluster, today
    ):
        client.force_login(office)
        self.post(client, member_cluster, function=function.pk, email="neu@portal.test", starts_on=today, note="Brief")
        invitation = SpeakerInvitation.objects.get()
        assert (invitation.email, invitation.replaces) == ("neu@portal.test", function)
        shown = client.get(f"/admin/clusters/speakerinvitation/{invitation.pk}/change/").content.decode()
        assert "neu@portal.test" in shown
        client.post(f"/admin/clusters/speakerinvitation/{invitation.pk}/act/revoke/")
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None

    def test_without_a_source_nothing_happens(self, client, office, function, outsider, member_cluster, today):
        client.force_login(office)
        self.post(client, member_cluster, function=function.pk, email=outsider.email, starts_on=today, note=" ")
        assert not Function.objects.filter(user=outsider).exists()

    def test_a_function_elsewhere_is_no_choice(
        self, client, office, applicant, outsider, member_cluster, function, today
    ):
        client.force_login(office)
        elsewhere = Function.objects.get(user=applicant)
        self.post(client, member_cluster, function=elsewhere.pk, email=outsider.email, starts_on=today, note="Brief")
        assert not Function.objects.filter(user=outsider).exists()
