"""A proposed profile beside the present one and the one it began from: what is new, what collides.

Pure: no query, no request, no clock. A profile is a mapping of names to texts or sorted lists of codes; a name that
one of them does not know counts as left alone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Profile = Mapping[str, Any]


class Kind(Enum):
    """What a proposal does to one value."""

    SAME = "same"
    """It stands like this already."""
    LEFT = "left"
    """The cluster did not touch it; the office changed it meanwhile, and that stays."""
    CHANGED = "changed"
    """Only the cluster changed it."""
    CONFLICT = "conflict"
    """Both changed it, and not to the same: a person decides."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value: as the work on it began, as it stands now, as it is proposed."""

    key: str
    kind: Kind
    base: Any
    current: Any
    proposed: Any


def compare(base: Profile, current: Profile, proposed: Profile) -> tuple[ValueChange, ...]:
    """Every value of `current`, in its order."""
    return tuple(_change(key, base, current, proposed) for key in current)


def changes(base: Profile, current: Profile, proposed: Profile) -> tuple[ValueChange, ...]:
    """What the proposal would change or collides with."""
    return tuple(one for one in compare(base, current, proposed) if one.kind in {Kind.CHANGED, Kind.CONFLICT})


def conflicts(base: Profile, current: Profile, proposed: Profile) -> tuple[ValueChange, ...]:
    return tuple(one for one in compare(base, current, proposed) if one.kind == Kind.CONFLICT)


def merged(base: Profile, current: Profile, proposed: Profile, take: Mapping[str, bool]) -> dict[str, Any]:
    """The profile to publish. `take` says for each conflict whether the proposed value wins; KeyError without it."""
    result = {}
    for one in compare(base, current, proposed):
        takes = one.kind == Kind.CHANGED or (one.kind == Kind.CONFLICT and take[one.key])
        result[one.key] = one.proposed if takes else one.current
    return result


def brought_up_to_date(base: Profile, current: Profile, proposed: Profile) -> tuple[dict[str, Any], dict[str, Any]]:
    """(base, proposed) over what the office changed meanwhile: what the cluster left alone follows it; what both
    changed stays a conflict for a person to decide."""
    new_base, new_proposed = {}, {}
    for one in compare(base, current, proposed):
        stays = one.kind in {Kind.CHANGED, Kind.CONFLICT}
        new_base[one.key] = one.base if stays else one.current
        new_proposed[one.key] = one.proposed if stays else one.current
    return new_base, new_proposed


def fingerprint(*profiles: Profile) -> str:
    """Says in a form what was seen when a person decided; any change makes another one."""
    told = json.dumps([dict(profile) for profile in profiles], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _change(key: str, base: Profile, current: Profile, proposed: Profile) -> ValueChange:
    now = current[key]
    before = base.get(key, now)
    wanted = proposed.get(key, before)
    if wanted == now:
        kind = Kind.SAME
    elif wanted == before:
        kind = Kind.LEFT
    else:
        kind = Kind.CHANGED if before == now else Kind.CONFLICT
    return ValueChange(key, kind, before, now, wanted)
