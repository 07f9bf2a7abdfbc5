"""Addresses of the board's pages, for tests."""

from django.urls import reverse

FILE_PAGES = ["review-file", "review-results", "review-vote", "review-recommend", "review-abstain"]
POSTED = ["review-save", "review-submit", "review-reopen"]


def url(name, application):
    return reverse(f"admissions:{name}", args=[application.number])


def text_of(response):
    return response.content.decode()
