"""Benchmarking runs: recorded by the office, with price and payer as the price list proposes them."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Cluster
from records.errors import ActRefused
from records.services import record

from ..facts import price_facts
from ..models import Benchmarking, Level
from ..permissions import may_record
from ..validity import price_on

SUBJECT_KIND = "benchmarking"


def proposed_price(form, day):
    """The price (PriceFacts) that the list proposes for a run of this form on `day`, None where it has none.

    A run is the interview for bronze [E]: it costs what the list says for bronze.
    """
    return price_on(price_facts(), Level.BRONZE, form, day)


def refusal(run, day):
    """Why a run cannot be recorded as it stands: (field, translated sentence), or None."""
    if run.held_on and run.held_on > day:
        return "held_on", _("Der Tag der Durchführung liegt in der Zukunft. Bitte tragen Sie ihn als vereinbart ein.")
    if not (run.held_on or run.planned_on or run.due_on):
        return "planned_on", _("Bitte geben Sie an, wann das Benchmarking stattfindet, stattfand oder fällig ist.")
    return None


@transaction.atomic
def record_benchmarking(run, *, actor, day):
    """Save a new or changed run. An empty price or payer is filled in from the price list, once it has a day.

    Raises ActRefused for anyone but the office, and where `refusal` says why; then nothing is written.
    """
    if not may_record(actor, day):
        raise ActRefused(_("Labels und Begutachtungen erfasst das Programmbüro."))
    refused = refusal(run, day)
    if refused:
        raise ActRefused(refused[1])
    Cluster.objects.select_for_update(of=("self",)).get(pk=run.cluster_id)
    before = Benchmarking.objects.filter(pk=run.pk).first()
    on = run.held_on or run.planned_on
    price = proposed_price(run.form, on) if on else None
    if price is not None:
        run.net_price = price.net if run.net_price is None else run.net_price
        run.payer = run.payer or price.payer
    run.save()
    record(
        actor=actor,
        verb="change" if before else "create",
        subject_kind=SUBJECT_KIND,
        subject_key=run.pk,
        from_state=_in_short(before) if before else "",
        to_state=_in_short(run),
    )
    return run


def _in_short(run):
    return run.held_on or run.planned_on or run.due_on
