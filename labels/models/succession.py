"""What passes from an absorbed cluster to the one that continues it: proposed by the office, decided by the ministry.

Without an accepted row here nothing passes (SPEC 2.2).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import ClusterMerger

from .awards import LabelAward
from .duties import DutyChange


class SuccessionProposal(models.Model):
    """Which labels pass, and by which day silver is due afterwards; with the ministry's answer to all of it."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")

    merger = models.ForeignKey(
        ClusterMerger, models.PROTECT, related_name="succession_proposals", verbose_name=_("Zusammenschluss")
    )
    duty_due_on = models.DateField(
        _("Silber danach fällig am"),
        null=True,
        blank=True,
        help_text=_("Leer: Die Verpflichtung des fortführenden Clusters bleibt, wie sie ist."),
    )
    reason = models.TextField(_("Begründung des Programmbüros"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    proposed_on = models.DateField(_("vorgeschlagen am"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("Begründung des Ministeriums"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entschieden von")
    )
    answered_on = models.DateField(_("entschieden am"), null=True, blank=True)
    change = models.OneToOneField(
        DutyChange, models.PROTECT, null=True, related_name="succession", verbose_name=_("Änderung der Verpflichtung")
    )

    class Meta:
        verbose_name = _("Übergang von Labels und Verpflichtungen")
        verbose_name_plural = _("Übergänge von Labels und Verpflichtungen")
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merger"],
                condition=Q(state__in=["open", "accepted"]),
                name="succession_one_per_merger",
                violation_error_message=_("Zu diesem Zusammenschluss ist schon ein Vorschlag offen oder angenommen."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None, answer="", change=None)
                | (~Q(state="open") & Q(answered_on__isnull=False) & ~Q(answer="")),
                name="succession_answer_has_day_and_reason",
            ),
        ]

    def __str__(self):
        return str(self.merger)


class SuccessionItem(models.Model):
    """One label that is proposed to pass. Accepted, `passed` is the award that the continuing cluster has from it."""

    proposal = models.ForeignKey(
        SuccessionProposal, models.PROTECT, related_name="items", verbose_name=_("Vorschlag zum Übergang")
    )
    award = models.ForeignKey(LabelAward, models.PROTECT, related_name="succession_items", verbose_name=_("Label"))
    passed = models.OneToOneField(
        LabelAward, models.PROTECT, null=True, related_name="+", verbose_name=_("übergegangenes Label")
    )

    class Meta:
        verbose_name = _("Übergehendes Label")
        verbose_name_plural = _("Übergehende Labels")
        ordering = ["proposal", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "award"], name="succession_item_once")]

    def __str__(self):
        return str(self.award)
