"""Who speaks for the cluster: invite a deputy, end a function, hand over the management."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from clusters import services
from clusters.models import Function
from clusters.permissions import functions_speaking_for, may_end_function
from clusters.services.handover import may_manage_invitation
from records.errors import ActRefused

from ..forms.apply_people import DeputyForm, HandOverForm
from ..people import own_management, speaker_invitations
from ..permissions import speaks_for_applicant
from .apply_access import render_case
from .apply_people import people_trail, speakers_only


def _page(request, template, application, **context):
    return render_case(request, template, application, {"trail": people_trail(application), **context})


def _back(application):
    return redirect("admissions:apply-people", application.number)


@speakers_only
@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request, application, day):
    """GET, POST /apply/<number>/people/deputy/"""
    form = DeputyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_deputy(form.cleaned_data["email"], cluster=application.cluster, actor=request.user, day=day)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("%(email)s ist eingeladen.") % {"email": form.cleaned_data["email"]})
            return _back(application)
    return _page(request, "admissions/apply_deputy.html", application, form=form)


@speakers_only
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, application, day):
    """GET, POST /apply/<number>/people/hand-over/: to a deputy at once, to a new person by invitation."""
    function = own_management(request.user, application.cluster, day)
    if function is None:
        messages.error(request, _("Das Clustermanagement übergibt, wer es innehat, oder das Programmbüro."))
        return _back(application)
    deputies = User.objects.filter(
        pk__in=functions_speaking_for(application.cluster, day)
        .filter(kind=Function.Kind.DEPUTY)
        .exclude(user=request.user)
        .values("user")
    ).order_by("name")
    form = HandOverForm(request.POST if request.method == "POST" else None, deputies=deputies)
    if request.method == "POST" and form.is_valid():
        try:
            done = _hand_over(request, function, form, day)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, done)
            # From tomorrow on the page may be closed to the person; today it still opens.
            return _back(application) if speaks_for_applicant(request.user, application, day) else redirect("public:my")
    return _page(request, "admissions/apply_hand_over.html", application, form=form, function=function)


def _hand_over(request, function, form, day):
    if form.person is not None:
        services.hand_over(function, form.person, starts_on=day, actor=request.user, day=day)
        return _("Das Clustermanagement ist übergeben. Alle Beteiligten erfahren es per E-Mail.")
    services.invite_successor(function, form.cleaned_data["email"], actor=request.user, day=day)
    return _("%(email)s ist eingeladen. Bis zur Annahme ändert sich nichts.") % {"email": form.cleaned_data["email"]}


@speakers_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_function(request, application, day, pk):
    """GET, POST /apply/<number>/people/function/<pk>/end/: ends with today."""
    function = functions_speaking_for(application.cluster, day).filter(pk=pk).first()
    if function is None or not may_end_function(request.user, function, day):
        raise Http404
    if request.method == "POST":
        try:
            services.end_function(function, ends_on=day, actor=request.user, day=day)
        except ActRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Die Funktion endet mit Ablauf des heutigen Tages."))
        return _back(application)
    return _page(request, "admissions/apply_function_end.html", application, function=function)


def _invitation(request, application, day, pk):
    one = speaker_invitations(application.cluster, day).filter(pk=pk).first()
    if one is None or not may_manage_invitation(request.user, one, day):
        raise Http404
    return one


@speakers_only
@require_safe
def speaker(request, application, day, pk):
    """GET /apply/<number>/people/speaker/<pk>/: an open invitation into a function."""
    one = _invitation(request, application, day, pk)
    return _page(request, "admissions/apply_speaker.html", application, one=one)


@speakers_only
@require_POST
def renew(request, application, day, pk):
    """POST /apply/<number>/people/speaker/<pk>/renew/"""
    return _act(
        request, application, day, pk, services.renew_speaker_invitation, _("Die Einladung ist noch einmal versandt.")
    )


@speakers_only
@require_POST
def revoke(request, application, day, pk):
    """POST /apply/<number>/people/speaker/<pk>/revoke/"""
    return _act(
        request, application, day, pk, services.revoke_speaker_invitation, _("Die Einladung ist zurückgenommen.")
    )


def _act(request, application, day, pk, act, done):
    try:
        act(_invitation(request, application, day, pk), actor=request.user, day=day)
    except ActRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return _back(application)
