"""Paper and commitment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from records.uploads import check_upload

from .fields import long_text, not_in_future


class PaperForm(PortalForm):
    file_reference = forms.CharField(label=_("Aktenzeichen"), max_length=80)
    assessment = long_text(
        _("Bewertung des Programmbüros"),
        rows=12,
        help_text=_("Ergebnis, Empfehlung und Gesprächsprotokoll stehen ohnehin in der Vorlage."),
    )


class CommitmentForm(PortalForm):
    text_version = forms.CharField(label=_("Fassung des Textes"), max_length=40)
    signatory = forms.CharField(label=_("Unterzeichnet von"), max_length=200)
    signed_on = forms.DateField(label=_("Unterzeichnet am"))
    document = forms.FileField(
        label=_("Unterzeichnetes Dokument"), help_text=_("Als PDF oder Bild, so wie Sie es erhalten haben.")
    )

    def clean_signed_on(self):
        return not_in_future(self.cleaned_data["signed_on"])

    def clean_document(self):
        document = self.cleaned_data["document"]
        check_upload(document)
        return document
