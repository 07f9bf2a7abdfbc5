"""A cluster's profile: what it is called, where it is, what the public reads about it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters import naming, permissions
from clusters.models import Cluster, FormerName, FormerSlug
from programme import content
from programme.errors import ActRefused
from programme.lines import unix_lines
from records.models import Picture
from records.services import record

from .history import keep_history

TEXTS = ("profile", "origin", "aims", "activities", "successes")
"""The sections of the profile, each in two columns: <name>_de and <name>_en."""
TEXT_FIELDS = tuple(f"{name}_{language}" for name in TEXTS for language in ("de", "en"))

# What the public reads; the name and the address are the office's alone.
PROFILE_FIELDS = (
    "short_name",
    "city",
    "field_words",
    "field_words_en",
    "website",
    "mailbox",
    "eccp_url",
    "platform_url",
    *TEXT_FIELDS,
)
LEAVE = object()
"""Stands for a logo that is not touched; None is no logo."""


def save_cluster(cluster, *, laender=None, fields=None, actor=None):
    """Save a cluster with everything derived from it: address, normalised name, search text, history.

    `laender` and `fields` replace the present ones when given. An address once given stays (see rename_cluster).
    """
    with transaction.atomic():
        created = cluster._state.adding
        for name in TEXT_FIELDS:
            setattr(cluster, name, unix_lines(getattr(cluster, name)))
        cluster.normalised_name = naming.normalised_name(cluster.name)[:200]
        if not cluster.slug:
            cluster.slug = free_slug(cluster.name)
        cluster.skip_history_when_saving = True
        try:
            cluster.save()
            if laender is not None:
                cluster.laender.set(laender)
            if fields is not None:
                cluster.fields.set(fields)
        finally:
            del cluster.skip_history_when_saving
        cluster.search_text = search_text_of(cluster, cluster.laender.all(), cluster.fields.all())
        Cluster.objects.filter(pk=cluster.pk).update(search_text=cluster.search_text)
        keep_history([cluster], created=created, actor=actor)
        if cluster.profile_released:
            content.bump()
    return cluster


def search_text_of(cluster, laender, fields):
    """The text in which the directory searches: names, place, field, in both languages, folded."""
    return naming.search_text(
        cluster.name,
        cluster.short_name,
        cluster.city,
        cluster.field_words,
        cluster.field_words_en,
        *(name for land in laender for name in (land.name_de, land.name_en)),
        *(name for field in fields for name in (field.name_de, field.name_en)),
        *(getattr(cluster, name) for name in TEXT_FIELDS),
    )


def refill_search_texts(named):
    """After a Land or a field got another name: its clusters are found by it. Plugged into programme.renaming."""
    clusters = list(named.clusters.prefetch_related("laender", "fields"))
    for cluster in clusters:
        cluster.search_text = search_text_of(cluster, cluster.laender.all(), cluster.fields.all())
    Cluster.objects.bulk_update(clusters, ["search_text"], batch_size=500)


def free_slug(name, *, own=None):
    """An address for `name` that no other cluster has or ever had."""
    base = naming.slug_for(name)
    taken = set(Cluster.objects.filter(slug__startswith=base).exclude(pk=own).values_list("slug", flat=True))
    former = FormerSlug.objects.filter(slug__startswith=base).exclude(cluster=own)
    return naming.slug_for(name, taken.union(former.values_list("slug", flat=True)))


def locked(cluster):
    """The cluster's row, locked until the transaction ends. Periods of one cluster are guarded by it too."""
    return Cluster.objects.select_for_update().get(pk=cluster.pk)


def check_fields(instance, *, exclude=()):
    """Raise ActRefused with all messages when a value does not fit its field."""
    try:
        instance.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        messages = [
            f"{instance._meta.get_field(name).verbose_name}: {' '.join(texts)}"
            for name, texts in error.message_dict.items()
        ]
        raise ActRefused(" ".join(messages)) from error


def keep_cluster(cluster, *, laender, fields, changed, actor, day):
    """The office enters a cluster or changes any of its fields; `changed` names them for the audit trail."""
    with transaction.atomic():
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Nur das Programmbüro darf Cluster eintragen und ändern."))
        created = cluster._state.adding
        if not created:
            locked(cluster)
        save_cluster(cluster, laender=laender, fields=fields, actor=actor)
        record(
            actor=actor,
            verb="add_cluster" if created else "update_cluster",
            subject_kind="cluster",
            subject_key=cluster.slug,
            to_state=", ".join(sorted(changed))[:80],
        )
    return cluster


def update_profile(cluster, *, values, laender=None, fields=None, logo=LEAVE, actor, day):
    """Change profile fields (PROFILE_FIELDS), Länder, fields and the logo, at once for everyone: the office only.

    What a cluster's own people want changed goes through services.revisions and ends here.
    """
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Sie dürfen dieses Profil nicht ändern."))
        unknown = set(values) - set(PROFILE_FIELDS)
        if unknown:
            raise ValueError(f"not profile fields: {', '.join(sorted(unknown))}")
        values = {name: unix_lines(value) for name, value in values.items()}
        changed = [name for name, value in values.items() if unix_lines(getattr(row, name)) != value]
        for name in changed:
            setattr(row, name, values[name])
        if laender is not None and set(laender) != set(row.laender.all()):
            changed.append("laender")
        if fields is not None and set(fields) != set(row.fields.all()):
            changed.append("fields")
        former_logo = row.logo
        if logo is not LEAVE and logo != former_logo:
            row.logo = logo
            changed.append("logo")
        if not changed:
            return row
        check_fields(row, exclude={"slug", "external_id", "source"})
        save_cluster(row, laender=laender, fields=fields, actor=actor)
        if "logo" in changed:
            _hide(former_logo)
            _show_logo(row)
        record(
            actor=actor,
            verb="update_profile",
            subject_kind="cluster",
            subject_key=row.slug,
            to_state=", ".join(sorted(changed))[:80],
        )
    return row


def _show_logo(cluster):
    """A logo is public while the profile is released; nobody finds the picture of another one any more."""
    if cluster.logo_id and cluster.profile_released:
        Picture.objects.filter(pk=cluster.logo_id, published_at=None).update(published_at=timezone.now())
    elif not cluster.profile_released:
        _hide(cluster.logo)


def _hide(picture):
    if picture is not None:
        Picture.objects.filter(pk=picture.pk).update(published_at=None)


def release_profile(cluster, *, released, actor, day):
    """Show the profile to the public, or take it back. It shows only while a membership is public too."""
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Sie dürfen dieses Profil nicht freigeben."))
        if row.profile_released == released:
            raise ActRefused(
                _("Das Profil ist bereits freigegeben.") if released else _("Das Profil ist nicht freigegeben.")
            )
        set_released(row, released=released, actor=actor)
    return row


def set_released(cluster, *, released, actor):
    """The part of release_profile that other acts of the register share; the caller holds the lock."""
    cluster.profile_released = released
    save_cluster(cluster, actor=actor)
    _show_logo(cluster)
    content.bump()
    record(
        actor=actor,
        verb="release_profile" if released else "withdraw_profile",
        subject_kind="cluster",
        subject_key=cluster.slug,
    )


def rename_cluster(cluster, *, name, actor, day, new_address=False, renamed_on=None, reason="", is_correction=False):
    """Give a cluster another name from `renamed_on` (default: `day`) on. The former one is kept with its last day.

    Its address stays, unless `new_address`: then the old one redirects for ever. `is_correction`: the old name was a
    slip and is kept in the history only. Letters and certificates that are out keep the name they bear.
    """
    name = " ".join(name.split())
    renamed_on = renamed_on or day
    with transaction.atomic():
        row = locked(cluster)
        if not permissions.may_keep_register(actor, day):
            raise ActRefused(_("Nur das Programmbüro darf ein Cluster umbenennen."))
        if not naming.normalised_name(name):
            raise ActRefused(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        old_slug, old_name = row.slug, row.name
        slug = free_slug(name, own=row.pk) if new_address else old_slug
        if name == old_name and slug == old_slug:
            raise ActRefused(_("Das Cluster heißt bereits so."))
        if renamed_on > day:
            raise ActRefused(_("Eine Umbenennung wird frühestens an ihrem Tag erfasst."))
        row.name = name
        check_fields(row, exclude={"slug"})
        if slug != old_slug:
            FormerSlug.objects.filter(slug=slug, cluster=row).delete()
            FormerSlug.objects.create(slug=old_slug, cluster=row)
            row.slug = slug
        if name != old_name and not is_correction:
            _keep_name(row, old_name, until=renamed_on - timedelta(days=1), reason=reason, day=day)
        save_cluster(row, actor=actor)
        record(
            actor=actor,
            verb="rename_cluster",
            subject_kind="cluster",
            subject_key=slug,
            from_state=old_slug,
            to_state=slug,
            note=reason,
        )
    return row


def _keep_name(cluster, name, *, until, reason, day):
    later = cluster.former_names.filter(merger=None, until__gte=until).first()
    if later and later.until == until:
        return  # Renamed twice on one day: the name in between held on no day.
    if later:
        raise ActRefused(
            _("Das Cluster wurde zuletzt mit Ablauf des %(day)s umbenannt; der neue Name gilt erst danach.")
            % {"day": date_format(later.until)}
        )
    FormerName.objects.create(
        cluster=cluster,
        name=name,
        until=until,
        reason=reason,
        search_text=naming.search_text(name),
        recorded_on=day,
    )
