"""A decision that the ministry signed on paper: one person enters it, a second one compares and confirms."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.acts import Act
from programme.errors import ActRefused
from records.uploads import store_upload

from ...forms.office import ConfirmDecisionForm, RecordDecisionForm, RejectDecisionForm, mail_sentence
from ...models import Decision
from ...result import frozen_result
from ...services import recorded
from ...services.decisions import current_recommendation
from ...services.files import drop
from ...workflow import State, admits
from .rights import may, today


def _form_kwargs(application, user):
    return {
        "recommendation": current_recommendation(application),
        "passed": frozen_result(application, today())["passed"],
    }


def _propose(application, form, user):
    document = store_upload(form.cleaned_data["document"], by=user)
    try:
        recorded.propose(
            application,
            document=document,
            signed_by=form.cleaned_data["signed_by"],
            signed_as=form.cleaned_data["signed_as"],
            file_reference=form.cleaned_data["file_reference"],
            actor=user,
            day=today(),
            **form.decision,
        )
    except (ActRefused, ValidationError):
        drop(document)
        raise
    return _("Erfasst. Entschieden ist noch nichts: Eine zweite Person vergleicht die Angaben und bestätigt sie.")


def _describe_confirm(application):
    found = recorded.open_recording(application)
    outcome = Decision.Outcome(found.outcome)
    if admits(outcome):
        what = _(
            "Die Entscheidung „%(outcome)s“ wird mit dem Ergebnis festgehalten und lässt sich danach nicht mehr ändern."
        )
    elif outcome == Decision.Outcome.REFUSED:
        what = _(
            "Die Entscheidung „%(outcome)s“ wird mit dem Ergebnis festgehalten und lässt sich danach nicht mehr "
            "ändern. Der Bescheid liegt dann zur Freigabe bereit."
        )
    else:
        what = _(
            "Die Entscheidung „%(outcome)s“ wird festgehalten; der Antrag geht zurück an den Programmbegleitkreis, ein "
            "neuer Durchgang beginnt. Das lässt sich nicht zurücknehmen."
        )
    silence = _("Der Antragsteller erfährt davon noch nichts.")
    people = recorded.people_to_tell(application, today())
    told = mail_sentence(people) if people else _("Im Portal hat das Ministerium niemanden, der benachrichtigt würde.")
    return f"{what % {'outcome': outcome.label}} {silence} {told}"


def _confirm(application, form, user):
    recorded.confirm(recorded.open_recording(application), actor=user, day=today())
    return _("Die Entscheidung des Ministeriums ist festgehalten.")


def _reject(application, form, user):
    found = recorded.open_recording(application)
    recorded.reject(found, reason=form.cleaned_data["reason"], actor=user, day=today())
    return _("Die Erfassung ist zurückgewiesen. Entschieden ist nichts.")


def _waits_for(rights):
    """A recording waits, and this person may be the second one."""
    return rights.recording is not None and rights.recording.entered_by_id != rights.user.pk and not rights.took_part


ACTS = [
    Act(
        name="confirm-decision",
        label=gettext_lazy("Entscheidung bestätigen"),
        template="admin/admissions/application/confirm_decision.html",
        form_class=ConfirmDecisionForm,
        allowed=may(State.RECOMMENDED, also=_waits_for),
        run=_confirm,
        description=_describe_confirm,
        danger=True,
    ),
    Act(
        name="reject-decision",
        label=gettext_lazy("Erfassung zurückweisen"),
        template="admin/admissions/application/confirm_decision.html",
        form_class=RejectDecisionForm,
        allowed=may(State.RECOMMENDED, also=lambda rights: rights.recording is not None and not rights.took_part),
        run=_reject,
        description=gettext_lazy(
            "Entschieden wird nichts, und niemand erhält eine E-Mail. Angaben, Dokument und Ihr Grund bleiben in der "
            "Akte. Danach lässt sich die Entscheidung neu erfassen."
        ),
        danger=True,
    ),
    Act(
        name="record-decision",
        label=gettext_lazy("Unterzeichnete Entscheidung erfassen"),
        form_class=RecordDecisionForm,
        form_kwargs=_form_kwargs,
        allowed=may(State.RECOMMENDED, also=lambda rights: rights.recording is None and not rights.took_part),
        run=_propose,
        description=gettext_lazy(
            "Für eine Entscheidung, die das Ministerium auf Papier unterzeichnet hat. Damit ist noch nichts "
            "entschieden, und niemand erhält eine E-Mail: Eine zweite Person des Programmbüros vergleicht Ihre Angaben "
            "mit dem Dokument und bestätigt sie oder weist sie zurück."
        ),
    ),
]
