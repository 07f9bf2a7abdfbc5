"""How people sign up and log in: the bridge to django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.services.registration_accounts import join_account

AFTER_CONFIRMATION = "after_confirmation"
"""Key in the session: where a person wanted to go who signed up and confirms the address first."""


class PortalAccountAdapter(DefaultAccountAdapter):
    """Self-registration as the portal wants it; mails go allauth's normal way."""

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
        if wanted and self.is_safe_url(wanted):
            request.session[AFTER_CONFIRMATION] = wanted
        return super().save_user(request, user, form, commit)

    def get_email_verification_redirect_url(self, email_address):
        """Whoever signed up on the way to a page, such as an invitation, comes back to it in the same browser."""
        target = super().get_email_verification_redirect_url(email_address)
        wanted = self.request.session.pop(AFTER_CONFIRMATION, "")
        if not wanted:
            return target
        if self.request.user.is_authenticated:
            return wanted
        return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"


def on_confirmed(sender, email_address, **kwargs):
    """allauth says that a person has proved to own an address: after signing up, or after changing it."""
    join_account(email_address.user, email_address.email)


class SignupNameForm(forms.Form):
    """The field that sign-up asks for beside address and password."""

    name = forms.CharField(
        label=_("Vor- und Nachname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Nothing more to do: the adapter has saved the name."""
