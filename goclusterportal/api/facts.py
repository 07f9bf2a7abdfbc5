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

from labels.models import Level

from ..public.facts.forms import KeyDateForm
from ..public.facts.rows import report
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


class FactsRowSerializer(serializers.Serializer):
    code = serializers.CharField()
    section = serializers.CharField()
    label = serializers.CharField()
    value = serializers.IntegerField(allow_null=True, help_text=_("Zahl des Stichtags; null, wenn nichts erfasst ist."))
    note = serializers.CharField(allow_blank=True, help_text=_("Worauf die Zahl beruht."))
    compared = serializers.IntegerField(allow_null=True, help_text=_("Zahl des Vergleichstags."))
    difference = serializers.IntegerField(allow_null=True, help_text=_("Stichtag minus Vergleichstag."))


class CorrectionSerializer(serializers.Serializer):
    code = serializers.CharField()
    published = serializers.IntegerField(allow_null=True)
    computed = serializers.IntegerField(allow_null=True, help_text=_("So wird heute gezählt."))
    cause = serializers.CharField()


class SnapshotSerializer(serializers.Serializer):
    published_on = serializers.DateField()
    counted_at = serializers.DateTimeField()
    note = TranslatedField("note", source="row")
    corrections = CorrectionSerializer(many=True)


class FactsSerializer(serializers.Serializer):
    on = serializers.DateField()
    register_complete_since = serializers.DateField(allow_null=True)
    counted = CountedSerializer(
        allow_null=True,
        help_text=_(
            "So wird heute gezählt, auch wenn für den Tag ein veröffentlichter Stand gilt (snapshot). null für Tage, "
            "an denen das Register noch nicht vollständig war."
        ),
    )
    published = PublishedSerializer(many=True)
    figures = FactsRowSerializer(
        many=True, help_text=_("Alle Zahlen der Seite: wie veröffentlicht, sonst wie heute gezählt.")
    )
    snapshot = SnapshotSerializer(allow_null=True, help_text=_("Der veröffentlichte Stand dieses Tages."))

    def get_fields(self):
        """ "with" is a word that Python keeps for itself."""
        fields = super().get_fields()
        with_day = serializers.DateField(source="compared_with", allow_null=True, help_text=_("Vergleichstag."))
        return {"on": fields.pop("on"), "with": with_day, **fields}


class FactsView(APIView):
    @extend_schema(
        operation_id="facts",
        summary=_("Zahlen und Fakten zu einem Stichtag"),
        description=_(
            "Dieselben Zahlen wie auf der Seite „Zahlen und Fakten“. Ohne Tag gilt heute; mit einem zweiten Tag steht "
            "zu jeder Zahl der Unterschied."
        ),
        parameters=[
            OpenApiParameter(
                "on", type={"type": "string", "format": "date"}, description=_("Stichtag, nicht in der Zukunft.")
            ),
            OpenApiParameter(
                "with",
                type={"type": "string", "format": "date"},
                description=_("Ein anderer Tag zum Vergleichen, nicht in der Zukunft."),
            ),
            LANG,
        ],
        responses=FactsSerializer,
    )
    def get(self, request):
        form = KeyDateForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {form.add_prefix(name): error.messages for name, (error, *_more) in form.errors.as_data().items()}
            )
        return Response(FactsSerializer(facts_on(*form.days())).data)


def facts_on(day, other_day=None):
    """The page's figures for `day`, beside another day where one is given, as one tree."""
    found = report(day, other_day, today=timezone.localdate())
    return {
        "on": day,
        "compared_with": other_day,
        "register_complete_since": found.facts.figures.register_complete_since,
        "counted": _counted(found.facts),
        "published": found.facts.figures.published,
        "figures": found.as_rows(),
        "snapshot": _snapshot(found.facts.snapshot, found.corrected),
    }


def _counted(facts):
    """What is counted today, as it was told before snapshots existed."""
    counted = facts.figures.counted
    if counted is None:
        return None
    names = ("members", "unknown_start", "by_land", "without_land", "by_field", "without_field", "actors")
    levels = [{"level": level, "clusters": facts.computed[f"label.{level.value}"]} for level in reversed(Level)]
    labels = {"total": facts.computed["labels"], "levels": levels}
    return {**{name: getattr(counted, name) for name in names}, "labels": labels}


def _snapshot(snapshot, corrected):
    if snapshot is None:
        return None
    return {
        "published_on": snapshot.published_on,
        "counted_at": snapshot.counted_at,
        "row": snapshot,
        "corrections": list(corrected.values()),
    }
