"""How people sign up and log in: the bridge to django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from admissions.views.apply_selfcheck import SESSION_KEY as SELF_CHECK


class PortalAccountAdapter(DefaultAccountAdapter):
    """Self-registration as the portal wants it; mails go allauth's normal way."""

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or user.language
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request):
        """Who came from the self-check to carry it over goes on there, also after confirming the address."""
        if SELF_CHECK in request.session:
            return reverse("admissions:apply-start")
        return super().get_login_redirect_url(request)


class SignupNameForm(forms.Form):
    """The field that sign-up asks for beside address and password."""

    name = forms.CharField(
        label=_("Vor- und Nachname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Nothing more to do: the adapter has saved the name."""
