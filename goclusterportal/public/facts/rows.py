"""The page's tables: every line with its number, its correction, the other key date and what was published."""

from dataclasses import dataclass

from . import charts
from .activities import recorded_since
from .causes import causes
from .comparing import corrections, difference, in_words, with_sign
from .counting import Facts, facts_for
from .lines import Section, is_link, missing_words, note, published_by_code, sections


@dataclass(frozen=True)
class Cell:
    """One number, or the words for its absence, and what it rests on."""

    value: int | None
    missing: str = ""
    note: str = ""


@dataclass(frozen=True)
class Correction:
    """A published number that is counted differently now: the present number and why, as far as known."""

    code: str
    published: int | None
    computed: int | None
    cause: str


@dataclass(frozen=True)
class Row:
    code: str
    label: str
    hint: str
    url: str
    here: Cell
    there: Cell | None
    change: int | None
    change_sign: str
    change_words: str
    correction: Correction | None
    published: object


@dataclass(frozen=True)
class Table:
    """A section with its rows, and which columns it needs. `chart` None: nothing to draw."""

    section: Section
    rows: tuple[Row, ...]
    chart: charts.Bars | None
    has_corrections: bool
    has_published: bool

    @property
    def has_rows(self):
        return bool(self.rows)


@dataclass(frozen=True)
class Report:
    """What page, downloads and API tell of a key date, beside another one where `other` is given."""

    facts: Facts
    other: Facts | None
    corrected: dict[str, Correction]
    tables: list[Table]

    def as_rows(self):
        """One dict per line: numbers whole, None where nothing is recorded."""
        return [
            {
                "code": row.code,
                "section": table.section.title,
                "label": row.label,
                "value": row.here.value,
                "note": row.here.note,
                "compared": row.there.value if row.there else None,
                "difference": row.change,
            }
            for table in self.tables
            for row in table.rows
        ]


def report(day, other_day, *, today):
    """The report of `day`, compared with `other_day` where there is one. A fixed number of queries."""
    facts = facts_for(day, today=today)
    other = facts_for(other_day, today=today) if other_day else None
    corrected = corrections_of(facts, today)
    return Report(facts, other, corrected, tables(facts, other, corrected, today=today))


def corrections_of(facts, today):
    """{code: Correction} between what was published for the day and what is counted today; empty without a snapshot."""
    if facts.snapshot is None:
        return {}
    changed = corrections(facts.snapshot.numbers, facts.computed)
    why = causes(facts.snapshot, list(changed), today) if changed else {}
    return {code: Correction(code, _value(code, facts.numbers), now, str(why[code])) for code, now in changed.items()}


def tables(facts, other, corrected, *, today):
    """The tables of a key date, beside another one where `other` is given."""
    present = [facts.numbers, *([other.numbers] if other else [])]
    if corrected:
        present.append({code: correction.computed for code, correction in corrected.items()})
    published = published_by_code(facts.figures.published)
    since = recorded_since()
    return [
        _table(section, facts, other, corrected, published, today) for section in sections(present, facts.day, since)
    ]


def _table(section, facts, other, corrected, published, today):
    rows = tuple(_row(line, facts, other, corrected, published, today) for line in section.lines)
    return Table(
        section=section,
        rows=rows,
        chart=_bars(section, rows),
        has_corrections=any(row.correction for row in rows),
        has_published=any(row.published for row in rows),
    )


def _row(line, facts, other, corrected, published, today):
    here = _cell(line.code, facts.numbers)
    there = _cell(line.code, other.numbers) if other else None
    change = difference(here.value, there.value) if there else None
    return Row(
        code=line.code,
        label=line.label,
        hint=line.hint,
        url=line.address() if is_link(line, facts.numbers, facts.day, today) else "",
        here=here,
        there=there,
        change=change,
        change_sign=with_sign(change),
        change_words=in_words(change) if there else "",
        correction=corrected.get(line.code),
        published=published.get(line.code),
    )


def _value(code, numbers):
    """The number of a code. What an open list does not name was found with no member: 0, where members were counted."""
    is_open_list = code.startswith(("certificate.", "field."))
    return numbers.get(code, 0 if is_open_list and "members" in numbers else None)


def _cell(code, numbers):
    value = _value(code, numbers)
    return Cell(value, "" if value is not None else missing_words(code, numbers), note(code, numbers))


def _bars(section, rows):
    drawn = [row for row in rows if row.code in section.bars and row.here.value is not None]
    if not any(row.here.value for row in drawn):
        return None
    return charts.bars(section.title, [(row.label, row.here.value) for row in drawn])
