"""The office's work lists: which cases wait for which work. One function counts them, for the desk and for the list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .workflow import EDITABLE_STATES, REVIEW_STATES, Outcome, State

ADMITTING = (Outcome.ADMITTED.value, Outcome.ADMITTED_WITH_CONDITIONS.value)


@dataclass(frozen=True)
class WorkList:
    """One list over cases read by officework.with_steps."""

    key: str
    label: str | Promise
    # (day) -> Q over the annotated cases
    condition: Callable
    # The sentence above the list, by its number.
    sentence: Callable
    # What comes first, where no column was chosen.
    ordering: tuple[str, ...] = ("state_since", "number")

    def sentence_for(self, count):
        return self.sentence(count) % {"count": count}


def _in_review():
    return Q(state__in=REVIEW_STATES)


def _decided():
    return Q(state=State.DECIDED, step_notified=None, step_outcome__isnull=False)


def _over():
    told = Q(step_notified__isnull=False) | Q(step_outcome=None)
    return Q(state__in=[State.WITHDRAWN, State.LAPSED]) | Q(state=State.DECIDED) & told


def _enough_reviewers():
    return Q(step_engaged__gte=F("step_min_reviews"))


WORK_LISTS = [
    WorkList(
        "enter",
        _("Papier eintragen"),
        lambda day: Q(state__in=EDITABLE_STATES, step_entering=True),
        lambda n: ngettext(
            "Bei %(count)s Antrag sind Angaben vom Papier einzutragen.",
            "Bei %(count)s Anträgen sind Angaben vom Papier einzutragen.",
            n,
        ),
    ),
    WorkList(
        "check",
        _("Vollständigkeit prüfen"),
        lambda day: Q(state=State.SUBMITTED),
        lambda n: ngettext(
            "%(count)s Antrag ist auf Vollständigkeit zu prüfen.",
            "%(count)s Anträge sind auf Vollständigkeit zu prüfen.",
            n,
        ),
    ),
    WorkList(
        "returned",
        _("Zurückgegeben"),
        lambda day: Q(state=State.RETURNED),
        lambda n: ngettext(
            "%(count)s Antrag ist zur Vervollständigung zurückgegeben; was bald verfällt, steht zuerst.",
            "%(count)s Anträge sind zur Vervollständigung zurückgegeben; was bald verfällt, steht zuerst.",
            n,
        ),
        ("lapses_on", "number"),
    ),
    WorkList(
        "assign",
        _("Gutachten zuweisen"),
        lambda day: Q(state=State.COMPLETE) | _in_review() & ~_enough_reviewers(),
        lambda n: ngettext(
            "Bei %(count)s Antrag sind noch Gutachten zuzuweisen.",
            "Bei %(count)s Anträgen sind noch Gutachten zuzuweisen.",
            n,
        ),
    ),
    WorkList(
        "overdue",
        _("Gutachten überfällig"),
        lambda day: _in_review() & Q(step_review_due__lt=day),
        lambda n: ngettext(
            "Bei %(count)s Antrag ist ein Gutachten überfällig.",
            "Bei %(count)s Anträgen ist ein Gutachten überfällig.",
            n,
        ),
        ("step_review_due", "number"),
    ),
    WorkList(
        "interview",
        _("Gespräch"),
        lambda day: Q(state=State.IN_REVIEW, step_reviewed__gte=F("step_min_reviews")) & _enough_reviewers(),
        lambda n: ngettext(
            "Bei %(count)s Antrag steht das persönliche Gespräch an.",
            "Bei %(count)s Anträgen steht das persönliche Gespräch an.",
            n,
        ),
    ),
    WorkList(
        "paper",
        _("Vorlage erstellen"),
        lambda day: Q(state=State.RECOMMENDED, step_paper=False, step_recorded=False),
        lambda n: ngettext(
            "Zu %(count)s Antrag fehlt die Entscheidungsvorlage.",
            "Zu %(count)s Anträgen fehlt die Entscheidungsvorlage.",
            n,
        ),
    ),
    WorkList(
        "ministry",
        _("Entscheidung liegt beim Ministerium"),
        lambda day: Q(state=State.RECOMMENDED, step_paper=True, step_recorded=False),
        lambda n: ngettext(
            "%(count)s Antrag liegt zur Entscheidung beim Ministerium.",
            "%(count)s Anträge liegen zur Entscheidung beim Ministerium.",
            n,
        ),
    ),
    WorkList(
        "confirm",
        _("Entscheidung bestätigen"),
        lambda day: Q(state=State.RECOMMENDED, step_recorded=True),
        lambda n: ngettext(
            "%(count)s erfasste Entscheidung wartet auf die Bestätigung durch eine zweite Person.",
            "%(count)s erfasste Entscheidungen warten auf die Bestätigung durch eine zweite Person.",
            n,
        ),
    ),
    WorkList(
        "commitment",
        _("Verpflichtungserklärung"),
        lambda day: _decided() & Q(step_outcome__in=ADMITTING, step_committed=False),
        lambda n: ngettext(
            "Zu %(count)s Aufnahme fehlt die Verpflichtungserklärung.",
            "Zu %(count)s Aufnahmen fehlt die Verpflichtungserklärung.",
            n,
        ),
    ),
    WorkList(
        "release",
        _("Bescheid freigeben"),
        lambda day: _decided() & (Q(step_committed=True) | ~Q(step_outcome__in=ADMITTING)),
        lambda n: ngettext(
            "%(count)s Bescheid wartet auf Freigabe.",
            "%(count)s Bescheide warten auf Freigabe.",
            n,
        ),
    ),
    WorkList(
        "closed",
        _("Abgeschlossen"),
        lambda day: _over(),
        lambda n: ngettext(
            "%(count)s Antrag ist abgeschlossen.",
            "%(count)s Anträge sind abgeschlossen.",
            n,
        ),
        ("-state_since", "-number"),
    ),
]
"""In the order of the procedure. A case may stand in two, such as one with too few reviewers, one of them late."""

BY_KEY = {one.key: one for one in WORK_LISTS}


def counts_of(applications, day):
    """How many of the cases (read by with_steps) stand in each work list, by key, and under "all": one query."""
    return applications.order_by().aggregate(
        all=Count("pk"), **{one.key: Count("pk", filter=one.condition(day)) for one in WORK_LISTS}
    )


def chips_of(counts, url_of, *, current=None):
    """The lists as chips with their numbers (components/chips.html); `url_of` gives the address for a key or None."""
    chips = [{"label": _("Alle"), "count": counts["all"], "url": url_of(None), "current": current is None}]
    return chips + [
        {
            "label": one.label,
            "count": counts[one.key],
            "url": url_of(one.key),
            "current": current == one.key,
        }
        for one in WORK_LISTS
    ]
