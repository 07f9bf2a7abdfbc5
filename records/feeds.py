"""Private calendar addresses: given, taken back, found by their token; and what was given out there before.

Who may have which calendar is asked on the floors above, when an address is given and at every fetch.
"""

from datetime import timedelta
from hashlib import sha256

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import may_administer

from .calendars import Versioned
from .errors import ActRefused
from .models import CalendarFeed, CalendarRevision
from .services import record
from .tokens import digest_of, new_token


def give_address(user, scope, subject="", *, actor, earlier=()):
    """A new address for this calendar; the one before ends at once. Returns (feed, token): the token is kept nowhere.

    The caller has checked that the person may have the calendar. `earlier`: what the subject was called before.
    """
    with transaction.atomic():
        # One address per calendar, also when a button is pressed twice.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        subjects = [subject, *earlier]
        before = list(CalendarFeed.objects.filter(user=user, scope=scope, subject__in=subjects, revoked_at=None))
        for feed in before:
            _end(feed)
        token = new_token()
        feed = CalendarFeed.objects.create(user=user, scope=scope, subject=subject, token_hash=digest_of(token))
        _record("renew_calendar" if before else "create_calendar", feed, actor)
    return feed, token


def take_back(feed, *, actor, day):
    """End an address for good: its owner, the administration, or the system (None)."""
    with transaction.atomic():
        row = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
        if not (may_administer(actor, day) or actor.pk == row.user_id):
            raise ActRefused(_("Diese Kalenderadresse gehört einer anderen Person."))
        if row.revoked_at:
            raise ActRefused(_("Diese Kalenderadresse ist bereits zurückgezogen."))
        _end(row)
        _record("revoke_calendar", row, actor)
    return row


def forget_person(user):
    """For erasure: the person's addresses end, and nothing tells any more when they were used."""
    for feed in CalendarFeed.objects.filter(user=user, revoked_at=None):
        take_back(feed, actor=None, day=timezone.localdate())
    CalendarFeed.objects.filter(user=user).update(last_used_on=None)


def found_by(token):
    """The feed with this token, with its person; None for one that is unknown, taken back, or of a locked person.

    Found by the hash of the token: how long that takes tells nothing about the token.
    """
    rows = CalendarFeed.objects.select_related("user").prefetch_related("user__role_grants")
    return rows.filter(token_hash=digest_of(token), revoked_at=None, user__is_active=True).first()


def versioned(feed, entries, *, now):
    """The entries with the number of their changes in this feed, counted on where one reads otherwise than before.

    One query as long as nothing has changed.
    """
    known = {revision.uid: revision for revision in feed.revisions.all()}
    changed = []
    for entry in entries:
        before = known.get(entry.uid)
        if before is None or before.digest != entry.digest:
            revision = CalendarRevision(
                feed=feed,
                uid=entry.uid,
                digest=entry.digest,
                sequence=before.sequence + 1 if before else 0,
                changed_at=now.replace(microsecond=0),
            )
            known[entry.uid] = revision
            changed.append(revision)
    if changed:
        _keep(feed, changed)
    return [Versioned(entry, known[entry.uid].sequence, known[entry.uid].changed_at) for entry in entries]


def note_fetch(feed, body, *, now):
    """Note the day of the fetch and, if the calendar reads otherwise than before, the moment. Returns that moment.

    Whole seconds, as headers have them, and each change later than the one before.
    """
    day, digest = timezone.localdate(now), sha256(body).hexdigest()
    fields = {}
    if feed.last_used_on != day:
        fields["last_used_on"] = day
    if feed.content_digest != digest:
        moment = now.replace(microsecond=0)
        if feed.changed_at and moment <= feed.changed_at:
            moment = feed.changed_at + timedelta(seconds=1)
        fields.update(content_digest=digest, changed_at=moment)
    if fields:
        CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(**fields)
        for name, value in fields.items():
            setattr(feed, name, value)
    return feed.changed_at


def _keep(feed, revisions):
    with transaction.atomic():
        # An address that ends at this moment leaves no rows behind.
        if CalendarFeed.objects.select_for_update().filter(pk=feed.pk, revoked_at=None).exists():
            CalendarRevision.objects.bulk_create(
                revisions,
                update_conflicts=True,
                unique_fields=["feed", "uid"],
                update_fields=["digest", "sequence", "changed_at"],
            )


def _end(feed):
    feed.revoked_at = timezone.now()
    feed.content_digest, feed.changed_at = "", None
    feed.save(update_fields=["revoked_at", "content_digest", "changed_at"])
    feed.revisions.all().delete()


def _record(verb, feed, actor):
    record(
        actor=actor,
        verb=verb,
        subject_kind="person",
        subject_key=feed.user_id,
        to_state=feed.subject or feed.get_scope_display(),
    )
