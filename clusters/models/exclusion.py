"""The exclusion of a member: proposed by the office, decided by the ministry."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile

from .register import Membership


class ExclusionProposal(models.Model):
    """What the office proposes about a membership, and the ministry's answer. Accepted, it ends the period."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="exclusion_proposals", verbose_name=_("Mitgliedschaft")
    )
    ends_on = models.DateField(_("letzter Tag der Mitgliedschaft"))
    reason = models.TextField(_("Begründung des Programmbüros"))
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unterlage")
    )
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

    class Meta:
        verbose_name = _("Vorschlag zum Ausschluss")
        verbose_name_plural = _("Vorschläge zum Ausschluss")
        ordering = ["membership", "-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(state="open"),
                name="exclusion_proposal_one_open",
                violation_error_message=_("Zu dieser Mitgliedschaft ist schon ein Vorschlag offen."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None, answer="")
                | (~Q(state="open") & Q(answered_on__isnull=False) & ~Q(answer="")),
                name="exclusion_proposal_answer_has_day_and_reason",
            ),
        ]

    def __str__(self):
        return f"{self.membership.cluster}: {self.get_state_display()}"
