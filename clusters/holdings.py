"""What other apps hold of a cluster, for the page that shows what a merger means, and what stands in its way.

Applications and labels belong to the floors above; each says here what there is. goclusterportal's AppConfig plugs
them in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .models import Cluster


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that a cluster has on a day, in words. `blocks`: it must be over before the cluster can merge."""

    words: str
    blocks: bool = False


Source = Callable[[Cluster, date], list[Holding]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Make a source known; a second time changes nothing."""
    if source not in _sources:
        _sources.append(source)


def holdings_of(cluster: Cluster, day: date) -> list[Holding]:
    """What there is of the cluster on `day`, in the order of the sources."""
    return [holding for source in _sources for holding in source(cluster, day)]
