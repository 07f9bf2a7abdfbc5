"""The pure parts of "Zahlen und Fakten": comparing, correcting, drawing."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from goclusterportal.public.facts import charts
from goclusterportal.public.facts.activities import SOURCES
from goclusterportal.public.facts.charts import Point
from goclusterportal.public.facts.comparing import corrections, difference, in_words, with_sign
from programme.reporting import ReportingLine

D = datetime.date
numbers = st.none() | st.integers(0, 5000)


@pytest.mark.parametrize(
    ("value", "other", "change", "sign", "words"),
    [
        (81, 85, -4, "−4", "4 weniger"),
        (85, 81, 4, "+4", "4 mehr"),
        (3, 3, 0, "±0", "unverändert"),
        (0, 0, 0, "±0", "unverändert"),
        (None, 3, None, "", "nicht vergleichbar"),
        (3, None, None, "", "nicht vergleichbar"),
        (None, None, None, "", "nicht vergleichbar"),
    ],
)
def test_a_difference_in_sign_and_words(value, other, change, sign, words):
    assert difference(value, other) == change
    with translation.override("de"):
        assert (with_sign(change), in_words(change)) == (sign, words)


@given(value=numbers, other=numbers)
def test_a_comparison_the_other_way_round_has_the_other_sign(value, other):
    there, back = difference(value, other), difference(other, value)
    assert (there is None) == (back is None) == (value is None or other is None)
    if there is not None:
        assert there == -back


@pytest.mark.parametrize(
    ("published", "computed", "found"),
    [
        ({"members": 81}, {"members": 81}, {}),
        ({"members": 81}, {"members": 82}, {"members": 82}),
        ({"members": 81, "labels": None}, {"members": 81, "labels": 3}, {"labels": 3}),
        # Not published, so nothing to correct.
        ({"members": 81}, {"members": 81, "land.DE-BY": 3}, {}),
        # How many reported is no line of its own.
        ({"members": 81, "actors.clusters": 3}, {"members": 81, "actors.clusters": 4}, {}),
        # An open list: nobody holds it any more; somebody turned out to.
        ({"members": 81, "certificate.A": 2}, {"members": 81}, {"certificate.A": 0}),
        ({"members": 81}, {"members": 81, "certificate.B": 1}, {"certificate.B": 1}),
        # The register is no longer declared complete for that day.
        ({"members": 81, "activity.news": 2}, {"activity.news": 3}, {}),
    ],
)
def test_corrections(published, computed, found):
    assert corrections(published, computed) == found


@given(table=st.dictionaries(st.sampled_from(["members", "labels", "land.DE-BY", "activity.news"]), numbers))
def test_what_did_not_change_is_not_corrected(table):
    assert corrections(table, table) == {}


def test_every_kind_of_event_counts_in_exactly_one_line():
    for kind in Event.Kind.values:
        assert len([line for line in ReportingLine if SOURCES[line].events(kind)]) == 1, kind


def test_every_line_says_where_its_number_comes_from():
    assert set(SOURCES) == set(ReportingLine)
    assert all(source.words and (source.texts or source.records or any(map(source.events, Event.Kind.values)))
               for source in SOURCES.values())  # fmt: skip


# --- Drawings ------------------------------------------------------------------------------------------------


@given(values=st.lists(st.tuples(st.text(max_size=20), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_bars_stay_within_the_drawing_and_in_order(values):
    chart = charts.bars("Titel", values)
    widths = [float(bar.width.rstrip("%")) for bar in chart.bars]
    assert len(chart.bars) == len(values)
    assert all(0 <= width <= 100 for width in widths)
    assert all((width > 0) == (value > 0) for width, (_label, value) in zip(widths, values, strict=True))
    ranked = sorted(zip([value for _label, value in values], widths, strict=True))
    assert [width for _value, width in ranked] == sorted(widths)
    assert chart.bars[-1].bar_y + chart.thickness <= chart.height


days = st.dates(D(2000, 1, 1), D(2040, 12, 31))
points = st.lists(st.builds(Point, days, st.integers(0, 10**5), st.just("x")), max_size=12)


@given(computed=points, published=points)
def test_a_time_line_stays_within_the_drawing(computed, published):
    chart = charts.time_line("Titel", computed, published)
    if len(computed) + len(published) < 2:
        assert chart is None
        return
    drawn = [*chart.computed, *chart.published]
    assert len(drawn) == len(computed) + len(published)
    assert all(0 <= float(point.x.rstrip("%")) <= 100 and 0 <= point.y <= chart.base for point in drawn)
    assert len(chart.steps) == max(len(computed) - 1, 0)
    assert len(chart.years) <= charts.MOST_YEARS + 1
    assert all(isinstance(2 * int(level.text.replace("\u202f", "")), int) for level in chart.levels)


def test_published_points_are_never_joined():
    chart = charts.time_line("Titel", [], [Point(D(2020, 1, 1), 5, "5"), Point(D(2021, 1, 1), 7, "7")])
    assert chart.steps == ()
    assert chart.last is None


@pytest.mark.parametrize(("most", "top"), [(0, 10), (10, 10), (11, 12), (81, 100), (101, 120), (121, 160), (900, 1000)])
def test_the_scale_ends_at_a_round_number(most, top):
    chart = charts.time_line("Titel", [Point(D(2020, 1, 1), most, ""), Point(D(2021, 1, 1), 0, "")], [])
    assert chart.levels[0].text.replace("\u202f", "") == str(top)


def test_a_drawing_escapes_what_it_shows_and_has_title_and_description():
    chart = charts.bars("<b>", [("<script>", 3), ("Holz & Stein", 0)])
    svg = render_to_string("public/facts/bars.html", {"chart": chart, "id": "x"})
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert "Holz &amp; Stein" in svg
    assert 'role="img" aria-labelledby="x-title x-desc"' in svg
    assert not re.search(r"\sstyle=|<style|\son\w+=", svg)
