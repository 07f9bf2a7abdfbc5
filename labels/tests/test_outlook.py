"""What runs out and what it costs: the dated price list, expiries per quarter, members without a label, what-if."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from clusters.tests.factories import MembershipFactory
from labels.defaults import load_defaults
from labels.models import Benchmarking, LabelPrice, Level
from labels.outlook import costs, outlook
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory
from labels.validity import (
    AwardState,
    PriceFacts,
    Quarter,
    Step,
    award_state,
    cost_lines,
    explain_award,
    last_days,
    per_quarter,
    price_on,
    quarter_of,
    quarters_from,
    sums_by_payer,
)

from .test_validity import award

D = datetime.date


def price(net, since, until=None, level="silver", form="award", payer="ministry"):
    return PriceFacts(level, form, Decimal(net), payer, since, until)


OLD = price(3000, D(2022, 1, 1), D(2024, 2, 29))
NEW = price(3620, D(2024, 3, 1))
GOLD = price(8250, D(2022, 1, 1), level="gold", payer="cluster")
GOLD_AGAIN = price(6765, D(2022, 1, 1), level="gold", form="renewal", payer="cluster")
PRICES = [OLD, NEW, GOLD, GOLD_AGAIN]


@pytest.mark.parametrize(
    ("level", "form", "day", "expected"),
    [
        ("silver", "award", D(2021, 12, 31), None),
        ("silver", "award", D(2022, 1, 1), OLD),
        ("silver", "award", D(2024, 2, 29), OLD),
        ("silver", "award", D(2024, 3, 1), NEW),
        # No price of its own: as an award. Gold has one.
        ("silver", "renewal", D(2024, 3, 1), NEW),
        ("gold", "renewal", D(2024, 3, 1), GOLD_AGAIN),
        ("bronze", "on_site", D(2024, 3, 1), None),
    ],
)
def test_price_on(level, form, day, expected):
    assert price_on(PRICES, level, form, day) == expected


def test_costs_count_each_step_at_the_price_of_its_day():
    steps = [
        Step("silver", "award", D(2023, 5, 1)),
        Step("silver", "award", D(2024, 2, 28)),
        Step("silver", "award", D(2024, 12, 31)),
        Step("gold", "renewal", D(2025, 1, 1)),
        Step("bronze", "on_site", D(2025, 1, 1)),
        # After the last year.
        Step("gold", "renewal", D(2026, 1, 1)),
    ]
    lines = cost_lines(steps, PRICES, D(2024, 1, 15), 2)
    # What was due in 2023 is still to be paid: it counts today.
    assert [(line.year, line.level, line.count, line.total) for line in lines] == [
        (2024, "silver", 2, Decimal(6000)),
        (2024, "silver", 1, Decimal(3620)),
        (2025, "bronze", 1, None),
        (2025, "gold", 1, Decimal(6765)),
    ]
    assert sums_by_payer(lines) == {(2024, "ministry"): Decimal(9620), (2025, "cluster"): Decimal(6765)}


def test_the_list_starts_with_the_published_prices_and_keeps_what_was_edited(db):
    found = {(one.level, one.form): (one.net, one.payer) for one in LabelPrice.objects.all()}
    assert found == {
        ("bronze", "on_site"): (Decimal(2250), "ministry"),
        ("bronze", "video"): (Decimal(1650), "ministry"),
        ("silver", "award"): (Decimal(3620), "ministry"),
        ("gold", "award"): (Decimal(8250), "cluster"),
        ("gold", "renewal"): (Decimal(6765), "cluster"),
    }
    LabelPrice.objects.exclude(level="gold").delete()
    load_defaults()
    assert LabelPrice.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (D(2024, 1, 1), Quarter(2024, 1)),
        (D(2024, 3, 31), Quarter(2024, 1)),
        (D(2024, 4, 1), Quarter(2024, 2)),
        (D(2024, 12, 31), Quarter(2024, 4)),
    ],
)
def test_quarter_of(day, quarter):
    assert quarter_of(day) == quarter
    assert quarter.first_day <= day <= quarter.last_day


def test_quarters_ahead_and_back():
    assert quarters_from(D(2024, 11, 30), 3) == [Quarter(2024, 4), Quarter(2025, 1), Quarter(2025, 2)]
    assert quarters_from(D(2024, 5, 31), -3) == [Quarter(2023, 4), Quarter(2024, 1), Quarter(2024, 2)]


def test_what_is_continued_or_revoked_runs_out_for_nobody():
    first = award("silver", "2024-01-01", "2026-03-31")
    again = award("silver", "2026-04-01", "2028-03-31")
    gold = award("gold", "2025-01-01", "2027-12-31")
    revoked = award("gold", "2025-01-01", "2030-12-31", revoked="2025-06-01")
    on = D(2026, 1, 1)
    assert last_days([first], on) == [("silver", D(2026, 3, 31))]
    assert last_days([first, again], on) == [("silver", D(2028, 3, 31))]
    assert last_days([first, gold, revoked], on) == [("gold", D(2027, 12, 31))]
    found = per_quarter([("silver", D(2026, 3, 31)), ("gold", D(2026, 4, 1)), ("gold", D(2027, 1, 1))], on, 2)
    assert found == {Quarter(2026, 1): {"silver": 1}, Quarter(2026, 2): {"gold": 1}}


@pytest.mark.parametrize(
    ("facts", "day", "words"),
    [
        (award("silver", "2024-03-15", "2026-03-31"), "2025-01-01", "Gültig bis einschließlich 31. März 2026."),
        (award("silver", "2024-03-15", "2026-03-31"), "2026-03-31", "nur noch bis einschließlich 31. März 2026"),
        (award("silver", "2024-02-29", "2024-02-29"), "2024-03-01", "erneuerbar bis einschließlich 28. Februar 2025"),
        (award("silver", "2024-02-29", "2024-02-29"), "2025-03-01", "nicht mehr erneuerbar"),
        (award("silver", confirmed=False), "2025-01-01", "Angekündigt"),
        (award("silver", revoked="2025-01-01"), "2025-01-01", "Entzogen am 1. Januar 2025."),
    ],
)
def test_every_state_of_a_label_has_its_reason_in_words(facts, day, words):
    spans = {"soon_months": 6, "grace_months": 12}
    assert award_state(facts, D.fromisoformat(day), **spans) in AwardState
    assert words in explain_award(facts, D.fromisoformat(day), language="de", **spans)
    assert "%(" not in explain_award(facts, D.fromisoformat(day), language="en", **spans)


# --- From rows ----------------------------------------------------------------------


@pytest.fixture
def members(db):
    """Silver until the end of 2026; gold until 31 March 2027; one without a label; one that left in 2025."""
    silver, gold, bare, gone = MembershipFactory.create_batch(4, starts_on=D(2021, 3, 1))
    LabelAwardFactory(cluster=silver.cluster)
    LabelAwardFactory(cluster=gold.cluster, level=Level.GOLD, valid_from=D(2025, 1, 1), valid_until=D(2027, 3, 31))
    gone.ends_on, gone.end_reason = D(2025, 12, 31), "resigned"
    gone.save()
    for membership in (silver, gold, bare, gone):
        SilverDutyFactory(membership=membership)
        Benchmarking.objects.create(cluster=membership.cluster, held_on=D(2025, 7, 1))
    return silver, gold, bare


def levels(found):
    return {level.value: count for level, count in found.levels if count}


def test_what_if_nothing_more_happens(members, office):
    today = D(2026, 1, 15)
    silver, _gold, bare = members
    now = outlook(office, today, today)
    assert (now.members, levels(now), now.without) == (3, {"silver": 1, "gold": 1}, [bare.cluster])
    assert now.late_benchmarkings == 0
    later = outlook(office, D(2027, 1, 1), today)
    assert (levels(later), set(later.without)) == ({"gold": 1}, {silver.cluster, bare.cluster})
    assert {state.value: count for state, count in later.duties} == {"overdue": 2, "exempt": 1}
    assert outlook(office, D(2027, 7, 2), today).late_benchmarkings == 3
    # A day gone by counts who was a member then.
    assert outlook(office, D(2025, 12, 31), today).members == 4


def test_labels_that_run_out_per_quarter(members, office):
    found = outlook(office, D(2026, 10, 1), D(2026, 10, 1))
    totals = {(quarter.year, quarter.number): total for quarter, _counts, total in found.quarters if total}
    assert totals == {(2026, 4): 1, (2027, 1): 1}


def test_costs_of_the_next_years(members, office):
    lines, sums, years = costs(office, D(2026, 1, 15))
    assert years == [2026, 2027, 2028, 2029]
    assert [(line.year, line.level, line.form, line.count, line.total) for line in lines] == [
        # The one without a label: its first silver is overdue. The other's silver ends in 2026.
        (2026, "silver", "award", 1, Decimal(3620)),
        (2026, "silver", "renewal", 1, Decimal(3620)),
        (2027, "bronze", "on_site", 3, Decimal(6750)),
        (2027, "gold", "renewal", 1, Decimal(6765)),
        (2029, "bronze", "on_site", 3, Decimal(6750)),
    ]
    assert sums[(2027, "ministry")] == Decimal(6750)
    assert sums[(2027, "cluster")] == Decimal(6765)


def test_names_are_for_the_office_only(client, members, office, ministry):
    name = members[2].cluster.name
    client.force_login(office)
    assert name in client.get(reverse("admin:labels_labelaward_outlook"), {"on": "2026-01-15"}).content.decode()
    assert client.get(reverse("admin:labels_labelprice_costs")).status_code == 200
    client.force_login(ministry)
    assert name not in client.get(reverse("labels:decide-labels"), {"on": "2026-01-15"}).content.decode()
    assert client.get(reverse("admin:labels_labelaward_outlook")).status_code == 403
    assert client.get(reverse("admin:labels_labelprice_costs")).status_code == 403


@pytest.mark.parametrize("on", ["morgen", "1800-01-01"])
def test_a_day_that_is_none_is_said_at_its_field_and_today_is_shown(client, ministry, today, on):
    client.force_login(ministry)
    page = client.get(reverse("labels:decide-labels"), {"on": on})
    assert (page.status_code, page.context["day"], bool(page.context["form"].errors["on"])) == (200, today, True)
