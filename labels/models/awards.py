"""Label awards with their own validity, and the open list of other certificates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.models import Cluster
from records.models import StoredFile


class Level(models.TextChoices):
    """The levels of the European Cluster Excellence Initiative (ECEI)."""

    BRONZE = "bronze", _("Bronze")
    SILVER = "silver", _("Silber")
    GOLD = "gold", _("Gold")


class LabelAwardQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_on__isnull=False)

    def valid_on(self, day):
        """Confirmed awards valid on `day`; the query form of labels.validity.is_valid_on, held together by a test."""
        return self.confirmed().filter(
            Q(revoked_on=None) | Q(revoked_on__gt=day), valid_from__lte=day, valid_until__gte=day
        )


class LabelAward(models.Model):
    """One award of one label to one cluster. Its dates are stored per award (SPEC 2.3)."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="label_awards", verbose_name=_("Cluster"))
    level = models.CharField(_("Stufe"), max_length=10, choices=Level)
    is_renewal = models.BooleanField(_("Erneuerung"), default=False)
    assessed_on = models.DateField(_("Begutachtung bestanden am"), null=True, blank=True)
    awarded_on = models.DateField(_("verliehen am"), null=True, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_until = models.DateField(_("gültig bis einschließlich"))
    dates_reason = models.CharField(
        _("Grund für abweichende Daten"),
        max_length=300,
        blank=True,
        help_text=_("Nötig, wenn die Gültigkeit vom Vorschlag abweicht."),
    )
    score_percent = models.DecimalField(_("Ergebnis in Prozent"), max_digits=5, decimal_places=2, null=True, blank=True)
    issuing_body = models.CharField(_("Verliehen durch"), max_length=200, blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Nachweis")
    )
    passed_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="passed_to",
        verbose_name=_("übergegangen von"),
        help_text=_("Nach einem Zusammenschluss, durch Entscheidung des Ministeriums."),
    )
    confirmed_on = models.DateField(
        _("bestätigt am"), null=True, blank=True, help_text=_("Leer: angekündigt, noch nicht öffentlich.")
    )
    revoked_on = models.DateField(_("entzogen am"), null=True, blank=True)
    revoked_reason = models.CharField(_("Grund des Entzugs"), max_length=300, blank=True)

    objects = LabelAwardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Label")
        verbose_name_plural = _("Labels")
        ordering = ["cluster", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="label_award_ends_after_start",
                violation_error_message=_("Das Ende der Gültigkeit liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_reason="") | (Q(revoked_on__isnull=False) & ~Q(revoked_reason="")),
                name="label_award_revocation_has_reason",
                violation_error_message=_("Zu einem Entzug gehören Tag und Grund."),
            ),
            models.UniqueConstraint(
                fields=["cluster", "level", "valid_from"],
                name="label_award_once_per_start",
                violation_error_message=_("Dieses Label ist für diesen Tag schon erfasst."),
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}, {self.cluster}"


class ValidityTerm(models.Model):
    """How many years a label is valid, by level and form; the form proposes dates from it. Empty: decided per award."""

    level = models.CharField(_("Stufe"), max_length=10, choices=Level)
    is_renewal = models.BooleanField(_("Erneuerung"), default=False)
    years = models.PositiveSmallIntegerField(_("Jahre"), null=True, blank=True)
    grace_months = models.PositiveSmallIntegerField(_("erneuerbar bis Monate nach Ablauf"), null=True, blank=True)

    class Meta:
        verbose_name = _("Gültigkeitsdauer")
        verbose_name_plural = _("Gültigkeitsdauern")
        ordering = ["level", "is_renewal"]
        constraints = [models.UniqueConstraint(fields=["level", "is_renewal"], name="validity_term_once")]

    def __str__(self):
        return f"{self.get_level_display()}: {self.years or '?'}"


class OtherCertificate(models.Model):
    """A further certificate of a cluster (ISO 9001, a Land's excellence label): an open list."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="other_certificates", verbose_name=_("Cluster"))
    name = models.CharField(_("Bezeichnung"), max_length=120)
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_until = models.DateField(_("gültig bis einschließlich"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Nachweis")
    )

    class Meta:
        verbose_name = _("Weiteres Zertifikat")
        verbose_name_plural = _("Weitere Zertifikate")
        ordering = ["cluster", "name"]

    def __str__(self):
        return self.name
