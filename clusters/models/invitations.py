"""Invitations by e-mail: to work on something, to deputise, to take over. The link counts once and for a set time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisations import ManagementOrganisation
from .register import Cluster, Function


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(accepted_at=None, declined_at=None, revoked_at=None)

    def open_on(self, day):
        """Invitations that can still be accepted on `day`; the last day itself counts."""
        return self.unanswered().filter(expires_on__gte=day)


class Invitation(models.Model):
    """What every invitation has. The token stands in the mail only; here is its hash."""

    email = models.EmailField(_("eingeladene Adresse"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    mails = models.PositiveSmallIntegerField(_("Einladungen versandt"), default=1, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("eingeladen von")
    )
    invited_at = models.DateTimeField(_("eingeladen am"), default=timezone.now)
    expires_on = models.DateField(_("gilt bis einschließlich"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("angenommen von"),
    )
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, blank=True)
    declined_at = models.DateTimeField(_("abgelehnt am"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_unanswered(self):
        return self.accepted_at is None and self.declined_at is None and self.revoked_at is None

    def is_open_on(self, day):
        return self.is_unanswered and day <= self.expires_on

    def is_for(self, user):
        """Whether it went to this person's own address."""
        return self.email.casefold() == user.email.casefold()


class SpeakerInvitation(Invitation):
    """An invitation to speak for a cluster or an organisation (exactly one of the two): as deputy, or as successor."""

    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="speaker_invitations", verbose_name=_("Cluster")
    )
    organisation = models.ForeignKey(
        ManagementOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speaker_invitations",
        verbose_name=_("Organisation"),
    )
    kind = models.CharField(
        _("Funktion"),
        max_length=10,
        choices=[(kind.value, kind.label) for kind in (Function.Kind.MANAGER, Function.Kind.DEPUTY)],
    )
    replaces = models.ForeignKey(
        Function, models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("folgt auf")
    )
    starts_on = models.DateField(_("frühestens ab"), null=True, blank=True)
    note = models.TextField(_("Quelle"), blank=True)

    class Meta:
        verbose_name = _("Einladung in eine Funktion")
        verbose_name_plural = _("Einladungen in eine Funktion")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, cluster__isnull=False) | Q(organisation__isnull=False, cluster=None),
                name="speaker_invitation_to_organisation_or_cluster",
            ),
            models.CheckConstraint(
                condition=Q(kind="manager", replaces__isnull=False) | Q(kind="deputy", replaces=None),
                name="speaker_invitation_manager_replaces",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, declined_at=None, revoked_at=None),
                name="speaker_invitation_answered_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self):
        return self.cluster or self.organisation

    @property
    def is_hand_over(self):
        return self.kind == Function.Kind.MANAGER
