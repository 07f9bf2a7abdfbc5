"""What the codes of the numbers mean: sections and lines in words, in the language that is active."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clusters.figures import ACTOR_COUNTS, ACTOR_PARTS, FIGURE_NAMES
from clusters.models import ActorFigures, InternationalisationStatement
from labels.models import Level
from programme.models import Land, TechnologyField
from programme.reporting import ReportingLine, period_of
from programme.templatetags.portal import german_date, translate

from .activities import SOURCES

ACTOR_LABELS = {name: ActorFigures._meta.get_field(name).verbose_name for name in ACTOR_COUNTS}
# Parts of the line before them: their sum is no number of its own.
ACTOR_DETAILS = set(ACTOR_COUNTS) - set(ACTOR_PARTS)


@dataclass(frozen=True)
class Line:
    """One number with its words. `facet` names the directory's filter that shows the rows behind it, or None."""

    code: str
    label: str
    hint: str = ""
    facet: tuple[str, str] | None = None

    def address(self):
        """The list of what is counted; only of what exists, never of clusters that lack something (SPEC 2.2)."""
        return f"{reverse('public:directory')}?{self.facet[0]}={self.facet[1]}" if self.facet else ""


@dataclass(frozen=True)
class Section:
    """Lines that stand in one table. `bars` are the codes to draw; empty where bars would compare what is no like."""

    code: str
    title: str
    lines: tuple[Line, ...]
    lead: str = ""
    bars: tuple[str, ...] = field(default=())


def sections(tables, day, since):
    """The sections for one or more tables of numbers; a line is there when any table needs it. Two queries.

    `since` tells from which day each line of the reporting list is recorded (activities.recorded_since).
    """
    found = []
    if any("members" in numbers for numbers in tables):
        found += [_members(), _actors(), _laender(tables), _fields(tables), _international()]
        certificates = _certificates(tables)
        found.insert(1, certificates)
    return [*found, _activities(day, since)]


def _members():
    levels = [
        Line(f"label.{level.value}", str(FIGURE_NAMES[f"labels_{level.value}"]), facet=("label", level.value))
        for level in reversed(Level)
    ]
    return Section(
        code="members",
        title=gettext("Mitglieder und Labels"),
        lead=gettext("Wer mehrere Labels hat, zählt mit der höchsten Stufe."),
        lines=(
            Line("members", gettext("Mitglieder")),
            Line("unknown_start", gettext("davon mit unbekanntem Tag der Aufnahme")),
            Line("labels", gettext("Mitglieder mit gültigem Label")),
            *levels,
        ),
        bars=tuple(line.code for line in levels),
    )


def _certificates(tables):
    codes = sorted({code for numbers in tables for code in numbers if code.startswith("certificate.")})
    return Section(
        code="certificates",
        title=gettext("Weitere Zertifikate"),
        lead=gettext("Mitglieder, für die das Zertifikat an diesem Tag vorlag.")
        if codes
        else gettext("Für diesen Tag liegen keine weiteren Zertifikate vor."),
        lines=tuple(Line(code, code.partition(".")[2]) for code in codes),
    )


def _actors():
    kinds = tuple(Line(f"actor.{name}", str(ACTOR_LABELS[name])) for name in ACTOR_COUNTS)
    return Section(
        code="actors",
        title=gettext("Clusterakteure"),
        lead=gettext(
            "Summen der zuletzt freigegebenen Angaben der Cluster. Wer in mehreren Clustern mitwirkt, ist mehrfach "
            "gezählt (Mehrfachnennungen)."
        ),
        lines=(Line("actors", gettext("Clusterakteure insgesamt")), *kinds),
        bars=tuple(line.code for line in kinds if line.code.partition(".")[2] not in ACTOR_DETAILS),
    )


def _laender(tables):
    lines = [
        Line(f"land.{land.iso}", translate(land, "name")[0], facet=("land", land.iso)) for land in Land.objects.all()
    ]
    return Section(
        code="laender",
        title=gettext("Nach Ländern"),
        lead=gettext("Mitglieder je Land; wer in zwei Ländern arbeitet, zählt in beiden."),
        lines=(*lines, *_unknown("land.none", tables)),
        bars=tuple(line.code for line in lines),
    )


def _fields(tables):
    """Fields that some member bears; a code whose field is gone is shown as it is."""
    names = {row.code: translate(row, "name")[0] for row in TechnologyField.objects.all()}
    used = {
        code
        for numbers in tables
        for code, number in numbers.items()
        if code.startswith("field.") and code != "field.none" and number
    }
    lines = sorted(
        (
            Line(code, names.get(bare, bare), facet=("field", bare) if bare in names else None)
            for code in used
            for bare in [code.partition(".")[2]]
        ),
        key=lambda line: (-max(numbers.get(line.code) or 0 for numbers in tables), line.label),
    )
    return Section(
        code="fields",
        title=gettext("Nach Technologiefeldern"),
        lead=gettext("Mitglieder je Technologiefeld, Mehrfachnennungen möglich."),
        lines=(*lines, *_unknown("field.none", tables)),
        bars=tuple(line.code for line in lines),
    )


def _unknown(code, tables):
    return [Line(code, gettext("nicht bekannt"))] if any(numbers.get(code) for numbers in tables) else []


def _international():
    return Section(
        code="international",
        title=gettext("Internationalisierung"),
        lead=gettext("Mitglieder, deren letzte Angabe bis zu diesem Tag „trifft zu“ lautet."),
        lines=tuple(
            Line(f"international.{kind}", str(label)) for kind, label in InternationalisationStatement.Kind.choices
        ),
    )


def _activities(day, since):
    lines = []
    for line in ReportingLine:
        hint = str(SOURCES[line].words)
        period = period_of(day, since.get(line.value))
        if period and period[0] > day.replace(month=1, day=1):
            hint = gettext("%(source)s; erfasst seit dem %(day)s") % {"source": hint, "day": german_date(period[0])}
        lines.append(Line(f"activity.{line.value}", str(line.label), hint=hint))
    return Section(
        code="activities",
        title=gettext("Arbeit des Programms"),
        lead=gettext("Gezählt vom 1. Januar des Jahres bis zum Stichtag. Was nicht erfasst wird, ist nicht 0."),
        lines=tuple(lines),
    )


# --- What a number rests on -----------------------------------------------------------------------------------


def note(code, numbers):
    """How much stands behind a number: "gemeldet von 3 der 48 Mitglieder"; empty where nothing needs to be said."""
    members = numbers.get("members")
    if members is None:
        return ""
    if code == "actors" or code.startswith("actor."):
        told = numbers.get(f"{code}.clusters", 0)
        return ngettext(
            "gemeldet von %(told)s der %(members)s Mitglieder", "gemeldet von %(told)s der %(members)s Mitglieder", told
        ) % {"told": told, "members": members}
    if code.startswith("international."):
        return _share(numbers.get(code), numbers.get(f"{code}.stated", 0), members)
    return ""


def _share(holds, stated, members):
    if not stated:
        return gettext("von keinem der %(members)s Mitglieder liegen Angaben vor") % {"members": members}
    # Rounded toward zero, so that nothing shown is more than it is.
    return ngettext(
        "%(percent)s %% von %(stated)s Mitglied mit Angabe; Mitglieder insgesamt: %(members)s",
        "%(percent)s %% der %(stated)s Mitglieder mit Angabe; Mitglieder insgesamt: %(members)s",
        stated,
    ) % {"percent": 100 * holds // stated, "stated": stated, "members": members}


def missing_words(code, numbers):
    """What to say where there is no number: never 0."""
    if code.startswith("activity.") or "members" in numbers:
        return gettext("nicht erfasst")
    return gettext("nicht berechnet")


# --- What the programme published under other names --------------------------------------------------------------

PUBLISHED_AS = {
    "members": "members",
    "labels_valid": "labels",
    "labels_gold": "label.gold",
    "labels_silver": "label.silver",
    "labels_bronze": "label.bronze",
    "actors": "actors",
    "companies": "actor.companies",
    "sme": "actor.sme",
    "large_companies": "actor.large_companies",
    "university_institutes": "actor.university_institutes",
    "research_institutions": "actor.research_institutions",
    "other_organisations": "actor.other",
    "iso_9001": "certificate.ISO 9001",
}


def published_by_code(published):
    """{code: the dated published figure nearest to the day}. What was counted in percent or per year has no line."""
    return {
        PUBLISHED_AS[row.figure.figure]: row
        for row in published
        if row.figure.figure in PUBLISHED_AS and not row.is_undated
    }


TIMELINE_TITLES = {"members": _("Mitglieder"), "labels": _("Mitglieder mit gültigem Label")}


def is_link(line, numbers, day: date, today: date):
    """Whether the number may lead to the directory: the directory shows today, and nobody who lacks something."""
    return bool(line.facet) and day == today and bool(numbers.get(line.code))
