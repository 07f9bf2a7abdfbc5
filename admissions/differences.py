"""What changed between two versions of an application, from their snapshots (services.submission.snapshot_of).

Pure: no query, no request, no clock. Texts are compared word by word; blanks and line breaks are no change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records.word_changes import ADDED, REMOVED, SAME, Piece, words_changed

Snapshot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after: a figure, a piece of master data. `key` names it; empty is "nothing there"."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """A file or link that came (ADDED), went (REMOVED) or only got another name (SAME, with `before`)."""

    kind: str
    piece: Mapping[str, Any]
    before: str = ""


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion in both versions; the parts that did not change are empty."""

    code: str
    named: Mapping[str, Any]
    text: tuple[Piece, ...]
    points: Change | None
    figures: tuple[Change, ...]
    evidence: tuple[EvidenceChange, ...]

    @property
    def is_changed(self) -> bool:
        return bool(self.text or self.points or self.figures or self.evidence)


@dataclass(frozen=True, slots=True)
class GroupChanges:
    code: str
    named: Mapping[str, Any]
    criteria: tuple[CriterionChange, ...]

    @property
    def changed(self) -> tuple[CriterionChange, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.is_changed)


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs: `cluster` and `organisation` are the changed master data."""

    cluster: tuple[Change, ...]
    organisation: tuple[Change, ...]
    groups: tuple[GroupChanges, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the changed criteria, in the order of the catalogue."""
        return tuple(criterion.code for group in self.groups for criterion in group.changed)

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.cluster or self.organisation)


def compare(before: Snapshot, after: Snapshot) -> Differences:
    """The differences between two snapshots of one application; the order is that of `after`."""
    earlier = {criterion["code"]: criterion for group in before["groups"] for criterion in group["criteria"]}
    groups = tuple(
        GroupChanges(
            code=group["code"],
            named=group,
            criteria=tuple(
                _criterion(earlier.get(criterion["code"], {}), criterion) for criterion in group["criteria"]
            ),
        )
        for group in after["groups"]
    )
    return Differences(
        cluster=_values(before["cluster"], after["cluster"]),
        organisation=_values(before["organisation"], after["organisation"]),
        groups=groups,
    )


def _criterion(before: Snapshot, after: Snapshot) -> CriterionChange:
    points = Change("own_points", before.get("own_points"), after["own_points"])
    return CriterionChange(
        code=after["code"],
        named=after,
        text=words_changed(before.get("text", ""), after["text"]),
        points=points if points.before != points.after else None,
        figures=_figures(before.get("figures", ()), after.get("figures", ())),
        evidence=_evidence(before.get("evidence", ()), after["evidence"]),
    )


def _values(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """What differs between two flat mappings, in the order of `after`; a key that only one has counts as empty."""
    keys = [*after, *(key for key in before if key not in after)]
    changes = (Change(key, before.get(key, ""), after.get(key, "")) for key in keys)
    return tuple(change for change in changes if change.before != change.after)


def _figures(before: Iterable[Snapshot], after: Iterable[Snapshot]) -> tuple[Change, ...]:
    """Figures by their German name; a Change holds the whole figures, so that name and unit are at hand."""
    old = {figure["name_de"]: figure for figure in before}
    new = {figure["name_de"]: figure for figure in after}
    names = [*new, *(name for name in old if name not in new)]
    changes = (Change(name, old.get(name), new.get(name)) for name in names)
    return tuple(change for change in changes if _value(change.before) != _value(change.after))


def _value(figure: Snapshot | None) -> str:
    value = figure.get("value") if figure else None
    return "" if value is None else str(value)


def _evidence(before: Sequence[Snapshot], after: Sequence[Snapshot]) -> tuple[EvidenceChange, ...]:
    old = {_key(piece): piece for piece in before}
    new = {_key(piece): piece for piece in after}
    gone = [EvidenceChange(REMOVED, piece) for key, piece in old.items() if key not in new]
    come = [EvidenceChange(ADDED, piece) for key, piece in new.items() if key not in old]
    renamed = [
        EvidenceChange(SAME, piece, old[key]["title"])
        for key, piece in new.items()
        if key in old and old[key]["title"] != piece["title"]
    ]
    return (*gone, *come, *renamed)


def _key(piece: Snapshot) -> tuple[str, str]:
    return ("file", piece["token"]) if "token" in piece else ("link", piece["link"])
