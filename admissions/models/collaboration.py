"""Who works on an application without speaking for its cluster, and what the office entered from paper."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Invitation, InvitationQuerySet
from records.models import StoredFile

from .application import Application, Submission


class CollaborationQuerySet(InvitationQuerySet):
    def running_on(self, day):
        """Accepted, not ended, and not past the agreed last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), accepted_at__isnull=False, ended_at=None)

    def worked_since(self, day):
        """Accepted at any time and still running on `day` or later: such a person worked for the applicant."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(ended_at=None) | Q(ended_at__date__gte=day),
            accepted_at__isnull=False,
        )


class Collaboration(Invitation):
    """A colleague's part in one application: the invitation, then the right, then its end."""

    class Right(models.TextChoices):
        READ = "read", _("lesen")
        EDIT = "edit", _("bearbeiten")
        SUBMIT = "submit", _("bearbeiten und einreichen")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="collaborations", verbose_name=_("Aufnahmeantrag")
    )
    right = models.CharField(_("Recht"), max_length=6, choices=Right)
    ends_on = models.DateField(_("endet mit Ablauf des"), null=True, blank=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = CollaborationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitarbeit")
        verbose_name_plural = _("Mitarbeit")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "accepted_by"],
                condition=Q(accepted_by__isnull=False, ended_at=None),
                name="collaboration_one_per_person",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, ended_at=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, declined_at=None, revoked_at=None),
                name="collaboration_answered_once",
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.accepted_by or self.email}"

    def runs_on(self, day):
        return self.accepted_at is not None and self.ended_at is None and (self.ends_on is None or self.ends_on >= day)


class PaperEntryQuerySet(models.QuerySet):
    def being_entered(self):
        """Papers with answers whose content is not submitted yet: the office fills it in."""
        return self.exclude(kind=PaperEntry.Kind.WITHDRAWAL).filter(submission=None)


class PaperEntry(models.Model):
    """Something of an application that came on paper, entered by the office for the applicant, with its source."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Antrag")
        SUPPLEMENT = "supplement", _("Nachreichung")
        WITHDRAWAL = "withdrawal", _("Rückzug")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="paper_entries", verbose_name=_("Aufnahmeantrag")
    )
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    received_on = models.DateField(_("eingegangen am"))
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Dokument")
    )
    note = models.TextField(_("Quelle"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("erfasst von")
    )
    entered_at = models.DateTimeField(_("erfasst am"), default=timezone.now)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="paper_entries", verbose_name=_("Fassung")
    )

    objects = PaperEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Papiereingang")
        verbose_name_plural = _("Papiereingänge")
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(kind="withdrawal") & ~Q(note=""),
                name="paper_entry_has_source",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(submission=None) & ~Q(kind="withdrawal"),
                name="paper_entry_one_being_entered",
            ),
        ]

    def __str__(self):
        return f"{self.application} {self.get_kind_display()}"
