"""Versioned catalogues of criteria with their threshold and rule: policy as data (SPEC 2.1)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CriteriaCatalogue(models.Model):
    """One version of the catalogue. A version in use cannot be changed, only copied."""

    class Rule(models.TextChoices):
        OVERALL = "overall", _("Summe der Punkte")
        EVERY_GROUP = "every_group", _("jede Gruppe für sich")
        COUNT = "count", _("Zahl der erfüllten Kriterien")

    version = models.SlugField(_("Fassung"), unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)
    is_sample = models.BooleanField(
        _("Beispielkatalog"), default=False, help_text=_("Überall als Beispiel gekennzeichnet.")
    )
    rule = models.CharField(_("Regel"), max_length=12, choices=Rule, default=Rule.OVERALL)
    threshold_numerator = models.PositiveSmallIntegerField(_("Schwelle: Zähler"), default=2)
    threshold_denominator = models.PositiveSmallIntegerField(
        _("Schwelle: Nenner"), default=3, validators=[MinValueValidator(1)]
    )
    min_reviews = models.PositiveSmallIntegerField(
        _("Mindestzahl der Gutachten"), default=2, validators=[MinValueValidator(1)]
    )
    quorum_numerator = models.PositiveSmallIntegerField(_("Beschlussfähigkeit: Zähler"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(
        _("Beschlussfähigkeit: Nenner"), default=2, validators=[MinValueValidator(1)]
    )
    in_force_from = models.DateField(
        _("gilt ab"),
        null=True,
        blank=True,
        help_text=_("Leer: Entwurf. Neue Anträge nutzen die jüngste geltende Fassung."),
    )
    self_check_open = models.BooleanField(
        _("Selbstcheck ist öffentlich"),
        default=True,
        help_text=_("Solange diese Fassung gilt. Lässt sich auch an einer geltenden Fassung umstellen."),
    )

    class Meta:
        verbose_name = _("Kriterienkatalog")
        verbose_name_plural = _("Kriterienkataloge")
        ordering = [F("in_force_from").desc(nulls_first=True), "version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold_numerator__gt=0, threshold_numerator__lte=F("threshold_denominator")),
                name="catalogue_threshold_is_a_part",
                violation_error_message=_("Die Schwelle liegt zwischen 0 und 1."),
            ),
            models.CheckConstraint(
                condition=Q(quorum_numerator__lte=F("quorum_denominator"), quorum_denominator__gt=0),
                name="catalogue_quorum_is_a_part",
                violation_error_message=_("Die Beschlussfähigkeit liegt zwischen 0 und 1."),
            ),
        ]

    def __str__(self):
        return f"{self.name_de} ({self.version})"


class CriterionGroup(models.Model):
    """One of the four groups, in their published order (SPEC 2.1)."""

    catalogue = models.ForeignKey(
        CriteriaCatalogue, models.CASCADE, related_name="groups", verbose_name=_("Kriterienkatalog")
    )
    code = models.SlugField(_("Code"), max_length=10)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)

    class Meta:
        verbose_name = _("Kriteriengruppe")
        verbose_name_plural = _("Kriteriengruppen")
        ordering = ["catalogue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "code"], name="criterion_group_code_once"),
            models.UniqueConstraint(fields=["catalogue", "position"], name="criterion_group_position_once"),
        ]

    def __str__(self):
        return f"{self.position} {self.name_de}"


class Criterion(models.Model):
    group = models.ForeignKey(CriterionGroup, models.CASCADE, related_name="criteria", verbose_name=_("Gruppe"))
    code = models.SlugField(_("Code"), max_length=10)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))
    name_de = models.CharField(_("Name (deutsch)"), max_length=200)
    name_en = models.CharField(_("Name (englisch)"), max_length=200)
    help_de = models.TextField(_("Hilfe (deutsch)"), blank=True)
    help_en = models.TextField(_("Hilfe (englisch)"), blank=True)
    evidence_de = models.CharField(_("Nachweis (deutsch)"), max_length=300, blank=True)
    evidence_en = models.CharField(_("Nachweis (englisch)"), max_length=300, blank=True)
    max_points = models.PositiveSmallIntegerField(_("Höchstpunkte"), validators=[MinValueValidator(1)])
    min_points = models.PositiveSmallIntegerField(_("Mindestpunkte"), null=True, blank=True)
    max_characters = models.PositiveIntegerField(_("Höchstlänge der Antwort in Zeichen"), default=2000)

    class Meta:
        verbose_name = _("Kriterium")
        verbose_name_plural = _("Kriterien")
        ordering = ["group", "position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["group", "position"], name="criterion_position_once"),
            models.CheckConstraint(
                condition=Q(max_points__gt=0) & (Q(min_points=None) | Q(min_points__lte=F("max_points"))),
                name="criterion_minimum_within_maximum",
                violation_error_message=_("Die Mindestpunkte übersteigen die Höchstpunkte."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name_de}"


class CriterionFigure(models.Model):
    """A figure with its unit that an answer to a criterion gives beside its text."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="figures", verbose_name=_("Kriterium"))
    code = models.SlugField(_("Code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)
    unit_de = models.CharField(_("Einheit (deutsch)"), max_length=40, blank=True)
    unit_en = models.CharField(_("Einheit (englisch)"), max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(_("Nachkommastellen"), default=0, validators=[MaxValueValidator(2)])
    minimum = models.DecimalField(_("Kleinster Wert"), max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("Größter Wert"), max_digits=14, decimal_places=2, null=True, blank=True)
    required = models.BooleanField(_("zum Einreichen nötig"), default=False)

    class Meta:
        verbose_name = _("Kennzahl")
        verbose_name_plural = _("Kennzahlen")
        ordering = ["criterion", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "code"], name="criterion_figure_code_once"),
            models.UniqueConstraint(fields=["criterion", "position"], name="criterion_figure_position_once"),
            models.CheckConstraint(condition=Q(decimals__lte=2), name="criterion_figure_at_most_two_decimals"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="criterion_figure_minimum_within_maximum",
                violation_error_message=_("Der kleinste Wert übersteigt den größten."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name_de}"
