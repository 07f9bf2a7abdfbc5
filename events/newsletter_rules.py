"""Who gets which part of a newsletter issue, and where an issue stands. Pure: no query, no clock."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

NEWS = "news"
STORY = "story"
EVENT = "event"
PUBLICATION = "publication"
PROGRAMME = "programme"
KINDS = (PROGRAMME, NEWS, STORY, EVENT, PUBLICATION)
"""What an issue is made of, in the order of its sections. `programme`: the office's own words, such as a call."""

DRAFT = "draft"
SENDING = "sending"
PAUSED = "paused"
SENT = "sent"
CANCELLED = "cancelled"

BATCH_EVERY = timedelta(seconds=50)
"""No two batches of an issue lie closer together, however often somebody asks for one; the clock asks each minute."""


@dataclass(frozen=True)
class Reader:
    """A confirmed subscription as the rules see it."""

    key: int
    language: str
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Copy:
    """What one reader gets: the sections of the issue, in the reader's language."""

    reader: int
    language: str
    kinds: tuple[str, ...]


def kinds_for(topics: Collection[int], kinds_of: Mapping[int, Collection[str]]) -> frozenset[str]:
    """The kinds of content that a choice of topics asks for. `kinds_of`: topic -> kinds that feed it.

    Without any topic everything: that is the choice of whoever subscribed before there were topics [D].
    """
    if not topics:
        return frozenset(KINDS)
    return frozenset(kind for topic in topics for kind in kinds_of.get(topic, ()))


def copies(readers: Iterable[Reader], kinds_of: Mapping[int, Collection[str]], in_issue: Collection[str]) -> list[Copy]:
    """One copy for each reader for whom the issue holds something, in the order of `readers`; nobody else gets one."""
    made = []
    for reader in readers:
        wanted = kinds_for(reader.topics, kinds_of)
        kinds = tuple(kind for kind in KINDS if kind in wanted and kind in in_issue)
        if kinds:
            made.append(Copy(reader.key, reader.language, kinds))
    return made


@dataclass(frozen=True)
class Audience:
    """How many get an issue, and how they are made up. A reader with several topics counts in each of them."""

    total: int
    without: int
    by_language: Mapping[str, int]
    by_topic: Mapping[int | None, int]


def audience(
    readers: Collection[Reader], kinds_of: Mapping[int, Collection[str]], in_issue: Collection[str]
) -> Audience:
    """The numbers that the office sees before it releases an issue. Topic None: subscribed before there were topics."""
    reached = {copy.reader for copy in copies(readers, kinds_of, in_issue)}
    by_language: Counter[str] = Counter()
    by_topic: Counter[int | None] = Counter()
    for reader in readers:
        if reader.key in reached:
            by_language[reader.language] += 1
            by_topic.update(reader.topics or [None])
    return Audience(len(reached), len(readers) - len(reached), dict(by_language), dict(by_topic))


def state_of(
    *,
    released_at: datetime | None,
    paused_at: datetime | None = None,
    done_at: datetime | None = None,
    cancelled_at: datetime | None = None,
) -> str:
    """Where an issue stands, from its dates."""
    if released_at is None:
        return DRAFT
    if cancelled_at is not None:
        return CANCELLED
    if done_at is not None:
        return SENT
    return SENDING if paused_at is None else PAUSED


def batch_is_due(state: str, last_batch_at: datetime | None, now: datetime) -> bool:
    """Whether the next batch of an issue may go into the outbox."""
    return state == SENDING and (last_batch_at is None or now - last_batch_at >= BATCH_EVERY)
