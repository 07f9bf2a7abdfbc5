"""Who reviews."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act

from ...forms.office import AssignForm, DeadlineForm, ReassignForm, UnassignForm, open_assignments
from ...services.assignment import ASSIGNING_STATES, assign, change_deadline, reassign, unassign
from ...workflow import REVIEW_STATES
from .rights import may, today


def _of_today(application, user):
    return {"application": application, "day": today()}


def _describe_assign(application):
    wanted = application.step_min_reviews
    missing = max(0, wanted - application.step_engaged)
    catalogue = ngettext(
        "Der Kriterienkatalog verlangt mindestens %(count)s Gutachten.",
        "Der Kriterienkatalog verlangt mindestens %(count)s Gutachten.",
        wanted,
    ) % {"count": wanted}
    open_ones = (
        ngettext("%(count)s ist noch zuzuweisen.", "%(count)s sind noch zuzuweisen.", missing) % {"count": missing}
        if missing
        else _("So viele sind schon zugewiesen.")
    )
    what = _(
        "Jede zugewiesene Person erhält eine Einladung per E-Mail und wird nach einer Befangenheit gefragt, bevor "
        "sich der Antrag öffnet."
    )
    return f"{catalogue} {open_ones} {what}"


def _assign(application, form, user):
    made = assign(application, form.people, form.cleaned_data["due_on"], actor=user, day=today())
    return ngettext(
        "%(count)s Person ist zugewiesen und eingeladen.",
        "%(count)s Personen sind zugewiesen und eingeladen.",
        len(made),
    ) % {"count": len(made)}


def _reassign(application, form, user):
    cleaned = form.cleaned_data
    made = reassign(
        cleaned["assignment"], form.person, cleaned["due_on"], reason=cleaned["reason"], actor=user, day=today()
    )
    return _("%(new)s ist an Stelle von %(old)s zugewiesen und eingeladen.") % {
        "new": made.reviewer,
        "old": cleaned["assignment"].reviewer,
    }


def _change_deadline(application, form, user):
    changed = change_deadline(form.cleaned_data["assignment"], form.cleaned_data["due_on"], actor=user, day=today())
    return _("Die Frist von %(person)s ist geändert.") % {"person": changed.reviewer}


def _unassign(application, form, user):
    assignment = form.cleaned_data["assignment"]
    unassign(assignment, reason=form.cleaned_data["reason"], actor=user, day=today())
    return _("Die Zuweisung von %(person)s ist beendet.") % {"person": assignment.reviewer}


_while_reviewing = may(*REVIEW_STATES, also=lambda rights: open_assignments(rights.application).exists())

ACTS = [
    Act(
        name="assign",
        label=gettext_lazy("Gutachten zuweisen"),
        template="admin/admissions/application/assign.html",
        form_class=AssignForm,
        form_kwargs=_of_today,
        allowed=may(*ASSIGNING_STATES),
        run=_assign,
        description=_describe_assign,
    ),
    Act(
        name="reassign",
        label=gettext_lazy("Neu zuweisen"),
        template="admin/admissions/application/reassign.html",
        form_class=ReassignForm,
        form_kwargs=_of_today,
        allowed=_while_reviewing,
        run=_reassign,
        description=gettext_lazy(
            "Eine Zuweisung endet, und eine andere Person wird um das Gutachten gebeten. Beide erhalten eine E-Mail. "
            "Ein begonnener Entwurf der ersten Person bleibt ungelesen."
        ),
    ),
    Act(
        name="deadline",
        label=gettext_lazy("Frist ändern"),
        form_class=DeadlineForm,
        form_kwargs=_of_today,
        allowed=_while_reviewing,
        run=_change_deadline,
        description=gettext_lazy(
            "Die Person erhält eine E-Mail mit der neuen Frist; die Erinnerungen richten sich danach."
        ),
    ),
    Act(
        name="unassign",
        label=gettext_lazy("Zuweisung beenden"),
        form_class=UnassignForm,
        form_kwargs=lambda application, user: {"application": application},
        allowed=_while_reviewing,
        run=_unassign,
        description=gettext_lazy(
            "Eine Person erhält die Nachricht, dass kein Gutachten mehr nötig ist. Sie können sie später erneut "
            "zuweisen. Abgegebene Gutachten bleiben im Ergebnis."
        ),
        danger=True,
    ),
]
