"""A chair opens, closes and reopens the vote. One address per act."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.errors import ActRefused

from ..forms.sitting import OpenVoteForm, ReopenVoteForm
from ..services import ballots, votes
from .review_access import board_file, board_trail


def _page(request, application, form, **words):
    context = {"application": application, "trail": board_trail(application), "form": form, **words}
    return render(request, "admissions/review_ballot.html", context)


def _away(request, application, reason):
    messages.warning(request, reason)
    return redirect("admissions:review-file", number=application.number)


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def open_vote(request, application, day):
    """GET, POST /review/<number>/open-vote/"""
    reason = ballots.opening_refusal(request.user, application, day)
    if reason:
        return _away(request, application, reason)
    form = OpenVoteForm(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            ballots.open_vote(
                application, actor=request.user, day=day, sitting=values["sitting"], closes_on=values["closes_on"]
            )
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Die Abstimmung ist eröffnet."))
            return redirect("admissions:review-vote", number=application.number)
    return _page(
        request,
        application,
        form,
        title=_("Abstimmung eröffnen"),
        consequence=_(
            "Ab jetzt lassen sich abgegebene Gutachten nicht mehr ändern. Wie abgestimmt wurde, sehen alle erst nach "
            "dem Ende der Abstimmung."
        ),
        missing=votes.missing_for_a_vote(application, day),
        owing=votes.owing_reviewers(application),
    )


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def close_vote(request, application, day):
    """GET, POST /review/<number>/close-vote/"""
    reason = ballots.closing_refusal(request.user, application, day)
    if reason:
        return _away(request, application, reason)
    if request.method == "POST":
        try:
            ballots.close_vote(application, actor=request.user, day=day)
        except ActRefused as refused:
            return _away(request, application, refused.message)
        messages.success(request, _("Die Abstimmung ist geschlossen."))
        return redirect("admissions:review-vote", number=application.number)
    counted = votes.count_votes(application, day)
    return _page(
        request,
        application,
        None,
        title=_("Abstimmung schließen"),
        consequence=_(
            "Danach stimmt niemand mehr ab, und der Programmbegleitkreis sieht das Ergebnis. Abgestimmt haben "
            "%(cast)s von %(entitled)s Stimmberechtigten."
        )
        % {"cast": counted.cast, "entitled": counted.entitled},
    )


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_vote(request, application, day):
    """GET, POST /review/<number>/reopen-vote/"""
    reason = ballots.reopening_refusal(request.user, application, day)
    if reason:
        return _away(request, application, reason)
    ballot = votes.current_ballot(application)
    form = ReopenVoteForm(
        request.POST if request.method == "POST" else None, with_deadline=ballot.closes_on is not None
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            ballots.reopen_vote(
                application, actor=request.user, day=day, reason=values["reason"], closes_on=values.get("closes_on")
            )
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Die Abstimmung ist wieder eröffnet."))
            return redirect("admissions:review-vote", number=application.number)
    return _page(
        request,
        application,
        form,
        title=_("Abstimmung wieder eröffnen"),
        consequence=_("Die abgegebenen Voten bleiben bestehen und lassen sich wieder ändern."),
    )
