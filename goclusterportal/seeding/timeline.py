"""Which steps lead to a state, and when they were taken: the table of steps itself is asked."""

import datetime

from admissions.models import Application
from admissions.workflow import Act, State, next_state

DAY = datetime.timedelta(days=1)
BETWEEN = 14 * DAY

_TO_SUBMITTED = [Act.SUBMIT]
_TO_RECOMMENDED = [*_TO_SUBMITTED, Act.ACCEPT_COMPLETE, Act.START_REVIEW, Act.HOLD_INTERVIEW, Act.RECOMMEND]
STEPS = {
    State.DRAFT: [],
    State.SUBMITTED: _TO_SUBMITTED,
    State.RETURNED: [*_TO_SUBMITTED, Act.RETURN_FOR_COMPLETION],
    State.COMPLETE: _TO_RECOMMENDED[:2],
    State.IN_REVIEW: _TO_RECOMMENDED[:3],
    State.INTERVIEW: _TO_RECOMMENDED[:4],
    State.RECOMMENDED: _TO_RECOMMENDED,
    State.DECIDED: [*_TO_RECOMMENDED, Act.DECIDE],
    State.WITHDRAWN: [*_TO_SUBMITTED, Act.WITHDRAW],
    State.LAPSED: [*_TO_SUBMITTED, Act.RETURN_FOR_COMPLETION, Act.LAPSE],
}
# The first ten applications show every state, the further ones mostly those that are frequent.
STATES = [State(value) for value in Application.State.values] + [State.DRAFT, State.IN_REVIEW, State.DECIDED]
FINAL = {State.DECIDED, State.WITHDRAWN, State.LAPSED}


def state_of(index):
    return STATES[index % len(STATES)]


class Timeline:
    """The days on which an application was opened and each step was taken; the last one lies some days back."""

    def __init__(self, state, rng, day):
        self.acts = STEPS[state]
        self.since = day - rng.randrange(0, 700 if state in FINAL else 20) * DAY
        self.opened = self.since - len(self.acts) * BETWEEN

    def day_of(self, act):
        """When `act` was taken, or None when it was not."""
        return self.opened + (self.acts.index(act) + 1) * BETWEEN if act in self.acts else None

    def steps(self):
        """(act, from, to, day) of each step."""
        state = State.DRAFT
        for act in self.acts:
            after = next_state(state, act)
            yield act, state, after, self.day_of(act)
            state = after
