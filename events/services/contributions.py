"""What clusters contribute: written by whoever speaks for a member, submitted, answered or released by the office."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Cluster, Membership
from clusters.naming import slug_for
from clusters.permissions import is_office, speaks_for
from programme.errors import ActRefused
from records.models import AuditEntry
from records.services import record

from ..contributing import WRITABLE, Stage, stage_on
from ..models import RESERVED_SLUGS, Event, News, Story
from .publishing import MARKDOWN_FIELDS, locked, tell_author

ATTEMPTS = 5
KINDS: dict[str, Any] = {"news": News, "story": Story, "event": Event}
"""What can be contributed, by the word in its address."""
NOT_WRITTEN = {
    "id", "slug", "number", "released_on", "first_released_on", "contributed_for", "submitted_at", "returned_at",
    "declined_at", "answer",
}  # fmt: skip
"""What saving a draft never touches: it belongs to the acts."""


def stage_of(content, day):
    """The stage of a row on `day`."""
    names = ("released_on", "submitted_at", "returned_at", "declined_at")
    return stage_on(day, **{name: getattr(content, name) for name in names})


def may_contribute(cluster, day):
    """Whether the cluster is a member on `day` (its admission being told): only members contribute."""
    return Membership.objects.told().counting_on(day).filter(cluster=cluster).exists()


def contributions_of(cluster):
    """All contributions of a cluster, the latest first; one query per kind."""
    rows = [row for model in KINDS.values() for row in model.objects.filter(contributed_for=cluster)]
    return sorted(rows, key=lambda row: row.updated_at, reverse=True)


def contribution_of(cluster, kind, slug):
    """One contribution of this cluster, or None."""
    model = KINDS.get(kind)
    rows = model.objects.filter(contributed_for=cluster, slug=slug) if model else News.objects.none()
    return rows.select_related("contributed_for", "contributed_by").first()


def shows_picture(user, picture, day):
    """Whether a contribution of a cluster that the person speaks for shows the picture, in its text or above it."""
    own = Cluster.objects.run_by(user, day)
    for model in KINDS.values():
        columns = {field.name for field in model._meta.concrete_fields}
        shown = Q(picture=picture) if "picture" in columns else Q()
        for name in MARKDOWN_FIELDS:
            if name in columns:
                shown |= Q(**{f"{name}__contains": f"bild:{picture.token}"})
        if model.objects.filter(shown, contributed_for__in=own).exists():
            return True
    return False


def submitted_before(model):
    """The addresses of what was ever submitted, as the audit trail names it: a subquery."""
    entries = AuditEntry.objects.filter(verb="submit_contribution", subject_kind=model._meta.model_name)
    return entries.values("subject_key")


def waiting(model):
    """What was submitted and nobody has answered, the oldest first."""
    rows = model.objects.exclude(submitted_at=None).filter(returned_at=None, declined_at=None, released_on=None)
    return rows.order_by("submitted_at", "pk")


def version_of(content):
    """Tells two savings of a row apart; the form carries it."""
    return content.updated_at.isoformat() if content.pk else ""


def save_draft(content, *, cluster, actor, day, seen=None):
    """Keep a draft. `content` is a row of News, Story or Event with the values that were typed, new or changed.

    `seen` is the version that they were typed over; None: whatever is there. ActRefused when somebody saved meanwhile.
    """
    with transaction.atomic():
        _members_only(cluster, actor, day)
        if content.pk is None:
            content.contributed_for, content.contributed_by = cluster, actor
            _save_at_free_address(content)
            content.clusters.add(cluster)
        else:
            row = _own(content, cluster, day, WRITABLE)
            if seen is not None and seen != version_of(row):
                raise ActRefused(
                    _(
                        "Jemand aus Ihrem Cluster hat diesen Entwurf gespeichert, während Sie schrieben. Ihr Text "
                        "steht noch hier. Speichern Sie noch einmal, ersetzt er den anderen."
                    )
                )
            content.contributed_by = actor
            content.save(update_fields=[field.name for field in content._meta.fields if field.name not in NOT_WRITTEN])
        return content


def submit(content, *, cluster, actor, day):
    """Hand it to the office. At the first time its address is made anew from the title as it is now.

    An address that the public has known stays (decision 0044)."""
    with transaction.atomic():
        _members_only(cluster, actor, day)
        row = _own(content, cluster, day, WRITABLE)
        text = row.summary_de if isinstance(row, Event) else row.body_de
        if not text.strip():
            raise ActRefused(_("Der Beitrag hat noch keinen Text."))
        before = stage_of(row, day)
        if row.submitted_at is None and row.first_released_on is None:
            _save_at_free_address(row)
        row.submitted_at, row.returned_at, row.contributed_by = timezone.now(), None, actor
        row.save()
        _note(row, "submit_contribution", actor, before, Stage.SUBMITTED)
        return row


def withdraw(content, *, cluster, actor, day):
    """Take back what the office has not answered yet: it is a draft again. What was released before is the office's."""
    with transaction.atomic():
        _members_only(cluster, actor, day)
        row = _own(content, cluster, day, {Stage.SUBMITTED})
        _never_released(row)
        row.submitted_at = None
        row.save()
        _note(row, "withdraw_contribution", actor, Stage.SUBMITTED, Stage.DRAFT)
        return row


def delete_draft(content, *, cluster, actor, day):
    """Delete what is not submitted and was never released; also after the cluster has left the programme."""
    with transaction.atomic():
        _speakers_only(cluster, actor, day)
        row = _own(content, cluster, day, {Stage.DRAFT})
        _never_released(row)
        _note(row, "delete_contribution", actor, Stage.DRAFT, "")
        try:
            row.delete()
        except ProtectedError as error:
            raise ActRefused(
                _("Zu diesem Beitrag gehört schon mehr. Zum Löschen wenden Sie sich bitte an das Programmbüro.")
            ) from error


def return_(content, *, answer, actor, day):
    """Back to its cluster for another go, with a word what is missing."""
    return _answer(content, "returned_at", Stage.RETURNED, answer, actor, day)


def decline(content, *, answer, actor, day):
    """It will not appear; the author is told why."""
    return _answer(content, "declined_at", Stage.DECLINED, answer, actor, day)


def _answer(content, column, stage, answer, actor, day):
    with transaction.atomic():
        row = locked(content)
        if not is_office(actor, day):
            raise ActRefused(_("Beiträge prüft das Programmbüro."))
        if stage_of(row, day) != Stage.SUBMITTED:
            raise ActRefused(_("Dieser Beitrag wartet nicht auf eine Antwort."))
        if not answer.strip():
            raise ActRefused(_("Bitte schreiben Sie den Verfassern ein paar Worte."))
        setattr(row, column, timezone.now())
        row.answer = answer.strip()
        row.save()
        _note(row, f"{'return' if stage == Stage.RETURNED else 'decline'}_contribution", actor, Stage.SUBMITTED, stage)
        tell_author(row, stage.value)
        return row


def _speakers_only(cluster, actor, day):
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not speaks_for(actor, cluster, day):
        raise ActRefused(_("Sie sprechen nicht mehr für dieses Cluster."))


def _members_only(cluster, actor, day):
    _speakers_only(cluster, actor, day)
    if not may_contribute(cluster, day):
        raise ActRefused(_("Beiträge können nur Mitglieder des Programms einreichen."))


def _own(content, cluster, day, stages):
    row = locked(content)
    if row.contributed_for_id != cluster.pk or stage_of(row, day) not in stages:
        raise ActRefused(
            _("Dieser Beitrag hat inzwischen einen anderen Stand: %(stage)s.") % {"stage": stage_of(row, day).label}
        )
    return row


def _never_released(row):
    if row.first_released_on or getattr(row, "number", None):
        raise ActRefused(_("Dieser Beitrag war schon veröffentlicht und bleibt beim Programmbüro."))


def _save_at_free_address(content):
    """Save under the address that the title gives. Somebody may take the same one at the same moment: then the next."""
    for _attempt in range(ATTEMPTS):
        content.slug = _free_slug(content)
        try:
            with transaction.atomic():
                content.save()
        except IntegrityError:
            if not type(content).objects.exclude(pk=content.pk).filter(slug=content.slug).exists():
                raise
        else:
            return
    raise ActRefused(_("Gerade haben mehrere denselben Titel gewählt. Bitte speichern Sie noch einmal."))


def _free_slug(content):
    model = type(content)
    taken = RESERVED_SLUGS.union(model.objects.exclude(pk=content.pk).values_list("slug", flat=True))
    return slug_for(content.title_de, taken, fallback=model._meta.model_name)


def _note(row, verb, actor, before, after):
    kind, key = row._meta.model_name, row.slug[:80]
    record(actor=actor, verb=verb, subject_kind=kind, subject_key=key, from_state=before, to_state=after)
