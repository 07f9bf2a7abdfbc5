"""What the pages of the register share: who may act today, and forms that several acts use."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters import permissions
from clusters.models import Function
from programme.forms import PortalForm


def may_act(obj, user):
    """The office, today; each service asks again."""
    return permissions.may_keep_register(user, timezone.localdate())


def when(condition):
    """`allowed` of an act: the office, while `condition(obj)` holds."""
    return lambda obj, user: may_act(obj, user) and condition(obj)


class LastDayForm(PortalForm):
    ends_on = forms.DateField(label=_("Letzter Tag"), initial=timezone.localdate)


class AppointForm(PortalForm):
    """Who is to have which function. The person is named by address: lists of people would be long."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse der Person"), help_text=_("Die Person braucht schon einen Zugang.")
    )
    kind = forms.ChoiceField(label=_("Funktion"), choices=Function.Kind.choices)
    starts_on = forms.DateField(
        label=_("Von"), required=False, initial=timezone.localdate, help_text=_("Leer: unbekannt.")
    )
    ends_on = forms.DateField(label=_("Bis einschließlich"), required=False)

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        try:
            self.person = User.objects.get(email=email, is_active=True)
        except User.DoesNotExist:
            raise forms.ValidationError(_("Zu dieser Adresse gibt es keinen offenen Zugang.")) from None
        return email

    def appointment(self):
        """The arguments of services.appoint that the form knows."""
        values = self.cleaned_data
        return {
            "user": self.person,
            "kind": values["kind"],
            "starts_on": values["starts_on"],
            "ends_on": values["ends_on"],
        }
