"""The office loads a history in the web admin: the check first, then the loading, by the service of the command."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.importing.reading import MAX_BYTES
from programme.forms import PortalForm

from ..importing import COLUMNS, COLUMNS_OF, Kind, import_history
from ..importing.report import KIND_NAMES


class HistoryForm(PortalForm):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("CSV in UTF-8 oder Excel (xlsx) mit einer Kopfzeile."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    dry_run = forms.BooleanField(label=_("Nur prüfen, nichts schreiben"), required=False, initial=True)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 50 MB."))
        return ContentFile(file.read(), name=file.name)


class HistoryImportMixin:
    """One page more for a ModelAdmin: import-history/."""

    def get_urls(self):
        page = path(
            "import-history/",
            self.admin_site.admin_view(self.history_import_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_import-history",
        )
        return [page, *super().get_urls()]

    def history_import_view(self, request):
        """Upload a file; the report stands on the page. Faults keep everything out."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        report = None
        form = HistoryForm(request.POST, request.FILES) if request.method == "POST" else HistoryForm()
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            report = import_history(
                file.read(),
                file_name=file.name,
                actor=request.user,
                day=timezone.localdate(),
                dry_run=form.cleaned_data["dry_run"],
            )
            if report.written:
                messages.success(request, f"{report.counts()}. {report.conclusion()}")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Historie einlesen"),
            "opts": self.opts,
            "form": form,
            "report": report,
            "kinds": [
                (KIND_NAMES[kind], kind.value, [(COLUMNS[name], name) for name in COLUMNS_OF[kind]]) for kind in Kind
            ],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/labels/labelaward/import_history.html", context)
