"""Charts as plain geometry; templates/public/facts/ draws them as SVG. No library, no inline style, no script.

Across, everything is in percent of the drawing's width and down in pixels: the drawing is as wide as its place, and its
text keeps the size of the page's text, from 320 px to paper. A table with the same numbers always stands beside it.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext

from programme.templatetags.portal import german_date, number

ROW, BAR, TEXT = 40, 10, 18


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    # Percent of the width; a value above 0 is never drawn as nothing.
    width: str
    text_y: int
    bar_y: int


@dataclass(frozen=True)
class Bars:
    """Horizontal bars from 0: the longest fills the width."""

    title: str
    description: str
    height: int
    bars: tuple[Bar, ...]
    thickness: int = BAR


def bars(title, values):
    """Bars for [(label, whole number >= 0)], in the order given."""
    most = max((value for _label, value in values), default=0)
    drawn = tuple(
        Bar(
            label=label,
            value=value,
            width=_percent(max(100 * value / most, 0.5)) if value else "0",
            text_y=place * ROW + TEXT,
            bar_y=place * ROW + TEXT + 7,
        )
        for place, (label, value) in enumerate(values)
    )
    told = ", ".join(f"{label}: {number(value)}" for label, value in values)
    return Bars(title=title, description=told, height=len(values) * ROW, bars=drawn)


# --- Time line ----------------------------------------------------------------------------------------------

HEIGHT, TOP, BOTTOM = 280, 32, 240
# The scale's words stand at the left edge, above their lines.
LEFT, RIGHT = 14.0, 96.0
MOST_YEARS = 4


@dataclass(frozen=True)
class Point:
    """One number on one day. `words` say the number with its qualifier; `source` where it was published."""

    day: date
    value: int
    words: str
    day_words: str = ""
    source: str = ""
    x: str = ""
    y: int = 0


@dataclass(frozen=True)
class Step:
    """A line between two computed points that follow each other."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True)
class Mark:
    """A label on an axis with its place."""

    text: str
    x: str = ""
    y: int = 0
    anchor: str = "middle"


@dataclass(frozen=True)
class TimeLine:
    """Computed points joined by lines, published ones alone: they were counted differently over the years."""

    title: str
    description: str
    computed: tuple[Point, ...]
    published: tuple[Point, ...]
    steps: tuple[Step, ...]
    years: tuple[Mark, ...]
    levels: tuple[Mark, ...]
    last: Mark | None
    height: int = HEIGHT
    base: int = BOTTOM
    years_y: int = BOTTOM + 26


def time_line(title, computed, published):
    """A time line of Points without places; None when there are fewer than two points to see."""
    points = sorted([*computed, *published], key=lambda point: point.day)
    if len(points) < 2:
        return None
    first, last = points[0].day, points[-1].day
    span = max((last - first).days, 1)
    most = _round_up(max(point.value for point in points))

    def x(day):
        return LEFT + (RIGHT - LEFT) * (day - first).days / span

    def y(value):
        return round(BOTTOM - (BOTTOM - TOP) * value / most)

    def placed(point):
        return Point(
            day=point.day,
            value=point.value,
            words=point.words,
            day_words=point.day_words or german_date(point.day),
            source=point.source,
            x=_percent(x(point.day)),
            y=y(point.value),
        )

    counted = tuple(placed(point) for point in sorted(computed, key=lambda point: point.day))
    told = tuple(placed(point) for point in sorted(published, key=lambda point: point.day))
    steps = tuple(Step(a.x, a.y, b.x, b.y) for a, b in pairwise(counted))
    return TimeLine(
        title=title,
        description=_told(counted, told),
        computed=counted,
        published=told,
        steps=steps,
        years=_years(first, last, x),
        levels=tuple(Mark(number(value), y=y(value)) for value in (most, most // 2)),
        last=Mark(counted[-1].words, x=counted[-1].x, y=counted[-1].y - 12, anchor="end") if counted else None,
    )


def _told(counted, published):
    parts = [gettext("%(day)s: %(value)s, berechnet") % {"day": p.day_words, "value": p.words} for p in counted]
    parts += [gettext("%(day)s: %(value)s, veröffentlicht") % {"day": p.day_words, "value": p.words} for p in published]
    return "; ".join(parts)


def _years(first, last, x):
    """At most MOST_YEARS + 1 years on the axis, evenly spaced, each at its 1 January."""
    every = max(1, -(-(last.year - first.year) // MOST_YEARS))
    starts = [date(year, 1, 1) for year in range(first.year, last.year + 1) if (last.year - year) % every == 0]
    return tuple(Mark(str(day.year), x=_percent(x(day))) for day in starts if day >= first)


def _round_up(most):
    """The next round, even number: the top of the scale, with its half as a whole number. At least 10."""
    size = 10
    while True:
        for tenths in (10, 12, 16, 20, 30, 40, 50, 60, 80):
            if size * tenths >= 10 * most:
                return size * tenths // 10
        size *= 10


def _percent(share):
    return f"{share:.2f}%"
