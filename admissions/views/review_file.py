"""One file of the board: the question of conflict, the scoring page or the file as reading matter."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.models import ProgrammeSettings
from records import kept_input

from .. import permissions
from ..casefile import steps_of
from ..forms.review import ReviewForm
from ..interviews import is_invited, open_plan
from ..models import Decision, Review, ReviewAssignment
from ..services import ballots, reviews, votes
from ..sheet import sheet_of
from ..workflow import REVIEW_STATES, State
from .review_access import ask_for_conflict, board_desk_crumb, board_file, board_trail
from .review_more import earlier_application


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request, number):
    """GET, POST /review/<number>/conflict/: names only, nothing of the file, until the answer is there."""
    day = timezone.localdate()
    files = permissions.board_files(request.user, day).select_related("cluster", "organisation")
    application = get_object_or_404(files, number=number)
    return ask_for_conflict(
        request, application, day, desk="admissions:review", file="admissions:review-file", crumb=board_desk_crumb()
    )


def own_review(user, application):
    """This person's review with scores and comments, or None."""
    return (
        Review.objects.filter(application=application, reviewer=user)
        .prefetch_related("scores", "group_comments")
        .first()
    )


def scoring_context(request, application, day, form, review):
    """What the scoring page shows around its form."""
    return {
        "kept_token": request.POST.get(kept_input.PARAMETER, request.GET.get(kept_input.PARAMETER, "")),
        "application": application,
        "trail": board_trail(application),
        "form": form,
        "review": review,
        "assignment": ReviewAssignment.objects.filter(
            application=application, reviewer=request.user, ended_at=None
        ).first(),
        "deferrals": deferrals_of(application),
        **interview_context(request.user, application),
        "earlier": earlier_application(request.user, application),
    }


def interview_context(user, application):
    """The agreed talk, for the file and the scoring page."""
    plan = open_plan(application) if application.state == State.IN_REVIEW else None
    talk = plan.chosen if plan else None
    return {"talk": talk, "talk_invited": talk is not None and is_invited(plan, user)}


def deferrals_of(application):
    """Why the ministry put the file back to the board. Deferring is told to the board at once, nothing else is."""
    return application.decisions.filter(outcome=Decision.Outcome.DEFERRED).order_by("-round")


def hides_own_points():
    return ProgrammeSettings.load().hide_own_points


@board_file
@require_GET
def file(request, application, day):
    """GET /review/<number>/: to be scored by whoever owes a review, otherwise to be read."""
    review = own_review(request.user, application)
    submitted = review is not None and review.submitted_at is not None
    if not submitted and reviews.refusal(request.user, application, day) is None:
        kept = kept_input.kept_for(request)
        data = kept_input.data_of(kept) if kept else None
        form = ReviewForm(data, sheet=sheet_of(application), review=review, hide_own_points=hides_own_points())
        context = scoring_context(request, application, day, form, review) | {"kept": kept}
        return render(request, "admissions/review_score.html", context)
    may_edit = submitted and reviews.refusal(request.user, application, day) is None
    context = {
        "application": application,
        "trail": [board_desk_crumb()],
        "review": review if submitted else None,
        "form": ReviewForm(sheet=sheet_of(application), review=review, hide_own_points=False),
        "steps": steps_of(application),
        "deferrals": deferrals_of(application),
        "earlier": earlier_application(request.user, application),
        "may_edit": may_edit,
        **interview_context(request.user, application),
        "todo": _todo(request.user, application, day),
        "recommendation": application.recommendations.filter(round=application.round).first()
        if application.state in (State.RECOMMENDED, State.DECIDED)
        else None,
    }
    return render(request, "admissions/review_file.html", context)


def _todo(user, application, day):
    """The box at the right: the one next act, lesser ones below."""
    acts = _lesser_acts(user, application, day)
    ballot = votes.current_ballot(application)
    may_vote = votes.refusal(user, application, day) is None
    if may_vote:
        primary = {"label": _("Abstimmen"), "url": _url("review-vote", application)}
        return {
            "text": _("Das persönliche Gespräch ist geführt. Jetzt stimmt der Programmbegleitkreis ab."),
            "due": ballot.closes_on,
            "primary": primary,
            "acts": acts,
        }
    chairs = application.state == State.INTERVIEW and permissions.is_chair(user, day)
    if application.state == State.INTERVIEW:
        if chairs and ballots.opening_refusal(user, application, day) is None:
            primary = {"label": _("Abstimmung eröffnen"), "url": _url("review-open-vote", application)}
            text = _("Das persönliche Gespräch ist geführt. Als Vorsitz eröffnen Sie die Abstimmung.")
            return {"text": text, "primary": primary, "acts": acts}
        if chairs and votes.is_over(ballot, day) and votes.closing_refusal(user, application, day) is None:
            primary = {"label": _("Empfehlung festhalten"), "url": _url("review-recommend", application)}
            text = _("Die Abstimmung ist beendet. Als Vorsitz halten Sie die Empfehlung fest.")
            return {"text": text, "primary": primary, "acts": acts}
        text = votes.refusal(user, application, day)
    elif application.state == State.IN_REVIEW:
        text = _("Zurzeit ist hier nichts zu tun. Nach dem persönlichen Gespräch wird abgestimmt.")
    else:
        text = _("Die Empfehlung liegt dem Ministerium vor. Hier ist nichts mehr zu tun.")
    return {"text": text, "acts": acts}


def _lesser_acts(user, application, day):
    acts = []
    if reviews.sees_others(user, application):
        acts.append({"label": _("Ergebnis und andere Gutachten"), "url": _url("review-results", application)})
        acts.append({"label": _("Aussprache"), "url": _url("review-discussion", application)})
    acts.append({"label": _("Fassungen der Gutachten"), "url": _url("review-history", application)})
    ballot = votes.current_ballot(application)
    if votes.is_over(ballot, day) and votes.reads_count(user, application, day):
        acts.append({"label": _("Ergebnis der Abstimmung"), "url": _url("review-vote", application)})
    chairs = application.state == State.INTERVIEW and permissions.is_chair(user, day)
    if chairs and ballots.closing_refusal(user, application, day) is None:
        acts.append({"label": _("Abstimmung schließen"), "url": _url("review-close-vote", application)})
    if chairs and ballots.reopening_refusal(user, application, day) is None:
        acts.append({"label": _("Abstimmung wieder eröffnen"), "url": _url("review-reopen-vote", application)})
    if application.state in REVIEW_STATES:
        acts.append({"label": _("Doch befangen?"), "url": _url("review-conflict", application)})
    return acts


def _url(name, application):
    return reverse(f"admissions:{name}", args=[application.number])
