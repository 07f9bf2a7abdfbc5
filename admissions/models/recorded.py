"""A decision the ministry signed on paper, as the office recorded it: nothing is decided by it until confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile

from .application import Application

USER = settings.AUTH_USER_MODEL


class RecordedDecision(models.Model):
    """What the signed document says, entered by one person of the office and compared by a second one (SPEC 2.1)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("wartet auf Bestätigung")
        CONFIRMED = "confirmed", _("bestätigt")
        REJECTED = "rejected", _("zurückgewiesen")
        SUPERSEDED = "superseded", _("überholt")

    application = models.ForeignKey(Application, models.PROTECT, related_name="recorded_decisions")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PROPOSED)
    # One of Decision.Outcome, which stands above this model.
    outcome = models.CharField(_("Entscheidung"), max_length=30)
    reason = models.TextField(_("Begründung"))
    conditions = models.TextField(_("Auflagen"), blank=True)
    decided_on = models.DateField(_("entschieden am"))
    starts_on = models.DateField(_("Aufnahme zum"), null=True, blank=True)
    signed_by = models.CharField(_("Unterzeichnet von"), max_length=200)
    signed_as = models.CharField(_("Funktion"), max_length=200)
    file_reference = models.CharField(_("Aktenzeichen"), max_length=80)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("Unterzeichnetes Dokument")
    )
    result = models.JSONField(_("Ergebnis beim Erfassen"))
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("erfasst von"))
    entered_at = models.DateTimeField(_("erfasst am"), default=timezone.now)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("geprüft von"))
    checked_at = models.DateTimeField(_("geprüft am"), null=True)
    note = models.TextField(_("Grund"), blank=True)

    class Meta:
        verbose_name = _("Erfasste Entscheidung")
        verbose_name_plural = _("Erfasste Entscheidungen")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="proposed"), name="recorded_decision_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", checked_at=None, checked_by=None)
                | Q(state__in=["confirmed", "rejected"], checked_at__isnull=False, checked_by__isnull=False)
                | Q(state="superseded", checked_at__isnull=False, checked_by=None),
                name="recorded_decision_checked_when_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(checked_by=F("entered_by")),
                name="recorded_decision_second_person",
            ),
        ]

    def __str__(self):
        return f"{self.application_id}/{self.round}: {self.get_state_display()}"
