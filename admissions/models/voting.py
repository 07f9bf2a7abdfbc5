"""The board together: sittings and circulations with agenda and attendance, ballots, votes, the recommendation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from .application import Application

USER = settings.AUTH_USER_MODEL
KEY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def sitting_key():
    """Stands in addresses instead of the primary key: nobody counts sittings."""
    return get_random_string(10, KEY_SIGNS)


class Sitting(models.Model):
    """A sitting of the board, or a circulation (Umlaufverfahren) with its deadline."""

    class Kind(models.TextChoices):
        SITTING = "sitting", _("Sitzung")
        CIRCULATION = "circulation", _("Umlaufverfahren")

    key = models.CharField(max_length=20, unique=True, default=sitting_key, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    opens_on = models.DateField(
        _("Beginn des Umlaufverfahrens"), null=True, blank=True, help_text=_("Nur für ein Umlaufverfahren.")
    )
    held_on = models.DateField(
        _("Tag der Sitzung oder Frist"), help_text=_("Am Tag der Frist kann noch abgestimmt werden.")
    )
    starts_at = models.TimeField(_("Beginn"), null=True, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    chair = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Sitzungsleitung")
    )
    applications = models.ManyToManyField(
        Application,
        through="AgendaItem",
        blank=True,
        related_name="sittings",
        verbose_name=_("Aufnahmeanträge"),
    )
    minutes = models.TextField(
        _("Protokoll: Allgemeines"),
        blank=True,
        help_text=_("Alle Mitglieder lesen diesen Text. Was einen Antrag betrifft, gehört zu dessen Punkt."),
    )
    invited_at = models.DateTimeField(_("eingeladen am"), null=True, editable=False)
    # Counts the savings of agenda and minutes, so that two chairs do not overwrite each other unseen.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(kind="circulation", opens_on__lte=F("held_on")),
                name="sitting_opens_before_deadline",
                violation_error_message=_("Ein Beginn gehört zu einem Umlaufverfahren und liegt nicht nach der Frist."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.held_on:%d.%m.%Y}"


class AgendaItem(models.Model):
    """One point of the agenda: an application, or anything else by its title."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("Punkt"), default=1)
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("Aufnahmeantrag"),
    )
    title = models.CharField(_("anderer Punkt"), max_length=200, blank=True)
    minutes = models.TextField(_("Protokoll zu diesem Punkt"), blank=True)

    class Meta:
        verbose_name = _("Punkt der Tagesordnung")
        verbose_name_plural = _("Tagesordnung")
        ordering = ["sitting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "application"], name="agenda_item_application_once"),
            models.CheckConstraint(
                condition=Q(application__isnull=False, title="") | (Q(application=None) & ~Q(title="")),
                name="agenda_item_application_or_title",
                violation_error_message=_("Bitte wählen Sie einen Antrag, oder nennen Sie einen anderen Punkt."),
            ),
        ]

    def __str__(self):
        return self.title or str(self.application)


class Attendance(models.Model):
    """Who of the members was there. No row: nothing was noted."""

    class Value(models.TextChoices):
        PRESENT = "present", _("anwesend")
        EXCUSED = "excused", _("entschuldigt")
        ABSENT = "absent", _("nicht anwesend")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("Mitglied"))
    value = models.CharField(_("Anwesenheit"), max_length=10, choices=Value)

    class Meta:
        verbose_name = _("Anwesenheit")
        verbose_name_plural = _("Anwesenheit")
        ordering = ["sitting", "member__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="attendance_once_per_member")]

    def __str__(self):
        return f"{self.member}: {self.get_value_display()}"


class Ballot(models.Model):
    """The vote of one round: opened and closed by a chair. Whether it takes votes on a day, voting.takes_votes says."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, blank=True, related_name="ballots")
    closes_on = models.DateField(_("Frist, einschließlich"), null=True, blank=True)
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("eröffnet am"), default=timezone.now)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("geschlossen am"), null=True)

    class Meta:
        verbose_name = _("Abstimmung")
        verbose_name_plural = _("Abstimmungen")
        ordering = ["application", "round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="ballot_one_per_round"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="ballot_closed_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.application_id}/{self.round}"

    @property
    def closed_on(self):
        """The day it was closed by hand, or None."""
        return timezone.localdate(self.closed_at) if self.closed_at else None


class Vote(models.Model):
    """A board member's vote on recommending admission, in one round of an application."""

    class Value(models.TextChoices):
        YES = "yes", _("Aufnahme empfehlen")
        NO = "no", _("Aufnahme nicht empfehlen")
        ABSTAIN = "abstain", _("Enthaltung")

    application = models.ForeignKey(Application, models.PROTECT, related_name="votes")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, blank=True, related_name="votes")
    member = models.ForeignKey(USER, models.PROTECT, related_name="votes")
    value = models.CharField(_("Votum"), max_length=8, choices=Value)
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Votum")
        verbose_name_plural = _("Voten")
        ordering = ["application", "round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round", "member"], name="vote_one_per_member_and_round")
        ]

    def __str__(self):
        return f"{self.application_id} {self.member}: {self.value}"


class Recommendation(models.Model):
    """The board's advice with its count: a record of its own, apart from reviews and decision."""

    class Value(models.TextChoices):
        ADMIT = "admit", _("Aufnahme empfohlen")
        REFUSE = "refuse", _("Aufnahme nicht empfohlen")

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    value = models.CharField(_("Empfehlung"), max_length=8, choices=Value)
    text = models.TextField(_("Begründung"))
    yes = models.PositiveSmallIntegerField(_("Ja"))
    no = models.PositiveSmallIntegerField(_("Nein"))
    abstain = models.PositiveSmallIntegerField(_("Enthaltung"))
    entitled = models.PositiveSmallIntegerField(_("stimmberechtigt"))
    made_on = models.DateField(_("beschlossen am"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Empfehlung")
        verbose_name_plural = _("Empfehlungen")
        ordering = ["application", "round"]
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="recommendation_one_per_round")]

    def __str__(self):
        return f"{self.application_id}: {self.get_value_display()}"
