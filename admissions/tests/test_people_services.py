"""Colleagues on an application: who invites whom to what, what each right allows, and how it ends."""

import datetime

import pytest

from accounts.services import erase_user
from accounts.tests.factories import UserFactory
from admissions.models import Application, Collaboration
from admissions.permissions import acts_for_applicant, applications_of, may_edit_answers, refusal, roles_for
from admissions.services import collaboration as services
from admissions.services.drafts import (
    add_evidence,
    apply_again,
    delete_draft,
    open_application,
    remove_evidence,
    save_answer,
)
from admissions.services.submission import submit, withdraw
from admissions.workflow import Act, Role, State
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

from .apply_cases import *  # noqa: F403
from .apply_cases import criteria_of, decide, with_file
from .people_cases import colleague, running

pytestmark = pytest.mark.django_db

ONE = datetime.timedelta(days=1)
RIGHTS = ("read", "edit", "submit")


@pytest.fixture
def friend(db):
    return UserFactory(email="freund@portal.test", name="Frieda Freund")


def invite(application, by, today, email="freund@portal.test", right="read", **fields):
    return services.invite_colleague(application, email, right, actor=by, day=today, **fields)


class TestRights:
    @pytest.mark.parametrize(("right", "edits", "acts"), [("read", 0, 0), ("edit", 1, 0), ("submit", 1, 1)])
    def test_what_a_right_allows(self, filled, applicant, friend, today, right, edits, acts):
        colleague(filled, friend, right, by=applicant)
        assert list(applications_of(friend, today)) == [filled]
        assert may_edit_answers(friend, filled, today) == edits
        assert acts_for_applicant(friend, filled, today) == acts
        assert roles_for(friend, filled, today) == ({Role.APPLICANT} if acts else set())
        assert (refusal(friend, Act.SUBMIT, filled, today) is None) == acts

    @pytest.mark.parametrize("right", RIGHTS)
    def test_editing_needs_the_right(self, filled, applicant, friend, today, right):
        colleague(filled, friend, right, by=applicant)
        piece = with_file(filled, applicant, today)
        one = criteria_of(filled)[0]
        acts = [
            lambda: save_answer(filled, one, text="Neu", own_points=1, version=1, actor=friend, day=today),
            lambda: add_evidence(filled, one, link="https://portal.test", actor=friend, day=today),
            lambda: remove_evidence(filled, [piece], actor=friend, day=today),
        ]
        for act in acts:
            if right == "read":
                with pytest.raises(ActRefused, match="nicht berechtigt"):
                    act()
            else:
                act()
        assert filled.answers.get(criterion=one).text == ("Eine Antwort." if right == "read" else "Neu")

    @pytest.mark.parametrize("right", RIGHTS)
    def test_acts_that_count_need_the_right_to_submit(self, filled, applicant, friend, today, right):
        colleague(filled, friend, right, by=applicant)
        for act in (submit, withdraw):
            if right == "submit":
                act(filled, actor=friend, day=today)
            else:
                with pytest.raises(ActRefused):
                    act(filled, actor=friend, day=today)
        filled.refresh_from_db()
        assert filled.state == (State.WITHDRAWN if right == "submit" else State.DRAFT)

    @pytest.mark.parametrize("right", RIGHTS)
    def test_only_who_speaks_for_the_cluster_deletes_invites_and_ends(self, draft, applicant, friend, today, right):
        one = colleague(draft, friend, right, by=applicant)
        for act in (
            lambda: delete_draft(draft, actor=friend, day=today),
            lambda: invite(draft, friend, today, email="dritte@portal.test"),
            lambda: services.change_right(one, "submit", actor=friend, day=today),
            lambda: open_application(draft.cluster, actor=friend, day=today),
        ):
            with pytest.raises(ActRefused):
                act()
        one.refresh_from_db()
        assert (Application.objects.count(), Collaboration.objects.count(), one.right) == (1, 1, right)

    def test_a_right_holds_in_one_application_only(self, draft, applicant, friend, today):
        colleague(draft, friend, "submit", by=applicant)
        other = application_of(draft.cluster, applicant, state="withdrawn")  # noqa: F405
        assert not applications_of(friend, today).filter(pk=other.pk).exists()
        assert not acts_for_applicant(friend, other, today)

    def test_apply_again_takes_the_person_along(self, filled, applicant, friend, today):
        colleague(filled, friend, "submit", by=applicant)
        submit(filled, actor=friend, day=today)
        decide(filled, applicant, "refused", notified_on=today)
        Application.objects.update(state="decided")
        fresh = apply_again(filled, actor=friend, day=today)
        assert fresh.previous == filled
        assert acts_for_applicant(friend, fresh, today)

    def test_apply_again_needs_the_right_to_submit(self, filled, applicant, friend, today):
        colleague(filled, friend, "edit", by=applicant)
        decide(filled, applicant, "refused", notified_on=today)
        Application.objects.update(state="decided")
        with pytest.raises(ActRefused):
            apply_again(filled, actor=friend, day=today)
        assert Application.objects.count() == 1


class TestInviting:
    def test_a_deputy_may_invite(self, draft, friend, outsider, today):
        FunctionFactory(user=outsider, cluster=draft.cluster, kind=Function.Kind.DEPUTY)
        invitation = invite(draft, outsider, today)
        assert (invitation.email, invitation.expires_on) == (friend.email, today + 14 * ONE)
        entry = AuditEntry.objects.get(verb="invite_colleague")
        assert (entry.subject_key, entry.to_state) == (draft.number, f"read (invitation {invitation.pk})")
        assert "freund" not in f"{entry.from_state}{entry.to_state}"

    @pytest.mark.parametrize("who", ["outsider", "manager", "board1", "office", "ministry", "administrator"])
    def test_others_invite_nobody(self, request, draft, today, who):
        with pytest.raises(ActRefused, match="wer für das Cluster spricht"):
            invite(draft, request.getfixturevalue(who), today)
        assert not Collaboration.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_refusals(self, draft, applicant, friend, outsider, today):
        for fields, words in (
            ({"right": "king"}, "was die Person darf"),
            ({"ends_on": today - ONE}, "in der Vergangenheit"),
            ({"email": "Applicant@Portal.test"}, "spricht schon für das Cluster"),
        ):
            with pytest.raises(ActRefused, match=words):
                invite(draft, applicant, today, **fields)
        invite(draft, applicant, today)
        with pytest.raises(ActRefused, match="schon eingeladen"):
            invite(draft, applicant, today, email="FREUND@portal.test")
        running(draft, outsider, by=applicant)
        with pytest.raises(ActRefused, match="arbeitet schon"):
            invite(draft, applicant, today, email=outsider.email)
        for number in range(services.MAX_OPEN - 1):
            invite(draft, applicant, today, email=f"person{number}@portal.test")
        with pytest.raises(ActRefused, match="Einladungen offen"):
            invite(draft, applicant, today, email="zuviel@portal.test")

    def test_nobody_is_invited_to_what_is_over(self, draft, applicant, today):
        Application.objects.update(state="withdrawn")
        with pytest.raises(ActRefused, match="abgeschlossen"):
            invite(draft, applicant, today)

    def test_an_untold_decision_does_not_show_in_a_refusal(self, draft, applicant, ministry, today):
        decide(draft, ministry, "refused")
        Application.objects.update(state="decided")
        invite(draft, applicant, today)
        assert Collaboration.objects.count() == 1

    def test_sending_again_has_an_end(self, draft, applicant, today):
        invitation = invite(draft, applicant, today)
        for _again in range(services.MAX_MAILS - 1):
            services.renew_invitation(invitation, actor=applicant, day=today)
        with pytest.raises(ActRefused, match="oft genug"):
            services.renew_invitation(invitation, actor=applicant, day=today)
        assert OutboxMessage.objects.filter(kind="colleague-invitation").count() == services.MAX_MAILS

    def test_an_answer_is_given_once(self, draft, applicant, friend, today):
        one = colleague(draft, friend, "read", by=applicant)
        for act in (services.renew_invitation, services.revoke_invitation):
            with pytest.raises(ActRefused, match="schon beantwortet"):
                act(one, actor=applicant, day=today)
        for act in (services.accept_invitation, services.decline_invitation):
            with pytest.raises(ActRefused, match="gilt nicht mehr"):
                act(one, user=friend, day=today)

    def test_who_speaks_or_works_already_accepts_no_second_right(self, draft, applicant, friend, outsider, today):
        first = invite(draft, applicant, today)
        second = invite(draft, applicant, today, email="zweite@portal.test", right="submit")
        with pytest.raises(ActRefused, match="sprechen schon"):
            services.accept_invitation(second, user=applicant, address_confirmed=True, day=today)
        services.accept_invitation(first, user=friend, day=today)
        with pytest.raises(ActRefused, match="arbeiten schon"):
            services.accept_invitation(second, user=friend, address_confirmed=True, day=today)


class TestChangingAndEnding:
    def test_a_changed_right_counts_at_once_and_is_told(self, draft, applicant, friend, today):
        one = colleague(draft, friend, "read", by=applicant)
        services.change_right(one, "submit", actor=applicant, day=today)
        assert acts_for_applicant(friend, draft, today)
        told = OutboxMessage.objects.get(kind="colleague-changed")
        assert (told.to_user, "bearbeiten und einreichen" in told.body) == (friend, True)
        entry = AuditEntry.objects.get(verb="change_right")
        assert (entry.from_state, entry.to_state) == ("read", f"submit (invitation {one.pk})")

    def test_an_end_closes_the_application_at_once(self, draft, applicant, friend, today):
        one = colleague(draft, friend, "submit", by=applicant)
        services.end_collaboration(one, actor=applicant, day=today)
        assert not applications_of(friend, today).exists()
        assert "beendet" in OutboxMessage.objects.get(kind="colleague-changed").subject
        with pytest.raises(ActRefused, match="bereits beendet"):
            services.change_right(one, "read", actor=applicant, day=today)
        colleague(draft, friend, "read", by=applicant)
        assert applications_of(friend, today).exists()

    def test_a_colleague_may_leave_and_cannot_end_another(self, draft, applicant, friend, outsider, today):
        one = colleague(draft, friend, "submit", by=applicant)
        other = running(draft, outsider, by=applicant)
        with pytest.raises(ActRefused):
            services.end_collaboration(other, actor=friend, day=today)
        services.end_collaboration(one, actor=friend, day=today)
        assert not OutboxMessage.objects.filter(kind="colleague-changed").exists()
        assert not applications_of(friend, today).exists()
        assert applications_of(outsider, today).exists()

    def test_the_last_day_still_counts(self, draft, applicant, friend, today):
        colleague(draft, friend, "submit", by=applicant, ends_on=today + ONE)
        seen = [acts_for_applicant(friend, draft, today + n * ONE) for n in (0, 1, 2)]
        assert seen == [True, True, False]
        assert not applications_of(friend, today + 2 * ONE).exists()


def test_with_an_erased_person_the_address_goes(draft, applicant, friend, administrator, today):
    one = colleague(draft, friend, "read", by=applicant)
    erase_user(friend, actor=administrator, day=today)
    one.refresh_from_db()
    assert one.email == friend.__class__.objects.get(pk=friend.pk).email
    assert "freund" not in one.email


def test_receipts_and_returns_go_to_those_who_may_submit(filled, applicant, friend, outsider, today):
    colleague(filled, friend, "submit", by=applicant)
    running(filled, outsider, "edit", by=applicant)
    submit(filled, actor=applicant, day=today)
    told = OutboxMessage.objects.filter(kind="application-receipt")
    assert {message.to_user for message in told} == {applicant, friend}
