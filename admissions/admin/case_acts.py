"""The acts on a case: each asks for what it needs and calls the one service that does it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.models import OutboxMessage
from programme.acts import Act
from programme.errors import ActRefused
from programme.templatetags.portal import german_date
from records.uploads import store_upload

from ..forms.office import (
    AssignForm,
    CheckForm,
    CommitmentForm,
    ConflictForm,
    InterviewForm,
    PaperForm,
    ReturnForm,
    UnassignForm,
    open_assignments,
)
from ..models import Commitment, ConflictDeclaration, CriterionCheck, LetterText
from ..permissions import conflict_value
from ..services import completion, conflicts
from ..services.admission import certificate_number, record_commitment
from ..services.assignment import ASSIGNING_STATES, assign, unassign
from ..services.casework import casework_refusal
from ..services.files import drop
from ..services.interview import record_interview
from ..services.letters import decision_to_tell, release_letter, renew_letter
from ..services.paper import prepare_paper
from ..sheet import sheet_of
from ..workflow import REVIEW_STATES, State, admits

Value = ConflictDeclaration.Value


class CaseRights:
    """What the buttons of one case depend on, read once per page. The services ask again on their own."""

    def __init__(self, application, user):
        self.application = application
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

    @property
    def decision(self):
        if not hasattr(self, "_decision"):
            self._decision = decision_to_tell(self.application) if self.is_in(State.DECIDED) else None
        return self._decision

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


def _day():
    return timezone.localdate()


# --- Conflict, completeness ---------------------------------------------------------------------------------------


def _may_declare(application, user):
    return CaseRights.of(application, user).conflict != Value.DECLARED


def _declare(application, form, user):
    value = form.cleaned_data["value"]
    conflicts.declare(application, user, value, form.cleaned_data["reason"], _day())
    if value == Value.DECLARED:
        return _("Ihre Befangenheit ist festgehalten. Der Antrag ist für Sie geschlossen.")
    return _("Festgehalten: Sie sind nicht befangen. Sie können den Antrag bearbeiten.")


def _check(application, form, user):
    written = completion.check_criteria(application, form.findings, actor=user, day=_day())
    return ngettext("%(count)s Kriterium geprüft.", "%(count)s Kriterien geprüft.", written) % {"count": written}


def _accept(application, form, user):
    completion.accept_complete(application, actor=user, day=_day())
    return _("Der Antrag ist vollständig.")


def _describe_return(application):
    faulted = [entry for entry in sheet_entries(application) if entry.is_faulted]
    if not faulted:
        return _("Kein Kriterium ist beanstandet. Ihre Nachricht sagt, was zu ergänzen ist.")
    codes = ", ".join(entry.criterion.code for entry in faulted)
    return ngettext(
        "%(count)s Kriterium ist nicht anerkannt: %(codes)s. Der Antragsteller erhält eine E-Mail mit Ihren Hinweisen "
        "und einer Frist.",
        "%(count)s Kriterien sind nicht anerkannt: %(codes)s. Der Antragsteller erhält eine E-Mail mit Ihren Hinweisen "
        "und einer Frist.",
        len(faulted),
    ) % {"count": len(faulted), "codes": codes}


def _return(application, form, user):
    returned = completion.return_for_completion(application, form.cleaned_data["message"], actor=user, day=_day())
    return _("Zurückgegeben. Der Antrag verfällt, wenn er nicht bis %(day)s erneut eingereicht wird.") % {
        "day": german_date(returned.lapses_on)
    }


# --- Review and interview -----------------------------------------------------------------------------------------


def _assign(application, form, user):
    made = assign(application, form.people, form.cleaned_data["due_on"], actor=user, day=_day())
    return ngettext(
        "%(count)s Person ist zugewiesen und eingeladen.",
        "%(count)s Personen sind zugewiesen und eingeladen.",
        len(made),
    ) % {"count": len(made)}


def _unassign(application, form, user):
    assignment = form.cleaned_data["assignment"]
    unassign(assignment, reason=form.cleaned_data["reason"], actor=user, day=_day())
    return _("Die Zuweisung von %(person)s ist beendet.") % {"person": assignment.reviewer}


def _interview(application, form, user):
    record_interview(application, actor=user, day=_day(), **form.cleaned_data)


# --- Paper, commitment, letter ------------------------------------------------------------------------------------


def _paper(application, form, user):
    prepare_paper(application, actor=user, day=_day(), **form.cleaned_data)
    return _("Die Entscheidungsvorlage ist erstellt.")


def _paper_initial(application, user):
    last = application.papers.order_by("-prepared_at").first()
    return {"initial": {"file_reference": last.file_reference, "assessment": last.assessment} if last else {}}


def _commitment_initial(application, user):
    text = LetterText.objects.filter(kind=LetterText.Kind.COMMITMENT).first()
    details = application.organisation.details.last()
    return {
        "initial": {
            "text_version": text.version if text else "",
            "signatory": details.signatory if details else "",
        }
    }


def _describe_commitment(application):
    decision = decision_to_tell(application)
    return _(
        "Damit entstehen zugleich: die Mitgliedschaft ab %(day)s, die Silber-Verpflichtung, die Urkunde %(number)s und "
        "der Bescheid im Postausgang. Er wartet dort auf Ihre Freigabe; vorher erfährt niemand davon."
    ) % {"day": german_date(decision.starts_on), "number": certificate_number(application)}


def _commitment(application, form, user):
    values = dict(form.cleaned_data)
    document = store_upload(values.pop("document"), by=user)
    try:
        record_commitment(application, document=document, actor=user, day=_day(), **values)
    except (ActRefused, ValidationError):
        drop(document)
        raise
    return _("Die Aufnahme ist wirksam. Der Bescheid wartet auf Ihre Freigabe.")


def _describe_release(application):
    decision = decision_to_tell(application)
    what = (
        _("Das Cluster erscheint damit im öffentlichen Verzeichnis.")
        if admits(decision.outcome)
        else _("Der Antragsteller sieht damit Gesamtpunktzahl, Gruppensummen und Begründung.")
    )
    return _(
        "Der Bescheid „%(outcome)s“ geht mit dem heutigen Datum an %(email)s. %(what)s "
        "Das lässt sich nicht zurücknehmen."
    ) % {"outcome": decision.get_outcome_display(), "email": decision.letter.to_email, "what": what}


def _release(application, form, user):
    decision = release_letter(application, actor=user, day=_day())
    return _("Der Bescheid geht an %(email)s.") % {"email": decision.letter.to_email}


def _renew(application, form, user):
    renew_letter(application, actor=user, day=_day())
    return _("Der Bescheid ist neu erstellt und wartet auf Ihre Freigabe.")


def _needs_commitment(rights):
    decision = rights.decision
    return (
        decision is not None
        and admits(decision.outcome)
        and not Commitment.objects.filter(application=rights.application).exists()
    )


CASE_ACTS = [
    Act(
        name="declare",
        label=gettext_lazy("Befangenheit erklären"),
        form_class=ConflictForm,
        form_kwargs=lambda application, user: {"initial": {"value": CaseRights.of(application, user).conflict.value}},
        allowed=_may_declare,
        run=_declare,
        description=gettext_lazy(
            "Wer einen Antrag bearbeitet, erklärt sich zuerst. Sind Sie befangen, bleibt er für Sie geschlossen; "
            "das lässt sich nicht zurücknehmen."
        ),
    ),
    Act(
        name="check",
        label=gettext_lazy("Vollständigkeit prüfen"),
        template="admin/admissions/application/check.html",
        form_class=CheckForm,
        form_kwargs=lambda application, user: {"sheet": sheet_of(application)},
        allowed=may(State.SUBMITTED),
        run=_check,
        description=gettext_lazy(
            "Sie können jederzeit speichern und später weiterprüfen. Der Antragsteller erfährt das Ergebnis erst, wenn "
            "Sie den Antrag zurückgeben."
        ),
    ),
    Act(
        name="accept",
        label=gettext_lazy("Vollständigkeit feststellen"),
        allowed=may(State.SUBMITTED, also=lambda rights: rights.all_accepted),
        run=_accept,
        description=gettext_lazy("Alle Kriterien sind anerkannt. Danach können Sie Gutachten zuweisen."),
    ),
    Act(
        name="return",
        label=gettext_lazy("Zur Vervollständigung zurückgeben"),
        form_class=ReturnForm,
        allowed=may(State.SUBMITTED),
        run=_return,
        description=_describe_return,
    ),
    Act(
        name="assign",
        label=gettext_lazy("Gutachten zuweisen"),
        form_class=AssignForm,
        form_kwargs=lambda application, user: {"application": application, "day": _day()},
        allowed=may(*ASSIGNING_STATES),
        run=_assign,
        description=gettext_lazy(
            "Jede zugewiesene Person erhält eine Einladung per E-Mail und wird nach einer Befangenheit gefragt, bevor "
            "sich der Antrag öffnet."
        ),
    ),
    Act(
        name="unassign",
        label=gettext_lazy("Zuweisung beenden"),
        form_class=UnassignForm,
        form_kwargs=lambda application, user: {"application": application},
        allowed=may(*REVIEW_STATES, also=lambda rights: open_assignments(rights.application).exists()),
        run=_unassign,
        description=gettext_lazy("Die Person erhält eine kurze Nachricht. Abgegebene Gutachten bleiben im Ergebnis."),
        danger=True,
    ),
    Act(
        name="interview",
        label=gettext_lazy("Gespräch erfassen"),
        form_class=InterviewForm,
        allowed=may(State.IN_REVIEW),
        run=_interview,
        description=gettext_lazy("Danach stimmt der Programmbegleitkreis über seine Empfehlung ab."),
        done=gettext_lazy("Das Gespräch ist festgehalten."),
    ),
    Act(
        name="paper",
        label=gettext_lazy("Vorlage erstellen"),
        form_class=PaperForm,
        form_kwargs=_paper_initial,
        allowed=may(State.RECOMMENDED),
        run=_paper,
        description=gettext_lazy(
            "Es entsteht ein PDF mit Ergebnis, Empfehlung, Gesprächsprotokoll und Ihrer Bewertung. Das Ministerium "
            "liest es unter „Entscheiden“."
        ),
    ),
    Act(
        name="commitment",
        label=gettext_lazy("Verpflichtungserklärung erfassen"),
        form_class=CommitmentForm,
        form_kwargs=_commitment_initial,
        allowed=may(State.DECIDED, also=_needs_commitment),
        run=_commitment,
        description=_describe_commitment,
    ),
    Act(
        name="release",
        label=gettext_lazy("Bescheid freigeben"),
        template="admin/admissions/application/release.html",
        allowed=may(State.DECIDED, also=lambda rights: rights.untold_letter == OutboxMessage.State.HELD),
        run=_release,
        description=_describe_release,
        danger=True,
    ),
    Act(
        name="renew",
        label=gettext_lazy("Bescheid neu erstellen"),
        allowed=may(
            State.DECIDED,
            also=lambda rights: rights.untold_letter in (OutboxMessage.State.HELD, OutboxMessage.State.DISCARDED),
        ),
        run=_renew,
        description=gettext_lazy(
            "Der Bescheid entsteht noch einmal mit den heutigen Brieftexten; Zahlen und Begründung bleiben."
        ),
    ),
]
