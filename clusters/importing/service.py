"""The door of the import: checks everything, then writes in one transaction."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters import permissions
from clusters.models import Cluster, FormerSlug, Membership
from clusters.naming import normalised_name, slug_for
from clusters.services.history import copy_to_history, keep_history
from clusters.services.profile import search_text_of
from programme import content
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings, TechnologyField
from records.services import record

from .planning import plan
from .reading import read
from .report import Report
from .values import COLUMNS, OPTIONAL_COLUMNS, Parser

BATCH = 500
PLAIN = ("name", "short_name", "city", "field_words", "website", "reported_label", "reported_label_year", "source")
_WRITTEN = [*PLAIN, "external_id", "normalised_name", "search_text", "profile_released", "imported", "updated_at"]


def import_clusters(
    data, *, file_name, actor, day, dry_run=False, skip_broken=False, overwrite=False, progress=lambda done, total: None
):
    """Read clusters from the bytes of a CSV file (COLUMNS) into the register; returns a Report.

    All or nothing, unless `skip_broken`: then every sound row is written. A new cluster becomes a public directory
    entry: a membership with unknown start, recorded and public from `day`. The label of the file is "last reported",
    never an award. A value changed by hand since the last import stays and is reported, unless `overwrite`.
    `progress(done, total)` is called now and then.
    """
    if not permissions.may_keep_register(actor, day):
        raise ActRefused(_("Nur das Programmbüro darf Cluster einlesen."))
    report = Report(dry_run=dry_run)
    rows, problems, fatal = read(data, required=COLUMNS, optional=OPTIONAL_COLUMNS)
    report.problems += problems
    if fatal:
        return report
    laender = {land.iso: land for land in Land.objects.all()}
    fields = {row.code: row for row in TechnologyField.objects.all()}
    entries = _parse(rows, Parser(laender=laender.values(), fields=fields.values(), year=day.year), report)
    report.rows = len(rows) + len({problem.line for problem in problems})
    with transaction.atomic():
        # Two imports at once would both miss what the other is about to add.
        ProgrammeSettings.objects.select_for_update().get(pk=ProgrammeSettings.load().pk)
        changes, found = plan(entries, overwrite=overwrite)
        report.problems = sorted([*report.problems, *found], key=lambda problem: problem.line)
        if skip_broken:
            report.skipped = len({problem.line for problem in report.problems})
        _summarise(changes, report)
        if dry_run or (report.problems and not skip_broken):
            return report
        _Writer(laender, fields, actor, day, file_name).write(changes, progress)
        if report.created or report.updated or report.memberships:
            content.bump()
            record(
                actor=actor,
                verb="import_clusters",
                subject_kind="import",
                subject_key=file_name[-80:],
                to_state=f"+{len(report.created)} ~{len(report.updated)} ={report.unchanged}",
            )
        report.written = True
    return report


def _parse(rows, parser, report):
    entries = []
    for row in rows:
        entry, problems = parser.entry(row)
        report.problems += problems
        if entry:
            entries.append(entry)
    return entries


def _summarise(changes, report):
    for change in changes:
        report.kept += change.kept
        report.memberships += change.needs_membership
        if change.cluster is None:
            report.created.append(change.entry.values["name"])
        elif change.is_idle:
            report.unchanged += 1
        else:
            report.updated.append(change.cluster.name)


class _Writer:
    """Writes planned changes in batches: rows, links, search text, history and memberships alike."""

    def __init__(self, laender, fields, actor, day, file_name):
        self.targets = {"laender": ("land_id", laender), "fields": ("technologyfield_id", fields)}
        self.laender, self.fields = laender, fields
        self.actor, self.day = actor, day
        self.reason = _("Import %(file)s") % {"file": file_name[-80:]}
        self.slugs = set(Cluster.objects.values_list("slug", flat=True))
        self.slugs.update(FormerSlug.objects.values_list("slug", flat=True))

    def write(self, changes, progress):
        self._remember([change for change in changes if change.is_idle and change.imported_differs])
        busy = [change for change in changes if not change.is_idle]
        for start in range(0, len(busy), BATCH):
            progress(start, len(busy))
            part = busy[start : start + BATCH]
            new = [change for change in part if change.cluster is None]
            present = [change for change in part if change.cluster is not None]
            self._create(new)
            self._update(present)
            self._start_memberships([change.cluster for change in part if change.needs_membership])
        progress(len(busy), len(busy))

    def _remember(self, changes):
        """The file said something new of which nothing was taken over: no change of the cluster, no history."""
        for change in changes:
            change.cluster.imported = change.entry.values
        Cluster.objects.bulk_update([change.cluster for change in changes], ["imported"], batch_size=BATCH)

    def _create(self, changes):
        for change in changes:
            change.cluster = Cluster(slug=slug_for(change.entry.values["name"], self.slugs))
            self.slugs.add(change.cluster.slug)
            self._fill(change)
        clusters = [change.cluster for change in changes]
        Cluster.objects.bulk_create(clusters)
        for name in self.targets:
            self._link(name, changes)
        keep_history(clusters, created=True, actor=self.actor, reason=self.reason)

    def _update(self, changes):
        if not changes:
            return
        clusters = [change.cluster for change in changes]
        now = Cluster._meta.get_field("updated_at")
        for change in changes:
            self._fill(change)
            now.pre_save(change.cluster, add=False)
        Cluster.objects.bulk_update(clusters, _WRITTEN)
        for name in self.targets:
            relinked = [change for change in changes if name in change.values]
            getattr(Cluster, name).through.objects.filter(cluster__in=[change.cluster for change in relinked]).delete()
            self._link(name, relinked)
        keep_history(clusters, created=False, actor=self.actor, reason=self.reason)

    def _fill(self, change):
        cluster, values = change.cluster, change.values
        for name in (*PLAIN, "external_id"):
            if name in values:
                setattr(cluster, name, values[name])
        cluster.normalised_name = normalised_name(cluster.name)[:200]
        cluster.imported = change.entry.values
        if change.needs_membership:
            cluster.profile_released = True
        cluster.search_text = search_text_of(
            cluster,
            [self.laender[iso] for iso in change.laender],
            [self.fields[code] for code in change.fields],
        )

    def _link(self, name, changes):
        column, known = self.targets[name]
        through = getattr(Cluster, name).through
        through.objects.bulk_create(
            [
                through(cluster_id=change.cluster.pk, **{column: known[key].pk})
                for change in changes
                for key in change.values[name]
            ]
        )

    def _start_memberships(self, clusters):
        memberships = Membership.objects.bulk_create(
            [
                Membership(
                    cluster=cluster,
                    starts_on=None,
                    starts_precision=Membership.Precision.UNKNOWN,
                    recorded_on=self.day,
                    public_from=self.day,
                )
                for cluster in clusters
            ]
        )
        copy_to_history(Membership, memberships, created=True, actor=self.actor, reason=self.reason)
