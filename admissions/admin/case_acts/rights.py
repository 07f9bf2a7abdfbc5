"""Which buttons a case has for a person."""

from django.utils import timezone
from django.utils.functional import cached_property

from ...interviews import open_plan
from ...models import CriterionCheck
from ...permissions import conflict_value, took_part
from ...services.casework import casework_refusal
from ...services.letters import decision_to_tell
from ...services.recorded import open_recording
from ...sheet import sheet_of
from ...workflow import State


class CaseRights:
    """What the buttons of one case depend on, read once per page. The services ask again on their own."""

    def __init__(self, application, user):
        self.application = application
        self.user = user
        self.conflict = conflict_value(user, application)
        self.may_work = casework_refusal(user, application, timezone.localdate()) is None
        self.is_in = lambda *states: self.may_work and application.state in states

    @classmethod
    def of(cls, application, user):
        known = application.__dict__.setdefault("_case_rights", {})
        if user.pk not in known:
            known[user.pk] = cls(application, user)
        return known[user.pk]

    @property
    def all_accepted(self):
        application = self.application
        accepted = application.checks.filter(result=CriterionCheck.Result.ACCEPTED).count()
        return accepted == len(sheet_entries(application))

    @cached_property
    def recording(self):
        """The signed decision that waits for its second person, or None."""
        return open_recording(self.application)

    @cached_property
    def took_part(self):
        return took_part(self.user, self.application)

    @property
    def decision(self):
        if not hasattr(self, "_decision"):
            self._decision = decision_to_tell(self.application) if self.is_in(State.DECIDED) else None
        return self._decision

    @property
    def plan(self):
        """The arranged talk that is still open, or None."""
        if not hasattr(self, "_plan"):
            self._plan = open_plan(self.application) if self.is_in(State.IN_REVIEW) else None
        return self._plan

    @property
    def untold_letter(self):
        """The state of the letter that waits to be released; None when there is none or it is told."""
        decision = self.decision
        return decision.letter.state if decision and decision.letter and decision.notified_on is None else None


def sheet_entries(application):
    """The entries of the case's sheet, read once per page."""
    if not hasattr(application, "_sheet"):
        application._sheet = sheet_of(application)
    return application._sheet.entries


def may(*states, also=None):
    """(application, user) -> whether the button is there: the person may work on the case, which stands in a state."""

    def allowed(application, user):
        rights = CaseRights.of(application, user)
        return rights.is_in(*states) and (also is None or bool(also(rights)))

    return allowed


def today():
    return timezone.localdate()
