"""The office's pages for what clusters report."""

from django.contrib import admin

from programme.admin_base import PortalModelAdmin

from ..models import LabelSubmission


@admin.register(LabelSubmission)
class LabelSubmissionAdmin(PortalModelAdmin):
    read_only = True
    list_display = ["cluster", "what", "submitted_at", "state"]
    list_select_related = ["cluster"]
