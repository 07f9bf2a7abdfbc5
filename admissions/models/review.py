"""The board: appointments, conflicts, reviews with scores, votes, the recommendation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .application import Application
from .catalogue import Criterion, CriterionGroup

USER = settings.AUTH_USER_MODEL


class BoardAppointmentQuerySet(models.QuerySet):
    def holding_on(self, day):
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class BoardAppointment(models.Model):
    """Who sits on the board, from when to when."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="board_appointments", verbose_name=_("Person"))
    starts_on = models.DateField(_("berufen ab"))
    ends_on = models.DateField(_("berufen bis einschließlich"), null=True, blank=True)
    is_chair = models.BooleanField(_("Vorsitz"), default=False)

    objects = BoardAppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Berufung")
        verbose_name_plural = _("Berufungen")
        ordering = ["user", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["user", "starts_on"], name="board_appointment_one_start"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="board_appointment_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.starts_on:%d.%m.%Y}"


class ConflictDeclaration(models.Model):
    """What a person said about the own conflict with an application. Three values; "not asked" is never "none"."""

    class Value(models.TextChoices):
        NOT_ASKED = "not_asked", _("noch nicht gefragt")
        NONE = "none", _("nicht befangen")
        DECLARED = "declared", _("befangen")

    application = models.ForeignKey(Application, models.PROTECT, related_name="conflict_declarations")
    user = models.ForeignKey(USER, models.PROTECT, related_name="conflict_declarations")
    value = models.CharField(_("Befangenheit"), max_length=10, choices=Value, default=Value.NOT_ASKED)
    reason = models.TextField(_("Grund"), blank=True)
    declared_at = models.DateTimeField(_("erklärt am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Befangenheit")
        verbose_name_plural = _("Befangenheit")
        ordering = ["application", "user"]
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_declaration_once"),
            models.CheckConstraint(
                condition=Q(value="not_asked", declared_at=None)
                | (~Q(value="not_asked") & Q(declared_at__isnull=False)),
                name="conflict_declaration_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.application_id} {self.user_id} {self.value}"


class ReviewAssignment(models.Model):
    """The office asks a board member for a review by a day."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="review_assignments", verbose_name=_("Person"))
    due_on = models.DateField(_("fällig am"))
    assigned_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("entbunden am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Zuweisung")
        verbose_name_plural = _("Zuweisungen")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(ended_at=None),
                name="review_assignment_one_open_per_reviewer",
            )
        ]

    def __str__(self):
        return f"{self.application_id} → {self.reviewer}"


class Review(models.Model):
    """One reviewer's points and words on one application. Not submitted: a draft nobody else sees."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="reviews")
    abstained = models.BooleanField(_("enthalten"), default=False)
    summary = models.TextField(_("Zusammenfassung"), blank=True)
    saved_at = models.DateTimeField(_("gespeichert am"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("abgegeben am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Gutachten")
        verbose_name_plural = _("Gutachten")
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="review_one_per_reviewer")]

    def __str__(self):
        return f"{self.application_id} {self.reviewer}"


class Score(models.Model):
    """The points for one criterion. Not scored is NULL, never 0."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("Punkte"), null=True, blank=True)
    comment = models.TextField(_("Anmerkung"), blank=True)

    class Meta:
        verbose_name = _("Bewertung")
        verbose_name_plural = _("Bewertungen")
        ordering = ["review", "criterion"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_one_per_criterion")]

    def __str__(self):
        return f"{self.review_id} {self.criterion_id}: {self.points}"


class GroupComment(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="group_comments")
    group = models.ForeignKey(CriterionGroup, models.PROTECT, related_name="+")
    text = models.TextField(_("Kommentar zur Gruppe"), blank=True)

    class Meta:
        verbose_name = _("Kommentar zur Gruppe")
        verbose_name_plural = _("Kommentare zu Gruppen")
        constraints = [models.UniqueConstraint(fields=["review", "group"], name="group_comment_one_per_group")]

    def __str__(self):
        return self.text[:60]


class Sitting(models.Model):
    """A sitting of the board, or a circulation (Umlaufverfahren) with its deadline."""

    class Kind(models.TextChoices):
        SITTING = "sitting", _("Sitzung")
        CIRCULATION = "circulation", _("Umlaufverfahren")

    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    held_on = models.DateField(_("Tag der Sitzung oder Frist"))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    applications = models.ManyToManyField(
        Application, blank=True, related_name="sittings", verbose_name=_("Aufnahmeanträge")
    )

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        ordering = ["-held_on"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.held_on:%d.%m.%Y}"


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
