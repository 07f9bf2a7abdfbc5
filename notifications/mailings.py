"""Whether the copies of a mailing still go out: an app says it for its kind of mail, this floor knows none of them."""

from collections.abc import Callable

_rules: dict[str, Callable] = {}


def register(kind: str, rule: Callable) -> None:
    """Make known what is to become of the copies of a mailing: (message) -> held, discarded, or None: it goes out."""
    _rules[kind] = rule


def stopped_in(message):
    """The state in which this copy stays instead of going out, or None. Asked before and after an attempt."""
    rule = _rules.get(message.kind)
    return rule(message) if rule else None
