"""The choice of the self-check on its way into an application: kept in the visitor's own session, and nowhere else.

It begins with a button that says so, survives sign-up and log-in in the same browser, and ends when it was taken over
or declined, at the latest with the session.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from records.errors import ActRefused

from ..permissions import applications_of
from ..services.selfcheck import SelfCheck, take_over_self_check
from ..workflow import State
from .apply_access import own_case, own_page

SESSION_KEY = "self_check"


def keep_self_check(request, choice):
    """Remembers a choice in the session, which begins here for a visitor."""
    request.session[SESSION_KEY] = {"version": choice.version, "points": dict(choice.points)}


def kept_self_check(request):
    """The SelfCheck that waits to be taken over, or None."""
    kept = request.session.get(SESSION_KEY)
    return SelfCheck(kept["version"], kept["points"]) if kept else None


def forget_self_check(request):
    request.session.pop(SESSION_KEY, None)


def drafts_to_fill(user, day):
    """The person's own drafts, into which a choice can be taken."""
    return applications_of(user, day).filter(state=State.DRAFT).select_related("cluster").order_by("number")


def say_taken(request, count):
    if count:
        text = ngettext(
            "Aus dem Selbstcheck wurde %(count)s Einschätzung übernommen.",
            "Aus dem Selbstcheck wurden %(count)s Einschätzungen übernommen.",
            count,
        ) % {"count": count}
        messages.success(request, text)
    else:
        messages.info(request, _("Aus dem Selbstcheck wurde nichts übernommen: Alle Punkte waren schon angegeben."))


@own_case
@require_POST
def take_over(request, application, day):
    """POST /apply/<number>/self-check/: into a draft that is there already."""
    choice = kept_self_check(request)
    if choice is None:
        messages.warning(request, _("Es liegt keine Einschätzung aus dem Selbstcheck vor."))
        return redirect("admissions:apply-case", application.number)
    try:
        count = take_over_self_check(application, choice, actor=request.user, day=day)
    except ActRefused as refused:
        messages.warning(request, refused.message)
        return redirect("admissions:apply-case", application.number)
    forget_self_check(request)
    say_taken(request, count)
    return redirect("admissions:apply-case", application.number)


@own_page
@require_POST
def discard(request):
    """POST /apply/self-check/discard/: the choice is forgotten."""
    forget_self_check(request)
    messages.success(request, _("Ihre Einschätzung aus dem Selbstcheck wird nicht übernommen."))
    return redirect("admissions:apply-start")
