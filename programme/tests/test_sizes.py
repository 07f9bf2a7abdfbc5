"""Size classes: every number of actors is in exactly one, and what is no list of numbers is refused."""

import pytest
from django.core.exceptions import ValidationError

from programme.sizes import bounds_of, size_classes


@pytest.mark.parametrize(
    ("actors", "code"),
    [
        (0, "0-49"),
        (49, "0-49"),
        (50, "50-99"),
        (99, "50-99"),
        (100, "100-199"),
        (200, "200-or-more"),
        (9999, "200-or-more"),
    ],
)
def test_each_number_has_its_class(actors, code):
    assert [size.code for size in size_classes("50, 100, 200") if size.holds(actors)] == [code]


def test_the_classes_say_what_they_hold():
    labels = [size.label for size in size_classes("50;100")]
    assert labels == ["bis 49 Akteure", "50 bis 99 Akteure", "ab 100 Akteure"]


@pytest.mark.parametrize(
    "text", ["", " ", "viele", "50, x", "0, 50", "100, 50", "50, 50", "-5", "1.5", "9999999", "1 2 3 4 5 6 7 8 9", "٣"]
)
def test_what_is_no_list_of_growing_numbers_is_refused(text):
    with pytest.raises(ValidationError):
        bounds_of(text)
