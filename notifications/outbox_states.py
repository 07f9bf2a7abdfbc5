"""The states of a message in the outbox and what a person may do in each.

Pure: a table and two questions to it. Sending itself (queued -> sending -> sent) is the worker's business and no act.
"""

from collections.abc import Mapping
from types import MappingProxyType

HELD = "held"
QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
DISCARDED = "discarded"

HOLD = "hold"
RELEASE = "release"
DISCARD = "discard"
RESEND = "resend"

# (state, act) -> state of the message afterwards. A message that was sent stays sent: sending it again makes a copy.
TRANSITIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (HELD, RELEASE): QUEUED,
        (HELD, DISCARD): DISCARDED,
        (QUEUED, HOLD): HELD,
        (QUEUED, DISCARD): DISCARDED,
        (FAILED, DISCARD): DISCARDED,
        (FAILED, RESEND): QUEUED,
        (SENT, RESEND): SENT,
    }
)


def is_possible(state: str, act: str) -> bool:
    """Whether a person may do `act` to a message in `state`."""
    return (state, act) in TRANSITIONS


def state_after(state: str, act: str) -> str:
    """The state that `act` leads to; KeyError where `is_possible` says no."""
    return TRANSITIONS[state, act]
