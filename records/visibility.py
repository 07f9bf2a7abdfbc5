"""What a person must not see because of what it is about.

Entries, messages, reminders and tasks know their subject only as (kind, key). The app that owns the subjects says
which of them are closed to a person, such as a case under the person's own conflict; every list of such rows asks here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, StrIndex, Substr


@dataclass(frozen=True, slots=True)
class _Rule:
    kinds: tuple[str, ...]
    # (user, day) -> queryset of the subjects that are closed to the person
    closed: Callable
    # The field of these rows that is the subject's key.
    field: str


_rules: dict[tuple[str, ...], _Rule] = {}


def register(kinds: Collection[str], *, closed: Callable, field: str) -> None:
    """Make known which subjects of some kinds are closed to whom; goclusterportal's AppConfig does it for all apps."""
    _rules[tuple(kinds)] = _Rule(tuple(kinds), closed, field)


def visible_to(rows, user, day, *, kind="subject_kind"):
    """`rows` without those about a subject that is closed to the person. `kind` names their column of the kind."""
    for rule in _rules.values():
        rows = rows.exclude(_is_closed(rule, "subject_key", user, day), **{f"{kind}__in": rule.kinds})
    return rows


def is_closed(kind: str, key: str, user, day) -> Q:
    """Whether the column `key` holds the key of a subject of `kind` that is closed to the person, for a query."""
    rules = [rule for rule in _rules.values() if kind in rule.kinds]
    return reduce(or_, (Q(_is_closed(rule, key, user, day)) for rule in rules), Q(pk__in=[]))


def closed_keys(kind: str, keys: Collection[str], user, day) -> set[str]:
    """Those of `keys` whose subject is closed to the person; one query per rule."""
    subjects = {key: key.partition("/")[0] for key in keys}
    closed: set[str] = set()
    for rule in _rules.values():
        if kind in rule.kinds and subjects:
            found = rule.closed(user, day).filter(**{f"{rule.field}__in": set(subjects.values())})
            closed.update(found.values_list(rule.field, flat=True))
    return {key for key, subject in subjects.items() if subject in closed}


def _is_closed(rule, key, user, day):
    return Exists(rule.closed(user, day).filter(**{rule.field: _subject(OuterRef(key))}))


def _subject(key):
    """The subject in a key: reminders add the occasion behind a slash ("A-2026-0001/2")."""
    return Substr(key, 1, StrIndex(Concat(key, Value("/")), Value("/")) - 1)
