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
    path("review/<str:number>/", review_file.file, name="review-file"),
    path("review/<str:number>/conflict/", review_file.conflict, name="review-conflict"),
    path("review/<str:number>/save/", review_scoring.save, name="review-save"),
    path("review/<str:number>/submit/", review_scoring.submit, name="review-submit"),
    path("review/<str:number>/abstain/", review_scoring.abstain, name="review-abstain"),
    path("review/<str:number>/reopen/", review_scoring.reopen, name="review-reopen"),
    path("review/<str:number>/results/", review_board.results, name="review-results"),
    path("review/<str:number>/calendar/", interview_files.board_calendar, name="review-calendar"),
    path("review/<str:number>/minutes/<int:interview>/", interview_files.board_minutes, name="review-minutes"),
    path("review/<str:number>/history/", review_more.history, name="review-history"),
    path("review/<str:number>/discussion/", review_more.discuss, name="review-discussion"),
    path("review/<str:number>/earlier/", review_more.earlier, name="review-earlier"),
    path("review/<str:number>/open-vote/", review_ballot.open_vote, name="review-open-vote"),
    path("review/<str:number>/close-vote/", review_ballot.close_vote, name="review-close-vote"),
    path("review/<str:number>/reopen-vote/", review_ballot.reopen_vote, name="review-reopen-vote"),
    path("review/<str:number>/vote/", review_board.vote, name="review-vote"),
    path("review/<str:number>/recommend/", review_board.recommend, name="review-recommend"),
    path("decide/", decide.desk, name="decide"),
    path("decide/<str:number>/", decide.file, name="decide-file"),
    path("decide/<str:number>/conflict/", decide.conflict, name="decide-conflict"),
    path("decide/<str:number>/paper/", decide.paper, name="decide-paper"),
    path("decide/<str:number>/minutes/<int:interview>/", interview_files.ministry_minutes, name="decide-minutes"),
    path("decide/<str:number>/sitting/<slug:key>/", decide.minutes, name="decide-sitting-minutes"),
    path("decide/<str:number>/decision/", decide_decision.decision, name="decide-decision"),
    path("decide/<str:number>/change/", decide_decision.change, name="decide-change"),
    path("decide/<str:number>/confirm/", decide_decision.confirm, name="decide-confirm"),
]
