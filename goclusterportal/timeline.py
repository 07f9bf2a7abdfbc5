"""The life of a cluster in the programme, fact by fact: for its own people and the office, never for the public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters.models import Function, Membership
from labels.models import DutyChange
from programme.templatetags.portal import german_date
from records.models import AuditEntry
from records.words import verb_in_words

# Acts that leave no dated fact of their own.
TOLD_ACTS = ("withdraw_notice", "rename_cluster", "correct_membership", "decline_exclusion")


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `on` None: the day is not known. `precision` is that of a membership's start."""

    on: date | None
    text: str
    precision: str = Membership.Precision.DAY

    @property
    def when(self):
        """The day as far as it is known, in words."""
        if self.on is None:
            return _("Tag nicht bekannt")
        if self.precision == Membership.Precision.YEAR:
            return str(self.on.year)
        if self.precision == Membership.Precision.MONTH:
            return date_format(self.on, "F Y")
        return german_date(self.on)


def timeline_of(cluster, day):
    """Every fact up to `day` and the ends that are known already, newest first; a fixed number of queries.

    An admission shows once its letter is out. What has no day stands last.
    """
    entries = [entry for source in SOURCES for entry in source(cluster, day)]
    return sorted(entries, key=lambda entry: (entry.on is not None, entry.on or day), reverse=True)


def _periods(cluster, day) -> Iterable[Entry]:
    for period in Membership.objects.told().filter(cluster=cluster):
        if period.starts_on is None:
            yield Entry(period.recorded_on, _("Als Mitglied erfasst; der Tag der Aufnahme ist nicht bekannt"))
        else:
            yield Entry(period.starts_on, _("Aufnahme in das Programm"), period.starts_precision)
        if period.public_from and period.public_from <= day:
            yield Entry(period.public_from, _("Mitgliedschaft öffentlich"))
        if period.notice_given_on:
            yield Entry(period.notice_given_on, _("Mitgliedschaft gekündigt"))
        if period.ends_on:
            yield Entry(
                period.ends_on,
                _("Letzter Tag der Mitgliedschaft: %(reason)s") % {"reason": period.get_end_reason_display()},
            )


def _acts(cluster, day) -> Iterable[Entry]:
    rows = AuditEntry.objects.filter(subject_kind="cluster", subject_key=cluster.slug, verb__in=TOLD_ACTS)
    for verb, at in rows.values_list("verb", "at"):
        yield Entry(timezone.localdate(at), str(verb_in_words(verb)))


def _operators(cluster, day) -> Iterable[Entry]:
    for operation in cluster.operations.select_related("organisation"):
        if operation.starts_on:
            yield Entry(operation.starts_on, _("Träger: %(name)s") % {"name": operation.organisation.name})
        if operation.ends_on:
            yield Entry(
                operation.ends_on, _("Letzter Tag als Träger: %(name)s") % {"name": operation.organisation.name}
            )


def _labels(cluster, day) -> Iterable[Entry]:
    for award in cluster.label_awards.exclude(confirmed_on=None):
        values = {"level": award.get_level_display(), "day": german_date(award.valid_until)}
        words = _("Label in %(level)s erneuert, gültig bis %(day)s") if award.is_renewal else None
        words = words or _("Label in %(level)s verliehen, gültig bis %(day)s")
        yield Entry(award.awarded_on or award.valid_from, words % values)
        if award.revoked_on:
            yield Entry(award.revoked_on, _("Label in %(level)s entzogen") % values)
        elif award.valid_until < day:
            yield Entry(award.valid_until, _("Letzter Tag des Labels in %(level)s") % values)


def _benchmarkings(cluster, day) -> Iterable[Entry]:
    for held_on in cluster.benchmarkings.exclude(held_on=None).values_list("held_on", flat=True):
        yield Entry(held_on, _("Benchmarking durchgeführt"))


def _duties(cluster, day) -> Iterable[Entry]:
    words = {
        DutyChange.Kind.EXTENSION: _("Silber-Verpflichtung verlängert bis %(day)s"),
        DutyChange.Kind.WAIVER: _("Silber-Verpflichtung erlassen"),
        DutyChange.Kind.END: _("Silber-Verpflichtung beendet"),
    }
    for change in DutyChange.objects.filter(duty__membership__cluster=cluster):
        text = words.get(DutyChange.Kind(change.kind), change.get_kind_display())
        yield Entry(change.decided_on, text % {"day": german_date(change.new_due_on)} if "%(" in text else text)


def _figures(cluster, day) -> Iterable[Entry]:
    for key_date in cluster.actor_figures.values_list("key_date", flat=True):
        yield Entry(key_date, _("Stichtag der gemeldeten Zahlen"))


def _managers(cluster, day) -> Iterable[Entry]:
    managers = cluster.functions.filter(kind=Function.Kind.MANAGER).exclude(confirmed_on=None).select_related("user")
    for function in managers:
        if function.starts_on:
            yield Entry(function.starts_on, _("Clustermanagement: %(name)s") % {"name": function.user})
        if function.ends_on and function.ends_on < day:
            yield Entry(function.ends_on, _("Letzter Tag im Clustermanagement: %(name)s") % {"name": function.user})


SOURCES = [_periods, _acts, _operators, _labels, _benchmarkings, _duties, _figures, _managers]
