"""Office, board, ministry and administrators need a second factor (SPEC 3). In the demonstration it is optional."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from admissions.permissions import is_board_member
from programme.models import ProgrammeSettings


def needs_second_factor(user, day):
    """Whether the person holds a role that opens other people's files."""
    if user.is_superuser or any(user.has_role(role, day) for role in RoleGrant.Role):
        return True
    return is_board_member(user, day)


class SecondFactorMiddleware:
    """Leads a person who needs a second factor and has none to the page where it is set up.

    Everything below /accounts/ stays open, otherwise nobody could set it up. Asked at every request: a role may come
    or a second factor may go while somebody is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not request.user.is_authenticated or (match and _is_open(match)):
            return None
        if (
            needs_second_factor(request.user, timezone.localdate())
            and not is_mfa_enabled(request.user)
            and not ProgrammeSettings.load().is_demo
        ):
            messages.warning(
                request, _("Für Ihre Aufgabe brauchen Sie einen zweiten Faktor. Bitte richten Sie ihn jetzt ein.")
            )
            return redirect("mfa_index")
        return None


def _is_open(match):
    return match.route.startswith(("accounts/", "en/accounts/")) or match.url_name in {"healthz", "readyz"}
