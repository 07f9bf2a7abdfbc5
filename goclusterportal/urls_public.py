"""The pages of the top floor."""

from django.urls import path

from programme.models import ContentPage

from . import my, own
from .public import germany, pages, profile, selfcheck
from .public.directory import downloads as directory_downloads
from .public.directory import pages as directory
from .public.facts import downloads
from .public.facts import pages as facts

app_name = "public"

urlpatterns = [
    path("", pages.home, name="home"),
    path("clusters/", directory.directory, name="directory"),
    # With a dot in it no address of a cluster is ever the same.
    path("clusters/export.csv", directory_downloads.as_csv, name="directory-csv"),
    path("clusters/export.json", directory_downloads.as_json, name="directory-json"),
    path("clusters/print.html", directory.print_view, name="directory-print"),
    path("clusters/<slug:slug>/", profile.profile, name="cluster"),
    path("map/", germany.germany, name="map"),
    path("facts/", facts.facts, name="facts"),
    path("facts/snapshots/", facts.snapshots, name="facts-snapshots"),
    path("facts/figures.csv", downloads.as_csv, name="facts-csv"),
    path("facts/figures.json", downloads.as_json, name="facts-json"),
    path("self-check/", selfcheck.self_check, name="self-check"),
    path("self-check/pdf/", selfcheck.pdf, name="self-check-pdf"),
    path("self-check/carry-over/", selfcheck.carry_over, name="self-check-carry"),
    path("verify/", profile.verify_form, name="verify-form"),
    path("verify/<str:code>/", profile.verify, name="verify"),
    path("feedback/", pages.feedback, name="feedback"),
    path("feedback/sent/", pages.feedback_sent, name="feedback-sent"),
    path("my/", my.my, name="my"),
    path("my/<slug:slug>/", own.own, name="own"),
    *(path(f"{key}/", pages.content_page, {"key": key}, name=key) for key in ContentPage.Key.values),
]
