"""Who works on an application: colleagues and their rights. One address per act."""

import datetime
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Function
from clusters.permissions import functions_speaking_for, left_alone_without
from programme.templatetags.portal import german_date
from records.errors import ActRefused

from ..applicants import public_state_for_applicant
from ..forms.apply_people import RIGHT_HELP, ColleagueForm, RightForm
from ..models import Collaboration
from ..people import endable, manageable, people_history, speaker_invitations
from ..permissions import speaks_for_applicant
from ..services import collaboration as services
from .apply_access import case_trail, own_case, render_case

BADGES = {Collaboration.Right.READ: "", Collaboration.Right.EDIT: "info", Collaboration.Right.SUBMIT: "success"}


def people_trail(application):
    return [
        *case_trail(application),
        {"label": _("Wer mitarbeitet"), "url": reverse("admissions:apply-people", args=[application.number])},
    ]


def speakers_only(view):
    """As own_case, for who speaks for the cluster; other own people are told so."""

    @own_case
    @wraps(view)
    def wrapped(request, application, day, **kwargs):
        if not speaks_for_applicant(request.user, application, day):
            messages.error(request, _("Über die Mitarbeit entscheidet, wer für das Cluster spricht."))
            return redirect("admissions:apply-people", application.number)
        return view(request, application=application, day=day, **kwargs)

    return wrapped


@own_case
@require_safe
def people(request, application, day):
    """GET /apply/<number>/people/"""
    return _page(request, application, day, ColleagueForm())


@speakers_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, application, day):
    """GET, POST /apply/<number>/people/invite/: the same page, with what is wrong."""
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite_colleague(application, **form.cleaned_data, actor=request.user, day=day)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request,
                _("%(email)s ist eingeladen. Die Einladung gilt bis einschließlich %(day)s.")
                % {"email": invitation.email, "day": german_date(invitation.expires_on)},
            )
            return redirect("admissions:apply-people", application.number)
    return _page(request, application, day, form)


def _page(request, application, day, form):
    is_speaker = speaks_for_applicant(request.user, application, day)
    functions = list(functions_speaking_for(application.cluster, day))
    ended = endable(functions, request.user) if is_speaker else []
    running = list(application.collaborations.running_on(day).select_related("accepted_by", "invited_by"))
    context = {
        "is_speaker": is_speaker,
        "may_invite": is_speaker and not public_state_for_applicant(application, day).is_ended,
        "colleagues": [_colleague_row(application, one, request.user, is_speaker) for one in running],
        "speakers": [
            _speaker_row(application, one, may_end=one in ended and not _is_last(one, request.user, day))
            for one in functions
        ],
        "rights": RIGHT_HELP.values(),
        "form": form,
        "entries": people_history(application, day, with_addresses=is_speaker),
    }
    if is_speaker:
        still_open = application.collaborations.open_on(day).select_related("invited_by")
        context["invitations"] = [_invitation_row(application, one) for one in still_open]
        asked = list(speaker_invitations(application.cluster, day))
        managed = manageable(asked, functions, request.user)
        context["speaker_invitations"] = [_speaker_invitation_row(application, one, one in managed) for one in asked]
        own = [one for one in functions if one.user_id == request.user.pk]
        context["may_hand_over"] = any(one.kind == Function.Kind.MANAGER for one in own)
    return render_case(request, "admissions/apply_people.html", application, context)


def _colleague_row(application, one, user, is_speaker):
    row = {
        "title": one.accepted_by,
        "badge": one.get_right_display(),
        "badge_kind": BADGES[one.right],
        "preline": one.accepted_by.email if is_speaker else "",
        "note": _since(one.accepted_at, one.ends_on),
    }
    if is_speaker or one.accepted_by_id == user.pk:
        label = _("Recht ändern oder beenden") if is_speaker else _("Mitarbeit beenden")
        row["act"] = {"label": label, "url": _url("apply-colleague", application, one.pk)}
    return row


def _since(begin, end):
    if end is not None:
        return _("seit %(begin)s, bis einschließlich %(end)s") % {"begin": german_date(begin), "end": german_date(end)}
    return _("seit %(begin)s") % {"begin": german_date(begin)} if begin else ""


def _invitation_row(application, one):
    return {
        "title": one.email,
        "badge": one.get_right_display(),
        "badge_kind": BADGES[one.right],
        "note": _("eingeladen von %(person)s, gilt bis einschließlich %(day)s")
        % {"person": one.invited_by, "day": german_date(one.expires_on)},
        "act": {
            "label": _("Erneut senden oder zurücknehmen"),
            "url": _url("apply-colleague", application, one.pk),
        },
    }


def _is_last(function, user, day):
    """Whether the person's own end would be refused, for nobody would speak any more. Ending others leaves oneself."""
    return function.user_id == user.pk and bool(left_alone_without(function, day + datetime.timedelta(days=1)))


def _speaker_row(application, function, *, may_end):
    row = {
        "title": function.user,
        "badge": function.get_kind_display(),
        "badge_kind": "info",
        "preline": _("für %(organisation)s") % {"organisation": function.organisation} if function.organisation else "",
        "note": _since(function.starts_on, function.ends_on),
    }
    if may_end:
        row["act"] = {"label": _("Beenden"), "url": _url("apply-function-end", application, function.pk)}
    return row


def _speaker_invitation_row(application, one, is_managed):
    what = (
        _("soll %(person)s nachfolgen") % {"person": one.replaces.user} if one.is_hand_over else one.get_kind_display()
    )
    row = {
        "title": one.email,
        "badge": what,
        "note": _("eingeladen von %(person)s, gilt bis einschließlich %(day)s")
        % {"person": one.invited_by, "day": german_date(one.expires_on)},
    }
    if is_managed:
        row["act"] = {
            "label": _("Erneut senden oder zurücknehmen"),
            "url": _url("apply-speaker", application, one.pk),
        }
    return row


def _url(name, application, *args):
    return reverse(f"admissions:{name}", args=[application.number, *args])


# --- One colleague, one invitation ---


def _collaboration(application, pk):
    row = application.collaborations.select_related("accepted_by", "invited_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.application = application
    return row


@own_case
@require_safe
def colleague(request, application, day, pk):
    """GET /apply/<number>/people/<pk>/: what can be done about one colleague or one open invitation."""
    one = _collaboration(application, pk)
    is_speaker = speaks_for_applicant(request.user, application, day)
    if not is_speaker and one.accepted_by_id != request.user.pk:
        raise Http404
    return _colleague_page(request, application, day, one, RightForm(initial={"right": one.right}))


def _colleague_page(request, application, day, one, form):
    return render_case(
        request,
        "admissions/apply_colleague.html",
        application,
        {
            "trail": people_trail(application),
            "one": one,
            "runs": one.runs_on(day),
            "is_open": one.is_unanswered,
            "is_speaker": speaks_for_applicant(request.user, application, day),
            "form": form,
        },
    )


def _act(request, application, act, done):
    try:
        act()
    except ActRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("admissions:apply-people", application.number)


@speakers_only
@require_POST
def change_right(request, application, day, pk):
    """POST /apply/<number>/people/<pk>/right/"""
    one = _collaboration(application, pk)
    form = RightForm(request.POST)
    if not form.is_valid():
        return _colleague_page(request, application, day, one, form)
    return _act(
        request,
        application,
        lambda: services.change_right(one, form.cleaned_data["right"], actor=request.user, day=day),
        _("Das Recht ist geändert. Die Person erfährt es per E-Mail."),
    )


@own_case
@require_POST
def end(request, application, day, pk):
    """POST /apply/<number>/people/<pk>/end/: by who speaks for the cluster, or by the colleague."""
    one = _collaboration(application, pk)
    if not speaks_for_applicant(request.user, application, day) and one.accepted_by_id != request.user.pk:
        raise Http404
    answer = _act(
        request,
        application,
        lambda: services.end_collaboration(one, actor=request.user, day=day),
        _("Die Mitarbeit ist beendet."),
    )
    return redirect("admissions:apply") if one.accepted_by_id == request.user.pk else answer


@speakers_only
@require_POST
def renew(request, application, day, pk):
    """POST /apply/<number>/people/<pk>/renew/: a new link, the old one no longer counts."""
    one = _collaboration(application, pk)
    return _act(
        request,
        application,
        lambda: services.renew_invitation(one, actor=request.user, day=day),
        _("Die Einladung ist noch einmal versandt."),
    )


@speakers_only
@require_POST
def revoke(request, application, day, pk):
    """POST /apply/<number>/people/<pk>/revoke/"""
    one = _collaboration(application, pk)
    return _act(
        request,
        application,
        lambda: services.revoke_invitation(one, actor=request.user, day=day),
        _("Die Einladung ist zurückgenommen."),
    )
