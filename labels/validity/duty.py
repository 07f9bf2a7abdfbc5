"""The silver duty on a day: the one place where its state and its due day come from.

SPEC 2.2: the silver criteria within two years of admission [S] and from then
on without gaps; a currently valid gold label exempts [S]; met on the recorded day of the passed assessment,
confirmed by the award [D]; the ministry extends, waives or ends [D]. Overdue is an ordinary state [S].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.calendar import add_months
from programme.worded import WordedEnum

from .awards import DAY, AwardFacts, Level, first_silver_due, is_valid_on


class DutyState(WordedEnum):
    UNKNOWN = "unknown", _("unbekannt")
    ON_TRACK = "on_track", _("im Zeitplan")
    AT_RISK = "at_risk", _("gefährdet")
    IN_ASSESSMENT = "in_assessment", _("Begutachtung läuft")
    OVERDUE = "overdue", _("überfällig")
    MET = "met", _("erfüllt")
    EXEMPT = "exempt", _("befreit durch Gold")
    EXTENDED = "extended", _("verlängert")
    WAIVED = "waived", _("erlassen")
    ENDED = "ended", _("beendet")


class DutyReason(WordedEnum):
    """Why a duty is in its state, as a sentence with the dates of the DutyStatus."""

    START_UNKNOWN = "start_unknown", _("Der Tag der Aufnahme ist nicht bekannt.")
    FIRST_SILVER_AHEAD = "first_silver_ahead", _("Silber ist bis einschließlich %(due_on)s nachzuweisen.")
    FIRST_SILVER_MISSING = "first_silver_missing", _("Silber war bis einschließlich %(due_on)s nachzuweisen.")
    SILVER_VALID = (
        "silver_valid",
        _("Die Silber-Kriterien sind nachgewiesen. Der nächste Nachweis ist bis einschließlich %(due_on)s fällig."),
    )
    COVER_ENDS_SOON = "cover_ends_soon", _("Silber ist bis einschließlich %(due_on)s erneut nachzuweisen.")
    GAP = "gap", _("Der Nachweis endete am %(due_on)s und wurde nicht erneuert.")
    GOLD_VALID = "gold_valid", _("Ein gültiges Gold-Label befreit von der Verpflichtung, derzeit bis %(due_on)s.")
    ASSESSMENT_RUNNING = "assessment_running", _("Die Begutachtung läuft seit %(since)s. Fälligkeit: %(due_on)s.")
    AWARD_PENDING = (
        "award_pending",
        _("Die Begutachtung am %(since)s ist bestanden, die Verleihung steht aus. Fälligkeit: %(due_on)s."),
    )
    SUCCESSION = (
        "succession",
        _("Nach dem Zusammenschluss hat das Ministerium entschieden: Silber ist bis einschließlich %(due_on)s fällig."),
    )
    SUCCESSION_PASSED = (
        "succession_passed",
        _("Nach dem Zusammenschluss hat das Ministerium entschieden: Silber war bis einschließlich %(due_on)s fällig."),
    )
    EXTENSION = "extension", _("Das Ministerium hat die Frist bis einschließlich %(due_on)s verlängert.")
    EXTENSION_PASSED = "extension_passed", _("Die bis einschließlich %(due_on)s verlängerte Frist ist abgelaufen.")
    WAIVED = "waived", _("Das Ministerium hat die Verpflichtung am %(since)s erlassen.")
    ENDED = "ended", _("Die Verpflichtung ist am %(since)s beendet worden.")
    MEMBERSHIP_ENDED = "membership_ended", _("Die Mitgliedschaft endete am %(since)s.")


@dataclass(frozen=True, slots=True)
class Succession:
    """The due day that the ministry set after a merger. It holds from `holds_from` on, in place of the first due day.

    `extended_to`: the latest extension decided since; earlier ones no longer count from that day on [D].
    """

    holds_from: date
    due_on: date
    extended_to: date | None = None


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """What is recorded about the duty of one membership.

    `admitted_on` None: start unknown. `extended_to`: the last day of the latest extension. `waived_on`, `ended_on`:
    the first day on which the decision holds. `membership_ends_on`: the last day of the membership.
    `assessment_started_on`: clear it when an assessment fails. `awards`: all awards of the cluster.
    """

    admitted_on: date | None
    transition_day: date | None
    extended_to: date | None
    waived_on: date | None
    ended_on: date | None
    awards: Sequence[AwardFacts]
    assessment_started_on: date | None = None
    membership_ends_on: date | None = None
    succession: Succession | None = None

    def succession_on(self, day: date) -> Succession | None:
        """The succession that holds on `day`."""
        return self.succession if self.succession is not None and self.succession.holds_from <= day else None

    def first_due_on(self, day: date) -> date | None:
        """The first due day as it holds on `day`; None while the start is unknown."""
        succession = self.succession_on(day)
        if succession is not None:
            return succession.due_on
        return first_silver_due(self.admitted_on, self.transition_day) if self.admitted_on is not None else None

    def extended_to_on(self, day: date) -> date | None:
        """The last day of the extension that counts on `day`."""
        succession = self.succession_on(day)
        return succession.extended_to if succession is not None else self.extended_to


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """The state of a duty with the day that is due next (that day included) and since when the state holds."""

    state: DutyState
    due_on: date | None
    since: date | None
    reason: DutyReason

    def is_late(self, day: date) -> bool:
        """Whether the due day has passed on `day`: also true of a late duty that is in assessment."""
        return self.due_on is not None and self.due_on < day


def duty_state(facts: DutyFacts, day: date, at_risk_months: int) -> DutyState:
    """The state alone; see duty_status."""
    return duty_status(facts, day, at_risk_months).state


def duty_status(facts: DutyFacts, day: date, at_risk_months: int) -> DutyStatus:
    """The state of the duty on `day`, from the facts known on that day.

    The due day is the latest of: the first due day, the end of what is proved without a gap, an extension. A silver
    award proves from the recorded day of the passed assessment (without one: from its first day) to its end, a gold
    one while it is valid. A renewal that came late closes no gap backwards. A duty is at risk from the day that lies
    `at_risk_months` before the due day. An assessment that runs is told before "at risk" or "overdue"; ask `is_late`
    for the date [D].
    """
    ended = _ended(facts, day)
    if ended is not None:
        return ended
    first_due = facts.first_due_on(day)
    if facts.admitted_on is None or first_due is None:
        return DutyStatus(DutyState.UNKNOWN, None, None, DutyReason.START_UNKNOWN)

    covers = covers_known_on(facts.awards, day)
    cover_end = _cover_end(covers, day)
    past_end = max((end for _start, end in covers if end < day), default=None)
    proved_until = cover_end or past_end
    due_on = max(first_due, proved_until) if proved_until else first_due
    extended = False
    extended_to = facts.extended_to_on(day)
    if extended_to is not None and extended_to > due_on:
        due_on, extended = extended_to, True
    succession = facts.succession_on(day)
    succeeds = succession is not None and due_on == first_due
    running_since = succession.holds_from if succession is not None and succeeds else facts.admitted_on
    risk_from = add_months(due_on, -at_risk_months)

    gold = [award for award in facts.awards if award.level == Level.GOLD and is_valid_on(award, day)]
    if gold:
        since = min(award.valid_from for award in gold if award.valid_from is not None)
        return DutyStatus(DutyState.EXEMPT, cover_end, since, DutyReason.GOLD_VALID)
    if cover_end is not None and day < risk_from:
        return DutyStatus(DutyState.MET, due_on, _covered_since(covers, day), DutyReason.SILVER_VALID)
    assessment = _assessment(facts, day, due_on)
    if assessment is not None:
        return assessment
    if day > due_on:
        missing = DutyReason.SUCCESSION_PASSED if succeeds else DutyReason.FIRST_SILVER_MISSING
        reason = DutyReason.GAP if due_on == past_end else missing
        return DutyStatus(DutyState.OVERDUE, due_on, due_on + DAY, DutyReason.EXTENSION_PASSED if extended else reason)
    if extended:
        return DutyStatus(DutyState.EXTENDED, due_on, None, DutyReason.EXTENSION)
    ahead = DutyReason.SUCCESSION if succeeds else DutyReason.FIRST_SILVER_AHEAD
    reason = DutyReason.COVER_ENDS_SOON if cover_end is not None else ahead
    if day >= risk_from:
        return DutyStatus(DutyState.AT_RISK, due_on, max(risk_from, running_since), reason)
    return DutyStatus(DutyState.ON_TRACK, due_on, running_since, reason)


def explain_duty(status: DutyStatus, language: str) -> str:
    """The reason as a sentence: the one explanation for page, list, letter and reminder."""
    with translation.override(language):
        pattern = "j F Y" if language.startswith("en") else "j. F Y"
        dates = {
            "due_on": date_format(status.due_on, pattern) if status.due_on else "",
            "since": date_format(status.since, pattern) if status.since else "",
        }
        return str(status.reason.label) % dates


def _ended(facts: DutyFacts, day: date) -> DutyStatus | None:
    if facts.ended_on is not None and facts.ended_on <= day:
        return DutyStatus(DutyState.ENDED, None, facts.ended_on, DutyReason.ENDED)
    if facts.membership_ends_on is not None and facts.membership_ends_on < day:
        return DutyStatus(DutyState.ENDED, None, facts.membership_ends_on, DutyReason.MEMBERSHIP_ENDED)
    if facts.waived_on is not None and facts.waived_on <= day:
        return DutyStatus(DutyState.WAIVED, None, facts.waived_on, DutyReason.WAIVED)
    return None


def covers_known_on(awards: Sequence[AwardFacts], day: date) -> list[tuple[date, date]]:
    """First and last day of every confirmed silver or gold award known on `day`, in the order of their start."""
    covers = []
    for award in awards:
        if award.level == Level.BRONZE or not award.confirmed or award.valid_from is None or award.valid_until is None:
            continue
        start, end = award.valid_from, award.valid_until
        if award.level == Level.SILVER and award.assessed_on is not None:
            start = award.assessed_on
        if min(start, award.awarded_on or start) > day:
            continue
        if award.revoked_on is not None and award.revoked_on <= day:
            end = min(end, award.revoked_on - DAY)
        if start <= end:
            covers.append((start, end))
    return sorted(covers)


def _cover_end(covers: list[tuple[date, date]], day: date) -> date | None:
    """The last day proved without a gap from `day` on; None when `day` itself is not covered."""
    end = max((last for first, last in covers if first <= day <= last), default=None)
    if end is None:
        return None
    for first, last in covers:
        if first <= end + DAY and last > end:
            end = last
    return end


def _covered_since(covers: list[tuple[date, date]], day: date) -> date:
    """The first day from which everything up to `day` is proved without a gap."""
    since = day
    for first, last in reversed(covers):
        if first < since and last + DAY >= since:
            since = first
    return since


def _assessment(facts: DutyFacts, day: date, due_on: date) -> DutyStatus | None:
    """A passed assessment that awaits its award, or one that runs; none that has already led to an award."""
    relevant = [award for award in facts.awards if award.level != Level.BRONZE and award.assessed_on is not None]
    concluded = max(
        (award.assessed_on for award in relevant if award.confirmed and award.assessed_on and award.assessed_on <= day),
        default=None,
    )
    pending = [
        award.assessed_on
        for award in relevant
        if not award.confirmed
        and award.assessed_on is not None
        and award.assessed_on <= day
        and (award.revoked_on is None or award.revoked_on > day)
        and (concluded is None or award.assessed_on > concluded)
    ]
    if pending:
        return DutyStatus(DutyState.IN_ASSESSMENT, due_on, max(pending), DutyReason.AWARD_PENDING)
    started = facts.assessment_started_on
    if started is not None and started <= day and (concluded is None or started > concluded):
        return DutyStatus(DutyState.IN_ASSESSMENT, due_on, started, DutyReason.ASSESSMENT_RUNNING)
    return None
