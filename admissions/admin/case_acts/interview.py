"""The personal talk with the cluster management."""

from django.utils.translation import gettext_lazy

from programme.acts import Act

from ...forms.office import InterviewForm
from ...services.interview import record_interview
from ...workflow import State
from .rights import may, today


def _interview(application, form, user):
    record_interview(application, actor=user, day=today(), **form.cleaned_data)


ACTS = [
    Act(
        name="interview",
        label=gettext_lazy("Gespräch erfassen"),
        form_class=InterviewForm,
        allowed=may(State.IN_REVIEW),
        run=_interview,
        description=gettext_lazy("Danach stimmt der Programmbegleitkreis über seine Empfehlung ab."),
        done=gettext_lazy("Das Gespräch ist festgehalten."),
    ),
]
