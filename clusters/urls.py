"""Addresses of the pages of an own cluster, and of the ministry's pages on members."""

from django.urls import path

from .views import exclusions, figures, mails, membership, profile

app_name = "clusters"

urlpatterns = [
    path("my/<slug:slug>/membership/", membership.membership, name="membership"),
    path("my/<slug:slug>/membership/notice/", membership.notice, name="notice"),
    path("my/<slug:slug>/membership/withdraw/", membership.withdraw, name="withdraw-notice"),
    path("my/<slug:slug>/figures/", figures.figures, name="figures"),
    path("my/<slug:slug>/profile/", profile.profile, name="profile"),
    path("my/<slug:slug>/profile/submit/", profile.submit, name="profile-submit"),
    path("my/<slug:slug>/profile/recall/", profile.recall, name="profile-recall"),
    path("my/<slug:slug>/profile/discard/", profile.discard, name="profile-discard"),
    path("my/<slug:slug>/profile/logo/", profile.logo, name="profile-logo"),
    path("my/<slug:slug>/mails/", mails.mails, name="my-mails"),
    path("decide/members/", exclusions.exclusions, name="decide-members"),
    path("decide/members/<slug:slug>/", exclusions.exclusion, name="decide-member"),
    path("decide/members/<slug:slug>/document/", exclusions.document, name="decide-member-document"),
]
