"""The ministry's desk and file: what was recommended, the decision, nothing told before release."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from records.responses import attachment

from .. import permissions
from ..casefile import steps_of, steps_taken
from ..models import Application, ConflictDeclaration, Decision, DecisionPaper, Recommendation
from ..services import sittings
from ..services.recorded import open_recording
from ..sheet import sheet_of
from ..wording import decided_sentence
from ..workflow import Act, State, admits
from .decide_result import result_view
from .review_access import ask_for_conflict, ministry_desk_crumb, ministry_file
from .review_sittings import minutes_response

PER_PAGE = 25
WAITING, DECIDED = "waiting", "decided"


@login_required
def desk(request):
    """GET /decide/"""
    day = timezone.localdate()
    if not permissions.is_ministry(request.user, day):
        raise Http404
    shown = DECIDED if request.GET.get("show") == DECIDED else WAITING
    files = _files(request.user, day)
    waiting = files.filter(state=State.RECOMMENDED)
    decided = files.filter(state=State.DECIDED)
    counts = {WAITING: waiting.count(), DECIDED: decided.count()}
    chosen = (decided if shown == DECIDED else waiting).order_by(
        F("state_since").desc() if shown == DECIDED else F("state_since").asc(), "number"
    )
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [_row(application) for application in page.object_list]
    address = reverse("admissions:decide")
    context = {
        "sentence": ngettext(
            "%(count)s Antrag wartet auf Ihre Entscheidung.",
            "%(count)s Anträge warten auf Ihre Entscheidung.",
            counts[WAITING],
        )
        % {"count": counts[WAITING]}
        if counts[WAITING]
        else _("Zurzeit wartet kein Antrag auf eine Entscheidung."),
        "chips": [
            {
                "label": _("zu entscheiden"),
                "count": counts[WAITING],
                "url": address,
                "current": shown == WAITING,
            },
            {
                "label": _("entschieden"),
                "count": counts[DECIDED],
                "url": f"{address}?show={DECIDED}",
                "current": shown == DECIDED,
            },
        ],
        "page_obj": page,
        "shown": shown,
    }
    return render(request, "admissions/decide_desk.html", context)


def _files(user, day):
    """Recommended and decided applications with what a row needs; locked ones too, to say so."""
    declaration = ConflictDeclaration.objects.filter(application=OuterRef("pk"), user=user)
    recommendation = Recommendation.objects.filter(application=OuterRef("pk"), round=OuterRef("round"))
    decision = Decision.objects.filter(application=OuterRef("pk"), round=OuterRef("round"))
    return (
        Application.objects.filter(state__in=permissions.MINISTRY_STATES)
        .select_related("cluster", "organisation")
        .annotate(
            by_function=permissions.function_conflict(user, day),
            declared=Subquery(declaration.values("value")[:1]),
            recommended=Subquery(recommendation.values("value")[:1]),
            made_on=Subquery(recommendation.values("made_on")[:1]),
            outcome=Subquery(decision.values("outcome")[:1]),
            decided_on=Subquery(decision.values("decided_on")[:1]),
        )
    )


def _row(application):
    row = {"title": application.cluster.name, "preline": application.number, "url": ""}
    if application.by_function or application.declared == ConflictDeclaration.Value.DECLARED:
        reason = (
            _("Sie haben oder hatten dort eine Funktion.")
            if application.by_function
            else _("Sie haben sich für befangen erklärt.")
        )
        return {**row, "badge": _("gesperrt"), "badge_kind": "danger", "note": reason}
    asked = application.declared == ConflictDeclaration.Value.NONE
    row["url"] = reverse("admissions:decide-file", args=[application.number])
    if not asked:
        conflict_url = reverse("admissions:decide-conflict", args=[application.number])
        row["act"] = {"label": _("Befangenheit erklären"), "url": conflict_url}
        row["note"] = _("Vor dem Öffnen fragen wir Sie nach Befangenheit.")
        return row
    decided = application.state == State.DECIDED
    if decided:
        row["badge"] = Decision.Outcome(application.outcome).label if application.outcome else ""
        row["day"], row["day_label"] = application.decided_on, _("Entschieden")
    elif application.recommended:
        row["badge"] = Recommendation.Value(application.recommended).label
        row["day"], row["day_label"] = application.made_on, _("Empfohlen")
    row["badge_kind"] = "info"
    row["act"] = {"label": _("Ansehen") if decided else _("Prüfen und entscheiden"), "url": row["url"]}
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request, number):
    """GET, POST /decide/<number>/conflict/: names only, nothing of the file, until the answer is there."""
    day = timezone.localdate()
    files = permissions.ministry_files(request.user, day).select_related("cluster", "organisation")
    application = get_object_or_404(files, number=number)
    return ask_for_conflict(
        request, application, day, desk="admissions:decide", file="admissions:decide-file", crumb=ministry_desk_crumb()
    )


@ministry_file
@require_GET
def file(request, application, day):
    """GET /decide/<number>/"""
    decision = (
        Decision.objects.filter(application=application, round=application.round)
        .select_related("decided_by", "recorded__entered_by", "recorded__checked_by")
        .first()
    )
    recommendation = application.recommendations.filter(round=application.round).select_related("recorded_by").first()
    refusal = permissions.refusal(request.user, Act.DECIDE, application, day)
    context = {
        "application": application,
        "trail": [ministry_desk_crumb()],
        "steps": steps_of(application),
        "decision": decision,
        "source": decided_sentence(decision) if decision else "",
        "recording": open_recording(application),
        "recommendation": recommendation,
        "todo": _todo(application, decision, refusal),
        "interviews": application.interviews.order_by("round", "held_on"),
        "minutes_address": "admissions:decide-minutes",
        "paper": current_paper(application),
        "sittings": application.sittings.filter(held_on__lte=day),
        "earlier": _earlier_rounds(application),
        "sheet": sheet_of(application),
        "history": steps_taken(application),
        **result_view(application, decision, day),
    }
    return render(request, "admissions/decide_file.html", context)


def _todo(application, decision, refusal):
    """The box at the right: what this person can do now, or why nothing."""
    if application.state == State.RECOMMENDED:
        conflict_act = {
            "label": _("Doch befangen?"),
            "url": reverse("admissions:decide-conflict", args=[application.number]),
        }
        if refusal:
            return {"text": refusal, "acts": [conflict_act]}
        url = reverse("admissions:decide-decision", args=[application.number])
        return {
            "text": _("Der Programmbegleitkreis hat beraten. Jetzt entscheidet das Ministerium."),
            "primary": {"label": _("Entscheiden"), "url": url},
            "acts": [conflict_act],
        }
    if decision and decision.notified_on:
        return {"text": _("Die Entscheidung ist mitgeteilt. Hier ist nichts mehr zu tun.")}
    if decision and admits(decision.outcome):
        return {
            "text": _(
                "Sie haben entschieden. Das Programmbüro erfasst jetzt die Verpflichtungserklärung und gibt den "
                "Bescheid frei."
            )
        }
    return {"text": _("Sie haben entschieden. Das Programmbüro gibt jetzt den Bescheid frei.")}


def current_paper(application):
    """The newest decision paper of this round, or None."""
    return (
        DecisionPaper.objects.filter(application=application, round=application.round)
        .select_related("pdf")
        .order_by("-prepared_at")
        .first()
    )


def _earlier_rounds(application):
    """Earlier advice and why it was put back, oldest first."""
    recommendations = {one.round: one for one in application.recommendations.filter(round__lt=application.round)}
    decisions = application.decisions.filter(round__lt=application.round).order_by("round")
    return [{"decision": decision, "recommendation": recommendations.get(decision.round)} for decision in decisions]


@ministry_file
@require_GET
def paper(request, application, day):
    """GET /decide/<number>/paper/: the decision paper as PDF."""
    found = current_paper(application)
    if found is None or found.pdf is None:
        raise Http404
    return attachment(found.pdf)


@ministry_file
@require_GET
def minutes(request, application, day, key):
    """GET /decide/<number>/minutes/<key>/: the part of a sitting's minutes about this file, as PDF."""
    sitting = get_object_or_404(application.sittings.select_related("chair"), key=key)
    points = sittings.with_absent(sittings.points_for_file(sitting, application), sitting)
    return minutes_response(sitting, points, day, extract=True)
