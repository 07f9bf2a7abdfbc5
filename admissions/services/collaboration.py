"""Colleagues on one application: invite, accept, change the right, end. The right decides, not the function."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.permissions import speakers_for
from clusters.services import accept_speaker_invitation
from clusters.services.handover import refuse_other_address
from notifications.services import queue_mail
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record
from records.tokens import digest_of, new_token

from ..applicants import public_state_for_applicant
from ..models import Application, Collaboration, ConflictDeclaration, ReviewAssignment
from ..permissions import speaks_for_applicant, took_part
from ..workflow import OPEN_STATES
from .states import SUBJECT_KIND, lock

MAX_MAILS = 5
MAX_OPEN = 20
"""So many invitations of one application may be open at a time: the form is no machine for mails."""


@transaction.atomic
def invite_colleague(application, email, right, *, ends_on=None, actor, day):
    """Invite somebody by mail to read, edit or submit this application. Raises ActRefused."""
    application = lock(application)
    _refuse_others(application, actor, day)
    if public_state_for_applicant(application, day).is_ended:
        raise ActRefused(_("Dieser Antrag ist abgeschlossen. Es lässt sich niemand mehr einladen."))
    _refuse_right(right)
    if ends_on is not None and ends_on < day:
        raise ActRefused(_("Der letzte Tag der Mitarbeit liegt in der Vergangenheit."))
    email = email.strip().lower()
    if speakers_for(application.cluster, day).filter(email__iexact=email).exists():
        raise ActRefused(_("Diese Person spricht schon für das Cluster und darf alles."))
    running = application.collaborations.running_on(day)
    if running.filter(accepted_by__email__iexact=email).exists():
        raise ActRefused(_("Diese Person arbeitet schon an diesem Antrag mit."))
    still_open = application.collaborations.open_on(day)
    if still_open.filter(email__iexact=email).exists():
        raise ActRefused(_("Diese Adresse ist schon eingeladen."))
    if still_open.count() >= MAX_OPEN:
        raise ActRefused(_("Es sind schon %(count)s Einladungen offen.") % {"count": MAX_OPEN})
    token = new_token()
    invitation = Collaboration.objects.create(
        application=application,
        email=email,
        right=right,
        ends_on=ends_on,
        token_hash=digest_of(token),
        invited_by=actor,
        expires_on=_last_day(day),
    )
    _record(invitation, "invite_colleague", actor, to_state=right)
    _mail_invitation(invitation, token)
    return invitation


@transaction.atomic
def renew_invitation(invitation, *, actor, day):
    """Send the invitation once more, with a new link and a new term; the old link no longer counts."""
    invitation = _locked(invitation)
    _refuse_others(invitation.application, actor, day)
    _refuse_answered(invitation)
    if public_state_for_applicant(invitation.application, day).is_ended:
        raise ActRefused(_("Dieser Antrag ist abgeschlossen. Es lässt sich niemand mehr einladen."))
    if invitation.mails >= MAX_MAILS:
        raise ActRefused(_("Diese Einladung ist schon oft genug versandt. Bitte fragen Sie die Person direkt."))
    token = new_token()
    invitation.token_hash = digest_of(token)
    invitation.mails += 1
    invitation.invited_by = actor
    invitation.expires_on = _last_day(day)
    invitation.save(update_fields=["token_hash", "mails", "invited_by", "expires_on"])
    _record(invitation, "renew_invitation", actor, to_state=invitation.right)
    _mail_invitation(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(invitation, *, actor, day):
    """Take an open invitation back: its link no longer counts."""
    invitation = _locked(invitation)
    _refuse_others(invitation.application, actor, day)
    _refuse_answered(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    _record(invitation, "revoke_invitation", actor, to_state=invitation.right)
    return invitation


@transaction.atomic
def accept_invitation(invitation, *, user, address_confirmed=False, day):
    """The person works on the application from now on.

    Refused for who speaks for the cluster already, and for who has taken part on the other side of this case: such a
    person knows what an applicant must not know. Raises ActRefused.
    """
    invitation = _locked(invitation)
    application = invitation.application
    if not counts_on(invitation, day):
        raise ActRefused(_("Diese Einladung gilt nicht mehr."))
    refuse_other_address(invitation, user, address_confirmed)
    if speaks_for_applicant(user, application, day):
        raise ActRefused(_("Sie sprechen schon für dieses Cluster und dürfen alles."))
    if application.collaborations.running_on(day).filter(accepted_by=user).exists():
        raise ActRefused(_("Sie arbeiten schon an diesem Antrag mit."))
    if _is_insider(user, application):
        raise ActRefused(_("Sie sind in diesem Verfahren schon auf der anderen Seite tätig gewesen."))
    # A collaboration that ran out by its last day makes room for the new one.
    application.collaborations.filter(accepted_by=user, ended_at=None).update(ended_at=timezone.now())
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    _record(invitation, "accept_invitation", user, to_state=invitation.right)
    _mail_answer(invitation, user)
    return invitation


@transaction.atomic
def accept_function(invitation, *, user, address_confirmed=False, day):
    """As clusters.services.accept_speaker_invitation; refused for who is active on the other side of an open case."""
    cases = Application.objects.filter(
        Q(cluster=invitation.cluster) if invitation.cluster_id else Q(organisation=invitation.organisation),
        state__in=OPEN_STATES,
    )
    if any(_is_insider(user, application) for application in cases):
        raise ActRefused(_("Sie sind in diesem Verfahren schon auf der anderen Seite tätig gewesen."))
    return accept_speaker_invitation(invitation, user=user, address_confirmed=address_confirmed, day=day)


@transaction.atomic
def decline_invitation(invitation, *, user, day):
    """The invited person says no; whoever invited is told."""
    invitation = _locked(invitation)
    if not invitation.is_open_on(day):
        raise ActRefused(_("Diese Einladung gilt nicht mehr."))
    invitation.declined_at = timezone.now()
    invitation.save(update_fields=["declined_at"])
    _record(invitation, "decline_invitation", user, to_state=invitation.right)
    _mail_answer(invitation, user)
    return invitation


@transaction.atomic
def change_right(collaboration, right, *, actor, day):
    """Let a colleague do more or less from now on; the person is told."""
    collaboration = _locked(collaboration)
    _refuse_others(collaboration.application, actor, day)
    _refuse_right(right)
    _refuse_not_running(collaboration, day)
    before = collaboration.right
    if before == right:
        return collaboration
    collaboration.right = right
    collaboration.save(update_fields=["right"])
    entry = _record(collaboration, "change_right", actor, from_state=before, to_state=right)
    _mail_change(collaboration, entry, ended=False)
    return collaboration


@transaction.atomic
def end_collaboration(collaboration, *, actor, day):
    """End a colleague's part at once: by who speaks for the cluster, or by the colleague."""
    collaboration = _locked(collaboration)
    if actor.pk != collaboration.accepted_by_id:
        _refuse_others(collaboration.application, actor, day)
    _refuse_not_running(collaboration, day)
    collaboration.ended_at = timezone.now()
    collaboration.save(update_fields=["ended_at"])
    entry = _record(collaboration, "end_collaboration", actor, from_state=collaboration.right)
    if actor.pk != collaboration.accepted_by_id:
        _mail_change(collaboration, entry, ended=True)
    return collaboration


def carry_over(previous, application, *, person, day):
    """Who opens the next application as a colleague works on it with the same right: nobody loses the own draft."""
    running = previous.collaborations.running_on(day).filter(accepted_by=person).first()
    if running is None:
        return None
    return Collaboration.objects.create(
        application=application,
        email=running.email,
        right=running.right,
        ends_on=running.ends_on,
        token_hash=digest_of(new_token()),
        invited_by=running.invited_by,
        expires_on=day,
        accepted_by=person,
        accepted_at=timezone.now(),
    )


def counts_on(invitation, day):
    """Whether the link still counts: open, sent by somebody who still speaks for the cluster, the case under way."""
    return (
        invitation.is_open_on(day)
        and speaks_for_applicant(invitation.invited_by, invitation.application, day)
        and not public_state_for_applicant(invitation.application, day).is_ended
        and (invitation.ends_on is None or invitation.ends_on >= day)
    )


def invitation_by(token):
    """The invitation behind a link, or None."""
    return (
        Collaboration.objects.filter(token_hash=digest_of(token))
        .select_related("application__cluster", "invited_by")
        .first()
    )


def _is_insider(user, application):
    """Took part as reviewer, voter, office or ministry: declared no conflict here, was assigned, reviewed, voted."""
    declared = ConflictDeclaration.objects.filter(
        application=application, user=user, value=ConflictDeclaration.Value.NONE
    )
    assigned = ReviewAssignment.objects.filter(application=application, reviewer=user)
    return declared.exists() or assigned.exists() or took_part(user, application)


def _refuse_others(application, actor, day):
    if not speaks_for_applicant(actor, application, day):
        raise ActRefused(_("Über die Mitarbeit entscheidet, wer für das Cluster spricht."))


def _refuse_right(right):
    if right not in Collaboration.Right.values:
        raise ActRefused(_("Bitte wählen Sie, was die Person darf."))


def _refuse_answered(invitation):
    if not invitation.is_unanswered:
        raise ActRefused(_("Diese Einladung ist schon beantwortet oder zurückgenommen."))


def _refuse_not_running(collaboration, day):
    if not collaboration.runs_on(day):
        raise ActRefused(_("Diese Mitarbeit ist bereits beendet."))


def _locked(collaboration):
    """The row with its application, both locked: an invitation is answered once, also by two clicks at once."""
    application = lock(collaboration.application)
    row = (
        Collaboration.objects.select_for_update(of=("self",))
        .select_related("accepted_by", "invited_by")
        .get(pk=collaboration.pk)
    )
    row.application = application
    return row


def _last_day(day):
    return day + timedelta(days=ProgrammeSettings.load().invitation_days)


def _record(collaboration, verb, actor, *, from_state="", to_state=""):
    return record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=collaboration.application.number,
        from_state=from_state,
        to_state=f"{to_state} (invitation {collaboration.pk})".strip(),
    )


def _mail(name, key, collaboration, **options):
    application = collaboration.application
    context = {"application": application, "cluster": application.cluster, "collaboration": collaboration}
    queue_mail(
        name,
        key=key,
        kind=name,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        context=context | options.pop("context", {}),
        **options,
    )


def _mail_invitation(invitation, token):
    """In the language of the invited person's account, else in that of the inviting person's page."""
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    _mail(
        "colleague-invitation",
        f"colleague-invitation:{invitation.pk}:{invitation.mails}",
        invitation,
        to_user=known,
        to_email=invitation.email,
        language=known.language if known else get_language(),
        context={"token": token},
    )


def _mail_answer(invitation, user):
    if not invitation.invited_by.is_active:
        return
    _mail(
        "invitation-answered",
        f"colleague-answered:{invitation.pk}",
        invitation,
        to_user=invitation.invited_by,
        context={
            "invitation": invitation,
            "accepted": invitation.accepted_at is not None,
            "person": user,
            "other_address": not invitation.is_for(user),
            "what": invitation.get_right_display(),
            "subject": f"{invitation.application.number}, {invitation.application.cluster.name}",
        },
    )


def _mail_change(collaboration, entry, *, ended):
    if collaboration.accepted_by.is_active:
        _mail(
            "colleague-changed",
            f"colleague-changed:{entry.pk}",
            collaboration,
            to_user=collaboration.accepted_by,
            context={"ended": ended},
        )
