"""What changed between two versions of a review. Pure: over the snapshots that each handing-in keeps.

A snapshot: {"abstained": bool, "summary": str, "groups": {code: text},
"criteria": {code: {"points": int | None, "abstained": bool, "comment": str}}}.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Snapshot = Mapping[str, Any]


class Part(StrEnum):
    """Which part of a review differs."""

    WHOLE = "whole"
    POINTS = "points"
    COMMENT = "comment"
    GROUP = "group"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `code` names criterion or group; points are a number, "abstained", or None for "not scored"."""

    part: Part
    code: str
    before: Any
    after: Any


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """Every difference from one version to the next, in the order of the later one; empty when nothing changed."""
    found = []
    if before["abstained"] != after["abstained"]:
        found.append(Change(Part.WHOLE, "", before["abstained"], after["abstained"]))
    for code, now in after["criteria"].items():
        then = before["criteria"].get(code, {"points": None, "abstained": False, "comment": ""})
        if _given(then) != _given(now):
            found.append(Change(Part.POINTS, code, _given(then), _given(now)))
        if then["comment"] != now["comment"]:
            found.append(Change(Part.COMMENT, code, then["comment"], now["comment"]))
    for code, text in after["groups"].items():
        if before["groups"].get(code, "") != text:
            found.append(Change(Part.GROUP, code, before["groups"].get(code, ""), text))
    if before["summary"] != after["summary"]:
        found.append(Change(Part.SUMMARY, "", before["summary"], after["summary"]))
    return found


def _given(score: Mapping[str, Any]) -> int | str | None:
    return "abstained" if score["abstained"] else score["points"]
