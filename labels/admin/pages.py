"""Pages of the office that stand beside the list of a kind of record."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from programme.admin_base import holds_any


class OfficePageMixin:
    """One page more for a ModelAdmin: `page_name` is its address and name, `page_context(request)` what it shows."""

    page_name = ""
    page_title = ""
    page_template = ""

    def get_urls(self):
        page = path(
            f"{self.page_name}/",
            self.admin_site.admin_view(self.office_page),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{self.page_name}",
        )
        return [page, *super().get_urls()]

    def office_page(self, request):
        if not holds_any(request.user, self.view_roles):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": self.page_title,
            "opts": self.opts,
            **self.page_context(request, timezone.localdate()),
        }
        return TemplateResponse(request, self.page_template, context)
