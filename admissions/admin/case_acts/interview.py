"""The personal talk with the cluster management: arranging it, moving it, calling it off, recording it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act
from programme.templatetags.portal import german_datetime

from ...forms.office import CancelForm, DateForm, InterviewForm, PlanForm
from ...interviews import applicant_side, everyone_invited, open_plan
from ...services import interview_plans
from ...services.interview import record_interview
from ...workflow import State
from .rights import may, today

PLAN_TEMPLATE = "admin/admissions/application/plan_interview.html"


def _propose(application, form, user):
    values = form.cleaned_data
    plan = interview_plans.propose(
        application,
        values["proposals"],
        answer_by=values["answer_by"],
        people=form.invited,
        guests=values["guests"],
        message=values["message"],
        actor=user,
        now=timezone.now(),
    )
    count = len(plan.dates.filter(withdrawn_at=None))
    return ngettext("%(count)s Termin ist vorgeschlagen.", "%(count)s Termine sind vorgeschlagen.", count) % {
        "count": count
    }


def _set_date(application, form, user):
    date = interview_plans.set_date(
        application, form.proposal, reason=form.cleaned_data["reason"], actor=user, now=timezone.now()
    )
    return _("Das Gespräch ist am %(date)s. Alle Eingeladenen erhalten eine Nachricht.") % {
        "date": german_datetime(date.starts_at)
    }


def _cancel(application, form, user):
    interview_plans.cancel(application, reason=form.cleaned_data["reason"], actor=user, now=timezone.now())


def _interview(application, form, user):
    record_interview(application, actor=user, day=today(), **form.cleaned_data)


# --- Who gets a mail: said on the page before anything is sent ----------------


def _named(invited):
    return ", ".join(
        f"{one.user} ({one.user.email})" if one.user else _("das Postfach des Programmbüros") for one in invited
    )


def _describe_proposal(application):
    people = applicant_side(application, today())
    text = ngettext(
        "Mit „Gespräch planen“ erhält %(count)s Person die Termine per E-Mail: %(names)s. Wen Sie aus "
        "Programmbegleitkreis und Programmbüro auswählen, erhält eine Einladung, sobald ein Termin gewählt ist.",
        "Mit „Gespräch planen“ erhalten %(count)s Personen die Termine per E-Mail: %(names)s. Wen Sie aus "
        "Programmbegleitkreis und Programmbüro auswählen, erhält eine Einladung, sobald ein Termin gewählt ist.",
        len(people),
    )
    if not people:
        return _("Vom Antragsteller ist niemand per E-Mail erreichbar. Es entsteht eine Aufgabe des Programmbüros.")
    return text % {"count": len(people), "names": _named(people)}


def _describe_everyone(application):
    plan = open_plan(application)
    if plan is None:
        return ""
    invited = everyone_invited(plan, today())
    text = ngettext(
        "Eine Nachricht mit Kalendereintrag geht an %(count)s Adresse: %(names)s.",
        "Eine Nachricht mit Kalendereintrag geht an %(count)s Adressen: %(names)s.",
        len(invited),
    )
    return text % {"count": len(invited), "names": _named(invited)}


def _describe_cancel(application):
    plan = open_plan(application)
    if plan is not None and not plan.is_fixed:
        people = applicant_side(application, today())
        text = ngettext(
            "Die Terminvorschläge gelten dann nicht mehr. Eine Nachricht erhält %(count)s Person: %(names)s.",
            "Die Terminvorschläge gelten dann nicht mehr. Eine Nachricht erhalten %(count)s Personen: %(names)s.",
            len(people),
        )
        return text % {"count": len(people), "names": _named(people)}
    return _describe_everyone(application)


def _with_plan(application, user):
    return {"plan": open_plan(application), "now": timezone.now()}


def _is_fixed(rights):
    return rights.plan is not None and rights.plan.is_fixed


def _is_asked(rights):
    return rights.plan is not None and not rights.plan.is_fixed


ACTS = [
    Act(
        name="plan-interview",
        label=gettext_lazy("Gespräch planen"),
        form_class=PlanForm,
        form_kwargs=lambda application, user: {"application": application, **_with_plan(application, user)},
        template=PLAN_TEMPLATE,
        allowed=may(State.IN_REVIEW, also=lambda rights: not _is_fixed(rights)),
        run=_propose,
        description=_describe_proposal,
    ),
    Act(
        name="fix-interview",
        label=gettext_lazy("Termin festlegen"),
        form_class=DateForm,
        form_kwargs=_with_plan,
        allowed=may(State.IN_REVIEW, also=_is_asked),
        run=_set_date,
        description=_describe_everyone,
    ),
    Act(
        name="move-interview",
        label=gettext_lazy("Gespräch verlegen"),
        form_class=DateForm,
        form_kwargs=_with_plan,
        allowed=may(State.IN_REVIEW, also=_is_fixed),
        run=_set_date,
        description=_describe_everyone,
    ),
    Act(
        name="interview",
        label=gettext_lazy("Gespräch festhalten"),
        form_class=InterviewForm,
        form_kwargs=lambda application, user: {"plan": open_plan(application), "day": today()},
        allowed=may(State.IN_REVIEW),
        run=_interview,
        description=gettext_lazy("Danach stimmt der Programmbegleitkreis über seine Empfehlung ab."),
        done=gettext_lazy("Das Gespräch ist festgehalten."),
    ),
    Act(
        name="cancel-interview",
        label=gettext_lazy("Gespräch absagen"),
        form_class=CancelForm,
        allowed=may(State.IN_REVIEW, also=lambda rights: rights.plan is not None),
        run=_cancel,
        description=_describe_cancel,
        done=gettext_lazy("Das Gespräch ist abgesagt."),
        danger=True,
    ),
]
