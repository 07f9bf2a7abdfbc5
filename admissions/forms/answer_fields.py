"""The fields of the long form that Django does not have: figures with units, several files at once, web links."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.templatetags.portal import number

from ..figures import NotANumber, TooLarge, TooManyDecimals, amount, as_string, decimal_mark, parse


class WebLinkField(forms.URLField):
    """An address on the web, nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": _("Bitte geben Sie eine vollständige Adresse an, zum Beispiel https://www.ihr-cluster.de/liste.")
    }


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the form checks each of them."""

    widget = FilesInput

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class FigureField(forms.CharField):
    """One CriterionFigure: typed in German or English notation, cleaned to its kept form. Nothing is None, never 0."""

    def __init__(self, figure, **kwargs):
        self.figure = figure
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": 16}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.help_text = self._hint()

    def prepare_value(self, value):
        """What is stored in the notation of the page; what was typed as it was typed."""
        return amount(value.kept) if isinstance(value, Kept) else value

    def clean(self, value):
        try:
            given = parse(value or "", self.figure.decimals, decimal_mark())
        except NotANumber:
            raise forms.ValidationError(
                gettext("Bitte geben Sie eine Zahl an, zum Beispiel %(example)s, oder lassen Sie das Feld leer.")
                % {"example": number(1234, self.figure.decimals)},
                code="not_a_number",
            ) from None
        except TooManyDecimals:
            raise forms.ValidationError(self._decimals(), code="decimals") from None
        except TooLarge:
            raise forms.ValidationError(gettext("Diese Zahl ist zu groß."), code="too_large") from None
        least, most = self.figure.minimum, self.figure.maximum
        if given is not None and least is not None and given < least:
            message = gettext("Der Wert ist mindestens %(limit)s.") % {"limit": number(least)}
            raise forms.ValidationError(message, code="minimum")
        if given is not None and most is not None and given > most:
            message = gettext("Der Wert ist höchstens %(limit)s.") % {"limit": number(most)}
            raise forms.ValidationError(message, code="maximum")
        return as_string(given)

    def _decimals(self):
        if self.figure.decimals == 0:
            return gettext("Bitte geben Sie eine ganze Zahl an.")
        if self.figure.decimals == 1:
            return gettext("Bitte geben Sie höchstens eine Stelle nach dem Komma an.")
        return gettext("Bitte geben Sie höchstens zwei Stellen nach dem Komma an.")

    def _hint(self):
        parts = [
            [
                gettext("Ganze Zahl"),
                gettext("Höchstens eine Stelle nach dem Komma"),
                gettext("Höchstens zwei Stellen nach dem Komma"),
            ][self.figure.decimals]
        ]
        least, most = self.figure.minimum, self.figure.maximum
        if least is not None and most is not None:
            parts.append(gettext("%(least)s bis %(most)s") % {"least": number(least), "most": number(most)})
        if self.figure.required:
            parts.append(gettext("zum Einreichen nötig"))
        return ", ".join(parts)


class Kept(str):
    """A figure as it is stored, to be shown in the notation of the page."""

    @property
    def kept(self):
        return str(self)
