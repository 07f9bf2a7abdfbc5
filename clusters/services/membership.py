"""Periods in the programme: start, publication, end, certificate (SPEC 2.2). Notice and exclusion: exits.py."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters import lifecycle, permissions
from clusters.models import Certificate, Membership
from programme import content
from programme.errors import ActRefused
from records.services import record

from .profile import locked, set_released


def start_membership(cluster, *, starts_on, recorded_on, application_number="", precision=None, actor):
    """Begin a period, not yet public. `starts_on` None is an unknown start: it counts from `recorded_on`.

    Refused when it would overlap another period of the cluster, also one with an end in the future.
    """
    with transaction.atomic():
        office_only(actor, recorded_on)
        row = locked(cluster)
        if starts_on is None:
            precision = Membership.Precision.UNKNOWN
        membership = Membership(
            cluster=row,
            starts_on=starts_on,
            starts_precision=precision or Membership.Precision.DAY,
            recorded_on=recorded_on,
            application_number=application_number,
        )
        if application_number and Membership.objects.filter(application_number=application_number).exists():
            raise ActRefused(_("Zu diesem Antrag gibt es bereits eine Mitgliedschaft."))
        check_overlap(membership)
        return save_membership(membership, "start_membership", actor, to_state=iso(starts_on) or "unknown")


def record_period(
    cluster,
    *,
    starts_on,
    recorded_on,
    public_from,
    precision=None,
    ends_on=None,
    end_reason="",
    source="",
    actor,
    day,
):
    """Enter a period of which everything is known already, also one that is over: from a file, from old papers.

    As a whole, since a period that is still open would overlap a later one. `recorded_on` is the day from which an
    unknown start counts. Public from `public_from`; the profile is released with it while the period has not ended
    by `day`. `source` names where it is from. Raises ActRefused; then nothing is written.
    """
    with transaction.atomic():
        office_only(actor, day)
        if recorded_on > day:
            raise ActRefused(_("Der Tag der Erfassung liegt in der Zukunft."))
        membership = Membership(
            cluster=locked(cluster),
            starts_on=starts_on,
            starts_precision=(precision or Membership.Precision.DAY) if starts_on else Membership.Precision.UNKNOWN,
            recorded_on=recorded_on,
            public_from=public_from,
        )
        if ends_on is None:
            check_overlap(membership)
        else:
            set_end(membership, ends_on, end_reason)
        goes_on = ends_on is None or ends_on >= day
        if public_from and goes_on and not membership.cluster.profile_released:
            set_released(membership.cluster, released=True, actor=actor)
        return save_membership(
            membership,
            "record_period",
            actor,
            to_state=f"{iso(starts_on) or 'unknown'}/{iso(ends_on)}",
            note=source,
        )


def publish_membership(membership, *, public_from, actor, day=None):
    """Make a period public from a day on, with the cluster's profile: publication is part of the commitment [S].

    `day` is the day on which the person acts, where that is not `public_from` itself.
    """
    with transaction.atomic():
        office_only(actor, day or public_from)
        membership = locked_membership(membership)
        if membership.public_from:
            raise ActRefused(_("Diese Mitgliedschaft ist bereits öffentlich."))
        membership.public_from = public_from
        if not membership.cluster.profile_released:
            set_released(membership.cluster, released=True, actor=actor)
        return save_membership(membership, "publish_membership", actor, to_state=public_from.isoformat())


def end_membership(membership, *, ends_on, reason, actor, day):
    """End a period with a reason; the last day is a day of membership. Replaces an end that is still to come.

    Not for an exclusion: that is the ministry's (exits.answer_exclusion).
    """
    with transaction.atomic():
        office_only(actor, day)
        membership = locked_membership(membership)
        if reason == Membership.EndReason.EXCLUDED:
            raise ActRefused(_("Über einen Ausschluss entscheidet das Ministerium."))
        refuse_ended(membership, day)
        if membership.mergers.standing().exists():
            raise ActRefused(_("Das Ende folgt aus einem Zusammenschluss. Nehmen Sie zuerst diesen zurück."))
        before = membership.ends_on
        set_end(membership, ends_on, reason)
        return save_membership(
            membership, "end_membership", actor, from_state=iso(before), to_state=f"{ends_on.isoformat()} {reason}"
        )


def correct_membership(membership, *, starts_on, precision, actor, day):
    """Put right when a period began, for example once an unknown start is found in the files."""
    with transaction.atomic():
        office_only(actor, day)
        membership = locked_membership(membership)
        before = membership.starts_on
        precision = precision if starts_on else Membership.Precision.UNKNOWN
        if starts_on and precision == Membership.Precision.UNKNOWN:
            raise ActRefused(_("Zu einem bekannten Beginn gehört eine Genauigkeit."))
        if (starts_on, precision) == (before, membership.starts_precision):
            raise ActRefused(_("Der Beginn ist bereits so erfasst."))
        membership.starts_on = starts_on
        membership.starts_precision = precision
        check_overlap(membership)
        return save_membership(
            membership,
            "correct_membership",
            actor,
            from_state=iso(before) or "unknown",
            to_state=iso(starts_on) or "unknown",
        )


def issue_certificate(membership, *, number, day, code="", actor=None):
    """The one certificate of a period; the office's number, a verify code by chance, or `code` when one is drawn."""
    with transaction.atomic():
        membership = locked_membership(membership)
        if Certificate.objects.filter(membership=membership).exists():
            raise ActRefused(_("Zu dieser Mitgliedschaft gibt es bereits eine Urkunde."))
        if Certificate.objects.filter(number=number).exists():
            raise ActRefused(_("Die Urkundennummer %(number)s ist bereits vergeben.") % {"number": number})
        drawn = {"code": code} if code else {}
        certificate = Certificate.objects.create(membership=membership, number=number, issued_on=day, **drawn)
        record(
            actor=actor,
            verb="issue_certificate",
            subject_kind="cluster",
            subject_key=membership.cluster.slug,
            to_state=number,
        )
        return certificate


def period_of(membership):
    """The period as the pure rules read it."""
    return lifecycle.Period(membership.starts_on, membership.ends_on, membership.recorded_on)


def office_only(actor, day):
    if not permissions.may_keep_register(actor, day):
        raise ActRefused(_("Nur das Programmbüro darf Mitgliedschaften führen."))


def locked_membership(membership):
    """The period with its cluster, both fresh; the cluster's lock guards all of its periods."""
    row = locked(membership.cluster)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    membership.cluster = row
    return membership


def refuse_ended(membership, day):
    if membership.ends_on and membership.ends_on < day:
        raise ActRefused(
            _("Diese Mitgliedschaft ist am %(day)s zu Ende gegangen.") % {"day": date_format(membership.ends_on)}
        )


def set_end(membership, ends_on, reason):
    if reason not in Membership.EndReason.values:
        raise ActRefused(_("Bitte wählen Sie einen Grund."))
    membership.ends_on = ends_on
    membership.end_reason = reason
    if ends_on < period_of(membership).first_day:
        raise ActRefused(_("Das Ende liegt vor dem Beginn der Mitgliedschaft."))
    check_overlap(membership)


def check_overlap(membership):
    own = period_of(membership)
    others = Membership.objects.filter(cluster=membership.cluster).exclude(pk=membership.pk)
    for other in others:
        if lifecycle.overlaps(own, period_of(other)):
            raise ActRefused(
                _("Der Zeitraum überschneidet sich mit einer anderen Mitgliedschaft (%(period)s).")
                % {"period": period_in_words(other)}
            )


def period_in_words(membership):
    """ "01.01.2020 bis 31.12.2024", with the words for an unknown start or an open end."""
    start = date_format(membership.starts_on, "SHORT_DATE_FORMAT") if membership.starts_on else _("Beginn unbekannt")
    if membership.ends_on is None:
        return _("%(start)s bis heute") % {"start": start}
    return _("%(start)s bis %(end)s") % {
        "start": start,
        "end": date_format(membership.ends_on, "SHORT_DATE_FORMAT"),
    }


def save_membership(membership, verb, actor, *, from_state="", to_state="", note=""):
    membership._history_user = actor
    membership.save()
    if membership.public_from:
        content.bump()
    record(
        actor=actor,
        verb=verb,
        subject_kind="cluster",
        subject_key=membership.cluster.slug,
        from_state=from_state,
        to_state=to_state,
        note=note,
    )
    return membership


def iso(day):
    return day.isoformat() if day else ""
