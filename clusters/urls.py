"""Addresses of the pages of an own cluster, and of the ministry's pages on members."""

from django.urls import path

from .views import exclusions, figures, mails, membership

app_name = "clusters"

urlpatterns = [
    path("my/<slug:slug>/membership/", membership.membership, name="membership"),
    path("my/<slug:slug>/membership/notice/", membership.notice, name="notice"),
    path("my/<slug:slug>/membership/withdraw/", membership.withdraw, name="withdraw-notice"),
    path("my/<slug:slug>/figures/", figures.figures, name="figures"),
    path("my/<slug:slug>/mails/", mails.mails, name="my-mails"),
    path("decide/members/", exclusions.exclusions, name="decide-members"),
    path("decide/members/<slug:slug>/", exclusions.exclusion, name="decide-member"),
    path("decide/members/<slug:slug>/document/", exclusions.document, name="decide-member-document"),
]
