"""The duty to reach silver: what the ministry changes, and what the office proposes to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from clusters.models import Membership


class SilverDuty(models.Model):
    """The duty of one membership to meet the silver criteria. Due day and state are derived (labels.validity)."""

    membership = models.OneToOneField(
        Membership, models.PROTECT, related_name="silver_duty", verbose_name=_("Mitgliedschaft")
    )
    key = models.CharField(_("Nummer"), max_length=20, unique=True)
    assessment_started_on = models.DateField(_("Begutachtung begonnen am"), null=True, blank=True)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Silber-Verpflichtung")
        verbose_name_plural = _("Silber-Verpflichtungen")
        ordering = ["key"]

    def __str__(self):
        return f"{self.key}: {self.membership.cluster}"


class DutyChange(models.Model):
    """An extension, a waiver or the end of a silver duty, or its due day after a merger: decided by the ministry."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("Verlängerung")
        WAIVER = "waiver", _("Verzicht")
        END = "end", _("Beendigung")
        SUCCESSION = "succession", _("Übergang nach Zusammenschluss")

    # What the office proposes about one duty; a succession belongs to a merger and is proposed there.
    PROPOSED = (Kind.EXTENSION, Kind.WAIVER, Kind.END)

    duty = models.ForeignKey(SilverDuty, models.PROTECT, related_name="changes", verbose_name=_("Verpflichtung"))
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    new_due_on = models.DateField(_("neuer Fälligkeitstag"), null=True, blank=True)
    reason = models.TextField(_("Begründung"))
    holds_from = models.DateField(_("gilt ab"), null=True, blank=True)
    decided_on = models.DateField(_("entschieden am"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entschieden von")
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Änderung der Verpflichtung")
        verbose_name_plural = _("Änderungen der Verpflichtung")
        ordering = ["duty", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="extension", new_due_on__isnull=False, holds_from=None)
                | Q(kind="succession", new_due_on__isnull=False, holds_from__isnull=False)
                | Q(kind__in=["waiver", "end"], new_due_on=None, holds_from=None),
                name="duty_change_extension_has_day",
                violation_error_message=_("Zu einer Verlängerung gehört ein neuer Fälligkeitstag, sonst nicht."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.duty_id}"


class DutyProposal(models.Model):
    """What the office proposes to the ministry about a silver duty, and the ministry's answer."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")

    duty = models.ForeignKey(SilverDuty, models.PROTECT, related_name="proposals", verbose_name=_("Verpflichtung"))
    kind = models.CharField(
        _("Vorschlag"), max_length=10, choices=[(kind.value, kind.label) for kind in DutyChange.PROPOSED]
    )
    new_due_on = models.DateField(_("neuer Fälligkeitstag"), null=True, blank=True)
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
        DutyChange, models.PROTECT, null=True, related_name="proposal", verbose_name=_("Änderung der Verpflichtung")
    )

    class Meta:
        verbose_name = _("Vorschlag zur Verpflichtung")
        verbose_name_plural = _("Vorschläge zu Verpflichtungen")
        ordering = ["duty", "-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state="open"),
                name="duty_proposal_one_open",
                violation_error_message=_("Zu dieser Verpflichtung ist schon ein Vorschlag offen."),
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", new_due_on__isnull=False)
                | Q(kind__in=["waiver", "end"], new_due_on=None),
                name="duty_proposal_extension_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None, answer="", change=None)
                | (Q(state="accepted", answered_on__isnull=False, change__isnull=False) & ~Q(answer=""))
                | (Q(state="declined", answered_on__isnull=False, change=None) & ~Q(answer="")),
                name="duty_proposal_answer_has_day_and_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.duty_id}"
