"""Snapshots of the figures of a key date: counted, published, withdrawn; never deleted, never changed once published.

What is counted comes from above (labels and events stand on higher floors): `numbers` maps codes to whole numbers.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import FactsSnapshot
from programme import content
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.services import record


def take_snapshot(key_date, *, numbers, actor, day, note_de="", note_en=""):
    """A draft with the figures of `key_date` as counted today; nobody outside sees it before it is published."""
    with transaction.atomic():
        settings = _locked_settings(actor, day)
        if key_date > day:
            raise ActRefused(_("Der Stichtag liegt in der Zukunft."))
        if settings.register_complete_since is None or key_date < settings.register_complete_since:
            raise ActRefused(_("Für diesen Stichtag wird nicht gezählt: Das Register war noch nicht vollständig."))
        if FactsSnapshot.objects.filter(key_date=key_date, withdrawn_on=None).exists():
            raise ActRefused(_("Für diesen Stichtag gibt es schon einen Stand."))
        snapshot = FactsSnapshot.objects.create(
            key_date=key_date,
            numbers=numbers,
            counted_at=timezone.now(),
            taken_by=actor,
            note_de=note_de,
            note_en=note_en,
        )
        _record(snapshot, "take_snapshot", actor)
        return snapshot


def recount_snapshot(snapshot, *, numbers, actor, day):
    """Count a draft anew. What is published stays as it was."""
    with transaction.atomic():
        snapshot = _locked(snapshot, actor, day)
        if snapshot.is_published or snapshot.withdrawn_on:
            raise ActRefused(_("Ein veröffentlichter Stand bleibt, wie er war."))
        snapshot.numbers, snapshot.counted_at, snapshot.taken_by = numbers, timezone.now(), actor
        snapshot.save()
        _record(snapshot, "recount_snapshot", actor)
        return snapshot


def annotate_snapshot(snapshot, *, note_de, note_en, actor, day):
    """Change the note beside a draft. Once published, it stays with the figures as it was."""
    with transaction.atomic():
        snapshot = _locked(snapshot, actor, day)
        if snapshot.is_published or snapshot.withdrawn_on:
            raise ActRefused(_("Ein veröffentlichter Stand bleibt, wie er war."))
        snapshot.note_de, snapshot.note_en = note_de, note_en
        snapshot.save()
        _record(snapshot, "annotate_snapshot", actor)
        return snapshot


def publish_snapshot(snapshot, *, actor, day):
    """From now on these are the figures of the key date; what the register says later stands beside them."""
    with transaction.atomic():
        snapshot = _locked(snapshot, actor, day)
        if snapshot.is_published or snapshot.withdrawn_on:
            raise ActRefused(_("Dieser Stand ist schon veröffentlicht oder zurückgezogen."))
        snapshot.published_on = day
        snapshot.save()
        content.bump()
        _record(snapshot, "publish_snapshot", actor)
        return snapshot


def withdraw_snapshot(snapshot, *, reason, actor, day):
    """Take it back with a reason. The row stays; a published one is still listed, as withdrawn."""
    with transaction.atomic():
        snapshot = _locked(snapshot, actor, day)
        if snapshot.withdrawn_on:
            raise ActRefused(_("Dieser Stand ist schon zurückgezogen."))
        if not reason.strip():
            raise ActRefused(_("Bitte geben Sie einen Grund an."))
        snapshot.withdrawn_on, snapshot.withdrawn_reason = day, reason.strip()
        snapshot.save()
        if snapshot.is_published:
            content.bump()
        _record(snapshot, "withdraw_snapshot", actor)
        return snapshot


def _locked_settings(actor, day):
    """One at a time: two people who count the same key date at once leave one snapshot."""
    if not permissions.may_keep_register(actor, day):
        raise ActRefused(_("Nur das Programmbüro hält Stände der Zahlen fest."))
    ProgrammeSettings.load()
    return ProgrammeSettings.objects.select_for_update().get(pk=1)


def _locked(snapshot, actor, day):
    if not permissions.may_keep_register(actor, day):
        raise ActRefused(_("Nur das Programmbüro hält Stände der Zahlen fest."))
    return FactsSnapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)


def _record(snapshot, verb, actor):
    record(actor=actor, verb=verb, subject_kind="facts_snapshot", subject_key=snapshot.key_date.isoformat())
