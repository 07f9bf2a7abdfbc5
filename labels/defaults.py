"""How long labels are valid and what they cost, as the label secretariat says (SPEC 2.3); the office may change it."""

from datetime import date
from decimal import Decimal

from .models import LabelPrice, Level, Payer, ValidityTerm

# Level, renewal, years, renewable until so many months after the end. Gold: two or three years by award.
TERMS = [
    (Level.BRONZE, False, 2, None),
    (Level.BRONZE, True, 3, 12),
    (Level.SILVER, False, 2, None),
    (Level.SILVER, True, None, 12),
    (Level.GOLD, False, None, None),
    (Level.GOLD, True, None, None),
]

# Net euros; no day of validity is published, so the list begins with the first year of the sources.
PRICES_SINCE = date(2022, 1, 1)
PRICES = [
    (Level.BRONZE, LabelPrice.Form.ON_SITE, Decimal(2250), Payer.MINISTRY),
    (Level.BRONZE, LabelPrice.Form.VIDEO, Decimal(1650), Payer.MINISTRY),
    (Level.SILVER, LabelPrice.Form.AWARD, Decimal(3620), Payer.MINISTRY),
    (Level.GOLD, LabelPrice.Form.AWARD, Decimal(8250), Payer.CLUSTER),
    (Level.GOLD, LabelPrice.Form.RENEWAL, Decimal(6765), Payer.CLUSTER),
]


def load_defaults():
    """Fill in the terms that are missing, and the price list while it is empty; what the office has edited stays."""
    present = set(ValidityTerm.objects.values_list("level", "is_renewal"))
    ValidityTerm.objects.bulk_create(
        ValidityTerm(level=level, is_renewal=renewal, years=years, grace_months=grace)
        for level, renewal, years, grace in TERMS
        if (level, renewal) not in present
    )
    if not LabelPrice.objects.exists():
        LabelPrice.objects.bulk_create(
            LabelPrice(level=level, form=form, net=net, payer=payer, valid_from=PRICES_SINCE, source="Labelsekretariat")
            for level, form, net, payer in PRICES
        )
