"""The pages of the top floor."""

from django.urls import path

from programme.models import ContentPage

from . import my, own
from .public import (
    accessibility,
    cluster_card,
    editions,
    feedback,
    germany,
    pages,
    preview,
    profile,
    selfcheck,
    social_card,
    verify,
)
from .public.directory import downloads as directory_downloads
from .public.directory import pages as directory
from .public.facts import downloads
from .public.facts import pages as facts
from .public.search import views as search

app_name = "public"

# The home page and the accessibility statement are more than their text.
PLAIN_PAGES = [key for key in ContentPage.Key.values if key not in {"home", "accessibility"}]

urlpatterns = [
    path("", pages.home, name="home"),
    path("clusters/", directory.directory, name="directory"),
    # With a dot in it no address of a cluster is ever the same.
    path("clusters/export.csv", directory_downloads.as_csv, name="directory-csv"),
    path("clusters/export.json", directory_downloads.as_json, name="directory-json"),
    path("clusters/print.html", directory.print_view, name="directory-print"),
    path("clusters/<slug:slug>/", profile.profile, name="cluster"),
    path("clusters/<slug:slug>/card.png", cluster_card.cluster_card, name="cluster-card"),
    path("search/", search.search, name="search"),
    path("map/", germany.germany, name="map"),
    path("events/weeks/<slug:slug>/", editions.edition, name="edition"),
    path("facts/", facts.facts, name="facts"),
    path("facts/snapshots/", facts.snapshots, name="facts-snapshots"),
    path("facts/figures.csv", downloads.as_csv, name="facts-csv"),
    path("facts/figures.json", downloads.as_json, name="facts-json"),
    path("self-check/", selfcheck.self_check, name="self-check"),
    path("self-check/pdf/", selfcheck.pdf, name="self-check-pdf"),
    path("self-check/carry-over/", selfcheck.carry_over, name="self-check-carry"),
    path("verify/", verify.verify_form, name="verify-form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
    path("social-card.png", social_card.social_card, name="social-card"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/sent/", feedback.feedback_sent, name="feedback-sent"),
    path("my/", my.my, name="my"),
    path("my/<slug:slug>/", own.own, name="own"),
    path("my/<slug:slug>/profile/preview/", preview.preview, name="profile-preview"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    *(path(f"{key}/", pages.content_page, {"key": key}, name=key) for key in PLAIN_PAGES),
]
