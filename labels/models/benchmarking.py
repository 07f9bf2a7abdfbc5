"""Runs of the European benchmarking, and what runs and awards cost by the dated price list."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.models import Cluster
from records.models import StoredFile

from .awards import Level


class Payer(models.TextChoices):
    MINISTRY = "ministry", _("Ministerium")
    CLUSTER = "cluster", _("Cluster")


class Benchmarking(models.Model):
    """One run of the European benchmarking, planned or held; compulsory for every member (SPEC 2.2).

    When the next one is due is derived (labels.validity.benchmarking_due); `due_on` is a day that the office has set.
    """

    class Form(models.TextChoices):
        ON_SITE = "on_site", _("vor Ort")
        VIDEO = "video", _("als Videogespräch")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="benchmarkings", verbose_name=_("Cluster"))
    due_on = models.DateField(
        _("fällig am"),
        null=True,
        blank=True,
        help_text=_("Nur, wenn ein anderer Tag gilt als der berechnete: Er geht vor, bis der Durchgang stattfand."),
    )
    planned_on = models.DateField(_("vereinbart für"), null=True, blank=True)
    held_on = models.DateField(_("durchgeführt am"), null=True, blank=True)
    form = models.CharField(_("Form"), max_length=10, choices=Form, default=Form.ON_SITE)
    assessor_body = models.CharField(_("Durchgeführt von"), max_length=200, blank=True)
    report = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Bericht")
    )
    net_price = models.DecimalField(
        _("Preis netto in Euro"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Leer: Der Preis der Preisliste wird eingetragen."),
    )
    payer = models.CharField(
        _("Wer zahlt"),
        max_length=10,
        choices=Payer,
        blank=True,
        help_text=_("Leer: Wer nach der Preisliste zahlt, wird eingetragen."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Benchmarking")
        verbose_name_plural = _("Benchmarkings")
        ordering = ["cluster", F("held_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(held_on__isnull=False) | Q(planned_on__isnull=False),
                name="benchmarking_has_a_day",
                violation_error_message=_("Bitte geben Sie an, wann das Benchmarking fällig, vereinbart oder war."),
            ),
            models.CheckConstraint(
                condition=Q(net_price=None) | Q(net_price__gte=0),
                name="benchmarking_price_not_negative",
                violation_error_message=_("Ein Preis ist nicht negativ."),
            ),
        ]

    def __str__(self):
        return f"{self.cluster}: {self.held_on or self.planned_on or self.due_on}"


class LabelPrice(models.Model):
    """What a benchmarking run or an award costs and who pays it, as long as the price holds (SPEC 2.3)."""

    class Form(models.TextChoices):
        ON_SITE = "on_site", _("Benchmarking vor Ort")
        VIDEO = "video", _("Benchmarking als Videogespräch")
        AWARD = "award", _("Verleihung")
        RENEWAL = "renewal", _("Erneuerung")

    level = models.CharField(_("Stufe"), max_length=10, choices=Level)
    form = models.CharField(_("Form"), max_length=10, choices=Form)
    net = models.DecimalField(_("Preis netto in Euro"), max_digits=12, decimal_places=2)
    payer = models.CharField(_("Wer zahlt"), max_length=10, choices=Payer)
    valid_from = models.DateField(_("gültig ab"))
    valid_until = models.DateField(_("gültig bis einschließlich"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Preis")
        verbose_name_plural = _("Preisliste")
        ordering = ["level", "form", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "form", "valid_from"],
                name="label_price_once_per_start",
                violation_error_message=_("Für diesen Tag steht der Preis schon in der Liste."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="label_price_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(net__gte=0),
                name="label_price_not_negative",
                violation_error_message=_("Ein Preis ist nicht negativ."),
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}, {self.get_form_display()}: {self.net} €"
