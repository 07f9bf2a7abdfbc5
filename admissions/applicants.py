"""The applicant's side of a case: whose it is, and what these people may know of it (SPEC 2.1).

A board's advice, an untold decision and everything about reviewers stays hidden: not only in words, also in dates,
in the order of stages and in what a page offers to do.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Function
from clusters.permissions import speakers_for
from records.services import history_of

from .models import Collaboration, Decision
from .workflow import Act, Stage, State, is_advising

SUBJECT_KIND = "application"


def people_of(application, day):
    """The persons who may speak for the applicant's cluster on `day`."""
    return speakers_for(application.cluster, day)


def acting_people_of(application, day):
    """Those who may do the acts that count: people_of, and colleagues with the right to submit."""
    colleagues = application.collaborations.running_on(day).filter(right=Collaboration.Right.SUBMIT)
    return User.objects.filter(
        Q(pk__in=people_of(application, day).values("pk")) | Q(pk__in=colleagues.values("accepted_by")),
        is_active=True,
    ).order_by("email")


# --- What is told -------------------------------------------------------------


@dataclass(frozen=True)
class PublicState:
    """The state as the applicant may know it: a word for lists, its colour, the stage, and what happens next."""

    code: str
    label: str | Promise
    kind: str
    stage: Stage | None
    next: str | Promise

    @property
    def is_editable(self):
        return self.code in ("draft", "returned")

    @property
    def can_be_withdrawn(self):
        """As far as the applicant knows: an untold decision does not take the offer away, the service refuses it."""
        return self.code in ("submitted", "returned", "complete", "in_review", "advising")

    @property
    def is_ended(self):
        return self.code in ("withdrawn", "lapsed", "admitted", "admitted_with_conditions", "refused")


_STATES = {
    state.code: state
    for state in (
        PublicState("draft", _("Entwurf"), "", Stage.APPLY, _("Nur Sie und Ihre Leute sehen diesen Entwurf.")),
        PublicState(
            "submitted",
            _("eingereicht"),
            "info",
            Stage.CHECK,
            _("Das Programmbüro prüft, ob Ihr Antrag vollständig ist. Fehlt etwas, erhalten Sie eine Nachricht."),
        ),
        PublicState(
            "returned",
            _("zurückgegeben: bitte ergänzen"),
            "warning",
            Stage.CHECK,
            _("Das Programmbüro bittet Sie, Ihren Antrag zu ergänzen und erneut einzureichen."),
        ),
        PublicState(
            "complete",
            _("vollständig"),
            "info",
            Stage.CHECK,
            _("Ihr Antrag ist vollständig. Als Nächstes begutachtet ihn der Programmbegleitkreis."),
        ),
        PublicState(
            "in_review",
            _("in Begutachtung"),
            "info",
            Stage.REVIEW,
            _("Der Programmbegleitkreis begutachtet Ihren Antrag. Danach lädt Sie das Programmbüro zum Gespräch ein."),
        ),
        PublicState(
            "advising",
            _("in Beratung"),
            "info",
            Stage.INTERVIEW,
            _("Das Gespräch ist geführt. Nach der Beratung teilt Ihnen das Programmbüro die Entscheidung mit."),
        ),
        PublicState(
            "admitted", _("aufgenommen"), "success", Stage.DECISION, _("Ihr Cluster ist in das Programm aufgenommen.")
        ),
        PublicState(
            "admitted_with_conditions",
            _("mit Auflagen aufgenommen"),
            "success",
            Stage.DECISION,
            _("Ihr Cluster ist mit Auflagen in das Programm aufgenommen."),
        ),
        PublicState(
            "refused",
            _("abgelehnt"),
            "danger",
            Stage.DECISION,
            _("Ihr Antrag ist abgelehnt. Sie können jederzeit einen neuen Antrag stellen."),
        ),
        PublicState("withdrawn", _("zurückgezogen"), "", None, _("Sie haben Ihren Antrag zurückgezogen.")),
        PublicState(
            "lapsed",
            _("verfallen"),
            "",
            None,
            _("Die Frist zur Vervollständigung ist abgelaufen. Sie können jederzeit einen neuen Antrag stellen."),
        ),
    )
}


def with_decisions(applications):
    """The queryset with what public_state_for_applicant needs, so that a list costs no query per row."""
    return applications.prefetch_related(Prefetch("decisions", queryset=Decision.objects.order_by("round")))


def told_decision(application, day):
    """The decision the applicant has been told of by `day`, or None. Deferring is an inner matter and never told."""
    told = [
        decision
        for decision in application.decisions.all()
        if decision.outcome != Decision.Outcome.DEFERRED
        and decision.notified_on is not None
        and decision.notified_on <= day
    ]
    return max(told, key=lambda decision: decision.round, default=None)


def public_state_for_applicant(application, day):
    """The state as the applicant may know it on `day`.

    From the interview on everything looks the same until the decision is told: the board's advice, a deferral back
    to the board and an untold decision cannot be told apart.
    """
    state = State(application.state)
    if state == State.DECIDED:
        decision = told_decision(application, day)
        return _STATES[decision.outcome if decision else "advising"]
    if is_advising(state, application.round):
        return _STATES["advising"]
    return _STATES[state.value]


def offers_commitment_sample(shown):
    """Whether a PublicState comes with the commitment to read beforehand: from the interview on, the same for all."""
    return shown.code in ("advising", "admitted", "admitted_with_conditions")


# --- History ------------------------------------------------------------------


@dataclass(frozen=True)
class HistoryLine:
    at: object
    text: str | Promise
    actor: str | Promise


ENTERED = "enter_paper"
SUPPLEMENTED = "enter_supplement"

_VERBS = {
    "open": _("Antrag begonnen"),
    "take_over_self_check": _("Einschätzung aus dem Selbstcheck übernommen"),
    ENTERED: _("Auf Papier eingegangen, vom Programmbüro erfasst"),
    SUPPLEMENTED: _("Nachreichung auf Papier, vom Programmbüro erfasst"),
    "invite_colleague": _("Zur Mitarbeit eingeladen"),
    "accept_invitation": _("Einladung angenommen"),
    "decline_invitation": _("Einladung abgelehnt"),
    "renew_invitation": _("Einladung erneut versandt"),
    "revoke_invitation": _("Einladung zurückgenommen"),
    "change_right": _("Recht geändert"),
    "end_collaboration": _("Mitarbeit beendet"),
    Act.SUBMIT.value: _("Antrag eingereicht"),
    Act.RETURN_FOR_COMPLETION.value: _("Zur Vervollständigung zurückgegeben"),
    "extend_completion": _("Frist zur Vervollständigung verlängert"),
    Act.ACCEPT_COMPLETE.value: _("Vollständigkeit festgestellt"),
    Act.START_REVIEW.value: _("Begutachtung begonnen"),
    "propose_interview": _("Termine für das Gespräch vorgeschlagen"),
    "pick_interview": _("Termin für das Gespräch gewählt"),
    "refuse_interview_dates": _("Kein Termin für das Gespräch passt"),
    "fix_interview": _("Termin für das Gespräch festgelegt"),
    "move_interview": _("Gespräch verlegt"),
    "cancel_interview": _("Gespräch abgesagt"),
    Act.HOLD_INTERVIEW.value: _("Persönliches Gespräch geführt"),
    Act.WITHDRAW.value: _("Antrag zurückgezogen"),
    Act.LAPSE.value: _("Frist abgelaufen, Antrag verfallen"),
    Act.RELEASE_LETTER.value: _("Entscheidung mitgeteilt"),
}
"""What an applicant may see of the audit trail. Whatever is not named here stays hidden."""

_NAMED = {"accept_invitation", "decline_invitation", "end_collaboration"}
"""Acts of people whom the applicant invited: named, also when they do not belong to the applicant."""

_ON_BEHALF = {
    Act.SUBMIT.value: _("Antrag vom Programmbüro für den Antragsteller eingereicht"),
    Act.WITHDRAW.value: _("Rückzug vom Programmbüro erfasst"),
}

_STAGE_BY_VERB = {
    "open": Stage.APPLY,
    ENTERED: Stage.APPLY,
    Act.SUBMIT.value: Stage.CHECK,
    Act.RETURN_FOR_COMPLETION.value: Stage.CHECK,
    Act.ACCEPT_COMPLETE.value: Stage.CHECK,
    Act.START_REVIEW.value: Stage.REVIEW,
    Act.HOLD_INTERVIEW.value: Stage.INTERVIEW,
    Act.RELEASE_LETTER.value: Stage.DECISION,
}


def own_people(application, users):
    """Those of some users (by key) who belong or belonged to the applicant: functions, and colleagues of this case."""
    speaking = Function.objects.filter(
        Q(cluster=application.cluster_id)
        | Q(organisation=application.organisation_id)
        | Q(organisation__operations__cluster=application.cluster_id),
        user__in=users,
        kind__in=[Function.Kind.MANAGER, Function.Kind.DEPUTY],
    )
    working = application.collaborations.filter(accepted_by__in=users)
    return {*speaking.values_list("user", flat=True), *working.values_list("accepted_by", flat=True)}


class ApplicantHistory:
    """The part of the audit trail the applicant may see, newest first; of the office nobody is named."""

    def __init__(self, application):
        self.entries = list(history_of(SUBJECT_KIND, application.number).filter(verb__in=_VERBS))
        self.own = own_people(application, {entry.actor_id for entry in self.entries if entry.actor_id})

    @property
    def lines(self):
        return [HistoryLine(entry.at, self._what(entry), self._who(entry)) for entry in self.entries]

    def _what(self, entry):
        on_behalf = entry.actor_id is not None and entry.actor_id not in self.own
        return (_ON_BEHALF.get(entry.verb) if on_behalf else None) or _VERBS[entry.verb]

    def _who(self, entry):
        if entry.actor is None:
            return _("automatisch")
        is_own = entry.actor_id in self.own or entry.verb in _NAMED
        return str(entry.actor) if is_own else _("Programmbüro")

    def last(self, *verbs):
        """When one of these happened last, or None."""
        return next((entry.at for entry in self.entries if entry.verb in verbs), None)

    def reached(self):
        """The stages the case has been in, each with the day it came there first."""
        stages: dict[Stage, object] = {}
        for entry in reversed(self.entries):
            stage = _STAGE_BY_VERB.get(entry.verb)
            if stage is not None:
                stages.setdefault(stage, entry.at)
        return stages


def steps_of(application, history, day: date, *, interview=""):
    """The stepper: every stage in order, done, present or ahead, with the day on which it began.

    `interview` is a note at the stage of the talk: the date that is agreed.
    """
    shown = public_state_for_applicant(application, day)
    reached = history.reached()
    order = list(Stage)
    present = shown.stage or max(reached, key=order.index, default=Stage.APPLY)
    steps = []
    for stage in order:
        place = order.index(stage) - order.index(present)
        state = "present" if place == 0 else "done" if place < 0 else "ahead"
        if state == "present" and shown.code in ("admitted", "admitted_with_conditions", "refused"):
            began = told_decision(application, day).notified_on
        else:
            began = reached.get(stage) if state != "ahead" else None
        note = shown.label if state == "present" and shown.stage is None else ""
        if stage == Stage.INTERVIEW and interview:
            note = interview
        steps.append({"label": stage.label, "state": state, "day": began, "note": note})
    return steps
