"""What a cluster holds of labels and duties, in words: shown before a merger, which by itself passes none of it."""

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clusters.holdings import Holding
from clusters.models import Membership

from .facts import duties_with_facts, status_of
from .models import LabelAward
from .validity import DutyState, explain_duty

OVER = {DutyState.WAIVED, DutyState.ENDED}


def passable_awards(cluster, last_day):
    """Confirmed awards of `cluster` that are valid on its last day and beyond it: only these can pass."""
    return LabelAward.objects.valid_on(last_day).filter(cluster=cluster, valid_until__gt=last_day)


def running_duty(cluster, day):
    """The silver duty of the period that counts on `day` with its status; None when there is none or it is over."""
    duty = (
        duties_with_facts()
        .filter(membership__in=Membership.objects.counting_on(day), membership__cluster=cluster)
        .first()
    )
    if duty is None:
        return None
    status = status_of(duty, day)
    return None if status.state in OVER else (duty, status)


def holdings(cluster, day):
    """Labels that run on, and the silver duty."""
    found = [
        Holding(
            _("Label %(level)s, gültig bis %(until)s")
            % {"level": award.get_level_display(), "until": date_format(award.valid_until)}
        )
        for award in LabelAward.objects.confirmed().filter(cluster=cluster, revoked_on=None, valid_until__gte=day)
    ]
    running = running_duty(cluster, day)
    if running:
        duty, status = running
        words = {"key": duty.key, "state": explain_duty(status, get_language() or "de")}
        found.append(Holding(_("Silber-Verpflichtung %(key)s: %(state)s") % words))
    return found
