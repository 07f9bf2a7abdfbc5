"""Decision paper, the ministry's decision, the commitment, the texts of letters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import OutboxMessage
from records.models import StoredFile

from .application import Application
from .catalogue import CriteriaCatalogue
from .recorded import RecordedDecision

USER = settings.AUTH_USER_MODEL


class DecisionPaper(models.Model):
    """The office's assessment for the ministry, with file reference and PDF."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    file_reference = models.CharField(_("Aktenzeichen"), max_length=80)
    assessment = models.TextField(_("Bewertung des Programmbüros"))
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("PDF"))
    prepared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Entscheidungsvorlage")
        verbose_name_plural = _("Entscheidungsvorlagen")
        ordering = ["application", "-prepared_at"]

    def __str__(self):
        return self.file_reference


class Decision(models.Model):
    """The ministry's act. It freezes points, maximum, rule, catalogue, explanation and persons (SPEC 2.1)."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted", _("aufgenommen")
        ADMITTED_WITH_CONDITIONS = "admitted_with_conditions", _("mit Auflagen aufgenommen")
        DEFERRED = "deferred", _("zurückgestellt")
        REFUSED = "refused", _("abgelehnt")

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    outcome = models.CharField(_("Entscheidung"), max_length=30, choices=Outcome)
    reason = models.TextField(_("Begründung"))
    conditions = models.TextField(_("Auflagen"), blank=True)
    # Whoever of the ministry decided in the portal; a decision signed on paper has `recorded` instead.
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entschieden von")
    )
    recorded = models.OneToOneField(
        RecordedDecision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("nach unterzeichnetem Dokument erfasst"),
    )
    decided_on = models.DateField(_("entschieden am"))
    notified_on = models.DateField(_("mitgeteilt am"), null=True, blank=True)
    starts_on = models.DateField(_("Aufnahme zum"), null=True, blank=True)
    public_from = models.DateField(_("öffentlich ab"), null=True, blank=True)
    catalogue = models.ForeignKey(CriteriaCatalogue, models.PROTECT, related_name="+")
    rule = models.CharField(_("Regel"), max_length=12)
    points_numerator = models.BigIntegerField()
    points_denominator = models.BigIntegerField()
    maximum = models.PositiveIntegerField(_("Höchstpunktzahl"))
    passed = models.BooleanField(_("Schwelle erreicht"), null=True)
    result = models.JSONField(_("Ergebnis"))
    explanation_de = models.TextField(_("Erläuterung (deutsch)"))
    explanation_en = models.TextField(_("Erläuterung (englisch)"))
    persons = models.JSONField(_("Beteiligte"))
    letter = models.OneToOneField(
        OutboxMessage, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("Bescheid")
    )

    class Meta:
        verbose_name = _("Entscheidung")
        verbose_name_plural = _("Entscheidungen")
        ordering = ["application", "round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="decision_one_per_round"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["admitted", "admitted_with_conditions"]) | Q(passed=True),
                name="decision_no_admission_below_threshold",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="admitted_with_conditions") | ~Q(conditions=""),
                name="decision_conditions_are_named",
            ),
            models.CheckConstraint(condition=Q(points_denominator__gt=0), name="decision_points_are_a_fraction"),
            models.CheckConstraint(
                condition=Q(decided_by=None, recorded__isnull=False) | Q(decided_by__isnull=False, recorded=None),
                name="decision_by_a_person_or_recorded",
            ),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.get_outcome_display()}"


class Commitment(models.Model):
    """The signed commitment with which the admission takes effect (SPEC 2.1)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="commitment")
    text_version = models.CharField(_("Fassung des Textes"), max_length=40)
    signatory = models.CharField(_("Unterzeichnet von"), max_length=200)
    signed_on = models.DateField(_("unterzeichnet am"))
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unterzeichnetes Dokument")
    )
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Verpflichtungserklärung")
        verbose_name_plural = _("Verpflichtungserklärungen")

    def __str__(self):
        return f"{self.application_id}, {self.signed_on}"


class LetterText(models.Model):
    """The configurable words of a letter or mail of the procedure. German is authoritative."""

    class Kind(models.TextChoices):
        ADMISSION = "admission", _("Aufnahme")
        REFUSAL = "refusal", _("Ablehnung")
        COMMITMENT = "commitment", _("Verpflichtungserklärung")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind, unique=True)
    version = models.CharField(_("Fassung"), max_length=40, default="1")
    subject_de = models.CharField(_("Betreff (deutsch)"), max_length=200)
    subject_en = models.CharField(_("Betreff (englisch)"), max_length=200)
    body_de = models.TextField(_("Text (deutsch)"))
    body_en = models.TextField(_("Text (englisch)"))
    remedy_de = models.TextField(_("Rechtsbehelfsbelehrung (deutsch)"), blank=True)
    remedy_en = models.TextField(_("Rechtsbehelfsbelehrung (englisch)"), blank=True)

    class Meta:
        verbose_name = _("Brieftext")
        verbose_name_plural = _("Brieftexte")
        ordering = ["kind"]

    def __str__(self):
        return self.get_kind_display()
