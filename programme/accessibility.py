"""The accessibility statement: what it says in a structured way (section 12b BGG, section 7 BITV 2.0)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Conformance(models.TextChoices):
    """The levels of the model statement (Implementing Decision (EU) 2018/1523), and one before the first assessment."""

    FULL = "full", _("vollständig vereinbar")
    PARTIAL = "partial", _("teilweise vereinbar")
    NONE = "none", _("nicht vereinbar")
    NOT_ASSESSED = "not-assessed", _("noch nicht bewertet")


class Method(models.TextChoices):
    SELF = "self-assessment", _("Selbstbewertung")
    EXTERNAL = "third-party", _("Bewertung durch Dritte")
    NOT_ASSESSED = "none", _("noch keine Bewertung")


class AccessibilityStatement(models.Model):
    """The facts of the accessibility statement; its running text is the page "accessibility". One row."""

    conformance = models.CharField(
        _("Stand der Vereinbarkeit"), max_length=20, choices=Conformance, default=Conformance.NOT_ASSESSED
    )
    standard = models.CharField(
        _("Maßstab"), max_length=200, default="BITV 2.0, EN 301 549, WCAG 2.1 AA", help_text=_("Woran gemessen wird.")
    )
    method = models.CharField(_("Art der Bewertung"), max_length=20, choices=Method, default=Method.NOT_ASSESSED)
    assessor = models.CharField(
        _("bewertet von"), max_length=200, blank=True, help_text=_("Bei Bewertung durch Dritte.")
    )
    prepared_on = models.DateField(_("erstellt am"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("zuletzt überprüft am"),
        null=True,
        blank=True,
        help_text=_("Nach einem Jahr erinnert der Arbeitsplatz an die nächste Überprüfung."),
    )
    contact_name = models.CharField(_("Ansprechstelle"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("E-Mail-Adresse"), blank=True, help_text=_("Ohne Angabe die des Programmbüros.")
    )
    contact_phone = models.CharField(_("Telefonnummer"), max_length=60, blank=True)
    conciliation_name = models.CharField(_("Schlichtungsstelle"), max_length=250, blank=True)
    conciliation_address = models.CharField(_("Anschrift der Schlichtungsstelle"), max_length=250, blank=True)
    conciliation_website = models.URLField(_("Website der Schlichtungsstelle"), max_length=300, blank=True)
    conciliation_email = models.EmailField(_("E-Mail-Adresse der Schlichtungsstelle"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Angaben zur Barrierefreiheit")
        verbose_name_plural = _("Angaben zur Barrierefreiheit")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="accessibility_statement_single_row"),
            models.CheckConstraint(
                condition=Q(reviewed_on=None) | Q(prepared_on__isnull=False, reviewed_on__gte=F("prepared_on")),
                name="accessibility_reviewed_after_prepared",
                violation_error_message=_("Überprüft wird, was schon erstellt ist: Bitte prüfen Sie beide Tage."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def load(cls):
        """The one row; made with its defaults when it does not exist yet."""
        return cls.objects.get_or_create(pk=1)[0]


class KnownBarrier(models.Model):
    """What is not accessible yet: why, and what there is instead."""

    class Reason(models.TextChoices):
        IN_WORK = "in-work", _("wird behoben")
        BURDEN = "disproportionate-burden", _("unverhältnismäßige Belastung")
        OUT_OF_SCOPE = "out-of-scope", _("fällt nicht unter die Vorschriften")

    statement = models.ForeignKey(
        AccessibilityStatement, models.CASCADE, related_name="barriers", verbose_name=_("Erklärung")
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    what_de = models.CharField(_("Barriere (deutsch)"), max_length=300)
    what_en = models.CharField(_("Barriere (englisch)"), max_length=300, blank=True)
    reason = models.CharField(_("Grund"), max_length=30, choices=Reason, default=Reason.IN_WORK)
    explanation_de = models.CharField(_("Begründung (deutsch)"), max_length=500, blank=True)
    explanation_en = models.CharField(_("Begründung (englisch)"), max_length=500, blank=True)
    alternative_de = models.CharField(_("Alternative (deutsch)"), max_length=500, blank=True)
    alternative_en = models.CharField(_("Alternative (englisch)"), max_length=500, blank=True)
    until = models.DateField(_("behoben bis"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bekannte Barriere")
        verbose_name_plural = _("bekannte Barrieren")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.what_de
