"""What the API tells about each kind of row. Only what the pages show.

The classes have no docstrings: drf-spectacular would put them, untranslated, into the schema.
"""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusters.models import Cluster
from events.models import Event, News
from labels.models import LabelAward, Level

from .fields import PageAddress, ReducedDateField, TranslatedField


class ClusterSerializer(serializers.ModelSerializer):
    laender = serializers.SlugRelatedField("iso", many=True, read_only=True)
    fields = serializers.SlugRelatedField("code", many=True, read_only=True)
    label_valid = serializers.SerializerMethodField(help_text=_("Die höchste Stufe, die heute gültig ist."))
    label_reported = serializers.SerializerMethodField(help_text=_("Zuletzt gemeldet; nicht bestätigt."))
    label_reported_year = serializers.IntegerField(
        allow_null=True, read_only=True, source="reported_label_year", help_text=_("Jahr dieser Meldung.")
    )
    url = PageAddress("public:cluster")

    class Meta:
        model = Cluster
        fields = ["slug", "name", "laender", "fields", "label_valid", "label_reported", "label_reported_year", "url"]

    @extend_schema_field(serializers.ChoiceField(choices=Level.choices, allow_null=True))
    def get_label_valid(self, cluster):
        ranks = list(Level.values)
        return max((award.level for award in cluster.valid_awards), key=ranks.index, default=None)

    @extend_schema_field(serializers.ChoiceField(choices=Level.choices, allow_null=True))
    def get_label_reported(self, cluster):
        return cluster.reported_label or None


# Rows that name clusters: only those the public may see (events.views.pages.with_public_clusters).
class WithPublicClusters(serializers.ModelSerializer):
    clusters = serializers.SerializerMethodField(help_text=_("Die Adressen (slug) der beteiligten Cluster."))

    def get_clusters(self, row) -> list[str]:
        return [cluster.slug for cluster in row.public_clusters]


class EventSerializer(WithPublicClusters):
    title = TranslatedField("title")
    summary = TranslatedField("summary")
    starts_on = ReducedDateField("starts_on")
    ends_on = ReducedDateField("ends_on")
    land = serializers.SlugRelatedField(slug_field="iso", read_only=True)
    url = PageAddress("events:event")

    class Meta:
        model = Event
        fields = [
            "slug",
            "kind",
            "title",
            "summary",
            "date_precision",
            "starts_on",
            "ends_on",
            "starts_at",
            "ends_at",
            "city",
            "country",
            "land",
            "online",
            "cancelled_on",
            "participants",
            "participants_qualifier",
            "website",
            "clusters",
            "url",
        ]


class NewsSerializer(WithPublicClusters):
    title = TranslatedField("title")
    teaser = TranslatedField("teaser")
    body = TranslatedField("body")
    url = PageAddress("events:news")

    class Meta:
        model = News
        fields = ["slug", "title", "teaser", "body", "released_on", "clusters", "url"]


class LabelSerializer(serializers.ModelSerializer):
    cluster = serializers.SlugRelatedField("slug", read_only=True, help_text=_("Die Adresse (slug) des Clusters."))

    class Meta:
        model = LabelAward
        fields = ["cluster", "level", "valid_from", "valid_until"]
