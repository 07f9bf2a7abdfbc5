"""Addresses of the page about private calendars."""

from django.urls import path

from .calendars import pages

app_name = "calendar"

urlpatterns = [
    path("", pages.index, name="index"),
    path("create/", pages.create, name="create"),
    path("revoke/", pages.revoke, name="revoke"),
]
