"""What a service refuses while a form is saved is said, and nothing of it is kept."""

from django.contrib import messages
from django.http import HttpResponseRedirect

from records.errors import ActRefused


class SaidRefusalsMixin:
    """For a ModelAdmin that saves through a service: somebody else was quicker between the form's check and the act."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except ActRefused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.get_full_path())
