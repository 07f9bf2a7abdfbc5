"""Figures for a key date, counted from the register's rows or taken from what was published (SPEC 2.2).

Only periods that a person has released count: a member whose letter is not out yet is in no public figure.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models import Land, ProgrammeSettings, TechnologyField
from programme.templatetags.portal import german_date, number

from .defaults import last_day
from .models import ActorFigures, Cluster, Membership, PublishedFigure

ACTOR_COUNTS = ("companies", "sme", "large_companies", "university_institutes", "research_institutions", "other")
# What adds up to all actors: SME and large companies are parts of the companies.
ACTOR_PARTS = ("companies", "university_institutes", "research_institutions", "other")

# The words for PublishedFigure.figure; an unknown code is shown as it is.
FIGURE_NAMES = {
    "members": _("Mitglieder"),
    "actors": _("Clusterakteure"),
    "companies": _("Unternehmen"),
    "sme": _("kleine und mittlere Unternehmen"),
    "large_companies": _("große Unternehmen"),
    "university_institutes": _("Hochschulinstitute"),
    "research_departments": _("Forschungsabteilungen"),
    "research_institutions": _("Forschungseinrichtungen"),
    "other_organisations": _("weitere Organisationen"),
    "labels_valid": _("gültige Labels"),
    "labels_gold": _("Labels in Gold"),
    "labels_silver": _("Labels in Silber"),
    "labels_bronze": _("Labels in Bronze"),
    "iso_9001": _("Zertifikate nach ISO 9001"),
    "internationalisation_strategic_percent": _("Prozent mit strategischer Internationalisierung"),
    "international_cooperation_percent": _("Prozent mit internationaler Zusammenarbeit"),
    "news_items": _("veröffentlichte Meldungen"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many members belong to a Land or a field; one in two Länder counts in both."""

    of: Land | TechnologyField
    members: int


@dataclass(frozen=True, slots=True)
class ActorSum:
    """One kind of actor, added up over the members that released a count: multiple counting included."""

    name: str
    label: str
    total: int
    clusters: int


@dataclass(frozen=True, slots=True)
class ActorSums:
    """The actors of the members on a day. `clusters` of `members` have released figures; the others count nowhere."""

    sums: tuple[ActorSum, ...]
    total: int
    clusters: int
    members: int
    oldest_key_date: date | None
    newest_key_date: date | None


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure with its words and the span for which it may stand (None: undated)."""

    figure: PublishedFigure
    label: str
    first_day: date | None
    last_day: date | None

    @property
    def is_undated(self):
        return self.first_day is None

    @property
    def words(self):
        """The number with its qualifier: "mehr als 12 000"."""
        qualifier = "" if self.figure.qualifier == "exact" else f"{self.figure.get_qualifier_display()} "
        return f"{qualifier}{number(self.figure.value)}"

    @property
    def day_words(self):
        """The date as exact as it is known: "13. Mai 2015", "Oktober 2022", "2020"; "undatiert" without one."""
        if self.figure.date_precision == "year":
            return str(self.figure.key_date.year)
        if self.figure.date_precision == "month":
            return german_date(self.figure.key_date).partition(" ")[2]
        return german_date(self.figure.key_date) or gettext("undatiert")


@dataclass(frozen=True, slots=True)
class FiguresForDay:
    """What can be said about a key date. `counted` None: the register is not complete for that day, see `published`."""

    day: date
    register_complete_since: date | None
    counted: "CountedFigures | None"
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class CountedFigures:
    """Counted from the register's rows. `unknown_start` of the `members` have no known day of admission."""

    members: int
    unknown_start: int
    by_land: tuple[Share, ...]
    without_land: int
    by_field: tuple[Share, ...]
    without_field: int
    actors: ActorSums | None


def figures_for(day, *, as_of=None):
    """The figures for a key date: counted where the register is complete, and the published ones nearest to it.

    `as_of` is the day of the person who asks: a period released by then counts on every day that it covers.
    Without it only periods that were public on `day` itself count. A fixed number of queries.
    """
    since = ProgrammeSettings.load().register_complete_since
    complete = since is not None and since <= day
    return FiguresForDay(
        day=day,
        register_complete_since=since,
        counted=count_members(day, as_of=as_of) if complete else None,
        published=tuple(published_near(day)),
    )


def members_on(day, *, as_of=None):
    """The public memberships that count on `day`; at most one per cluster, since periods never overlap."""
    return Membership.objects.counting_on(day).filter(public_from__lte=as_of or day)


def count_members(day, *, as_of=None, with_actors=True):
    """The counted figures, whether or not the register is declared complete for that day.

    The actors are the costly part; a page that does not show them leaves them out.
    """
    memberships = members_on(day, as_of=as_of)
    starts = list(memberships.values_list("starts_on", flat=True))
    clusters = Cluster.objects.filter(memberships__in=memberships)
    by_land, without_land = _shares(Land, clusters, "laender")
    by_field, without_field = _shares(TechnologyField, clusters, "fields")
    return CountedFigures(
        members=len(starts),
        unknown_start=starts.count(None),
        by_land=by_land,
        without_land=without_land,
        by_field=by_field,
        without_field=without_field,
        actors=_actors(day, clusters, len(starts)) if with_actors else None,
    )


def published_near(day):
    """For each figure the published value nearest to `day`, then the undated ones. Never to be added up."""
    dated, undated = {}, []
    for figure in PublishedFigure.objects.all():
        published = in_words(figure)
        if published.is_undated:
            undated.append(published)
            continue
        best = dated.get(figure.figure)
        if best is None or _distance(published, day) < _distance(best, day):
            dated[figure.figure] = published
    order = list(FIGURE_NAMES)
    dated_rows = sorted(
        dated.values(), key=lambda row: order.index(row.figure.figure) if row.figure.figure in order else len(order)
    )
    return [*dated_rows, *undated]


def in_words(figure):
    """A published figure with its label and span."""
    return Published(
        figure=figure,
        label=FIGURE_NAMES.get(figure.figure, figure.figure),
        first_day=figure.key_date,
        last_day=last_day(figure),
    )


def _distance(published, day):
    """Days between `day` and the figure's span; 0 inside. Of two equally near, the earlier one comes first."""
    if day < published.first_day:
        return (published.first_day - day).days, 1
    return max((day - published.last_day).days, 0), 0


def _shares(model, clusters, relation):
    """Every Land or field with its number of members, the ones with none included, and how many have none at all."""
    through = getattr(Cluster, relation).through
    target = model._meta.model_name
    counts = dict(
        through.objects.filter(cluster__in=clusters.values("pk"))
        .values_list(target)
        .annotate(number=Count("cluster", distinct=True))
        .order_by()
    )
    missing = clusters.filter(**{relation: None}).count()
    shares = tuple(Share(row, counts.get(row.pk, 0)) for row in model.objects.all())
    return shares, missing


def _actors(day, clusters, members):
    """Sums over the latest released figures of each member by `day`."""
    rows = ActorFigures.objects.filter(cluster__in=clusters.values("pk"), released=True, key_date__lte=day)
    # Plain values: objects would cost most of the page's time.
    columns = rows.order_by("key_date").values("cluster", "key_date", *ACTOR_COUNTS)
    latest = {row["cluster"]: row for row in columns}
    sums = []
    for name in ACTOR_COUNTS:
        values = [row[name] for row in latest.values() if row[name] is not None]
        label = ActorFigures._meta.get_field(name).verbose_name
        sums.append(ActorSum(name=name, label=label, total=sum(values), clusters=len(values)))
    key_dates = [row["key_date"] for row in latest.values()]
    return ActorSums(
        sums=tuple(sums),
        total=sum(entry.total for entry in sums if entry.name in ACTOR_PARTS),
        clusters=len(latest),
        members=members,
        oldest_key_date=min(key_dates, default=None),
        newest_key_date=max(key_dates, default=None),
    )
