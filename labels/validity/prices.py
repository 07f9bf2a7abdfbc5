"""What runs and awards cost by the dated price list, and what is to be expected per year (SPEC 2.3)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """One row of the price list; `valid_until` includes that day."""

    level: str
    form: str
    net: Decimal
    payer: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One run or award that is expected: what it is and by which day."""

    level: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class CostLine:
    """`count` steps of one kind in one year at one price; `price` None: the list has none for their days."""

    year: int
    level: str
    form: str
    count: int
    price: PriceFacts | None

    @property
    def total(self) -> Decimal | None:
        return None if self.price is None else self.price.net * self.count


def price_on(prices: Collection[PriceFacts], level: str, form: str, day: date) -> PriceFacts | None:
    """The price that holds on `day`; of several the one that began last. A renewal without a price of its own costs
    what an award does."""
    holding = [
        price
        for price in prices
        if (price.level, price.form) == (level, form)
        and price.valid_from <= day
        and (price.valid_until is None or day <= price.valid_until)
    ]
    if not holding and form == "renewal":
        return price_on(prices, level, "award", day)
    return max(holding, key=lambda price: price.valid_from, default=None)


def cost_lines(steps: Iterable[Step], prices: Collection[PriceFacts], day: date, years: int) -> list[CostLine]:
    """The steps of this and the following years at the prices of their days, in the order of years, levels and forms.

    What is overdue on `day` is still to be paid: it counts on `day`. Steps after the last of the `years` are left out.
    """
    counts: Counter = Counter()
    for step in steps:
        on = max(step.on, day)
        if on.year < day.year + years:
            counts[(on.year, step.level, step.form, price_on(prices, step.level, step.form, on))] += 1
    lines = [CostLine(year, level, form, count, price) for (year, level, form, price), count in counts.items()]
    return sorted(
        lines, key=lambda line: (line.year, line.level, line.form, line.price.valid_from if line.price else day)
    )


def sums_by_payer(lines: Iterable[CostLine]) -> dict[tuple[int, str], Decimal]:
    """What each payer pays in each year, lines without a price left out."""
    sums: dict[tuple[int, str], Decimal] = {}
    for line in lines:
        if line.price is not None and line.total is not None:
            key = (line.year, line.price.payer)
            sums[key] = sums.get(key, Decimal(0)) + line.total
    return sums
