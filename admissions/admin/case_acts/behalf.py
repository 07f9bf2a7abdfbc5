"""For the applicant: supplements on paper, submitting what was entered, a withdrawal."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act

from ...forms.office import PaperSourceForm, WithdrawalForm
from ...services import paper_entries
from ...services.files import stored_upload
from ...sheet import sheet_of
from ...workflow import EDITABLE_STATES, TRANSITIONS, State
from ...workflow import Act as Step
from .rights import may, today


def _is_entered(rights):
    return rights.application.paper_entries.being_entered().exists()


def _with_document(act):
    """Keeps the document for the time of the act: when it is refused, nothing stays behind."""

    def run(application, form, user):
        values = dict(form.cleaned_data)
        with stored_upload(values.pop("document"), by=user) as document:
            act(application, document=document, actor=user, day=today(), **values)

    return run


def _submit(application, form, user):
    submission = paper_entries.submit_on_behalf(application, actor=user, day=today())
    return _("Eingereicht als Fassung %(sequence)s. Der Antragsteller ist benachrichtigt.") % {
        "sequence": submission.sequence
    }


def _describe_submit(application):
    gaps = len(sheet_of(application).unanswered)
    what = _("Der Antrag geht für den Antragsteller in die Prüfung. Die Fassung nennt das Papier und seinen Tag.")
    if not gaps:
        return what
    missing = ngettext(
        "Zu %(count)s Kriterium fehlt etwas; das ist erlaubt, wenn es auch auf dem Papier fehlt.",
        "Zu %(count)s Kriterien fehlt etwas; das ist erlaubt, wenn es auch auf dem Papier fehlt.",
        gaps,
    ) % {"count": gaps}
    return f"{what} {missing}"


ACTS = [
    Act(
        name="paper-submit",
        label=gettext_lazy("Für den Antragsteller einreichen"),
        allowed=may(*EDITABLE_STATES, also=_is_entered),
        run=_submit,
        description=_describe_submit,
    ),
    Act(
        name="paper-supplement",
        label=gettext_lazy("Nachreichung auf Papier erfassen"),
        form_class=PaperSourceForm,
        allowed=may(State.RETURNED, also=lambda rights: not _is_entered(rights)),
        run=_with_document(paper_entries.enter_supplement),
        description=gettext_lazy(
            "Danach tragen Sie die Angaben ein und reichen sie ein. Der Antragsteller erfährt es per E-Mail."
        ),
        done=gettext_lazy("Die Nachreichung ist erfasst. Bitte tragen Sie jetzt die Angaben ein."),
    ),
    Act(
        name="paper-withdraw",
        label=gettext_lazy("Rückzug erfassen"),
        form_class=WithdrawalForm,
        allowed=may(*(state for state, step in TRANSITIONS if step == Step.WITHDRAW)),
        run=_with_document(paper_entries.withdraw_on_behalf),
        description=gettext_lazy(
            "Das Verfahren endet sofort; das lässt sich nicht zurücknehmen. Der Antragsteller erfährt es per E-Mail."
        ),
        danger=True,
        done=gettext_lazy("Der Antrag ist zurückgezogen."),
    ),
]
