"""The board's work on a case: appointments, conflicts, reviews with scores, the discussion. Votes stand in voting."""

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
    saw_others = models.BooleanField(
        default=False, editable=False, help_text=_("Beim Wiederöffnen lagen andere Gutachten offen.")
    )
    edition = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Steigt mit jedem Speichern: daran erkennt sich ein zweites Fenster.")
    )

    class Meta:
        verbose_name = _("Gutachten")
        verbose_name_plural = _("Gutachten")
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="review_one_per_reviewer")]

    def __str__(self):
        return f"{self.application_id} {self.reviewer}"


class ReviewVersion(models.Model):
    """A review as it was handed in, unchanged for ever: every handing-in keeps one. See admissions.versions."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="versions")
    sequence = models.PositiveSmallIntegerField(_("Fassung"))
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    submitted_at = models.DateTimeField(_("abgegeben am"))
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.TextField(_("Grund der Änderung"), blank=True)
    saw_others = models.BooleanField(
        _("andere Gutachten lagen offen"),
        default=False,
        help_text=_("Vor dieser Fassung konnte die Person andere Gutachten lesen."),
    )
    snapshot = models.JSONField()

    class Meta:
        verbose_name = _("Fassung eines Gutachtens")
        verbose_name_plural = _("Fassungen der Gutachten")
        ordering = ["review", "sequence"]
        constraints = [models.UniqueConstraint(fields=["review", "sequence"], name="review_version_sequence_once")]

    def __str__(self):
        return f"{self.review_id}/{self.sequence}"


class Score(models.Model):
    """The points for one criterion. Not scored is NULL, never 0; abstained is said, NULL alone means "not yet"."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("Punkte"), null=True, blank=True)
    abstained = models.BooleanField(_("enthalten"), default=False)
    comment = models.TextField(_("Anmerkung"), blank=True)

    class Meta:
        verbose_name = _("Bewertung")
        verbose_name_plural = _("Bewertungen")
        ordering = ["review", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_one_per_criterion"),
            models.CheckConstraint(condition=Q(abstained=False) | Q(points=None), name="score_abstained_has_no_points"),
        ]

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


class Contribution(models.Model):
    """A word in the board's discussion of a case. Nothing is changed afterwards: a correction is a further one."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="contributions")
    round = models.PositiveSmallIntegerField(_("Durchgang"))
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    text = models.TextField(_("Beitrag"))
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    written_at = models.DateTimeField(_("geschrieben am"), default=timezone.now)

    class Meta:
        verbose_name = _("Beitrag zur Aussprache")
        verbose_name_plural = _("Beiträge zur Aussprache")
        ordering = ["application", "written_at", "pk"]

    def __str__(self):
        return f"{self.application_id}, {self.author_id}"
