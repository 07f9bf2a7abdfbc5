"""Addresses of the board and of the ministry. One address per act; admissions/urls.py includes them."""

from django.urls import path

from .views import (
    decide,
    decide_decision,
    interview_files,
    review_ballot,
    review_board,
    review_desk,
    review_file,
    review_more,
    review_scoring,
    review_sittings,
)

urlpatterns = [
    path("review/", review_desk.desk, name="review"),
    # No number of an application reads "sittings".
    path("review/sittings/", review_sittings.index, name="review-sittings"),
    path("review/sittings/<slug:key>/", review_sittings.show, name="review-sitting"),
    path("review/sittings/<slug:key>/edit/", review_sittings.edit, name="review-sitting-edit"),
    path("review/sittings/<slug:key>/calendar.ics", review_sittings.calendar, name="review-sitting-calendar"),
    path("review/sittings/<slug:key>/minutes.pdf", review_sittings.minutes, name="review-sitting-minutes"),
    path("review/<slug:number>/", review_file.file, name="review-file"),
    path("review/<slug:number>/conflict/", review_file.conflict, name="review-conflict"),
    path("review/<slug:number>/save/", review_scoring.save, name="review-save"),
    path("review/<slug:number>/submit/", review_scoring.submit, name="review-submit"),
    path("review/<slug:number>/abstain/", review_scoring.abstain, name="review-abstain"),
    path("review/<slug:number>/reopen/", review_scoring.reopen, name="review-reopen"),
    path("review/<slug:number>/results/", review_board.results, name="review-results"),
    path("review/<slug:number>/calendar/", interview_files.board_calendar, name="review-calendar"),
    path("review/<slug:number>/minutes/<int:interview>/", interview_files.board_minutes, name="review-minutes"),
    path("review/<slug:number>/history/", review_more.history, name="review-history"),
    path("review/<slug:number>/discussion/", review_more.discuss, name="review-discussion"),
    path("review/<slug:number>/earlier/", review_more.earlier, name="review-earlier"),
    path("review/<slug:number>/open-vote/", review_ballot.open_vote, name="review-open-vote"),
    path("review/<slug:number>/close-vote/", review_ballot.close_vote, name="review-close-vote"),
    path("review/<slug:number>/reopen-vote/", review_ballot.reopen_vote, name="review-reopen-vote"),
    path("review/<slug:number>/vote/", review_board.vote, name="review-vote"),
    path("review/<slug:number>/recommend/", review_board.recommend, name="review-recommend"),
    path("decide/", decide.desk, name="decide"),
    path("decide/<slug:number>/", decide.file, name="decide-file"),
    path("decide/<slug:number>/conflict/", decide.conflict, name="decide-conflict"),
    path("decide/<slug:number>/paper/", decide.paper, name="decide-paper"),
    path("decide/<slug:number>/minutes/<int:interview>/", interview_files.ministry_minutes, name="decide-minutes"),
    path("decide/<slug:number>/sitting/<slug:key>/", decide.minutes, name="decide-sitting-minutes"),
    path("decide/<slug:number>/decision/", decide_decision.decision, name="decide-decision"),
    path("decide/<slug:number>/change/", decide_decision.change, name="decide-change"),
    path("decide/<slug:number>/confirm/", decide_decision.confirm, name="decide-confirm"),
]
