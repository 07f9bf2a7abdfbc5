"""The cast is what it says: roles, conflicts and nothing more."""

from admissions.permissions import has_function_conflict, is_board_member, is_chair, is_ministry, is_office, roles_for
from admissions.tests.factories import ApplicationFactory, declare_none
from admissions.workflow import Role
from clusters.models import Cluster


def test_each_person_holds_one_role(office, ministry, administrator, board1, board2, manager, outsider, today):
    everyone = [office, ministry, administrator, board1, board2, manager, outsider]
    assert [user for user in everyone if is_office(user, today)] == [office]
    assert [user for user in everyone if is_ministry(user, today)] == [ministry]
    assert [user for user in everyone if is_board_member(user, today)] == [board1, board2]
    assert [user for user in everyone if is_chair(user, today)] == [board2]


def test_managers_speak_for_their_own_cluster_only(
    manager, applicant, member_cluster, applicant_cluster, outsider, today
):
    assert list(Cluster.objects.run_by(manager, today)) == [member_cluster]
    assert list(Cluster.objects.run_by(applicant, today)) == [applicant_cluster]
    assert not Cluster.objects.run_by(outsider, today).exists()


def test_the_chair_of_the_association_is_locked_out(board1, board3, office, member_cluster, applicant_cluster, today):
    def application(cluster):
        organisation = cluster.operations.get().organisation
        return ApplicationFactory(cluster=cluster, organisation=organisation, state="in_review", created_by=office)

    own, foreign = application(member_cluster), application(applicant_cluster)
    assert has_function_conflict(board3, own, today)
    assert not has_function_conflict(board3, foreign, today)
    declare_none(own, board1, board3)
    assert roles_for(board3, own, today) == set()
    assert roles_for(board3, foreign, today) == {Role.BOARD}
    assert roles_for(board1, own, today) == {Role.BOARD}
