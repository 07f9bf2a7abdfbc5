"""Fields that several acts of the office ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

TEXT_LIMIT = 20000


def long_text(label, *, rows=6, **options):
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": rows}), **options)


def not_in_future(day):
    if day > timezone.localdate():
        raise ValidationError(gettext("Der Tag liegt in der Zukunft."))
    return day
