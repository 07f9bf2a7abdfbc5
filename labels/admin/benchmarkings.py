"""The office's pages for benchmarking runs and the price list."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalHistoryAdmin, PortalModelAdmin
from programme.forms import PortalModelForm
from records.forms import UploadField

from ..models import Benchmarking, LabelPrice
from ..presenting import costs_context
from ..services import benchmarkings
from .files import DocumentMixin
from .pages import OfficePageMixin


class BenchmarkingForm(PortalModelForm):
    upload = UploadField(label=_("Bericht hochladen"), required=False)

    class Meta:
        model = Benchmarking
        fields = ["cluster", "due_on", "planned_on", "held_on", "form", "assessor_body", "net_price", "payer"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            days = {name: cleaned.get(name) for name in ("due_on", "planned_on", "held_on")}
            refused = benchmarkings.refusal(Benchmarking(**days), timezone.localdate())
            if refused:
                self.add_error(*refused)
        return cleaned


@admin.register(Benchmarking)
class BenchmarkingAdmin(DocumentMixin, PortalHistoryAdmin):
    form = BenchmarkingForm
    file_field = "report"
    fields = [
        "cluster",
        "due_on",
        "planned_on",
        "held_on",
        "form",
        "assessor_body",
        "net_price",
        "payer",
        "upload",
        "file_link",
    ]
    readonly_fields = ["file_link"]
    list_display = ["cluster", "due_on", "planned_on", "held_on", "assessor_body", "net_price", "payer"]
    list_filter = ["form", "payer"]
    search_fields = ["cluster__name", "cluster__search_text"]
    autocomplete_fields = ["cluster"]
    list_select_related = ["cluster"]

    def save_model(self, request, obj, form, change):
        self.keep_upload(request, obj, form)
        benchmarkings.record_benchmarking(obj, actor=request.user, day=timezone.localdate())


@admin.register(LabelPrice)
class LabelPriceAdmin(OfficePageMixin, PortalModelAdmin):
    """A new price is a new row from its day on; the old one stays for the days before."""

    page_name = "costs"
    page_title = _("Was Benchmarkings und Labels in den nächsten Jahren kosten")
    page_template = "admin/labels/costs.html"

    list_display = ["level", "form", "net", "payer", "valid_from", "valid_until"]
    list_filter = ["level", "payer"]

    def page_context(self, request, day):
        return costs_context(request.user)
