"""Tables to download: CSV and Excel from any list of the web admin."""

from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.resources import ModelResource

# A spreadsheet takes such a cell for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value):
    """The value as a spreadsheet may show it: a text that looks like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class TableResource(ModelResource):
    """Base of every export: no cell is ever a formula. For export only, an import is a service of its own."""

    def export_field(self, field, instance, **kwargs):
        return plain_cell(super().export_field(field, instance, **kwargs))


class TableExportMixin(ExportMixin):
    """Lets a list be downloaded as it is filtered now; put it before PortalModelAdmin and set `resource_classes`."""

    export_formats = [XLSX, CSV]
    export_form_class = ExportForm
    # With a byte order mark, or Excel reads umlauts wrongly.
    to_encoding = "utf-8-sig"

    def has_export_permission(self, request):
        return self.has_view_permission(request)
