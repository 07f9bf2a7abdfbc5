"""The acts on the own review, each at an address of its own."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.errors import ActRefused
from programme.templatetags.portal import german_time
from records import kept_input

from ..forms.review import AbstainForm, ReviewForm, SubmitReviewForm
from ..services import reviews
from ..sheet import sheet_of
from .review_access import board_file, board_trail
from .review_file import hides_own_points, own_review, scoring_context


def _scoring_page(request, number):
    return reverse("admissions:review-file", args=[number])


def _bound(form_class, request, application):
    review = own_review(request.user, application)
    form = form_class(request.POST, sheet=sheet_of(application), review=review, hide_own_points=hides_own_points())
    return form, review


def _again(request, application, day, form, review):
    """The scoring page with everything that was typed and what is wrong with it."""
    context = scoring_context(request, application, day, form, review)
    return render(request, "admissions/review_score.html", context)


@kept_input.keeps_input(_scoring_page)
@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def save(request, application, day):
    """POST /review/<number>/save/: keep the draft. A script that saves in the background asks for JSON.

    A window that shows an older edition gets 409 and overwrites nothing.
    """
    in_background = request.headers.get("Accept") == "application/json"
    if request.method != "POST":
        return redirect("admissions:review-file", number=application.number)
    form, review = _bound(ReviewForm, request, application)
    if form.is_valid():
        try:
            edition = form.cleaned_data["edition"]
            review = reviews.save_draft(application, form.content, actor=request.user, day=day, edition=edition)
        except reviews.StaleReview as stale:
            if in_background:
                said = _("Nicht gespeichert: inzwischen geändert. Bitte laden Sie die Seite neu.")
                return JsonResponse({"message": said}, status=409)
            _show_stale(form, review, stale)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            kept_input.forget(request, _scoring_page(request, application.number))
            said = _("Gespeichert um %(time)s") % {"time": german_time(review.saved_at)}
            if in_background:
                return JsonResponse({"message": said, "edition": review.edition})
            messages.success(request, said)
            return redirect(_place(request, application, form))
    if in_background:
        return JsonResponse({"message": _("Nicht gespeichert. Bitte prüfen Sie Ihre Angaben.")}, status=422)
    return _again(request, application, day, form, review)


def _show_stale(form, review, stale):
    """What was typed stays on the page; saving once more, knowingly, replaces the other version."""
    form.data = form.data.copy()
    form.data["edition"] = review.edition
    when = german_time(review.saved_at) if review.saved_at else ""
    form.add_error(
        None,
        _(
            "%(what)s Hier steht, was Sie zuletzt in diesem Fenster eingegeben haben; gespeichert ist der Stand von "
            "%(time)s. Wenn Sie jetzt noch einmal speichern, gilt der Stand dieses Fensters."
        )
        % {"what": stale.message, "time": when},
    )


def _place(request, application, form):
    """Back to the group at whose end the button was pressed."""
    address = reverse("admissions:review-file", args=[application.number])
    codes = [section["group"].code for section in form.sections]
    place = request.POST.get("place")
    return f"{address}#group-{place}" if place in codes else address


@kept_input.keeps_input(_scoring_page)
@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, application, day):
    """POST /review/<number>/submit/"""
    if request.method != "POST":
        return redirect("admissions:review-file", number=application.number)
    form, review = _bound(SubmitReviewForm, request, application)
    if form.is_valid():
        try:
            reviews.submit(
                application,
                form.content,
                actor=request.user,
                day=day,
                reason=form.cleaned_data.get("reason", ""),
                edition=form.cleaned_data["edition"],
            )
        except reviews.StaleReview as stale:
            _show_stale(form, review, stale)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            kept_input.forget(request, _scoring_page(request, application.number))
            messages.success(request, _("Danke, Ihr Gutachten ist abgegeben."))
            return redirect("admissions:review-results", number=application.number)
    return _again(request, application, day, form, review)


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def abstain(request, application, day):
    """GET, POST /review/<number>/abstain/"""
    reason = reviews.refusal(request.user, application, day)
    review = own_review(request.user, application)
    if reason or (review and review.submitted_at):
        messages.warning(request, reason or _("Ihr Gutachten ist schon abgegeben."))
        return redirect("admissions:review-file", number=application.number)
    form = AbstainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.abstain(application, actor=request.user, day=day, reason=form.cleaned_data["reason"])
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Sie haben sich enthalten."))
            return redirect("admissions:review-file", number=application.number)
    context = {"application": application, "form": form, "trail": board_trail(application)}
    return render(request, "admissions/review_abstain.html", context)


@board_file
@require_POST
def reopen(request, application, day):
    """POST /review/<number>/reopen/"""
    try:
        reviews.reopen(application, actor=request.user, day=day)
    except ActRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Ihr Gutachten ist wieder ein Entwurf. Bitte geben Sie es danach neu ab."))
    return redirect("admissions:review-file", number=application.number)
