"""/accounts/mails/: which mails a person gets, in words, and switching off what is a courtesy."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programme.templatetags.portal import translated
from records.errors import ActRefused

from ..mail_kinds import ABOUT, OTHERS, WHY_DUTY
from ..services.choices import choices_of, switch_mails

SWITCHES = {"off": False, "on": True}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request):
    """POST: `kind` and `switch` ("off", "on"), then back to the page. What cannot be switched is refused in words."""
    if request.method == "POST":
        return _switch(request)
    choices = choices_of(request.user)
    context = {
        "courtesies": [_row(ladder) | {"wanted": wanted} for ladder, wanted in choices if ladder.courtesy],
        "duties": [_row(ladder) for ladder, _wanted in choices if not ladder.courtesy],
        "why_duty": WHY_DUTY,
        "others": OTHERS,
    }
    return render(request, "notifications/mails.html", context)


def _switch(request):
    kind, wanted = request.POST.get("kind", ""), SWITCHES.get(request.POST.get("switch", ""))
    names = {ladder.kind: translated(ladder, "name") for ladder, _wanted in choices_of(request.user)}
    if wanted is None or kind not in names:
        raise Http404
    try:
        switch_mails(request.user, kind, wanted=wanted)
    except ActRefused as refusal:
        messages.error(request, refusal.message)
    else:
        done = _("„%(kind)s“: Sie bekommen diese Erinnerungen wieder.")
        if not wanted:
            done = _("„%(kind)s“: Sie bekommen diese Erinnerungen nicht mehr.")
        messages.success(request, done % {"kind": names[kind]})
    return redirect("notifications:mails")


def _row(ladder):
    return {"kind": ladder.kind, "name": translated(ladder, "name"), "about": ABOUT.get(ladder.kind, "")}
