"""Who comes next: a deputy by invitation, and the cluster management handed over in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from clusters import permissions
from clusters.models import Function, SpeakerInvitation
from notifications.services import queue_mail
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.services import record
from records.tokens import digest_of, new_token

from .functions import SPEAKING, appoint, checked_new, lock_subject, locked_function, save_function, subject_of

MAX_MAILS = 5
"""So often one invitation is sent; who does not react then is reached in another way."""


def invite_deputy(email, *, cluster=None, organisation=None, actor, day):
    """Invite somebody to deputise for a cluster or an organisation (exactly one of the two). Raises ActRefused."""
    with transaction.atomic():
        invitation = SpeakerInvitation(
            cluster=cluster, organisation=organisation, kind=Function.Kind.DEPUTY, email=_tidy(email)
        )
        lock_subject(invitation)
        if not permissions.may_invite_speaker(actor, cluster, organisation, day):
            raise ActRefused(_("Für dieses Cluster dürfen Sie niemanden einladen."))
        return _invite(invitation, actor, day)


def invite_successor(function, email, *, starts_on=None, note="", actor, day):
    """Invite somebody to take over this management function; nothing changes before the person accepts."""
    with transaction.atomic():
        lock_subject(function)
        function = locked_function(function)
        _refuse_hand_over(function, actor, day)
        invitation = SpeakerInvitation(
            cluster=function.cluster,
            organisation=function.organisation,
            kind=Function.Kind.MANAGER,
            replaces=function,
            starts_on=starts_on,
            note=note,
            email=_tidy(email),
        )
        if invitation.is_for(function.user):
            raise ActRefused(_("Bitte wählen Sie eine andere Person als die bisherige."))
        return _invite(invitation, actor, day)


def _invite(invitation, actor, day):
    same = SpeakerInvitation.objects.open_on(day).filter(
        cluster=invitation.cluster, organisation=invitation.organisation, kind=invitation.kind
    )
    if invitation.is_hand_over:
        same = same.filter(replaces=invitation.replaces)
        if same.exists():
            raise ActRefused(_("Es gibt schon eine offene Einladung zur Übergabe. Bitte nehmen Sie sie zuerst zurück."))
    elif same.filter(email__iexact=invitation.email).exists():
        raise ActRefused(_("Diese Adresse ist schon eingeladen."))
    if not invitation.is_hand_over and _speaks_already(invitation, day):
        raise ActRefused(_("Diese Person darf schon für „%(subject)s“ sprechen.") % {"subject": invitation.subject})
    token, invitation.token_hash = _fresh()
    invitation.invited_by = actor
    invitation.expires_on = _last_day(day)
    invitation.save()
    _record(invitation, "invite_speaker", actor, note=invitation.note)
    _mail(invitation, token)
    return invitation


def _speaks_already(invitation, day):
    if invitation.cluster:
        return permissions.speakers_for(invitation.cluster, day).filter(email__iexact=invitation.email).exists()
    functions = Function.objects.speaking_on(day).filter(user__email__iexact=invitation.email)
    return functions.filter(organisation=invitation.organisation).exists()


def renew_speaker_invitation(invitation, *, actor, day):
    """Send the invitation once more, with a new link and a new term; the old link no longer counts."""
    with transaction.atomic():
        invitation = _locked(invitation)
        _refuse_managing(invitation, actor, day)
        if not invitation.is_unanswered:
            raise ActRefused(_("Diese Einladung ist schon beantwortet oder zurückgenommen."))
        if invitation.mails >= MAX_MAILS:
            raise ActRefused(_("Diese Einladung ist schon oft genug versandt. Bitte fragen Sie die Person direkt."))
        token, invitation.token_hash = _fresh()
        invitation.mails += 1
        invitation.invited_by = actor
        invitation.expires_on = _last_day(day)
        invitation.save(update_fields=["token_hash", "mails", "invited_by", "expires_on"])
        _record(invitation, "renew_invitation", actor)
        _mail(invitation, token)
        return invitation


def revoke_speaker_invitation(invitation, *, actor, day):
    """Take an open invitation back: its link no longer counts."""
    with transaction.atomic():
        invitation = _locked(invitation)
        _refuse_managing(invitation, actor, day)
        if not invitation.is_unanswered:
            raise ActRefused(_("Diese Einladung ist schon beantwortet oder zurückgenommen."))
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        _record(invitation, "revoke_invitation", actor)
        return invitation


def decline_speaker_invitation(invitation, *, user, day):
    """The invited person says no; whoever invited is told."""
    with transaction.atomic():
        invitation = _answerable(invitation, day)
        invitation.declined_at = timezone.now()
        invitation.save(update_fields=["declined_at"])
        _record(invitation, "decline_invitation", user)
        _answer(invitation, user)
        return invitation


def accept_speaker_invitation(invitation, *, user, address_confirmed=False, day):
    """The person becomes deputy or successor today. Another address than the invited one has to be confirmed.

    The right of whoever invited is asked again: an invitation does not outlive it. Raises ActRefused.
    """
    with transaction.atomic():
        lock_subject(invitation)
        invitation = _answerable(invitation, day)
        if not counts_on(invitation, day):
            raise ActRefused(_("Diese Einladung gilt nicht mehr."))
        refuse_other_address(invitation, user, address_confirmed)
        if invitation.is_hand_over:
            function = hand_over(
                invitation.replaces,
                user,
                starts_on=max(day, invitation.starts_on or day),
                note=invitation.note,
                actor=invitation.invited_by,
                day=day,
            )
        else:
            function = appoint(
                user,
                kind=Function.Kind.DEPUTY,
                cluster=invitation.cluster,
                organisation=invitation.organisation,
                starts_on=day,
                actor=invitation.invited_by,
                day=day,
            )
        invitation.accepted_by, invitation.accepted_at = user, timezone.now()
        invitation.save(update_fields=["accepted_by", "accepted_at"])
        _record(invitation, "accept_invitation", user)
        _answer(invitation, user)
        return function


def hand_over(function, successor, *, starts_on, note="", actor, day):
    """The successor manages from `starts_on` on, the person before ends that day; everybody concerned is told.

    One transaction: never nobody, and never a change by half. The successor's own deputy function ends with it.
    Returns the new function. Raises ActRefused.
    """
    with transaction.atomic():
        lock_subject(function)
        old = locked_function(function)
        _refuse_hand_over(old, actor, day)
        if successor.pk == old.user_id:
            raise ActRefused(_("Bitte wählen Sie eine andere Person als die bisherige."))
        if not successor.is_active:
            raise ActRefused(_("Zu dieser Adresse gibt es keinen offenen Zugang."))
        if old.starts_on and starts_on < old.starts_on:
            raise ActRefused(_("Die Übergabe liegt vor dem Beginn der bisherigen Funktion."))
        if old.ends_on and starts_on > old.ends_on + timedelta(days=1):
            raise ActRefused(_("Die bisherige Funktion endet schon vorher."))
        new = checked_new(successor, Function.Kind.MANAGER, old.cluster, old.organisation, starts_on, None)
        new.confirmed_on = day
        save_function(new, "appoint_function", actor, to_state=new.kind, tell=False)
        for deputy in _deputy_functions(old, successor, starts_on):
            deputy.ends_on = starts_on
            save_function(deputy, "end_function", actor, from_state=deputy.kind, to_state=str(starts_on), tell=False)
        old.ends_on = min(old.ends_on or starts_on, starts_on)
        save_function(old, "end_function", actor, from_state=old.kind, to_state=str(old.ends_on), tell=False)
        entry = _record_hand_over(old, new, actor, note)
        _tell_everybody(old, new, entry, day)
        return new


def refuse_other_address(invitation, user, confirmed):
    """Another account than the invited address may accept, when its person says so [D]; who invited is told."""
    if not invitation.is_for(user) and not confirmed:
        raise ActRefused(
            _("Die Einladung ging an eine andere Adresse. Bitte bestätigen Sie, dass Sie persönlich gemeint sind.")
        )


def speaker_invitation_by(token):
    """The invitation behind a link, or None."""
    return (
        SpeakerInvitation.objects.filter(token_hash=digest_of(token))
        .select_related("cluster", "organisation", "replaces__user")
        .first()
    )


def _refuse_hand_over(function, actor, day):
    if not permissions.may_hand_over(actor, function, day):
        raise ActRefused(_("Das Clustermanagement übergibt, wer es innehat, oder das Programmbüro."))
    if not function.confirmed_on or (function.ends_on and function.ends_on < day):
        raise ActRefused(_("Diese Funktion ist bereits beendet."))


def may_manage_invitation(actor, invitation, day):
    """Hand-overs belong to the person who leaves, deputies to all who speak; the office may both."""
    if invitation.is_hand_over:
        return permissions.may_hand_over(actor, invitation.replaces, day)
    return permissions.may_invite_speaker(actor, invitation.cluster, invitation.organisation, day)


def counts_on(invitation, day):
    """Whether the link still counts: open, and whoever sent it may still do so."""
    if not (invitation.is_open_on(day) and may_manage_invitation(invitation.invited_by, invitation, day)):
        return False
    return not invitation.is_hand_over or invitation.replaces.ends_on is None or invitation.replaces.ends_on >= day


def _refuse_managing(invitation, actor, day):
    if not may_manage_invitation(actor, invitation, day):
        raise ActRefused(_("Über diese Einladung dürfen Sie nicht verfügen."))


def _answerable(invitation, day):
    invitation = _locked(invitation)
    if not invitation.is_open_on(day):
        raise ActRefused(_("Diese Einladung gilt nicht mehr."))
    return invitation


def _locked(invitation):
    row = (
        SpeakerInvitation.objects.select_for_update(of=("self",))
        .select_related("cluster", "organisation", "replaces")
        .get(pk=invitation.pk)
    )
    if row.invited_by_id == invitation.invited_by_id:
        # The same person, whose roles are read already.
        row.invited_by = invitation.invited_by
    return row


def _deputy_functions(old, successor, day):
    rows = Function.objects.speaking_on(day).filter(
        user=successor, kind=Function.Kind.DEPUTY, cluster=old.cluster, organisation=old.organisation
    )
    return list(rows.select_related("cluster", "organisation", "user"))


def _record_hand_over(old, new, actor, note):
    subject_kind, subject_key = subject_of(new)
    return record(
        actor=actor,
        verb="hand_over",
        subject_kind=subject_kind,
        subject_key=subject_key,
        from_state=f"manager (person {old.user_id})",
        to_state=f"manager (person {new.user_id})",
        note=note,
    )


def _tell_everybody(old, new, entry, day):
    """The person who leaves, the person who comes, and everybody who speaks beside them."""
    subject = new.cluster or new.organisation
    speaking = Function.objects.speaking_on(day).filter(cluster=new.cluster, organisation=new.organisation)
    people = User.objects.filter(pk__in={old.user_id, new.user_id, *speaking.values_list("user", flat=True)})
    for person in people.filter(is_active=True).order_by("pk"):
        queue_mail(
            "cluster-handed-over",
            key=f"hand-over:{entry.pk}:{person.pk}",
            kind="cluster-handed-over",
            to_user=person,
            context={"old": old, "new": new, "subject": subject, "note": entry_note(entry)},
            subject_kind=entry.subject_kind,
            subject_key=entry.subject_key,
        )


def entry_note(entry):
    return entry.note.text if hasattr(entry, "note") else ""


def _record(invitation, verb, actor, note=""):
    subject_kind, subject_key = subject_of(invitation)
    record(
        actor=actor,
        verb=verb,
        subject_kind=subject_kind,
        subject_key=subject_key,
        to_state=f"{invitation.kind} (speaker-invitation {invitation.pk})",
        note=note,
    )


def _mail(invitation, token):
    subject_kind, subject_key = subject_of(invitation)
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    queue_mail(
        "speaker-invitation",
        key=f"speaker-invitation:{invitation.pk}:{invitation.mails}",
        kind="speaker-invitation",
        to_user=known,
        to_email=invitation.email,
        language=known.language if known else get_language(),
        context={"invitation": invitation, "subject": invitation.subject, "token": token},
        subject_kind=subject_kind,
        subject_key=subject_key,
    )


def _answer(invitation, user):
    """Whoever invited learns what became of it, and when another address accepted."""
    if not invitation.invited_by.is_active:
        return
    subject_kind, subject_key = subject_of(invitation)
    queue_mail(
        "invitation-answered",
        key=f"speaker-invitation-answered:{invitation.pk}",
        kind="invitation-answered",
        to_user=invitation.invited_by,
        context={
            "invitation": invitation,
            "accepted": invitation.accepted_at is not None,
            "person": user,
            "other_address": not invitation.is_for(user),
            "what": invitation.get_kind_display(),
            "subject": invitation.subject,
        },
        subject_kind=subject_kind,
        subject_key=subject_key,
    )


def _fresh():
    token = new_token()
    return token, digest_of(token)


def _last_day(day):
    return day + timedelta(days=ProgrammeSettings.load().invitation_days)


def _tidy(email):
    return email.strip().lower()


__all__ = [
    "SPEAKING",
    "accept_speaker_invitation",
    "counts_on",
    "decline_speaker_invitation",
    "hand_over",
    "invite_deputy",
    "invite_successor",
    "may_manage_invitation",
    "refuse_other_address",
    "renew_speaker_invitation",
    "revoke_speaker_invitation",
    "speaker_invitation_by",
]
