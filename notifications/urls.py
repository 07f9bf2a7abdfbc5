"""Addresses of a person's own mails."""

from django.urls import path

from .views import choices

app_name = "notifications"

urlpatterns = [path("accounts/mails/", choices.mails, name="mails")]
