"""What the applicant reads about the next step."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.acts import Act
from programme.templatetags.portal import german_date

from ...forms.office import ExpectationForm
from ...services.expectation import WAITING_STATES, set_expected_step
from .rights import may, today


def _expect(application, form, user):
    expected_on = form.cleaned_data["expected_on"]
    set_expected_step(application, expected_on, form.cleaned_data["expected_note"], actor=user, day=today())
    if expected_on is None:
        return _("Der Antragsteller liest jetzt, dass der nächste Schritt noch offen ist.")
    return _("Der Antragsteller liest jetzt: voraussichtlich bis %(day)s.") % {"day": german_date(expected_on)}


def _initial(application, user):
    return {"initial": {"expected_on": application.expected_on, "expected_note": application.expected_note}}


def _untold(rights):
    return rights.decision is None or rights.decision.notified_on is None


ACTS = [
    Act(
        name="expect",
        label=gettext_lazy("Termin für den nächsten Schritt nennen"),
        form_class=ExpectationForm,
        form_kwargs=_initial,
        allowed=may(*WAITING_STATES, also=_untold),
        run=_expect,
        description=gettext_lazy(
            "Der Antragsteller liest den Tag auf seiner Seite. Er verschwindet von selbst, sobald der Schritt getan "
            "ist. Vom Gespräch an ist es der Tag, bis zu dem die Entscheidung mitgeteilt sein soll."
        ),
    ),
]
