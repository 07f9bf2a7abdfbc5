"""Calendar arithmetic: months and years as people count them, not as numbers of days.

SPEC 2.2: "admission + 2 years by calendar (29 February becomes 28)". Every deadline of the portal is
computed here, so that one deadline is never computed in two ways.
"""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier when negative).

    Where the target month is shorter, its last day: 31 August + 6 months is 28 or 29 February.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The same calendar day, `years` later; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def end_of_month(day: date) -> date:
    """The last day of the month in which `day` lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
