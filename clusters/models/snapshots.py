"""The figures of a key date as the programme published them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FactsSnapshotQuerySet(models.QuerySet):
    def standing(self):
        """Published and not withdrawn: what the public sees for its key date."""
        return self.filter(published_on__isnull=False, withdrawn_on=None)


class FactsSnapshot(models.Model):
    """Every figure of a key date as it was counted once. Published, it stays as it was (SPEC 2.2).

    `numbers` holds codes and whole numbers only, no words: {"members": 81, "land.DE-BY": 12, "activity.events": null};
    null is "not recorded". What the codes mean stands in goclusterportal/public/facts/lines.py.
    """

    key_date = models.DateField(_("Stichtag"))
    numbers = models.JSONField(_("Zahlen"))
    counted_at = models.DateTimeField(_("gezählt am"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gezählt von"),
    )
    note_de = models.TextField(_("Hinweis (deutsch)"), blank=True, help_text=_("Steht öffentlich bei den Zahlen."))
    note_en = models.TextField(_("Hinweis (englisch)"), blank=True)
    published_on = models.DateField(_("veröffentlicht am"), null=True, blank=True)
    withdrawn_on = models.DateField(_("zurückgezogen am"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("Grund der Rücknahme"), blank=True)

    objects = FactsSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stand der Zahlen")
        verbose_name_plural = _("Stände der Zahlen")
        ordering = ["-key_date", "-counted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_date"],
                condition=Q(withdrawn_on=None),
                name="facts_snapshot_one_per_key_date",
                violation_error_message=_("Für diesen Stichtag gibt es schon einen Stand."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="facts_snapshot_withdrawal_has_reason",
                violation_error_message=_("Zu einer Rücknahme gehören Tag und Grund."),
            ),
        ]

    def __str__(self):
        return f"{self.key_date:%d.%m.%Y}"

    @property
    def is_published(self):
        """Published once, withdrawn or not: its numbers never change again."""
        return self.published_on is not None
