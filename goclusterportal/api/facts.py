"""The figures for a key date: those of the page /facts/, as data.

The serializers have no docstrings: drf-spectacular would put them, untranslated, into the schema.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from clusters.figures import figures_for
from labels.models import Level

from ..public.facts import KeyDateForm, count_labels
from .fields import ReducedDateField, TranslatedField
from .language import LANG


class LandShareSerializer(serializers.Serializer):
    iso = serializers.CharField(source="of.iso")
    name = TranslatedField("name", source="of")
    members = serializers.IntegerField()


class FieldShareSerializer(serializers.Serializer):
    code = serializers.CharField(source="of.code")
    name = TranslatedField("name", source="of")
    members = serializers.IntegerField()


class ActorSumSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    total = serializers.IntegerField()
    clusters = serializers.IntegerField(help_text=_("So viele Cluster haben diese Zahl gemeldet."))


class ActorsSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    clusters = serializers.IntegerField(help_text=_("So viele der Mitglieder haben Zahlen freigegeben."))
    oldest_key_date = serializers.DateField(allow_null=True)
    newest_key_date = serializers.DateField(allow_null=True)
    sums = ActorSumSerializer(many=True)


class LevelCountSerializer(serializers.Serializer):
    level = serializers.ChoiceField(choices=Level.choices)
    clusters = serializers.IntegerField()


class LabelsCountSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    levels = LevelCountSerializer(many=True)


class CountedSerializer(serializers.Serializer):
    members = serializers.IntegerField()
    unknown_start = serializers.IntegerField(help_text=_("So viele davon ohne bekannten Tag der Aufnahme."))
    by_land = LandShareSerializer(many=True)
    without_land = serializers.IntegerField()
    by_field = FieldShareSerializer(many=True)
    without_field = serializers.IntegerField()
    actors = ActorsSerializer(help_text=_("Wer in mehreren Clustern mitwirkt, ist mehrfach gezählt."))
    labels = LabelsCountSerializer(help_text=_("Mitglieder mit gültigem Label, nach ihrer höchsten Stufe."))


class PublishedSerializer(serializers.Serializer):
    figure = serializers.CharField(source="figure.figure")
    label = serializers.CharField()
    value = serializers.IntegerField(source="figure.value")
    qualifier = serializers.CharField(source="figure.qualifier")
    key_date = ReducedDateField("key_date", source="figure")
    source = serializers.CharField(source="figure.source")


class FactsSerializer(serializers.Serializer):
    on = serializers.DateField()
    register_complete_since = serializers.DateField(allow_null=True)
    counted = CountedSerializer(
        allow_null=True, help_text=_("null für Tage, an denen das Register noch nicht vollständig war.")
    )
    published = PublishedSerializer(many=True)


class FactsView(APIView):
    @extend_schema(
        operation_id="facts",
        summary=_("Zahlen und Fakten zu einem Stichtag"),
        description=_("Dieselben Zahlen wie auf der Seite „Zahlen und Fakten“. Ohne Tag gilt heute."),
        parameters=[
            OpenApiParameter(
                "on", type={"type": "string", "format": "date"}, description=_("Stichtag, nicht in der Zukunft.")
            ),
            LANG,
        ],
        responses=FactsSerializer,
    )
    def get(self, request):
        form = KeyDateForm(request.query_params)
        if not form.is_valid():
            raise ValidationError({name: error.messages for name, (error, *_more) in form.errors.as_data().items()})
        day = form.cleaned_data["on"]
        return Response(FactsSerializer(facts_on(day)).data)


def facts_on(day):
    """The page's figures for `day` as one tree."""
    today = timezone.localdate()
    figures = figures_for(day, as_of=today)
    counted = None
    if figures.counted:
        levels, total = count_labels(day, today)
        names = ("members", "unknown_start", "by_land", "without_land", "by_field", "without_field", "actors")
        counted = {name: getattr(figures.counted, name) for name in names}
        counted["labels"] = {"total": total, "levels": [{"level": level, "clusters": n} for level, n in levels]}
    return {
        "on": day,
        "register_complete_since": figures.register_complete_since,
        "counted": counted,
        "published": figures.published,
    }
