"""What there is to remind of. Each app offers its deadlines as a source; this floor knows none of them.

A source's subject key names one deadline that deserves one walk up the ladder: what was sent for a key is not sent
again. So a deadline that starts anew (the renewed label, next year's figures) has a key of its own, while a deadline
that is merely moved (an extension) keeps its key when only the unsent rungs shall follow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, runtime_checkable

OFFICE_KEY = "office"


@dataclass(frozen=True, slots=True)
class Due:
    """One open deadline."""

    subject_key: str
    due_on: date
    # The address (slug) of the cluster whose own people are reminded; empty where others are, such as a reviewer.
    cluster: str = ""
    # The person who is reminded, where that is neither the cluster's people nor the office: User.pk.
    user_id: int | None = field(default=None, compare=False)
    # What context() calls "title" and "link", where due() has them at hand: lists of deadlines then ask nothing more.
    title: str = field(default="", compare=False)
    link: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is reminded. `key` stands in the ledger and must not change with the address ("user:17")."""

    key: str
    email: str
    name: str = ""
    language: str = "de"
    user: Any = None
    # Where this person finds the subject, when it is not the same page for all recipients; else the source's "link".
    link: str = ""

    @property
    def is_office(self) -> bool:
        """The office's mailbox, which no source names: the ladder adds it."""
        return self.key == OFFICE_KEY

    @classmethod
    def of(cls, user, *, link=""):
        """A person of the portal, under a key that outlives a new address or name."""
        return cls(
            key=f"user:{user.pk}", email=user.email, name=user.name, language=user.language, user=user, link=link
        )


@runtime_checkable
class Source(Protocol):
    """One kind of deadline. The kind is that of the ladder, and the subject kind of messages and tasks."""

    kind: str

    def due(self, day: date) -> Iterable[Due]:
        """Every deadline that is open on `day`, near or far, past or to come: the ladder decides what is due.

        Titles and links are in the language that is active. The calendars read here too, see goclusterportal/calendars.
        """

    def due_on(self, key: str) -> date | None:
        """The deadline as it stands now, None when there is none (any more)."""

    def still_stands(self, key: str, day: date) -> bool:
        """Whether a reminder still makes sense on `day`; asked right before it is queued."""

    def recipients(self, key: str) -> Iterable[Recipient]:
        """The persons responsible; none when nobody is known."""

    def context(self, key: str, language: str) -> Mapping[str, str]:
        """The values of the placeholders (see placeholders.py) and "title", the subject in a few words.

        Asked with `language` active. "link" may be a path: the site's address is put in front. The office gets
        "office_link" instead, or the start of the admin where a source has none.
        """


@runtime_checkable
class Escalating(Protocol):
    """What a source may offer beside the rest: who stands above the responsible people.

    They read the same words as everyone else. So a source offers this only where its texts hold nothing that these
    people must not know: the cluster, the duty and its day, no persons, no reasons, no assessment.
    """

    def escalation(self, key: str) -> Iterable[Recipient]:
        """The board of the organisation that runs the cluster, each led to a page that opens for them."""

    def ministry_link(self) -> str:
        """The page on which the ministry sees such cases."""


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Make a source known, once per kind; goclusterportal's AppConfig does it for all apps."""
    known = _sources.get(source.kind)
    if known is not None and type(known) is not type(source):
        raise ValueError(f"The kind {source.kind!r} has a source already: {known!r}")
    _sources[source.kind] = source
    return source


def registered() -> list[Source]:
    """All sources, in the order of their kinds."""
    return [_sources[kind] for kind in sorted(_sources)]


def source_for(kind: str) -> Source | None:
    return _sources.get(kind)


class OnlySources:
    """For tests: within this block nothing but the given sources is known."""

    def __init__(self, *sources: Source) -> None:
        self.wanted = {source.kind: source for source in sources}

    def __enter__(self) -> None:
        self.before = dict(_sources)
        _sources.clear()
        _sources.update(self.wanted)

    def __exit__(self, *exc: object) -> None:
        _sources.clear()
        _sources.update(self.before)
