"""Forms of the portal: every form inherits one of these two, so that all look and behave alike."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programme.folding import search_terms
from programme.lines import unix_lines

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateInput(forms.DateInput):
    """The browser's own calendar; its value is always ISO, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs=None, format="%Y-%m-%d"):  # noqa: A002 (Django's name)
        super().__init__(attrs, format)

    def format_value(self, value):
        """What is no day (a hand-written address) stands in the message, not in the field: a browser would complain."""
        shown = super().format_value(value)
        return shown if shown and ISO_DAY.fullmatch(shown) else None


class DateTimeInput(forms.DateTimeInput):
    """One field for day and time, read and written in Europe/Berlin."""

    input_type = "datetime-local"

    def __init__(self, attrs=None, format="%Y-%m-%dT%H:%M"):  # noqa: A002 (Django's name)
        super().__init__(attrs, format)


class TimeInput(forms.TimeInput):
    """The browser's own clock, to the minute."""

    input_type = "time"

    def __init__(self, attrs=None, format="%H:%M"):  # noqa: A002 (Django's name)
        super().__init__(attrs, format)


class LinesField(forms.CharField):
    """A text of several lines: a line end is one character, and only another text is a change."""

    widget = forms.Textarea

    def to_python(self, value):
        value = super().to_python(value)
        return unix_lines(value) if isinstance(value, str) else value

    def has_changed(self, initial, data):
        return super().has_changed(unix_lines(initial or ""), data)


class WordsField(forms.CharField):
    """Words to search for; something that holds no letter and no digit would find everything."""

    def clean(self, value):
        query = super().clean(value)
        if query and not search_terms(query):
            raise forms.ValidationError(_("Bitte geben Sie mindestens einen Buchstaben oder eine Ziffer ein."), "empty")
        return query


DASHES = BLANK_CHOICE_DASH[0][1]
NATIVE_WIDGETS = {forms.DateInput: DateInput, forms.DateTimeInput: DateTimeInput, forms.TimeInput: TimeInput}


def use_native_widgets(fields):
    """Replaces Django's text boxes for days and times by the browser's own, keeping attributes and wording."""
    for field in fields.values():
        native = NATIVE_WIDGETS.get(type(field.widget))
        if native is not None:
            attrs = {key: value for key, value in field.widget.attrs.items() if key != "type"}
            widget = native(attrs=attrs)
            widget.is_required = field.widget.is_required
            field.widget = widget


def name_empty_choice(field):
    """Says in words what choosing nothing means, in the place of Django's row of dashes."""
    words = _("Bitte wählen") if field.required else _("Keine Angabe")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        choices = list(field.choices)
        if choices and choices[0] == ("", DASHES):
            field.choices = [("", words), *choices[1:]]


class PortalFormMixin:
    """
    Native date widgets, no colon after labels, and a crispy helper that leaves the <form> element to the page.

    A page writes <form method="post" novalidate>, {% csrf_token %}, then {{ form|crispy }} (or {% crispy form %}
    when the form has a layout), then its own buttons. What is required says so in its label; the browser does not
    step in before our own messages.
    """

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        use_native_widgets(self.fields)
        for field in self.fields.values():
            name_empty_choice(field)

    @cached_property
    def helper(self):
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class PortalForm(PortalFormMixin, forms.Form):
    """Base of every plain form."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """Base of every form over a model."""
