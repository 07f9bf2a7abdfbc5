"""Where a submission to a cluster week stands, derived from its dates. Pure: no query, no clock."""

from enum import StrEnum


class SubmissionState(StrEnum):
    """`UNCONFIRMED` nobody has clicked the link of the mail yet; `WAITING` it is the office's turn;
    `ASKED` the submitter's; `LAPSED` nobody decided before the contact was erased."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = frozenset({SubmissionState.UNCONFIRMED, SubmissionState.WAITING, SubmissionState.ASKED})
"""In these states the submitter may still change it."""
BEFORE_THE_OFFICE = frozenset({SubmissionState.WAITING, SubmissionState.ASKED})
"""In these states the office may answer; to one that waits for an answer as well, so that nothing hangs for ever."""


def state_of(submission):
    """The state by the submission's dates (duck-typed: confirmed_at, asked_at, accepted_at, declined_at, withdrawn_at,
    erased_at).

    A question stands until the submitter has answered it: answering empties asked_at.
    """
    if submission.accepted_at:
        return SubmissionState.ACCEPTED
    if submission.declined_at:
        return SubmissionState.DECLINED
    if submission.withdrawn_at:
        return SubmissionState.WITHDRAWN
    if submission.erased_at:
        return SubmissionState.LAPSED
    if not submission.confirmed_at:
        return SubmissionState.UNCONFIRMED
    return SubmissionState.ASKED if submission.asked_at else SubmissionState.WAITING
