"""How people sign up and log in: the bridge to django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PortalAccountAdapter(DefaultAccountAdapter):
    """Self-registration as the portal wants it; mails go allauth's normal way."""

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        return super().save_user(request, user, form, commit)


class SignupNameForm(forms.Form):
    """The field that sign-up asks for beside address and password."""

    name = forms.CharField(
        label=_("Vor- und Nachname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Nothing more to do: the adapter has saved the name."""
