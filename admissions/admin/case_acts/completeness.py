"""The own conflict, then the check for completeness."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act
from programme.templatetags.portal import german_date

from ...applicants import people_of
from ...forms.office import CheckForm, ConflictForm, ExtendForm, ReturnForm, mail_sentence
from ...models import ConflictDeclaration
from ...services import completion, conflicts
from ...sheet import submitted_sheet_of
from ...workflow import State
from .rights import CaseRights, may, sheet_entries, today

Value = ConflictDeclaration.Value


def _may_declare(application, user):
    return CaseRights.of(application, user).conflict != Value.DECLARED


def _declare(application, form, user):
    value = form.cleaned_data["value"]
    conflicts.declare(application, user, value, form.cleaned_data["reason"], today())
    if value == Value.DECLARED:
        return _("Ihre Befangenheit ist festgehalten. Der Antrag ist für Sie geschlossen.")
    return _("Festgehalten: Sie sind nicht befangen. Sie können den Antrag bearbeiten.")


def _check(application, form, user):
    written = completion.check_criteria(application, form.findings, actor=user, day=today())
    return ngettext("%(count)s Kriterium geprüft.", "%(count)s Kriterien geprüft.", written) % {"count": written}


def _accept(application, form, user):
    completion.accept_complete(application, actor=user, day=today())
    return _("Der Antrag ist vollständig.")


def _describe_return(application):
    return f"{_what_is_returned(application)} {mail_sentence(people_of(application, today()))}"


def _what_is_returned(application):
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
    returned = completion.return_for_completion(application, form.cleaned_data["message"], actor=user, day=today())
    return _("Zurückgegeben. Der Antrag verfällt, wenn er nicht bis %(day)s erneut eingereicht wird.") % {
        "day": german_date(returned.lapses_on)
    }


def _describe_extend(application):
    what = _(
        "Der Antrag verfällt nach dem %(day)s. Mit der neuen Frist rücken auch die noch nicht versandten Erinnerungen. "
        "Verkürzen lässt sie sich nicht."
    ) % {"day": german_date(application.lapses_on)}
    return f"{what} {mail_sentence(people_of(application, today()))}"


def _extend(application, form, user):
    extended = completion.extend_completion(
        application, form.cleaned_data["lapses_on"], form.cleaned_data["reason"], actor=user, day=today()
    )
    return _("Die Frist endet jetzt am %(day)s.") % {"day": german_date(extended.lapses_on)}


ACTS = [
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
        form_kwargs=lambda application, user: {"sheet": submitted_sheet_of(application)},
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
        description=gettext_lazy(
            "Alle Kriterien sind anerkannt. Danach können Sie Gutachten zuweisen. Zurückgeben lässt sich der Antrag "
            "dann nicht mehr. Es geht keine E-Mail hinaus."
        ),
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
        name="extend",
        label=gettext_lazy("Frist verlängern"),
        form_class=ExtendForm,
        form_kwargs=lambda application, user: {"application": application},
        allowed=may(State.RETURNED),
        run=_extend,
        description=_describe_extend,
    ),
]
