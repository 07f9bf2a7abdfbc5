"""Documents in the office's forms: uploaded through the one door, fetched at the record they belong to."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from records.responses import attachment
from records.upload_field import UploadField
from records.uploads import store_upload

__all__ = ["DocumentMixin", "UploadField"]


class DocumentMixin:
    """For a ModelAdmin whose records have one file: `file_field` names it, the form has a field `upload` beside it."""

    file_field = "document"

    def get_urls(self):
        page = path(
            "<int:pk>/file/",
            self.admin_site.admin_view(self.file_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_file",
        )
        return [page, *super().get_urls()]

    def file_view(self, request, pk):
        """Fetching is authorising: whoever may look at the record may have its file."""
        obj = self.get_object(request, str(pk))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        stored = getattr(obj, self.file_field)
        if stored is None:
            raise Http404
        return attachment(stored)

    def keep_upload(self, request, obj, form):
        """Store what was chosen, before the record's own transaction."""
        chosen = form.cleaned_data.get("upload")
        if chosen:
            setattr(obj, self.file_field, store_upload(chosen, by=request.user))

    def file_link(self, obj):
        stored = getattr(obj, self.file_field) if obj else None
        if stored is None:
            return "–"
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_file", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, stored.name)

    file_link.short_description = _("Datei")
