"""Who reviews."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act

from ...forms.office import AssignForm, UnassignForm, open_assignments
from ...services.assignment import ASSIGNING_STATES, assign, unassign
from ...workflow import REVIEW_STATES
from .rights import may, today


def _assign(application, form, user):
    made = assign(application, form.people, form.cleaned_data["due_on"], actor=user, day=today())
    return ngettext(
        "%(count)s Person ist zugewiesen und eingeladen.",
        "%(count)s Personen sind zugewiesen und eingeladen.",
        len(made),
    ) % {"count": len(made)}


def _unassign(application, form, user):
    assignment = form.cleaned_data["assignment"]
    unassign(assignment, reason=form.cleaned_data["reason"], actor=user, day=today())
    return _("Die Zuweisung von %(person)s ist beendet.") % {"person": assignment.reviewer}


ACTS = [
    Act(
        name="assign",
        label=gettext_lazy("Gutachten zuweisen"),
        form_class=AssignForm,
        form_kwargs=lambda application, user: {"application": application, "day": today()},
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
]
