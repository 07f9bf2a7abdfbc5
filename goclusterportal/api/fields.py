"""Fields of the API's answers."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.wording import reduced_date
from programme.templatetags.portal import translate


class TranslatedField(serializers.CharField):
    """A text in the language of the answer; English falls back to German."""

    def __init__(self, column, **kwargs):
        kwargs.setdefault("source", "*")
        super().__init__(read_only=True, **kwargs)
        self.column = column

    def to_representation(self, value):
        return translate(value, self.column)[0]


@extend_schema_field(OpenApiTypes.URI)
class PageAddress(serializers.CharField):
    """The absolute address of a row's page, in the language of the answer."""

    def __init__(self, name, **kwargs):
        super().__init__(source="slug", read_only=True, **kwargs)
        self.name = name

    def to_representation(self, value):
        return settings.SITE_URL + reverse(self.name, args=[value])


class ReducedDateField(serializers.CharField):
    """A day as exact as it is known, after ISO 8601: 2021-09-16, 2021-09, 2016; null without a date."""

    def __init__(self, column, **kwargs):
        kwargs.setdefault("help_text", _("So genau wie bekannt, nach ISO 8601: 2021-09-16, 2021-09 oder 2016."))
        kwargs.setdefault("source", "*")
        super().__init__(read_only=True, allow_null=True, **kwargs)
        self.column = column

    def to_representation(self, value):
        return reduced_date(getattr(value, self.column), value.date_precision)
