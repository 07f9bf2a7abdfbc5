"""Proposals for a profile: saved and handed in by a cluster's own people, published or returned by the office.

The one way from what they type to what the public reads. A proposal is compared with the profile as it began and as it
stands (clusters.revisions): what the office changed meanwhile is never overwritten unseen.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import Cluster, ProfileRevision
from clusters.revisions import brought_up_to_date, changes, conflicts, fingerprint, merged
from notifications.services import open_task, queue_mail
from notifications.services.office_tasks import in_both_languages
from programme.errors import ActRefused
from programme.lines import unix_lines
from programme.models import Land, TechnologyField
from records.services import record

from .logos import drop_logo
from .profile import PROFILE_FIELDS, check_fields, locked, set_released, update_profile

State = ProfileRevision.State
OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
EDITABLE = (State.DRAFT, State.RETURNED)
LONGEST_TEXT = 5000
"""Characters of one section in one language."""


class NewerDraft(ActRefused):
    """The draft is not the one the person opened; `revision` is what stands now, None when there is none any more."""

    def __init__(self, message, revision):
        super().__init__(message)
        self.revision = revision


class NewerProfile(NewerDraft):
    """There is no draft yet, and the office changed the profile since the person opened the form."""


def profile_of(cluster):
    """The profile as it stands, in the form that proposals keep: texts, sorted codes, the logo by its token."""
    return {name: unix_lines(getattr(cluster, name)) for name in PROFILE_FIELDS} | {
        "laender": sorted(land.iso for land in cluster.laender.all()),
        "fields": sorted(field.code for field in cluster.fields.all()),
        "logo": cluster.logo.token if cluster.logo_id else "",
    }


def open_revision(cluster):
    """The proposal that is being worked on or checked, or None."""
    return cluster.profile_revisions.filter(state__in=OPEN).select_related("logo", "edited_by", "submitted_by").first()


def draft_of(cluster, revision):
    """The profile as the draft would make it now, what the office changed meanwhile included; without one, as it is."""
    current = profile_of(cluster)
    return brought_up_to_date(revision.base, current, revision.values)[1] if revision else current


def logo_of(cluster, revision):
    """The logo as the draft has it; what the office changed meanwhile and the draft left alone is the cluster's."""
    present = cluster.logo.token if cluster.logo_id else ""
    if revision is None or draft_of(cluster, revision)["logo"] == present:
        return cluster.logo
    return revision.logo


def changes_of(revision, current=None):
    """What the proposal would change of the profile as it stands, or collides with."""
    return changes(revision.base, current or profile_of(revision.cluster), revision.values)


def conflicts_of(revision, current=None):
    return conflicts(revision.base, current or profile_of(revision.cluster), revision.values)


def seen_of(revision, current=None):
    """What a person has before the eyes who decides now."""
    current = current or profile_of(revision.cluster)
    return fingerprint(current, revision.values, {"version": revision.version})


def profile_seen(cluster):
    """The profile a person has before the eyes who begins a draft now."""
    return fingerprint(profile_of(cluster))


def save_revision(cluster, *, values, logo, version, seen=None, actor, day):
    """Keep what somebody typed. `values` {name: text, "laender": [iso], "fields": [code]}; `logo` a Picture or None.

    `version` is that of the draft the person began from, 0 for none; another one raises NewerDraft. `seen` is
    profile_seen() when the person began without a draft: another profile raises NewerProfile. None: it is the present.

    Returns the proposal, or None when nothing differs from the profile and none was begun; one that is saved as it
    stands keeps its version. Public it becomes by publish_revision.
    """
    with transaction.atomic():
        row = _own(cluster, actor, day)
        revision = _locked_revision(row)
        _check_editable(revision)
        if version != (revision.version if revision else 0):
            raise NewerDraft(_not_the_same(revision), revision)
        current = profile_of(row)
        if revision is None and seen not in {None, fingerprint(current)}:
            raise NewerProfile(_("Das Programmbüro hat das Profil inzwischen geändert."), None)
        texts = {name: unix_lines(value) for name, value in values.items() if name in PROFILE_FIELDS}
        wanted = current | values | texts | {"logo": logo.token if logo else ""}
        _check_values(row, wanted)
        if wanted == draft_of(row, revision):
            return revision
        if revision is None:
            revision = ProfileRevision(cluster=row, base=current, version=0)
        base, wanted = brought_up_to_date(revision.base, current, wanted)
        replaced = revision.logo if revision.logo_id and revision.logo != logo else None
        revision.base, revision.values, revision.logo = base, wanted, logo
        revision.version += 1
        revision.edited_by, revision.edited_at = actor, timezone.now()
        revision.save()
        drop_logo(replaced)
        return revision


def submit_revision(cluster, *, version, actor, day):
    """Hand the draft in as it was seen; the office finds it on its desk."""
    with transaction.atomic():
        row = _own(cluster, actor, day)
        revision = _locked_revision(row)
        if revision is None:
            raise ActRefused(_("Es gibt keinen Entwurf, den Sie einreichen könnten."))
        _check_editable(revision)
        if version != revision.version:
            raise NewerDraft(_not_the_same(revision), revision)
        if not changes_of(revision):
            raise ActRefused(_("Der Entwurf gleicht dem Profil, das schon gilt. Es gibt nichts einzureichen."))
        revision.state, revision.submitted_by, revision.submitted_at = State.SUBMITTED, actor, timezone.now()
        revision.save()
        _note(revision, "submit_profile", actor)
        return revision


def recall_revision(cluster, *, actor, day):
    """Take back what was handed in and is not answered yet; it is a draft again."""
    with transaction.atomic():
        revision = _locked_revision(_own(cluster, actor, day))
        if revision is None or revision.state != State.SUBMITTED:
            raise ActRefused(_("Zurzeit liegt kein Profil von Ihnen beim Programmbüro."))
        revision.state = State.DRAFT
        revision.version += 1
        revision.save()
        _note(revision, "recall_profile", actor)
        return revision


def discard_revision(cluster, *, version, actor, day):
    """Throw a draft away as it was seen. What the office has read before stays in the history; a mere draft is gone."""
    with transaction.atomic():
        revision = _locked_revision(_own(cluster, actor, day))
        if revision is None:
            raise ActRefused(_("Es gibt keinen Entwurf, den Sie verwerfen könnten."))
        _check_editable(revision)
        if version != revision.version:
            raise NewerDraft(_not_the_same(revision), revision)
        if revision.submitted_at is None:
            logo = revision.logo
            revision.delete()
            drop_logo(logo)
        else:
            revision.state = State.DISCARDED
            revision.save()
        _note(revision, "discard_profile", actor)


def publish_revision(revision, *, seen, take, release=False, actor, day):
    """The office publishes: the changes become the cluster's at once, its author gets a mail.

    `seen` is seen_of() when the person looked; `take` {name: bool} says for each value that both sides changed whether
    the proposed one wins. `release` shows the profile in the directory too, where it is hidden.
    """
    with transaction.atomic():
        revision = _for_answer(revision, actor, day)
        row = revision.cluster
        if seen != seen_of(revision):
            raise ActRefused(_("Das Profil oder der Vorschlag hat sich inzwischen geändert. Bitte sehen Sie neu hin."))
        current = profile_of(row)
        open_choices = {one.key for one in conflicts_of(revision, current)} - set(take)
        if open_choices:
            raise ActRefused(_("Bitte entscheiden Sie bei jedem Widerspruch, was gelten soll."))
        result = merged(revision.base, current, revision.values, take)
        row = update_profile(
            row,
            values={name: result[name] for name in PROFILE_FIELDS},
            laender=list(Land.objects.filter(iso__in=result["laender"])),
            fields=list(TechnologyField.objects.filter(code__in=result["fields"])),
            logo=row.logo if result["logo"] == current["logo"] else revision.logo,
            actor=actor,
            day=day,
        )
        if release and not row.profile_released:
            set_released(row, released=True, actor=actor)
        revision.cluster = row
        _answer(revision, State.PUBLISHED, actor, day, "publish_profile", "profile-published")
        return revision


def return_revision(revision, *, note, actor, day):
    """The office returns it with a word; its author gets it by mail and goes on from there."""
    with transaction.atomic():
        if not note.strip():
            raise ActRefused(_("Bitte schreiben Sie, was geändert werden soll."))
        revision = _for_answer(revision, actor, day)
        revision.note = note.strip()
        revision.version += 1
        _answer(revision, State.RETURNED, actor, day, "return_profile", "profile-returned")
        return revision


def _own(cluster, actor, day):
    row = locked(cluster)
    if actor is None or not permissions.speaks_for(actor, row, day):
        raise ActRefused(_("Sie dürfen dieses Profil nicht ändern."))
    return row


def _locked_revision(cluster):
    """Its cluster's row is locked already; this one is locked against the office's acts."""
    revision = ProfileRevision.objects.select_for_update(of=("self",)).filter(cluster=cluster, state__in=OPEN).first()
    if revision is not None:
        revision.cluster = cluster
    return revision


def _not_the_same(revision):
    if revision is None:
        return _("Den Entwurf gibt es nicht mehr: Er wurde verworfen oder veröffentlicht.")
    return _("Inzwischen hat jemand anderes den Entwurf gespeichert.")


def _check_editable(revision):
    if revision is not None and revision.state not in EDITABLE:
        raise ActRefused(_("Das Profil liegt beim Programmbüro. Holen Sie es zurück, wenn Sie etwas ändern möchten."))


def _check_values(cluster, values):
    """The register's own rules for each field, on a copy that is never saved."""
    texts = {name: values[name] for name in PROFILE_FIELDS}
    copy = Cluster(pk=cluster.pk, name=cluster.name, **texts)
    others = {field.name for field in Cluster._meta.fields} - set(PROFILE_FIELDS)
    check_fields(copy, exclude=others)
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise ActRefused(_("Ein Text ist zu lang."))


def _for_answer(revision, actor, day):
    cluster = locked(revision.cluster)
    revision = ProfileRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    revision.cluster = cluster
    if not permissions.is_office(actor, day):
        raise ActRefused(_("Profile prüft das Programmbüro."))
    if revision.state != State.SUBMITTED:
        raise ActRefused(_("Dieser Vorschlag wartet nicht mehr auf eine Prüfung."))
    return revision


def _answer(revision, state, actor, day, verb, mail):
    revision.state, revision.answered_by, revision.answered_at = state, actor, timezone.now()
    revision.save()
    _note(revision, verb, actor, note=revision.note if state == State.RETURNED else "")
    people = _told(revision, day)
    for person in people:
        queue_mail(
            mail,
            key=f"{mail}:{revision.pk}:{revision.version}:{person.pk}",
            kind=mail,
            to_user=person,
            context={
                "revision": revision,
                "cluster": revision.cluster,
                "is_public": Cluster.objects.public_on(day).filter(pk=revision.cluster_id).exists(),
            },
            subject_kind="cluster",
            subject_key=revision.cluster.slug,
            about=revision.cluster.slug,
        )
    if not people:
        _leave_to_the_office(revision)


def _told(revision, day):
    """Its author, while the person speaks for the cluster; later those who do."""
    author = revision.submitted_by
    if author is not None and author.is_active and permissions.speaks_for(author, revision.cluster, day):
        return [author]
    return list(permissions.speakers_for(revision.cluster, day))


def _leave_to_the_office(revision):
    german, english = in_both_languages(
        lambda: (
            _(
                "Über das Profil von %(cluster)s ist entschieden (%(state)s), und niemand ist zu erreichen. Bitte "
                "teilen Sie es auf anderem Weg mit."
            )
            % {"cluster": revision.cluster.name, "state": revision.get_state_display()}
        )
    )
    open_task(
        key=f"profile-answered:{revision.pk}:{revision.version}",
        text_de=german,
        text_en=english,
        subject_kind="cluster",
        subject_key=revision.cluster.slug,
    )


def _note(revision, verb, actor, note=""):
    record(actor=actor, verb=verb, subject_kind="cluster", subject_key=revision.cluster.slug, note=note)
