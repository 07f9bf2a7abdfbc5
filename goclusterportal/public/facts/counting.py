"""The figures of a key date as one flat table: a code and a whole number, or None for "not recorded".

    members, unknown_start        labels, label.<level>              certificate.<name>
    actors, actor.<kind>          land.<iso>, land.none              field.<code>, field.none
    international.<kind>          activity.<line>

A code that ends in .clusters or .stated tells how many members the number before it rests on. The same table is what
a snapshot keeps, what two key dates are compared by, what the API tells and what the page shows.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from clusters.figures import FiguresForDay, figures_for, members_on
from clusters.international import statements_on
from clusters.models import FactsSnapshot, dated
from labels.models import LabelAward, Level, OtherCertificate

from .activities import count_activities


@dataclass(frozen=True)
class Facts:
    """What the portal can say of a key date. `snapshot` is what the programme published for it, where it did."""

    day: date
    figures: FiguresForDay
    computed: dict[str, int | None]
    snapshot: FactsSnapshot | None

    @property
    def numbers(self):
        """What stands for the day: as published then, else as counted today."""
        return self.snapshot.numbers if self.snapshot else self.computed

    @property
    def is_counted(self):
        """Whether members and all that hangs on them are known for the day."""
        return "members" in self.numbers


def facts_for(day, *, today):
    """Everything about `day` as known `today`. A fixed number of queries, however many members there are."""
    figures = figures_for(day, as_of=today)
    numbers = _counted_numbers(figures.counted, day, today) if figures.counted else {}
    return Facts(
        day=day,
        figures=figures,
        computed={**numbers, **count_activities(day, today)},
        snapshot=FactsSnapshot.objects.standing().filter(key_date=day).first(),
    )


def count_labels(day, as_of):
    """How many public members hold a valid label on `day`, by their highest level: ([(Level, count)], total)."""
    ranks = list(Level)
    best = {}
    valid = LabelAward.objects.valid_on(day).filter(cluster__memberships__in=members_on(day, as_of=as_of))
    for cluster, level in valid.values_list("cluster", "level"):
        best[cluster] = max(best.get(cluster, Level.BRONZE), Level(level), key=ranks.index)
    return [(level, list(best.values()).count(level)) for level in reversed(ranks)], len(best)


def count_certificates(day, as_of):
    """How many public members hold each other certificate on `day`: {name: members}, the most common first.

    Names are compared without case and spacing. An unknown start holds, as everywhere (clusters.models.dated).
    """
    held = OtherCertificate.objects.filter(
        dated(day, "valid_from", "valid_until"), cluster__memberships__in=members_on(day, as_of=as_of)
    )
    holders, names = defaultdict(set), {}
    for name, cluster in held.order_by("name").values_list("name", "cluster"):
        key = " ".join(name.split()).casefold()
        names.setdefault(key, " ".join(name.split()))
        holders[key].add(cluster)
    ordered = sorted(holders, key=lambda key: (-len(holders[key]), key))
    return {names[key]: len(holders[key]) for key in ordered}


def _counted_numbers(counted, day, today):
    levels, labels = count_labels(day, today)
    numbers = {"members": counted.members, "unknown_start": counted.unknown_start, "labels": labels}
    numbers |= {f"label.{level.value}": number for level, number in levels}
    numbers |= {f"certificate.{name}": number for name, number in count_certificates(day, today).items()}
    numbers |= _actor_numbers(counted.actors)
    numbers |= {f"land.{share.of.iso}": share.members for share in counted.by_land}
    numbers["land.none"] = counted.without_land
    numbers |= {f"field.{share.of.code}": share.members for share in counted.by_field}
    numbers["field.none"] = counted.without_field
    for statements in statements_on(day, as_of=today):
        numbers[f"international.{statements.kind}"] = statements.holds if statements.stated else None
        numbers[f"international.{statements.kind}.stated"] = statements.stated
    return numbers


def _actor_numbers(actors):
    """What nobody reported is not recorded; a reported 0 is none."""
    numbers = {"actors": actors.total if actors.clusters else None, "actors.clusters": actors.clusters}
    for entry in actors.sums:
        numbers[f"actor.{entry.name}"] = entry.total if entry.clusters else None
        numbers[f"actor.{entry.name}.clusters"] = entry.clusters
    return numbers
