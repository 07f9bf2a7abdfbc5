"""Who speaks for whom: appointing, asking, confirming, ending; and that the person hears of it."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from clusters import permissions, services
from clusters.models import Cluster, Function
from clusters.tests.factories import ClusterFactory, FunctionFactory
from notifications.models import OfficeTask, OutboxMessage
from programme.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)
ONE = datetime.timedelta(days=1)


def appoint(user, cluster, actor, kind="manager", **values):
    return services.appoint(user, kind=kind, cluster=cluster, actor=actor, day=DAY, **{"starts_on": DAY, **values})


class TestAppoint:
    def test_a_manager_speaks_from_the_first_day_on(self, outsider, member_cluster, office):
        function = appoint(outsider, member_cluster, office, ends_on=DAY + ONE)
        assert function.confirmed_on == DAY
        speaks = [permissions.speaks_for(outsider, member_cluster, DAY + n * ONE) for n in (-1, 0, 1, 2)]
        assert speaks == [False, True, True, False]
        entry = AuditEntry.objects.get()
        assert (entry.verb, entry.subject_key, entry.to_state) == (
            "appoint_function",
            "wasserkraft-oberland",
            f"manager (person {outsider.pk})",
        )

    @pytest.mark.parametrize(("kind", "speaks"), [("manager", 1), ("deputy", 1), ("board", 0), ("employee", 0)])
    def test_only_managers_and_deputies_speak(self, outsider, member_cluster, office, kind, speaks):
        appoint(outsider, member_cluster, office, kind=kind)
        assert Cluster.objects.run_by(outsider, DAY).count() == speaks

    def test_a_function_in_the_organisation_speaks_for_what_it_runs(self, outsider, member_cluster, office):
        organisation = member_cluster.operations.get().organisation
        services.appoint(outsider, kind="manager", organisation=organisation, starts_on=DAY, actor=office, day=DAY)
        assert permissions.speaks_for(outsider, member_cluster, DAY)
        assert permissions.speaks_for_organisation(outsider, organisation, DAY)
        services.set_operator(
            member_cluster,
            organisation=services.add_organisation({"legal_name": "Neuer Träger"}, actor=office, day=DAY),
            starts_on=DAY + ONE,
            actor=office,
            day=DAY,
        )
        assert permissions.speaks_for(outsider, member_cluster, DAY)
        assert not permissions.speaks_for(outsider, member_cluster, DAY + ONE)

    def test_a_manager_adds_deputies_but_no_managers(self, manager, outsider, member_cluster, applicant_cluster):
        appoint(outsider, member_cluster, manager, kind="deputy")
        for kind in ("manager", "board"):
            with pytest.raises(ActRefused, match="nicht vergeben"):
                appoint(outsider, member_cluster, manager, kind=kind)
        with pytest.raises(ActRefused, match="nicht vergeben"):
            appoint(outsider, applicant_cluster, manager, kind="deputy")

    @pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "applicant"])
    def test_others_appoint_nobody(self, request, outsider, member_cluster, who):
        with pytest.raises(ActRefused):
            appoint(outsider, member_cluster, request.getfixturevalue(who), kind="deputy")
        assert not Function.objects.filter(user=outsider).exists()

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"kind": "king"}, "gibt es nicht"),
            ({"ends_on": DAY - ONE}, "vor dem Beginn"),
            ({"cluster": None}, "entweder eine Organisation oder ein Cluster"),
        ],
    )
    def test_refusals(self, outsider, member_cluster, office, values, words):
        given = {"kind": "manager", "cluster": member_cluster, "starts_on": DAY, **values}
        with pytest.raises(ActRefused, match=words):
            services.appoint(outsider, actor=office, day=DAY, **given)

    def test_the_same_function_twice_at_once_is_refused(self, outsider, member_cluster, office):
        appoint(outsider, member_cluster, office, ends_on=DAY + 5 * ONE)
        with pytest.raises(ActRefused, match="bereits"):
            appoint(outsider, member_cluster, office, starts_on=DAY + 5 * ONE)
        appoint(outsider, member_cluster, office, starts_on=DAY + 6 * ONE)


class TestRequest:
    def test_it_counts_once_the_office_confirms(self, outsider, member_cluster, office):
        function = services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)
        assert not permissions.speaks_for(outsider, member_cluster, DAY)
        assert "Otto Ohnerolle möchte für „Wasserkraft Oberland“ handeln" in OfficeTask.objects.get().text_de
        services.confirm_function(function, actor=office, day=DAY)
        assert permissions.speaks_for(outsider, member_cluster, DAY)

    def test_declined_it_never_counts(self, outsider, member_cluster, office):
        function = services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)
        services.decline_function(function, actor=office, day=DAY)
        assert not permissions.speaks_for(outsider, member_cluster, DAY)
        for decide in (services.decline_function, services.confirm_function):
            with pytest.raises(ActRefused):
                decide(function, actor=office, day=DAY + ONE)

    @pytest.mark.parametrize("decide", [services.confirm_function, services.decline_function])
    def test_only_the_office_decides_and_only_once(self, outsider, manager, member_cluster, office, decide):
        function = services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)
        for stranger in (outsider, manager):
            with pytest.raises(ActRefused, match="Programmbüro"):
                decide(function, actor=stranger, day=DAY)
        services.confirm_function(function, actor=office, day=DAY)
        with pytest.raises(ActRefused, match="bereits"):
            decide(function, actor=office, day=DAY)

    def test_asking_twice_is_refused(self, outsider, member_cluster):
        services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)
        with pytest.raises(ActRefused, match="angefragt"):
            services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)


class TestEnd:
    def test_the_last_day_is_included(self, manager, member_cluster, office):
        services.end_function(Function.objects.get(user=manager), ends_on=DAY, actor=office, day=DAY)
        assert permissions.speaks_for(manager, member_cluster, DAY)
        assert not permissions.speaks_for(manager, member_cluster, DAY + ONE)

    def test_everyone_may_lay_down_the_own_function_while_another_speaks(self, manager, outsider, member_cluster):
        FunctionFactory(user=outsider, cluster=member_cluster, kind="deputy")
        function = services.end_function(Function.objects.get(user=manager), ends_on=DAY, actor=manager, day=DAY)
        assert function.ends_on == DAY
        assert not OutboxMessage.objects.exists()

    def test_refusals(self, manager, applicant, office):
        function = Function.objects.get(user=manager)
        with pytest.raises(ActRefused, match="nicht beenden"):
            services.end_function(function, ends_on=DAY, actor=applicant, day=DAY)
        services.end_function(function, ends_on=DAY - ONE, actor=office, day=DAY)
        with pytest.raises(ActRefused, match="bereits beendet"):
            services.end_function(function, ends_on=DAY, actor=office, day=DAY)
        later = FunctionFactory(user=manager, cluster=ClusterFactory(), starts_on=DAY)
        with pytest.raises(ActRefused, match="vor dem Beginn"):
            services.end_function(later, ends_on=DAY - ONE, actor=office, day=DAY)


class TestMail:
    @pytest.mark.parametrize(
        ("act", "words"),
        [
            ("appoint", "eingetragen worden"),
            ("confirm", "hat Ihre Funktion „Clustermanagement“ bei „Wasserkraft Oberland“ bestätigt"),
            ("decline", "nicht bestätigt"),
            ("end", "endet mit Ablauf des 15. Juni 2025"),
        ],
    )
    def test_the_person_concerned_is_told(self, outsider, member_cluster, office, act, words):
        if act == "appoint":
            appoint(outsider, member_cluster, office)
        else:
            function = services.request_function(outsider, kind="manager", cluster=member_cluster, day=DAY)
            if act == "end":
                services.end_function(function, ends_on=DAY, actor=office, day=DAY)
            else:
                getattr(services, f"{act}_function")(function, actor=office, day=DAY)
        message = OutboxMessage.objects.get()
        assert (message.to_user, message.subject_kind, message.subject_key) == (
            outsider,
            "cluster",
            "wasserkraft-oberland",
        )
        assert message.subject == "Ihre Funktion „Clustermanagement“: Wasserkraft Oberland"
        assert words in message.body

    def test_nobody_writes_to_an_erased_person(self, outsider, member_cluster, office):
        outsider.is_active = False
        outsider.save()
        appoint(outsider, member_cluster, office)
        assert not OutboxMessage.objects.exists()


def test_speakers_are_the_active_managers_of_cluster_and_operator(member_cluster, manager, board3, outsider):
    organisation = member_cluster.operations.get().organisation
    FunctionFactory(user=outsider, organisation=organisation, kind=Function.Kind.DEPUTY)
    assert list(permissions.speakers_for(member_cluster, DAY)) == [manager, outsider]


class TestFetching:
    def test_own_people_and_the_office_find_the_cluster(self, manager, office, member_cluster):
        for person in (manager, office):
            assert permissions.get_cluster_for(person, "wasserkraft-oberland", DAY) == member_cluster

    @pytest.mark.parametrize("who", ["applicant", "outsider", "board3", "ministry", "administrator"])
    def test_for_everyone_else_it_does_not_exist(self, request, member_cluster, who):
        with pytest.raises(Cluster.DoesNotExist):
            permissions.get_cluster_for(request.getfixturevalue(who), "wasserkraft-oberland", DAY)


class TestDatabase:
    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("function_ends_after_start", {"starts_on": DAY, "ends_on": DAY - ONE}),
            ("function_in_organisation_or_cluster", {"cluster": None}),
        ],
    )
    def test_rows_that_contradict_themselves(self, outsider, member_cluster, name, values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            FunctionFactory(user=outsider, **{"cluster": member_cluster, **values})
