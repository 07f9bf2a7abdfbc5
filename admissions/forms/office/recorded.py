"""A decision that the ministry signed on paper: entering, comparing, turning away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from records.uploads import check_upload

from ..decide import DecisionForm
from .fields import long_text


class RecordDecisionForm(DecisionForm):
    """What the signed document says. The same checks as for a decision in the portal."""

    signed_by = forms.CharField(label=_("Unterzeichnet von"), max_length=200, help_text=_("Name der Person."))
    signed_as = forms.CharField(
        label=_("Funktion"), max_length=200, help_text=_("Zum Beispiel: Leiterin des Referats.")
    )
    file_reference = forms.CharField(label=_("Aktenzeichen"), max_length=80)
    document = forms.FileField(
        label=_("Unterzeichnetes Dokument"), help_text=_("Als PDF oder Bild, so wie Sie es erhalten haben.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The day stands in the document; today would be a guess.
        self.initial.pop("decided_on", None)

    def clean_document(self):
        document = self.cleaned_data["document"]
        check_upload(document)
        return document


class ConfirmDecisionForm(PortalForm):
    compared = forms.BooleanField(label=_("Ich habe alle Angaben mit dem unterzeichneten Dokument verglichen."))


class RejectDecisionForm(PortalForm):
    reason = long_text(_("Grund"), rows=3, help_text=_("Zum Beispiel, was nicht mit dem Dokument übereinstimmt."))
