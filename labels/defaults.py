"""How long labels are valid, as the label secretariat says (SPEC 2.3); the office may change it."""

from .models import Level, ValidityTerm

# Level, renewal, years, renewable until so many months after the end. Gold: two or three years by award.
TERMS = [
    (Level.BRONZE, False, 2, None),
    (Level.BRONZE, True, 3, 12),
    (Level.SILVER, False, 2, None),
    (Level.SILVER, True, None, 12),
    (Level.GOLD, False, None, None),
    (Level.GOLD, True, None, None),
]


def load_defaults():
    """Fill in the terms that are missing; what the office has edited stays."""
    present = set(ValidityTerm.objects.values_list("level", "is_renewal"))
    ValidityTerm.objects.bulk_create(
        ValidityTerm(level=level, is_renewal=renewal, years=years, grace_months=grace)
        for level, renewal, years, grace in TERMS
        if (level, renewal) not in present
    )
