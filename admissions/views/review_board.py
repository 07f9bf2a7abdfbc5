"""What the board does together: others' reviews and the result, the vote, the recommendation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.errors import ActRefused
from programme.models import ProgrammeSettings

from .. import permissions, scoring, voting
from ..forms.review import RecommendForm, VoteForm
from ..models import Review, Vote
from ..result import groups_of, reviews_of, scores_of, spec_of
from ..services import ballots, reviews, votes
from .decide_result import spread_in_words
from .review_access import board_file, board_trail


def result_context(application, day):
    """The result in words and figures, and the reviews behind it, row by row in the order of the catalogue."""
    counted = list(reviews_of(application, day).prefetch_related("group_comments"))
    spec = spec_of(application.catalogue)
    given_points = [scores_of(review) for review in counted]
    result = scoring.evaluate(spec, given_points)
    language = get_language()
    spreads = {one.code: one for one in scoring.spreads(spec, given_points)}
    group_spreads = {one.code: one for one in scoring.group_spreads(spec, given_points)}
    allowed = ProgrammeSettings.load().disagreement_points
    wide = set(scoring.disagreement(spec, given_points, allowed))
    means = {one.code: one for one in result.criteria}
    totals = {group.code: group for group in result.groups}
    scores = [{score.criterion.code: score for score in review.scores.all()} for review in counted]
    groups = [
        {
            "group": group,
            "points": scoring.show_exact(totals[group.code].points_display, get_language()),
            "maximum": totals[group.code].maximum,
            "needed": _shown(totals[group.code].needed_display),
            "spread": spread_in_words(group_spreads.get(group.code), language),
            "rows": [
                {
                    "criterion": criterion,
                    "mean": _mean(means[criterion.code].points),
                    "spread": spread_in_words(spreads.get(criterion.code), language),
                    "is_wide": criterion.code in wide,
                    "cells": [_cell(given.get(criterion.code)) for given in scores],
                    "comments": [
                        {"reviewer": review.reviewer, "text": given[criterion.code].comment}
                        for review, given in zip(counted, scores, strict=True)
                        if criterion.code in given and given[criterion.code].comment
                    ],
                }
                for criterion in group.criteria.all()
            ],
            "comments": [
                {"reviewer": review.reviewer, "text": comment.text}
                for review in counted
                for comment in review.group_comments.all()
                if comment.group_id == group.pk and comment.text
            ],
        }
        for group in groups_of(application.catalogue)
    ]
    return {
        "result": result,
        "explanation": scoring.explain(result, get_language()),
        "groups": groups,
        "wide": sum(row["is_wide"] for group in groups for row in group["rows"]),
        "allowed_spread": allowed,
        "reviews": counted,
        "abstentions": Review.objects.filter(
            application=application, abstained=True, submitted_at__isnull=False
        ).select_related("reviewer"),
    }


def _shown(number):
    return None if number is None else scoring.show_exact(number, get_language())


def _mean(points):
    return None if points is None else scoring.show_points(points, get_language())


def _cell(score):
    """Points, "abstained", or None while nothing was said."""
    if score is None:
        return None
    return "abstained" if score.abstained else score.points


@board_file
@require_GET
def results(request, application, day):
    """GET /review/<number>/results/: never before the own review is handed in."""
    if not reviews.sees_others(request.user, application):
        messages.info(
            request, _("Die Bewertungen der anderen sehen Sie, sobald Sie Ihr eigenes Gutachten abgegeben haben.")
        )
        return redirect("admissions:review-file", number=application.number)
    context = {
        "application": application,
        "trail": board_trail(application),
        "may_vote": votes.refusal(request.user, application, day) is None,
        **result_context(application, day),
    }
    return render(request, "admissions/review_results.html", context)


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request, application, day):
    """GET, POST /review/<number>/vote/: the own vote, changeable while it is open; afterwards how it went."""
    ballot = votes.current_ballot(application)
    over = votes.is_over(ballot, day)
    reason = votes.refusal(request.user, application, day)
    if reason and not (over and votes.reads_count(request.user, application, day)):
        messages.warning(request, reason)
        return redirect("admissions:review-file", number=application.number)
    own = Vote.objects.filter(application=application, round=application.round, member=request.user).first()
    form = None
    if reason is None:
        posted = request.POST if request.method == "POST" else None
        form = VoteForm(posted, initial={"value": own.value if own else None})
    if request.method == "POST" and form is None:
        messages.warning(request, reason)
        return redirect("admissions:review-vote", number=application.number)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            cast = votes.cast(
                application, actor=request.user, value=values["value"], day=day, reason=values["conflict_reason"]
            )
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            return _after_the_vote(request, application, cast)
    counted = votes.count_votes(application, day)
    chairs = permissions.is_chair(request.user, day)
    context = {
        "application": application,
        "trail": board_trail(application),
        "form": form,
        "own": own,
        "ballot": ballot,
        "over": over,
        "counted": counted,
        "needed": _votes_needed(application, counted),
        "interview": application.interviews.order_by("-round", "-held_on").first(),
        "minutes_address": "admissions:review-minutes",
        "may_close": chairs and ballots.closing_refusal(request.user, application, day) is None,
        "may_reopen": chairs and ballots.reopening_refusal(request.user, application, day) is None,
        "may_recommend": chairs and over and votes.closing_refusal(request.user, application, day) is None,
        **result_context(application, day),
    }
    return render(request, "admissions/review_vote.html", context)


def _after_the_vote(request, application, cast):
    if cast is None:
        said = _("Danke. Der Antrag %(number)s ist jetzt für Sie gesperrt.")
        messages.info(request, said % {"number": application.number})
        return redirect("admissions:review")
    messages.success(request, _("Ihr Votum ist gespeichert. Sie können es ändern, bis die Abstimmung endet."))
    return redirect("admissions:review-vote", number=application.number)


def _votes_needed(application, counted):
    return voting.votes_needed(counted.entitled, votes.quorum_of(application))


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request, application, day):
    """GET, POST /review/<number>/recommend/: a chair closes the vote. The page says what will happen."""
    reason = votes.closing_refusal(request.user, application, day)
    if reason:
        messages.warning(request, reason)
        return redirect("admissions:review-file", number=application.number)
    counted = votes.count_votes(application, day)
    form = RecommendForm(request.POST if request.method == "POST" else None, counted=counted)
    if request.method == "POST" and form.is_valid():
        try:
            votes.recommend(application, actor=request.user, day=day, text=form.cleaned_data["text"])
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Die Empfehlung ist festgehalten und liegt jetzt dem Ministerium vor."))
            return redirect("admissions:review-file", number=application.number)
    context = {
        "application": application,
        "trail": board_trail(application),
        "form": form,
        "counted": counted,
        "needed": _votes_needed(application, counted),
        "over": votes.is_over(votes.current_ballot(application), day),
        "obstacles": votes.obstacles(application, day),
        "owing": votes.owing_reviewers(application),
        **result_context(application, day),
    }
    return render(request, "admissions/review_recommend.html", context)
