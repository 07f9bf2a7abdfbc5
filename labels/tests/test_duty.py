"""The silver duty on a day: when it is due, met, late, or nobody's business any more."""

from dataclasses import replace
from datetime import date

import pytest

from labels.validity import (
    DutyFacts,
    DutyReason,
    DutyState,
    Succession,
    duty_state,
    duty_status,
    explain_duty,
)

from .test_validity import award

RISK = 6


def day(text):
    return date.fromisoformat(text)


def day_or_none(text):
    return None if text == "-" else day(text)


def duty(*awards, admitted="2024-06-15", **more):
    facts = DutyFacts(day(admitted) if admitted else None, None, None, None, None, awards)
    return replace(facts, **{name: day(value) for name, value in more.items()})


SILVER = award("silver", "2026-05-10", "2028-05-31", assessed="2026-05-10")
GOLD = award("gold", "2026-01-01", "2027-12-31")
AFTER_GAP = award("silver", "2028-06-01", "2030-05-31", assessed="2028-09-01")
IN_TIME = award("silver", "2028-06-01", "2030-05-31", assessed="2028-04-01")

# A line: on this day the duty is in this state, is due then, since then, for this reason.
# Admitted on 15 June 2024 it is first due on 15 June 2026 and at risk six months before.
TABLE = [
    (
        "a due day set after a merger",
        replace(duty(), succession=Succession(day("2026-07-01"), day("2027-06-30"))),
        """
        2026-06-30  overdue        2026-06-15  2026-06-16  first_silver_missing
        2026-07-01  on_track       2027-06-30  2026-07-01  succession
        2026-12-29  on_track       2027-06-30  2026-07-01  succession
        2026-12-30  at_risk        2027-06-30  2026-12-30  succession
        2027-06-30  at_risk        2027-06-30  2026-12-30  succession
        2027-07-01  overdue        2027-06-30  2027-07-01  succession_passed
        """,
    ),
    (
        "no silver yet",
        duty(),
        """
        2024-06-15  on_track       2026-06-15  2024-06-15  first_silver_ahead
        2025-12-14  on_track       2026-06-15  2024-06-15  first_silver_ahead
        2025-12-15  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-06-15  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-06-16  overdue        2026-06-15  2026-06-16  first_silver_missing
        """,
    ),
    (
        "admitted on 29 February",
        duty(admitted="2024-02-29"),
        """
        2026-02-28  at_risk        2026-02-28  2025-08-28  first_silver_ahead
        2026-03-01  overdue        2026-02-28  2026-03-01  first_silver_missing
        """,
    ),
    (
        "the transition day is later",
        duty(transition_day="2027-12-31"),
        """
        2026-06-16  on_track       2027-12-31  2024-06-15  first_silver_ahead
        2027-12-31  at_risk        2027-12-31  2027-06-30  first_silver_ahead
        2028-01-01  overdue        2027-12-31  2028-01-01  first_silver_missing
        """,
    ),
    (
        "the transition day is earlier",
        duty(transition_day="2025-12-31"),
        "2026-06-16  overdue        2026-06-15  2026-06-16  first_silver_missing",
    ),
    ("unknown start", duty(admitted=None), "2026-06-16  unknown  -  -  start_unknown"),
    ("unknown start with silver", duty(SILVER, admitted=None), "2026-06-16  unknown  -  -  start_unknown"),
    (
        "an assessment runs, also past the due day",
        duty(assessment_started_on="2026-03-01"),
        """
        2026-02-28  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-03-01  in_assessment  2026-06-15  2026-03-01  assessment_running
        2026-07-01  in_assessment  2026-06-15  2026-03-01  assessment_running
        """,
    ),
    (
        "passed, not yet confirmed by the award",
        duty(replace(SILVER, confirmed=False)),
        """
        2026-05-09  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-05-10  in_assessment  2026-06-15  2026-05-10  award_pending
        """,
    ),
    (
        "passed, but the award was withdrawn before it was confirmed",
        duty(replace(SILVER, confirmed=False, revoked_on=day("2026-07-01"))),
        """
        2026-06-30  in_assessment  2026-06-15  2026-05-10  award_pending
        2026-07-01  overdue        2026-06-15  2026-06-16  first_silver_missing
        """,
    ),
    (
        "met, and due again when silver ends",
        duty(SILVER),
        """
        2026-05-09  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-05-10  met            2028-05-31  2026-05-10  silver_valid
        2027-11-29  met            2028-05-31  2026-05-10  silver_valid
        2027-11-30  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        2028-05-31  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        2028-06-01  overdue        2028-05-31  2028-06-01  gap
        """,
    ),
    (
        "an assessment that led to the award is over",
        duty(SILVER, assessment_started_on="2026-03-01"),
        """
        2026-05-09  in_assessment  2026-06-15  2026-03-01  assessment_running
        2026-05-10  met            2028-05-31  2026-05-10  silver_valid
        2028-03-01  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        """,
    ),
    (
        "the next assessment runs",
        duty(SILVER, assessment_started_on="2028-03-01"),
        """
        2028-02-29  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        2028-03-01  in_assessment  2028-05-31  2028-03-01  assessment_running
        """,
    ),
    (
        "renewed in time",
        duty(SILVER, IN_TIME),
        """
        2028-03-31  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        2028-04-01  met            2030-05-31  2026-05-10  silver_valid
        2028-06-01  met            2030-05-31  2026-05-10  silver_valid
        """,
    ),
    (
        "the next award is known, but begins after a gap",
        duty(SILVER, replace(award("silver", "2028-08-01", "2030-07-31"), awarded_on=day("2028-04-01"))),
        """
        2028-05-01  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        2028-06-01  overdue        2028-05-31  2028-06-01  gap
        2028-08-01  met            2030-07-31  2028-08-01  silver_valid
        """,
    ),
    (
        "an award that was never confirmed is overtaken by a later one",
        duty(SILVER, award("gold", "2026-02-01", "2028-01-31", assessed="2026-02-01", confirmed=False)),
        """
        2026-02-01  in_assessment  2026-06-15  2026-02-01  award_pending
        2028-03-01  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        """,
    ),
    (
        "renewed late: the gap stays a gap, though the award is dated back",
        duty(SILVER, AFTER_GAP),
        """
        2028-08-31  overdue        2028-05-31  2028-06-01  gap
        2028-09-01  met            2030-05-31  2028-09-01  silver_valid
        """,
    ),
    (
        "assessed on the due day, awarded later",
        duty(award("silver", "2026-07-20", "2028-07-31", assessed="2026-06-15")),
        "2026-06-16  met            2028-07-31  2026-06-15  silver_valid",
    ),
    (
        "assessed after the due day, award dated back before it",
        duty(award("silver", "2026-06-01", "2028-06-30", assessed="2026-06-20")),
        """
        2026-06-19  overdue        2026-06-15  2026-06-16  first_silver_missing
        2026-06-20  met            2028-06-30  2026-06-20  silver_valid
        """,
    ),
    (
        "an award without a recorded assessment proves from its first day",
        duty(award("silver", "2026-05-10", "2028-05-31")),
        "2026-05-10  met            2028-05-31  2026-05-10  silver_valid",
    ),
    (
        "admitted 2017, silver 2021",
        duty(award("silver", "2021-03-01", "2023-03-31", assessed="2021-03-01"), admitted="2017-04-01"),
        """
        2019-04-01  at_risk        2019-04-01  2018-10-01  first_silver_ahead
        2020-01-01  overdue        2019-04-01  2019-04-02  first_silver_missing
        2021-03-01  met            2023-03-31  2021-03-01  silver_valid
        2023-04-01  overdue        2023-03-31  2023-04-01  gap
        """,
    ),
    (
        "silver from before the admission ends before the first due day",
        duty(award("silver", "2023-01-01", "2024-12-31")),
        "2025-01-01  on_track       2026-06-15  2024-06-15  first_silver_ahead",
    ),
    (
        "bronze proves nothing",
        duty(award("bronze", "2026-05-10", "2028-05-31")),
        "2026-06-16  overdue        2026-06-15  2026-06-16  first_silver_missing",
    ),
    (
        "revoked",
        duty(replace(SILVER, revoked_on=day("2027-02-01"))),
        """
        2027-01-31  met            2028-05-31  2026-05-10  silver_valid
        2027-02-01  overdue        2027-01-31  2027-02-01  gap
        """,
    ),
    (
        "gold exempts while it is valid",
        duty(GOLD),
        """
        2025-12-31  at_risk        2026-06-15  2025-12-15  first_silver_ahead
        2026-01-01  exempt         2027-12-31  2026-01-01  gold_valid
        2027-12-31  exempt         2027-12-31  2026-01-01  gold_valid
        2028-01-01  overdue        2027-12-31  2028-01-01  gap
        """,
    ),
    (
        "gold ends while silver lasts",
        duty(GOLD, SILVER),
        """
        2027-01-01  exempt         2028-05-31  2026-01-01  gold_valid
        2028-01-01  at_risk        2028-05-31  2027-11-30  cover_ends_soon
        """,
    ),
    (
        "announced gold exempts from nothing",
        duty(replace(GOLD, confirmed=False)),
        "2026-06-16  overdue        2026-06-15  2026-06-16  first_silver_missing",
    ),
    (
        "gold that ends before the first due day",
        duty(award("gold", "2024-07-01", "2025-06-30")),
        "2025-07-01  on_track       2026-06-15  2024-06-15  first_silver_ahead",
    ),
    (
        "extended",
        duty(extended_to="2026-12-31"),
        """
        2026-06-16  extended       2026-12-31  -           extension
        2026-12-31  extended       2026-12-31  -           extension
        2027-01-01  overdue        2026-12-31  2027-01-01  extension_passed
        """,
    ),
    (
        "in assessment within the extension",
        duty(extended_to="2026-12-31", assessment_started_on="2026-10-01"),
        "2026-10-01  in_assessment  2026-12-31  2026-10-01  assessment_running",
    ),
    (
        "an extension that silver has overtaken",
        duty(SILVER, extended_to="2026-12-31"),
        "2028-06-01  overdue        2028-05-31  2028-06-01  gap",
    ),
    (
        "an extension of the renewal",
        duty(SILVER, extended_to="2029-05-31"),
        """
        2028-05-31  met            2029-05-31  2026-05-10  silver_valid
        2028-06-01  extended       2029-05-31  -           extension
        2029-06-01  overdue        2029-05-31  2029-06-01  extension_passed
        """,
    ),
    (
        "waived, later ended",
        duty(waived_on="2026-07-01", ended_on="2026-08-01"),
        """
        2026-06-30  overdue        2026-06-15  2026-06-16  first_silver_missing
        2026-07-01  waived         -           2026-07-01  waived
        2026-07-31  waived         -           2026-07-01  waived
        2026-08-01  ended          -           2026-08-01  ended
        """,
    ),
    (
        "ended",
        duty(ended_on="2026-08-01"),
        """
        2026-07-31  overdue        2026-06-15  2026-06-16  first_silver_missing
        2026-08-01  ended          -           2026-08-01  ended
        """,
    ),
    ("ended, unknown start", duty(admitted=None, ended_on="2026-08-01"), "2026-08-01 ended - 2026-08-01 ended"),
    (
        "the membership ends, its last day included",
        duty(membership_ends_on="2026-08-01"),
        """
        2026-08-01  overdue        2026-06-15  2026-06-16  first_silver_missing
        2026-08-02  ended          -           2026-08-01  membership_ended
        """,
    ),
]
CASES = [(name, facts, *line.split()) for name, facts, lines in TABLE for line in lines.strip().splitlines()]


@pytest.mark.parametrize(
    ("facts", "on", "state", "due_on", "since", "reason"),
    [pytest.param(*case[1:], id=f"{case[0]}: {case[2]} {case[3]}") for case in CASES],
)
def test_duty_status(facts, on, state, due_on, since, reason):
    status = duty_status(facts, day(on), RISK)
    assert status.state == DutyState(state)
    assert status.due_on == day_or_none(due_on)
    assert status.since == day_or_none(since)
    assert status.reason == DutyReason(reason)
    assert duty_state(facts, day(on), RISK) == status.state


def test_every_state_and_every_reason_occurs_in_the_table():
    assert {case[3] for case in CASES} == {state.value for state in DutyState}
    assert {case[6] for case in CASES} == {reason.value for reason in DutyReason}


def test_a_late_duty_in_assessment_is_still_late():
    status = duty_status(duty(assessment_started_on="2026-03-01"), day("2026-06-16"), RISK)
    assert status.state == DutyState.IN_ASSESSMENT
    assert status.is_late(day("2026-06-16"))
    assert not status.is_late(day("2026-06-15"))
    assert not duty_status(duty(admitted=None), day("2026-06-16"), RISK).is_late(day("2026-06-16"))


def test_explain_duty_in_both_languages():
    status = duty_status(duty(), day("2025-01-01"), RISK)
    assert explain_duty(status, "de") == "Silber ist bis einschließlich 15. Juni 2026 nachzuweisen."
    assert explain_duty(status, "en") == "Silver must be shown by 15 June 2026 at the latest."


@pytest.mark.parametrize("reason", list(DutyReason), ids=lambda reason: reason.value)
def test_every_reason_is_a_whole_sentence(reason):
    facts, on = next((case[1], case[2]) for case in CASES if case[6] == reason.value)
    german, english = (explain_duty(duty_status(facts, day(on), RISK), language) for language in ("de", "en"))
    assert german != english, "not translated"
    for text in (german, english):
        assert text.endswith(".")
        assert "%" not in text
        assert "  " not in text
