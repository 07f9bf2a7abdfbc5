"""Addresses of the pages of an own cluster."""

from django.urls import path

from .views import mails

app_name = "clusters"

urlpatterns = [path("my/<slug:slug>/mails/", mails.mails, name="my-mails")]
