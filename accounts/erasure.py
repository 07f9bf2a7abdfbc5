"""What the floors above keep of a person and empty with the row: each plugs its part in when the portal starts."""

from collections.abc import Callable

from .models import User

_forgetters: list[Callable[[User], None]] = []


def register(forget: Callable[[User], None]) -> None:
    """Let `forget(user)` run inside every erasure, after the person's own row was emptied."""
    if forget not in _forgetters:
        _forgetters.append(forget)


def forget_everywhere(user: User) -> None:
    for forget in _forgetters:
        forget(user)
