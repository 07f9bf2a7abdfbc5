"""The lists of the API: public rows only, with a fixed number of queries."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView

from clusters.models import Cluster
from events.listing import with_public_clusters
from events.models import Event, News
from labels.models import LabelAward, Level
from programme.pagecache import public_state

from ..public.directory.filters import NAME
from ..public.directory.finding import find
from ..public.directory.rows import Rows
from .directory import DIRECTORY
from .language import LANG
from .pagination import ApiPagination
from .serializers import ClusterSerializer, EventSerializer, LabelSerializer, NewsSerializer


class EventFilter(django_filters.FilterSet):
    """kind; upcoming (true: not yet over, false: over or without a date)."""

    kind = django_filters.ChoiceFilter(choices=Event.Kind.choices, label=_("Art"))
    upcoming = django_filters.TypedChoiceFilter(
        choices=[("true", _("ja")), ("false", _("nein"))],
        coerce=lambda text: text == "true",
        method="by_time",
        label=_("Noch nicht vorbei"),
    )

    class Meta:
        model = Event
        fields = []

    @extend_schema_field({"type": "string", "enum": ["true", "false"]})
    def by_time(self, queryset, name, value):
        day = timezone.localdate()
        return queryset.upcoming(day) if value else queryset.archived(day)


class LabelFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Stufe"))

    class Meta:
        model = LabelAward
        fields = []


class PublicList(ListAPIView):
    """Base of the lists. They have no row pages of their own: each row carries the address of its page."""

    pagination_class = ApiPagination


class ClusterList(PublicList):
    queryset = Cluster.objects.all()
    serializer_class = ClusterSerializer
    filterset_class = None

    def get_queryset(self):
        """The same finding as the directory's, without taking words for a typing error; an unknown value is a 400."""
        day = timezone.localdate()
        finding = find(self.request.GET, day, state=public_state(self.request), forgiving=False)
        if finding.form.errors:
            raise ValidationError({name: list(map(str, errors)) for name, errors in finding.form.errors.items()})
        return Rows(finding.keys(None if self.request.GET.get("sort") else NAME), day)

    @extend_schema(
        operation_id="clusters",
        summary=_("Die Cluster des Programms"),
        description=_("Dieselben Cluster und Filter wie im Verzeichnis, ohne andere Angabe nach Namen geordnet."),
        parameters=[*DIRECTORY, LANG],
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


class EventList(PublicList):
    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter

    def get_queryset(self):
        day = timezone.localdate()
        return with_public_clusters(Event.objects.released_on(day).select_related("land"), day)

    @extend_schema(
        operation_id="events",
        summary=_("Veranstaltungen"),
        description=_("Ein Datum steht so genau da, wie es bekannt ist. Texte sind Markdown."),
        parameters=[LANG],
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


class NewsList(PublicList):
    queryset = News.objects.all()
    serializer_class = NewsSerializer
    filterset_class = None

    def get_queryset(self):
        day = timezone.localdate()
        return with_public_clusters(News.objects.released_on(day), day)

    @extend_schema(
        operation_id="news",
        summary=_("Meldungen"),
        description=_("Die neuesten zuerst. Texte sind Markdown."),
        parameters=[LANG],
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


class LabelList(PublicList):
    queryset = LabelAward.objects.all()
    serializer_class = LabelSerializer
    filterset_class = LabelFilter

    def get_queryset(self):
        """Confirmed, valid today, of clusters that the public may see."""
        day = timezone.localdate()
        awards = LabelAward.objects.valid_on(day).filter(cluster__in=Cluster.objects.public_on(day))
        return awards.select_related("cluster").order_by("cluster__slug", "valid_from", "pk")

    @extend_schema(
        operation_id="labels",
        summary=_("Heute gültige Labels"),
        description=_("Nur bestätigte Labels, die heute gültig sind."),
        parameters=[LANG],
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)
