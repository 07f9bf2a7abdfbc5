"""What a cluster's people propose for their public profile; published, it becomes the cluster's."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import Picture

from .register import Cluster


class ProfileRevision(models.Model):
    """One proposal: drafted and handed in by the cluster's people, published or returned by the office.

    `values` is the whole profile as it should be, `base` as it was public when the work on it began, both as
    clusters.services.revisions.profile_of tells it. `version` counts each saving: two people never overwrite unseen.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("eingereicht")
        RETURNED = "returned", _("zurückgegeben")
        PUBLISHED = "published", _("veröffentlicht")
        DISCARDED = "discarded", _("verworfen")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="profile_revisions", verbose_name=_("Cluster"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    values = models.JSONField(_("Angaben"))
    base = models.JSONField(_("Angaben vorher"))
    logo = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Logo"))
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("bearbeitet von")
    )
    edited_at = models.DateTimeField(_("bearbeitet am"), default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("eingereicht von"),
    )
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True, blank=True)
    note = models.TextField(_("Hinweis des Programmbüros"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("geprüft von")
    )
    answered_at = models.DateTimeField(_("geprüft am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Profiländerung")
        verbose_name_plural = _("Profiländerungen")
        ordering = ["-edited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="profile_revision_one_open_per_cluster",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "published"]) | Q(submitted_at__isnull=False),
                name="profile_revision_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""), name="profile_revision_return_has_note"
            ),
        ]

    def __str__(self):
        return f"{self.cluster}: {self.get_state_display()}"
