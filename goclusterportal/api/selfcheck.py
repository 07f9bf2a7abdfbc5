"""The self-check as a service: the rule of the review over the points that are sent. Stores nothing."""

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from admissions import scoring
from admissions.result import spec_of

from ..public.selfcheck import open_catalogue
from .language import LANG
from .parsers import SmallJSONParser

LONGEST_NAME = 60


class ScoresSerializer(serializers.Serializer):
    scores = serializers.DictField(
        child=serializers.IntegerField(min_value=0, allow_null=True),
        help_text=_(
            "Je Kriterium eine ganze Zahl von 0 bis zur Höchstpunktzahl; null oder weggelassen: nicht bewertet."
        ),
    )


class GroupSerializer(serializers.Serializer):
    code = serializers.CharField()
    points = serializers.FloatField()
    maximum = serializers.IntegerField()


class AnswerSerializer(serializers.Serializer):
    complete = serializers.BooleanField()
    points = serializers.FloatField()
    maximum = serializers.IntegerField()
    needed = serializers.FloatField(help_text=_("Nötige Punkte; bei der Regel „count“ die nötige Zahl von Kriterien."))
    passed = serializers.BooleanField(allow_null=True, help_text=_("null, solange Bewertungen fehlen."))
    rule = serializers.ChoiceField(choices=[rule.value for rule in scoring.Rule])
    groups = GroupSerializer(many=True)
    explanation = serializers.CharField()


class SelfCheckView(APIView):
    parser_classes = [SmallJSONParser]

    @extend_schema(
        operation_id="self_check",
        summary=_("Selbstcheck"),
        description=_(
            "Berechnet aus Punkten das Ergebnis, nach derselben Regel wie die Begutachtung. Unverbindlich; die "
            "Kriterien sind Beispiele. Gespeichert wird nichts."
        ),
        parameters=[LANG],
        request=ScoresSerializer,
        responses={
            200: AnswerSerializer,
            400: OpenApiResponse(
                description=_("Nennt jedes unbekannte Kriterium und jeden Wert, der keine Bewertung ist.")
            ),
            404: OpenApiResponse(description=_("Der Selbstcheck ist zurzeit nicht geöffnet.")),
        },
        examples=[OpenApiExample("scores", value={"scores": {"S1": 3, "S2": None}}, request_only=True)],
    )
    def post(self, request):
        catalogue = open_catalogue()
        if catalogue is None:
            raise NotFound(gettext("Der Selbstcheck ist zurzeit nicht geöffnet."))
        spec = spec_of(catalogue)
        scores = _scores(request.data)
        errors = scoring.check_scores(spec, scores)
        if errors:
            raise ValidationError({"scores": {error.code: [error.message] for error in errors}})
        return Response(scoring.answer(scoring.evaluate(spec, [scores]), get_language()))


def _scores(body):
    """The points by code. Names are cut and made printable, since a refusal repeats them."""
    if not isinstance(body, dict):
        raise ValidationError({"non_field_errors": [gettext("Erwartet wird ein JSON-Objekt mit „scores“.")]})
    scores = body.get("scores")
    if not isinstance(scores, dict):
        raise ValidationError({"scores": [gettext("Erwartet wird ein JSON-Objekt: Kriterium und Punkte.")]})
    return {_printable(code): value for code, value in scores.items()}


def _printable(code):
    return code.encode("utf-8", "backslashreplace").decode()[:LONGEST_NAME]
