"""The ministry's decision: checks everything, freezes everything, tells nobody before release (SPEC 2.1)."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date
from records.errors import ActRefused

from .. import permissions
from ..models import CriteriaCatalogue, Decision, Recommendation
from ..result import frozen_result
from ..wording import recorded_sentence
from ..workflow import Act, Outcome, act_for, admits, possible_outcomes
from .letters import prepare_refusal
from .states import change_state, lock


def current_recommendation(application):
    """The board's advice of the present round; None while there is none."""
    return Recommendation.objects.filter(application=application, round=application.round).first()


def problems(*, outcome, reason, decided_on, conditions, starts_on, recommendation, passed, day):
    """What is wrong with a decision, as {field: translated sentence}; empty when it can be made.

    The form shows these at its fields, the service refuses with them: one list for both.
    """
    found = {}
    if outcome not in Decision.Outcome.values:
        found["outcome"] = _("Bitte wählen Sie eine Entscheidung.")
    elif outcome not in possible_outcomes(passed):
        found["outcome"] = why_impossible(passed)
    if not reason.strip():
        found["reason"] = _("Bitte begründen Sie die Entscheidung.")
    found |= _date_problems(decided_on, recommendation, day)
    with_conditions = outcome == Outcome.ADMITTED_WITH_CONDITIONS
    if with_conditions and not conditions.strip():
        found["conditions"] = _("Bitte nennen Sie die Auflagen.")
    if conditions.strip() and not with_conditions:
        found["conditions"] = _("Auflagen gehören nur zu einer Aufnahme mit Auflagen.")
    if outcome in Decision.Outcome.values and admits(outcome):
        if starts_on is None:
            found["starts_on"] = _("Bitte geben Sie an, zu welchem Tag das Cluster aufgenommen wird.")
        elif recommendation and starts_on < recommendation.made_on:
            found["starts_on"] = _("Die Aufnahme kann nicht vor der Empfehlung beginnen.")
    return found


def why_impossible(passed):
    """Why this result does not carry every outcome, as a translated sentence."""
    if passed is None:
        return _("Das Ergebnis ist unvollständig. Möglich ist nur, den Antrag zurückzustellen.")
    return _(
        "Die Schwelle ist nicht erreicht, eine Aufnahme ist deshalb nicht möglich. "
        "Ein fehlerhaftes Gutachten wird berichtigt, indem Sie den Antrag zurückstellen."
    )


def _date_problems(decided_on, recommendation, day):
    if decided_on is None:
        return {"decided_on": _("Bitte geben Sie den Tag der Entscheidung an.")}
    if decided_on > day:
        return {"decided_on": _("Der Tag der Entscheidung liegt in der Zukunft.")}
    if recommendation and decided_on < recommendation.made_on:
        return {
            "decided_on": _("Der Tag der Entscheidung liegt vor der Empfehlung vom %(day)s.")
            % {"day": german_date(recommendation.made_on)}
        }
    return {}


@transaction.atomic
def decide(application, *, actor, day, outcome, reason, decided_on, conditions="", starts_on=None):
    """Decide a recommended application, or put it back to the board (deferred: a new round begins).

    Admission needs a complete result that reaches the threshold; whoever reviewed or voted does not decide. Points,
    maximum, rule, catalogue version, explanation and persons are frozen. A refusal prepares the letter, which waits
    for its release. Raises ActRefused; then nothing is written. Returns the Decision.
    """
    locked = lock(application)
    act = act_for(outcome) if outcome in Decision.Outcome.values else Act.DECIDE
    refused = permissions.refusal(actor, act, locked, day)
    if refused:
        raise ActRefused(refused)
    recommendation = current_recommendation(locked)
    result = frozen_result(locked, day)
    found = problems(
        outcome=outcome,
        reason=reason,
        decided_on=decided_on,
        conditions=conditions,
        starts_on=starts_on,
        recommendation=recommendation,
        passed=result["passed"],
        day=day,
    )
    if found:
        raise ActRefused(" ".join(found.values()))
    return make(
        locked,
        result,
        actor=actor,
        day=day,
        outcome=outcome,
        reason=reason,
        decided_on=decided_on,
        conditions=conditions,
        starts_on=starts_on,
    )


def make(locked, result, *, actor, day, outcome, reason, decided_on, conditions, starts_on, recorded=None):
    """Write the decision on a locked application and move it on, inside the caller's transaction.

    The one door for what the ministry decides in the portal and for what it signed on paper: `recorded` is then the
    office's record, and nobody has decided in the portal. Checks neither threshold nor fields; the callers do.
    """
    act = act_for(outcome)
    decision = Decision(
        application=locked,
        round=locked.round,
        outcome=outcome,
        reason=reason.strip(),
        conditions=conditions.strip(),
        decided_by=None if recorded else actor,
        recorded=recorded,
        decided_on=decided_on,
        starts_on=starts_on if admits(outcome) else None,
    )
    _freeze(decision, locked.catalogue, result).save()
    change_state(
        locked,
        act,
        actor=actor,
        day=day,
        on_behalf=recorded is not None,
        note=_source_note(recorded),
        **({"round": locked.round + 1} if act == Act.DEFER else {}),
    )
    if outcome == Outcome.REFUSED:
        prepare_refusal(decision, actor, day)
    return decision


def _source_note(recorded):
    """For the history, in the language of the file; what was decided in the portal speaks for itself."""
    if recorded is None:
        return ""
    with translation.override("de"):
        return recorded_sentence(recorded)


def _freeze(decision: Decision, catalogue: CriteriaCatalogue, result):
    decision.catalogue = catalogue
    decision.rule = result["rule"]
    decision.points_numerator, decision.points_denominator = result["points"]
    decision.maximum = result["maximum"]
    decision.passed = result["passed"]
    decision.explanation_de, decision.explanation_en = result["explanation_de"], result["explanation_en"]
    decision.persons = {**result["persons"], "decided_by": decision.decided_by_id}
    if decision.recorded:
        decision.persons |= {
            "entered_by": decision.recorded.entered_by_id,
            "confirmed_by": decision.recorded.checked_by_id,
        }
    decision.result = result
    return decision
