"""What came on paper: an application, a supplement, a withdrawal."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.admin_widgets import RecordSelect
from programme.forms import PortalForm
from records.uploads import check_upload

from ...models import Application
from ...services.drafts import free_to_apply
from .fields import long_text, not_in_future


class PaperSourceForm(PortalForm):
    """The day it came, the scanned document, where it came from."""

    received_on = forms.DateField(label=_("Eingegangen am"))
    document = forms.FileField(label=_("Eingescanntes Dokument"), help_text=_("Als PDF oder Bild."))
    note = long_text(
        _("Quelle"), rows=3, required=False, help_text=_("Zum Beispiel: Brief vom 3. November, unterschrieben von …")
    )

    def clean_received_on(self):
        return not_in_future(self.cleaned_data["received_on"])

    def clean_document(self):
        document = self.cleaned_data["document"]
        if document:
            check_upload(document)
        return document


class PaperApplicationForm(PaperSourceForm):
    cluster = forms.ModelChoiceField(
        label=_("Innovationscluster"),
        queryset=Application.objects.none(),
        help_text=_("Nur Cluster, die keinen laufenden Antrag haben und nicht Mitglied sind."),
        error_messages={
            "invalid_choice": _("Für dieses Cluster kann zurzeit kein Antrag erfasst werden."),
        },
    )
    no_conflict = forms.BooleanField(
        label=_("Ich bin bei diesem Cluster nicht befangen."),
        error_messages={"required": _("Wer befangen ist, kann den Antrag nicht erfassen.")},
    )

    field_order = ["cluster", "received_on", "document", "note", "no_conflict"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["cluster"]
        field.queryset = free_to_apply(timezone.localdate()).order_by("name")
        field.widget = RecordSelect(Application._meta.get_field("cluster"), admin.site)
        field.widget.choices = field.choices

    def source(self):
        """Everything the service asks for but the document."""
        return {name: self.cleaned_data[name] for name in ("received_on", "note")}


class WithdrawalForm(PaperSourceForm):
    """A letter, or a note on a call: one of the two."""

    document = forms.FileField(
        label=_("Schreiben"), required=False, help_text=_("Liegt keines vor, notieren Sie unten die Quelle.")
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("document") and not cleaned.get("note", "").strip() and "document" not in self.errors:
            self.add_error("note", gettext("Bitte fügen Sie das Schreiben bei, oder notieren Sie die Quelle."))
        return cleaned
