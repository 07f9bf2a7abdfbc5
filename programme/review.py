"""When a text that the law wants looked at every year is due again."""

from datetime import date


def review_due(reviewed_on: date | None, day: date) -> bool:
    """Whether the accessibility statement wants a review on `day`: never reviewed, or more than a year ago.

    Implementing Decision (EU) 2018/1523 asks for a regular review; that it is a year follows its model statement.
    """
    if reviewed_on is None:
        return True
    try:
        anniversary = reviewed_on.replace(year=reviewed_on.year + 1)
    except ValueError:
        anniversary = reviewed_on.replace(year=reviewed_on.year + 1, day=28)
    return day > anniversary
