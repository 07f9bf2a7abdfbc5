"""The board's desk: what waits for this member, in the order in which it is needed."""

import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.portal import german_datetime

from .. import permissions
from ..interviews import chosen_dates
from ..models import (
    Application,
    Ballot,
    ConflictDeclaration,
    Criterion,
    Review,
    ReviewAssignment,
    Score,
    Vote,
)
from ..voting import takes_votes
from ..workflow import REVIEW_STATES, State
from .review_sittings import row_of

PER_PAGE = 25
SITTINGS_SHOWN = 5

OPEN, VOTE, DONE, LOCKED, PAST = "open", "vote", "done", "locked", "past"
CURRENT = (OPEN, VOTE, DONE, LOCKED)


@login_required
def desk(request):
    """GET /review/"""
    day = timezone.localdate()
    if not permissions.is_board_member(request.user, day):
        raise Http404
    shown = request.GET.get("show", "")
    rows = [_row(application, day) for application in _current_files(request.user, day)]
    rows.sort(key=lambda row: row["order"])
    counts = {kind: sum(row["kind"] == kind for row in rows) for kind in CURRENT}
    past = _past_files(request.user, day)
    ahead = permissions.sittings_for(request.user, day).filter(held_on__gte=day).order_by("held_on", "pk")
    if shown == PAST:
        page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = [_past_row(application) for application in page.object_list]
    else:
        chosen = [row for row in rows if row["kind"] == shown] if shown in CURRENT else rows
        page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "sentence": _sentence(counts),
        "chips": _chips(shown, counts, past.count()),
        "page_obj": page,
        "sittings": [row_of(sitting) for sitting in ahead[:SITTINGS_SHOWN]],
        "filtered": shown in (*CURRENT, PAST),
    }
    return render(request, "admissions/review_desk.html", context)


def _current_files(user, day):
    """Applications in review with everything a row needs; one query."""
    own_review = Review.objects.filter(application=OuterRef("pk"), reviewer=user)
    open_assignment = ReviewAssignment.objects.filter(application=OuterRef("pk"), reviewer=user, ended_at=None)
    declaration = ConflictDeclaration.objects.filter(application=OuterRef("pk"), user=user)
    submitted = (
        Review.objects.filter(application=OuterRef("pk"), submitted_at__isnull=False)
        .order_by()
        .values("application")
        .annotate(n=Count("pk"))
    )
    scored = (
        Score.objects.filter(
            Q(points__isnull=False) | Q(abstained=True), review__application=OuterRef("pk"), review__reviewer=user
        )
        .order_by()
        .values("review__application")
        .annotate(n=Count("pk"))
    )
    criteria = (
        Criterion.objects.filter(group__catalogue=OuterRef("catalogue"))
        .order_by()
        .values("group__catalogue")
        .annotate(n=Count("pk"))
    )
    ballot = Ballot.objects.filter(application=OuterRef("pk"), round=OuterRef("round"))
    return (
        Application.objects.filter(state__in=REVIEW_STATES)
        .select_related("cluster", "organisation")
        .annotate(
            ballot_opened=Subquery(ballot.values("opened_at")[:1]),
            ballot_closed=Subquery(ballot.values("closed_at")[:1]),
            ballot_closes_on=Subquery(ballot.values("closes_on")[:1]),
            by_function=permissions.function_conflict(user, day),
            declared=Subquery(declaration.values("value")[:1]),
            talk_at=Subquery(chosen_dates().filter(plan__application=OuterRef("pk")).values("starts_at")[:1]),
            due_on=Subquery(open_assignment.values("due_on")[:1]),
            review_saved=Subquery(own_review.values("saved_at")[:1]),
            review_submitted=Subquery(own_review.values("submitted_at")[:1]),
            review_abstained=Subquery(own_review.values("abstained")[:1]),
            own_vote=Subquery(
                Vote.objects.filter(application=OuterRef("pk"), round=OuterRef("round"), member=user).values("value")[
                    :1
                ]
            ),
            submitted_reviews=Coalesce(Subquery(submitted.values("n")), 0, output_field=IntegerField()),
            scored=Coalesce(Subquery(scored.values("n")), 0, output_field=IntegerField()),
            criteria=Coalesce(Subquery(criteria.values("n")), 0, output_field=IntegerField()),
        )
        .order_by("number")
    )


def _past_files(user, day):
    """Files that left the board's hands and that this member knew."""
    known = ConflictDeclaration.objects.filter(
        application=OuterRef("pk"), user=user, value=ConflictDeclaration.Value.NONE
    )
    return (
        permissions.board_files(user, day)
        .filter(Exists(known), state__in=[State.RECOMMENDED, State.DECIDED])
        .select_related("cluster", "organisation")
        .order_by(F("state_since").desc(), "number")
    )


def _row(application, day):
    """One row of the list, with the single act that comes next."""
    row = {"title": application.cluster.name, "preline": application.number, "url": _url("review-file", application)}
    declared = application.declared == ConflictDeclaration.Value.DECLARED
    if application.by_function or declared:
        return _locked_row(row, declared)
    owes_review = application.due_on is not None and not application.review_submitted
    votes = application.state == State.INTERVIEW and not owes_review and _vote_is_open(application, day)
    if owes_review:
        row |= _open_row(application)
    elif votes:
        row |= _vote_row(application)
    else:
        row |= _done_row(application)
    if application.talk_at and application.state == State.IN_REVIEW:
        talk = _("Gespräch am %(at)s") % {"at": german_datetime(application.talk_at)}
        row["note"] = f"{talk}. {row['note']}" if row.get("note") else talk
    if application.declared != ConflictDeclaration.Value.NONE and (owes_review or votes):
        row["act"] = {"label": _("Befangenheit erklären"), "url": _url("review-conflict", application)}
        row["note"] = _("Vor dem Öffnen fragen wir Sie nach Befangenheit.")
    return row


def _locked_row(row, declared):
    reason = _("Sie haben sich für befangen erklärt.") if declared else _("Sie haben oder hatten dort eine Funktion.")
    return {
        **row,
        "url": "",
        "kind": LOCKED,
        "badge": _("gesperrt"),
        "badge_kind": "danger",
        "note": reason,
        "order": (3, row["preline"]),
    }


def _open_row(application):
    """Least reviewed first, then the nearest due date. The number of reviews says nothing about their content."""
    started = application.review_saved is not None
    left = application.criteria - application.scored
    missing = (
        ngettext("%(count)s Kriterium ist noch nicht bewertet", "%(count)s Kriterien sind noch nicht bewertet", left)
        % {"count": left}
        if left
        else _("Alle Kriterien sind bewertet, das Gutachten ist noch nicht abgegeben")
    )
    return {
        "kind": OPEN,
        "badge": _("Entwurf") if started else _("offen"),
        "badge_kind": "info" if started else "warning",
        "day": application.due_on,
        "day_label": _("Gutachten fällig"),
        "note": missing,
        "act": {
            "label": _("Weiter begutachten") if started else _("Begutachten"),
            "url": _url("review-file", application),
        },
        "order": (0, application.submitted_reviews, application.due_on, application.number),
    }


def _vote_is_open(application, day):
    if application.ballot_opened is None:
        return False
    closed_on = timezone.localdate(application.ballot_closed) if application.ballot_closed else None
    return takes_votes(closed_on, application.ballot_closes_on, day)


def _vote_row(application):
    voted = application.own_vote is not None
    return {
        "kind": VOTE,
        "day": application.ballot_closes_on,
        "day_label": _("Abstimmen bis einschließlich"),
        "badge": _("abgestimmt") if voted else _("Abstimmung offen"),
        "badge_kind": "success" if voted else "warning",
        "act": {
            "label": _("Votum ansehen") if voted else _("Abstimmen"),
            "url": _url("review-vote", application),
        },
        "order": (1, voted, application.ballot_closes_on or datetime.date.max, application.number),
    }


def _done_row(application):
    if application.review_abstained:
        badge, kind = _("Enthaltung"), ""
    elif application.review_submitted:
        badge, kind = _("abgegeben"), "success"
    else:
        badge, kind = _("nicht zugewiesen"), ""
    row = {"kind": DONE, "badge": badge, "badge_kind": kind, "order": (2, application.number)}
    if application.state == State.INTERVIEW:
        waits = application.ballot_opened is None
        row["note"] = _("Die Abstimmung ist noch nicht eröffnet.") if waits else _("Die Abstimmung ist beendet.")
    if application.review_submitted:
        row["act"] = {"label": _("Ergebnis ansehen"), "url": _url("review-results", application)}
    elif application.state == State.IN_REVIEW:
        row["note"] = _("Andere Mitglieder begutachten diesen Antrag.")
    return row


def _past_row(application):
    return {
        "title": application.cluster.name,
        "preline": application.number,
        "url": _url("review-file", application),
        "badge": _("Empfehlung abgegeben"),
        "badge_kind": "success",
        "act": {"label": _("Ergebnis ansehen"), "url": _url("review-results", application)},
    }


def _url(name, application):
    return reverse(f"admissions:{name}", args=[application.number])


def _sentence(counts):
    reviews, votes = counts[OPEN], counts[VOTE]
    sentences = []
    if reviews:
        sentences.append(
            ngettext(
                "%(count)s Antrag wartet auf Ihr Gutachten.", "%(count)s Anträge warten auf Ihr Gutachten.", reviews
            )
            % {"count": reviews}
        )
    if votes:
        sentences.append(
            ngettext(
                "Über %(count)s Antrag wird gerade abgestimmt.",
                "Über %(count)s Anträge wird gerade abgestimmt.",
                votes,
            )
            % {"count": votes}
        )
    return " ".join(sentences) or _("Zurzeit wartet kein Antrag auf Sie.")


def _chips(shown, counts, past):
    labels = {
        OPEN: _("Gutachten offen"),
        VOTE: _("Abstimmung"),
        DONE: _("ohne Aufgabe"),
        LOCKED: _("gesperrt"),
    }
    address = reverse("admissions:review")
    everything = {
        "label": _("alle laufenden"),
        "count": sum(counts.values()),
        "url": address,
        "current": shown not in (*CURRENT, PAST),
    }
    chips = [
        {"label": label, "count": counts[kind], "url": f"{address}?show={kind}", "current": shown == kind}
        for kind, label in labels.items()
    ]
    finished = {"label": _("abgeschlossen"), "count": past, "url": f"{address}?show={PAST}", "current": shown == PAST}
    return [everything, *chips, finished]
