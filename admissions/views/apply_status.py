"""Where an application stands, in plain words: since when, what comes next, by when. Nothing untold is in it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from ..applicants import told_decision
from ..services.expectation import expected_step
from ..workflow import Act, Stage

_BEGAN_WITH = {
    "submitted": Act.SUBMIT,
    "returned": Act.RETURN_FOR_COMPLETION,
    "complete": Act.ACCEPT_COMPLETE,
    "in_review": Act.START_REVIEW,
    "withdrawn": Act.WITHDRAW,
    "lapsed": Act.LAPSE,
}


@dataclass(frozen=True)
class Status:
    """`expected` is the day the office has set; None is "noch offen" while `waits`, and nothing otherwise."""

    label: str | Promise
    since: object
    next: str | Promise
    waits: bool
    expected: date | None = None
    note: str = ""


def status_of(application, shown, history, day):
    """The status of an application whose public state is `shown`."""
    waits = shown.code in ("submitted", "complete", "in_review", "advising")
    told = expected_step(application, day) if waits else None
    return Status(
        label=shown.label,
        since=_since(application, shown, history, day),
        next=shown.next,
        waits=waits,
        expected=told[0] if told else None,
        note=told[1] if told else "",
    )


def _since(application, shown, history, day):
    """The day on which the state began that the applicant sees; from the interview on always that of the first."""
    if shown.code == "draft":
        return application.created_at
    if shown.code in _BEGAN_WITH:
        return history.last(_BEGAN_WITH[shown.code].value) or application.state_since
    decision = told_decision(application, day)
    return decision.notified_on if decision else history.reached().get(Stage.INTERVIEW)
