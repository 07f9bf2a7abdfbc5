"""Numbers of applications: one counter per year, gaps allowed, never reused (SPEC 4)."""

from django.db import transaction

from ..models import NumberCounter


@transaction.atomic
def next_application_number(year):
    """The next number of `year`, such as A-2026-0001. The counter's row stays locked until the transaction ends."""
    NumberCounter.objects.bulk_create([NumberCounter(year=year)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"A-{year}-{counter.last:04d}"
