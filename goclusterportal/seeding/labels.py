"""Label awards and benchmarkings of invented clusters, in every state a label can have."""

import calendar
import datetime

from clusters.services.history import copy_to_history
from labels.facts import price_facts
from labels.models import Benchmarking, LabelAward, Level
from labels.validity import price_on

DAY = datetime.timedelta(days=1)
YEARS = {Level.BRONZE: 2, Level.SILVER: 2, Level.GOLD: 3}


def add(clusters, memberships, rng, day):
    """About two awards for three clusters, and a benchmarking for each member. Returns the number of awards."""
    awards = [award for cluster in clusters for award in _awards(cluster, rng, day)]
    LabelAward.objects.bulk_create(awards)
    copy_to_history(LabelAward, awards, created=True, actor=None, reason="seed")
    prices = price_facts()
    runs = Benchmarking.objects.bulk_create(_run(row, rng, day, prices) for row in memberships if row.starts_on)
    copy_to_history(Benchmarking, runs, created=True, actor=None, reason="seed")
    return len(awards)


def _run(membership, rng, day, prices):
    """A run some months after the admission, at the price of the list and paid by whom the list names."""
    held_on = membership.starts_on + 300 * DAY
    run = Benchmarking(
        cluster=membership.cluster,
        due_on=membership.starts_on + 365 * DAY,
        held_on=held_on if held_on <= day else None,
        form=rng.choice(Benchmarking.Form.values),
        assessor_body="Erfundene Labelstelle",
    )
    price = price_on(prices, Level.BRONZE, run.form, run.held_on) if run.held_on else None
    if price is not None:
        run.net_price, run.payer = price.net, price.payer
    return run


def _awards(cluster, rng, day):
    chance = rng.random()
    if chance < 0.45:
        return []
    level = rng.choices(list(YEARS), weights=(5, 4, 2))[0]
    award = _award(cluster, level, day - rng.randrange(10, 1100) * DAY)
    if chance < 0.5:
        award.confirmed_on = None
    elif chance < 0.53:
        award.revoked_on, award.revoked_reason = award.valid_from + 5 * DAY, "Erfunden für die Probe."
    if chance < 0.85:
        return [award]
    # An earlier, lower one that has run out.
    return [_award(cluster, Level.BRONZE, award.valid_from - 900 * DAY), award]


def _award(cluster, level, day):
    """As the office's form proposes it: to the end of the month of the assessment, so many years later."""
    year = day.year + YEARS[level]
    return LabelAward(
        cluster=cluster,
        level=level,
        assessed_on=day,
        awarded_on=day,
        valid_from=day,
        valid_until=datetime.date(year, day.month, calendar.monthrange(year, day.month)[1]),
        confirmed_on=day,
        issuing_body="Erfundene Labelstelle",
    )
