"""Addresses of the ministry's pages on duties and labels, and of a cluster's own labels."""

from django.urls import path

from .views import mergers, ministry, own

app_name = "labels"

urlpatterns = [
    path("decide/duties/", ministry.duties, name="decide-duties"),
    path("decide/duties/<slug:key>/", ministry.duty, name="decide-duty"),
    path("decide/mergers/", mergers.mergers, name="decide-mergers"),
    path("decide/mergers/<slug:slug>/", mergers.merger, name="decide-merger"),
    path("decide/labels/", ministry.labels, name="decide-labels"),
    path("my/<slug:slug>/labels/", own.labels, name="my-labels"),
    path("my/<slug:slug>/labels/report/", own.report_label, name="my-report-label"),
    path("my/<slug:slug>/labels/certificate/", own.report_certificate, name="my-report-certificate"),
    path("my/<slug:slug>/labels/files/<slug:token>/", own.file, name="my-file"),
]
