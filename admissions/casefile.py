"""What every page of a case shows besides its subject: the stages and the steps already taken."""

from records.services import history_of
from records.words import verb_in_words

from .workflow import STAGES, Act, stage_of


def steps_of(application):
    """The stages for components/stepper.html; none when the application ended on the way."""
    present = stage_of(application.state)
    if present is None:
        return []
    at = STAGES.index(present)
    return [
        {
            "label": stage.label,
            "state": "done" if index < at else "present" if index == at else "ahead",
            "day": application.state_since if index == at else None,
        }
        for index, stage in enumerate(STAGES)
    ]


def steps_taken(application, *, hidden=()):
    """The changes of state for components/history.html, newest first: what happened, never the notes (one query).

    `hidden` names acts this reader does not see. Only a decision names its source: its note says who signed it.
    """
    shown = {act.value for act in Act if act not in hidden}
    return [
        {"at": entry.at, "text": _in_words(entry), "actor": entry.actor}
        for entry in history_of("application", application.number)
        if entry.verb in shown
    ]


def _in_words(entry):
    text = verb_in_words(entry.verb)
    sourced = entry.verb in (Act.DECIDE, Act.DEFER) and hasattr(entry, "note")
    return f"{text}: {entry.note.text}" if sourced else text
