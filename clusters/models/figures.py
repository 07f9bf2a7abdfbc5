"""Figures: what clusters report of their actors, and what the programme once published."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class ActorFigures(models.Model):
    """Counts of a cluster's actors on a key date. An empty field is "not recorded", 0 is none."""

    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="actor_figures", verbose_name=_("Cluster")
    )
    key_date = models.DateField(_("Stichtag"))
    companies = models.PositiveIntegerField(_("Unternehmen"), null=True, blank=True)
    sme = models.PositiveIntegerField(_("davon kleine und mittlere Unternehmen"), null=True, blank=True)
    large_companies = models.PositiveIntegerField(_("davon große Unternehmen"), null=True, blank=True)
    university_institutes = models.PositiveIntegerField(_("Hochschulinstitute"), null=True, blank=True)
    research_institutions = models.PositiveIntegerField(_("Forschungseinrichtungen"), null=True, blank=True)
    other = models.PositiveIntegerField(_("weitere Akteure"), null=True, blank=True)
    released = models.BooleanField(_("zur Veröffentlichung freigegeben"), default=False)
    recorded_on = models.DateField(_("erfasst am"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Clusterakteure")
        verbose_name_plural = _("Clusterakteure")
        ordering = ["cluster", "-key_date"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "key_date"], name="actor_figures_one_per_key_date"),
            models.CheckConstraint(
                condition=Q(sme=None) | Q(companies=None) | Q(sme__lte=F("companies")),
                name="actor_figures_sme_within_companies",
                violation_error_message=_("Mehr kleine und mittlere Unternehmen als Unternehmen insgesamt."),
            ),
            models.CheckConstraint(
                condition=Q(large_companies=None)
                | Q(sme=None)
                | Q(companies=None)
                | Q(companies__gte=F("sme") + F("large_companies")),
                name="actor_figures_parts_within_companies",
                violation_error_message=_(
                    "Kleine, mittlere und große Unternehmen sind zusammen mehr als alle Unternehmen."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.cluster}, {self.key_date}"


class InternationalisationStatement(models.Model):
    """A dated yes or no of a cluster about its internationalisation. It holds until the next one of its kind [D]."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("strategische Internationalisierung")
        COOPERATION = "cooperation", _("internationale Zusammenarbeit")

    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, related_name="internationalisation", verbose_name=_("Cluster")
    )
    kind = models.CharField(_("Aussage"), max_length=12, choices=Kind)
    holds = models.BooleanField(_("trifft zu"))
    as_of = models.DateField(_("Stand"))
    recorded_on = models.DateField(_("erfasst am"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Angabe zur Internationalisierung")
        verbose_name_plural = _("Angaben zur Internationalisierung")
        ordering = ["cluster", "kind", "-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "kind", "as_of"], name="internationalisation_one_per_day"),
        ]

    def __str__(self):
        return f"{self.cluster}, {self.get_kind_display()}, {self.as_of}"


class PublishedFigure(models.Model):
    """A figure the programme once published. Counted differently over the years: never add up (SPEC 2.2)."""

    key_date = models.DateField(_("Stichtag"), null=True, blank=True, help_text=_("Leer: undatiert."))
    date_precision = models.CharField(
        _("Genauigkeit"),
        max_length=10,
        choices=[("day", _("Tag")), ("month", _("Monat")), ("year", _("Jahr")), ("undated", _("undatiert"))],
    )
    figure = models.SlugField(_("Kennzahl"), max_length=60)
    value = models.PositiveIntegerField(_("Wert"))
    qualifier = models.CharField(
        _("Zusatz"),
        max_length=12,
        choices=[
            ("exact", _("genau")),
            ("about", _("rund")),
            ("almost", _("fast")),
            ("more than", _("mehr als")),
        ],
        default="exact",
    )
    source = models.CharField(_("Quelle"), max_length=300)

    class Meta:
        verbose_name = _("Veröffentlichte Zahl")
        verbose_name_plural = _("Veröffentlichte Zahlen")
        ordering = [F("key_date").desc(nulls_last=True), "figure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_date", "date_precision", "figure", "source"], name="published_figure_once_per_source"
            ),
            models.UniqueConstraint(
                fields=["figure", "source"],
                condition=Q(key_date=None),
                name="published_figure_once_undated",
            ),
            models.CheckConstraint(
                condition=Q(key_date=None, date_precision="undated")
                | (Q(key_date__isnull=False) & ~Q(date_precision="undated")),
                name="published_figure_undated_has_no_day",
            ),
        ]

    def __str__(self):
        return f"{self.figure}: {self.value}"
