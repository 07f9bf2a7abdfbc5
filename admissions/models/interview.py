"""The personal talk with the cluster management (SPEC 2.1): arranging it, and what came of it."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..interview_dates import LONGEST, SHORTEST, ends_at
from .application import Application

USER = settings.AUTH_USER_MODEL


def new_uid():
    """What calendar programs recognise the talk by, however often it is moved."""
    return f"interview-{secrets.token_hex(12)}@goclusterportal"


class InterviewPlanQuerySet(models.QuerySet):
    def open(self):
        """Those that still wait for an answer or for their day."""
        return self.filter(state__in=InterviewPlan.OPEN)


class InterviewPlan(models.Model):
    """Arranging one talk: dates are proposed, one is chosen, it may be moved or called off. One at a time per case."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Termine vorgeschlagen")
        NONE_FITS = "none_fits", _("kein Termin passt")
        FIXED = "fixed", _("Termin vereinbart")
        HELD = "held", _("geführt")
        CANCELLED = "cancelled", pgettext_lazy("interview", "abgesagt")

    OPEN = (State.PROPOSED, State.NONE_FITS, State.FIXED)

    application = models.ForeignKey(Application, models.PROTECT, related_name="interview_plans")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PROPOSED)
    message = models.TextField(_("Nachricht an den Antragsteller"), blank=True)
    answer_by = models.DateField(_("Antwort erbeten bis"))
    guests = models.TextField(_("Gäste"), blank=True)
    answer = models.TextField(_("Antwort des Antragstellers"), blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    uid = models.CharField(max_length=80, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Zählt die Fassungen des Kalendereintrags.")
    )
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("vorgeschlagen am"), default=timezone.now)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = InterviewPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Planung des Gesprächs")
        verbose_name_plural = _("Planungen der Gespräche")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["proposed", "none_fits", "fixed"]),
                name="interview_plan_one_open_per_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "cancelled"], ended_at__isnull=False)
                | (~Q(state__in=["held", "cancelled"]) & Q(ended_at=None)),
                name="interview_plan_over_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="none_fits") | ~Q(answer=""), name="interview_plan_no_has_sentence"
            ),
        ]

    def __str__(self):
        return f"{self.application_id}, {self.get_state_display()}"

    @property
    def is_fixed(self):
        return self.state == self.State.FIXED

    @property
    def chosen(self):
        """The date that counts, None before one is chosen. Reads `dates` once, also where it is prefetched."""
        return next((date for date in self.dates.all() if date.chosen_at and not date.withdrawn_at), None)

    @property
    def offered(self):
        """The dates among which the applicant may choose, earliest first."""
        return [date for date in self.dates.all() if not date.withdrawn_at]


class InterviewDate(models.Model):
    """A date for a talk: proposed, perhaps chosen, perhaps replaced by another. Never changed otherwise."""

    plan = models.ForeignKey(InterviewPlan, models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField(_("Beginn"))
    minutes = models.PositiveSmallIntegerField(
        _("Dauer in Minuten"), validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Adresse des Videogesprächs"), blank=True, max_length=500)
    chosen_at = models.DateTimeField(_("gewählt am"), null=True, blank=True)
    chosen_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Termin des Gesprächs")
        verbose_name_plural = _("Termine der Gespräche")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(chosen_at__isnull=False, withdrawn_at=None),
                name="interview_date_one_chosen_per_plan",
            ),
            models.CheckConstraint(
                condition=Q(place="") & ~Q(link="") | ~Q(place="") & Q(link=""), name="interview_date_place_or_link"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="interview_date_of_bearable_length"
            ),
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def ends_at(self):
        return ends_at(self.starts_at, self.minutes)

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def where(self):
        """The address of the house or of the video call."""
        return self.place or self.link


class InterviewParticipant(models.Model):
    """Who of board and office is asked to take part. The applicant's people always are, and stand in no row."""

    class Side(models.TextChoices):
        BOARD = "board", _("Programmbegleitkreis")
        OFFICE = "office", _("Programmbüro")

    plan = models.ForeignKey(InterviewPlan, models.PROTECT, related_name="participants")
    user = models.ForeignKey(USER, models.PROTECT, related_name="interview_invitations", verbose_name=_("Person"))
    side = models.CharField(_("Seite"), max_length=6, choices=Side)
    removed_at = models.DateTimeField(_("nicht mehr dabei seit"), null=True, blank=True)

    class Meta:
        verbose_name = _("Teilnahme am Gespräch")
        verbose_name_plural = _("Teilnahmen an Gesprächen")
        ordering = ["plan", "side", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="interview_participant_once_per_plan")]

    def __str__(self):
        return f"{self.plan_id} {self.user}"


class Interview(models.Model):
    """The personal talk with the cluster management, with its minutes; planned in the portal or not."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="interviews")
    round = models.PositiveSmallIntegerField(_("Durchgang"), default=1)
    plan = models.OneToOneField(
        InterviewPlan, models.PROTECT, null=True, blank=True, related_name="interview", verbose_name=_("Planung")
    )
    held_on = models.DateField(_("geführt am"))
    place = models.CharField(_("Ort"), max_length=500, blank=True)
    participants = models.TextField(_("Teilnehmende"))
    minutes = models.TextField(_("Protokoll"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Persönliches Gespräch")
        verbose_name_plural = _("Persönliche Gespräche")
        ordering = ["application", "held_on"]

    def __str__(self):
        return f"{self.application_id}, {self.held_on}"
