"""What a cluster reports about its labels and certificates; the office confirms or declines."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from records.models import StoredFile

from .awards import LabelAward, Level, OtherCertificate


def new_key():
    return secrets.token_hex(4)


class LabelSubmission(models.Model):
    """A label (with its level) or another certificate (with its name), reported with its document.

    It is a claim and nothing more: it changes no state of a label or a duty until the office has confirmed it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        CONFIRMED = "confirmed", _("bestätigt")
        DECLINED = "declined", _("abgelehnt")

    key = models.CharField(_("Nummer"), max_length=12, unique=True, default=new_key, editable=False)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="label_submissions", verbose_name=_("Cluster"))
    level = models.CharField(_("Stufe"), max_length=10, choices=Level, blank=True)
    name = models.CharField(_("Bezeichnung"), max_length=120, blank=True)
    assessed_on = models.DateField(_("Begutachtung bestanden am"), null=True, blank=True)
    awarded_on = models.DateField(_("verliehen am"), null=True, blank=True)
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_until = models.DateField(_("gültig bis einschließlich"), null=True, blank=True)
    score_percent = models.DecimalField(_("Ergebnis in Prozent"), max_digits=5, decimal_places=2, null=True, blank=True)
    issuing_body = models.CharField(_("Verliehen durch"), max_length=200, blank=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("Nachweis"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gemeldet von")
    )
    submitted_at = models.DateTimeField(_("gemeldet am"), default=timezone.now)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("Grund der Ablehnung"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("geprüft von")
    )
    answered_on = models.DateField(_("geprüft am"), null=True, blank=True)
    award = models.OneToOneField(
        LabelAward, models.PROTECT, null=True, related_name="submission", verbose_name=_("Label")
    )
    certificate = models.OneToOneField(
        OtherCertificate, models.SET_NULL, null=True, related_name="submission", verbose_name=_("Zertifikat")
    )

    class Meta:
        verbose_name = _("Meldung eines Labels")
        verbose_name_plural = _("Meldungen von Labels")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(name="") & ~Q(level="")) | (Q(level="") & ~Q(name="")),
                name="label_submission_label_or_certificate",
                violation_error_message=_("Gemeldet wird entweder ein Label oder ein anderes Zertifikat."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="label_submission_ends_after_start",
                violation_error_message=_("Das Ende der Gültigkeit liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="label_submission_declined_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.what}, {self.cluster}"

    @property
    def what(self):
        """The label's level or the certificate's name."""
        return self.get_level_display() if self.level else self.name
