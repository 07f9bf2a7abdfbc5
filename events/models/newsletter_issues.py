"""An issue of the newsletter, what it is made of, and who gets it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import OutboxMessage

from .. import newsletter_rules
from .newsletter import NewsletterSubscription, NewsletterTopic


class IssueQuerySet(models.QuerySet):
    def public(self):
        """Issues that everybody may read: released, and not called off."""
        return self.filter(released_at__isnull=False, cancelled_at=None)

    def under_way(self):
        """Released issues that not everybody has yet."""
        return self.public().filter(done_at=None)


class NewsletterIssue(models.Model):
    """One issue. Until its release a draft; from then on nothing in it changes. Its state follows from its dates."""

    class State(models.TextChoices):
        DRAFT = newsletter_rules.DRAFT, _("Entwurf")
        SENDING = newsletter_rules.SENDING, _("wird versandt")
        PAUSED = newsletter_rules.PAUSED, _("angehalten")
        SENT = newsletter_rules.SENT, _("versandt")
        CANCELLED = newsletter_rules.CANCELLED, _("abgebrochen")

    number = models.PositiveIntegerField(_("Nummer"), null=True, blank=True, unique=True, editable=False)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=160)
    title_en = models.CharField(_("Titel (englisch)"), max_length=160, blank=True)
    intro_de = models.TextField(_("Einleitung (deutsch)"), blank=True, help_text=_("Mit Markdown gestalten."))
    intro_en = models.TextField(_("Einleitung (englisch)"), blank=True)
    covers_from = models.DateField(
        _("Inhalte ab"), help_text=_("Vorgeschlagen wird, was seit diesem Tag erschienen ist.")
    )
    covers_until = models.DateField(_("Inhalte bis einschließlich"))
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    released_at = models.DateTimeField(_("freigegeben am"), null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("freigegeben von"),
    )
    recipients = models.PositiveIntegerField(_("bestätigte Zahl"), null=True, blank=True, editable=False)
    last_batch_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(_("angehalten am"), null=True, blank=True, editable=False)
    done_at = models.DateTimeField(_("fertig am"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("abgebrochen am"), null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Newsletter-Ausgabe")
        verbose_name_plural = _("Newsletter-Ausgaben")
        ordering = [F("number").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at=None, number=None, recipients=None, released_by=None)
                | Q(
                    released_at__isnull=False,
                    number__isnull=False,
                    recipients__isnull=False,
                    released_by__isnull=False,
                ),
                name="newsletter_issue_release_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, done_at=None, cancelled_at=None, last_batch_at=None)
                | Q(released_at__isnull=False),
                name="newsletter_issue_draft_is_not_sent",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(cancelled_at=None), name="newsletter_issue_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(covers_until__gte=F("covers_from")),
                name="newsletter_issue_covers_some_days",
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
        ]

    def __str__(self):
        return self.title_de

    @property
    def state(self):
        return newsletter_rules.state_of(
            released_at=self.released_at,
            paused_at=self.paused_at,
            done_at=self.done_at,
            cancelled_at=self.cancelled_at,
        )

    def get_state_display(self):
        return self.State(self.state).label


class IssueItem(models.Model):
    """One piece of an issue: what it points to by kind and address, and its words as they stand in this issue."""

    issue = models.ForeignKey(NewsletterIssue, models.CASCADE, related_name="items", verbose_name=_("Ausgabe"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    kind = models.CharField(
        _("Art"), max_length=12, choices=NewsletterTopic.Kind, default=NewsletterTopic.Kind.PROGRAMME
    )
    slug = models.SlugField(_("Adresse"), max_length=100, blank=True)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    # The day of an event in words; nothing for the rest.
    when_de = models.CharField(max_length=120, blank=True, editable=False)
    when_en = models.CharField(max_length=120, blank=True, editable=False)
    text_de = models.TextField(_("Text (deutsch)"), blank=True, help_text=_("Mit Markdown gestalten."))
    text_en = models.TextField(_("Text (englisch)"), blank=True)
    link = models.URLField(_("Link"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Beitrag der Ausgabe")
        verbose_name_plural = _("Beiträge der Ausgabe")
        ordering = ["issue", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "kind", "slug"], condition=~Q(slug=""), name="issue_item_once_per_issue"
            ),
            models.CheckConstraint(
                condition=Q(kind="programme", slug="") | (~Q(kind="programme") & ~Q(slug="")),
                name="issue_item_points_somewhere",
            ),
        ]

    def __str__(self):
        return self.title_de


class NewsletterDelivery(models.Model):
    """One copy of a released issue: made for everyone who gets it in the moment of the release, filled batch by batch.

    `message` is empty until the copy is in the outbox. Who leaves before that gets none: `dropped_at`. A subscription
    that is gone takes its name with it, the row still counts.
    """

    issue = models.ForeignKey(NewsletterIssue, models.PROTECT, related_name="deliveries", verbose_name=_("Ausgabe"))
    subscription = models.ForeignKey(
        NewsletterSubscription, models.SET_NULL, null=True, related_name="deliveries", verbose_name=_("Anmeldung")
    )
    language = models.CharField(_("Sprache"), max_length=2)
    kinds = models.CharField(_("Inhalte"), max_length=80)
    message = models.OneToOneField(
        OutboxMessage, models.PROTECT, null=True, related_name="newsletter_delivery", verbose_name=_("Nachricht")
    )
    dropped_at = models.DateTimeField(_("entfallen am"), null=True)

    class Meta:
        verbose_name = _("Exemplar des Newsletters")
        verbose_name_plural = _("Exemplare des Newsletters")
        ordering = ["issue", "pk"]
        indexes = [
            models.Index(
                fields=["issue", "id"], condition=Q(message=None, dropped_at=None), name="newsletter_delivery_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscription"], name="newsletter_delivery_once"),
            models.CheckConstraint(
                condition=Q(message=None) | Q(dropped_at=None), name="newsletter_delivery_sent_or_dropped"
            ),
        ]

    def __str__(self):
        return f"{self.issue_id} {self.pk}"
