"""Names of Länder and fields stand in texts of other apps that are searched: those apps make them anew.

The floors above plug themselves in (goclusterportal's AppConfig); here nobody knows them.
"""

from collections.abc import Callable
from typing import Any

_refills: list[Callable[[Any], None]] = []


def register(refill: Callable[[Any], None]) -> None:
    """Make known who keeps names: (Land or TechnologyField), called after it was saved, in its transaction."""
    if refill not in _refills:
        _refills.append(refill)


def renamed(row: Any) -> None:
    """Call it where a name is saved."""
    for refill in _refills:
        refill(row)
