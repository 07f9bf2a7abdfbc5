"""The application: drafts, answers with evidence, submissions, the office's check for completeness."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, ManagementOrganisation
from records.models import StoredFile

from .catalogue import CriteriaCatalogue, Criterion


class NumberCounter(models.Model):
    """The last number given in a year; the row is locked while a number is taken. Gaps are allowed, reuse is not."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last}"


class Application(models.Model):
    """A request for admission. The state changes only through admissions.services."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("eingereicht")
        RETURNED = "returned", _("zur Vervollständigung zurückgegeben")
        COMPLETE = "complete", _("vollständig")
        IN_REVIEW = "in_review", _("in Begutachtung")
        INTERVIEW = "interview", _("persönliches Gespräch geführt")
        RECOMMENDED = "recommended", _("Empfehlung liegt vor")
        DECIDED = "decided", _("entschieden")
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        LAPSED = "lapsed", _("verfallen")

    number = models.CharField(_("Nummer"), max_length=20, unique=True, editable=False)
    catalogue = models.ForeignKey(
        CriteriaCatalogue, models.PROTECT, related_name="applications", verbose_name=_("Kriterienkatalog")
    )
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="applications", verbose_name=_("Cluster"))
    organisation = models.ForeignKey(
        ManagementOrganisation, models.PROTECT, related_name="applications", verbose_name=_("Organisation")
    )
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    state_since = models.DateField(_("seit"), editable=False)
    round = models.PositiveSmallIntegerField(
        _("Durchgang"), default=1, editable=False, help_text=_("Steigt, wenn die Entscheidung zurückgestellt wird.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angelegt von"), editable=False
    )
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("bearbeitet am"), default=timezone.now, editable=False)
    return_message = models.TextField(_("Nachricht zur Rückgabe"), blank=True, editable=False)
    lapses_on = models.DateField(_("verfällt nach Ablauf des"), null=True, blank=True, editable=False)
    expected_on = models.DateField(_("Nächster Schritt voraussichtlich bis"), null=True, blank=True, editable=False)
    expected_note = models.CharField(_("Satz an den Antragsteller"), max_length=300, blank=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("früherer Antrag")
    )

    class Meta:
        verbose_name = _("Aufnahmeantrag")
        verbose_name_plural = _("Aufnahmeanträge")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"],
                condition=~Q(state__in=["decided", "withdrawn", "lapsed"]),
                name="application_one_open_per_cluster",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", lapses_on__isnull=False) | (~Q(state="returned") & Q(lapses_on=None)),
                name="application_lapse_day_while_returned",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def papers_with_documents(self):
        """What came on paper for this application, with the documents at hand (one query)."""
        return self.paper_entries.select_related("document")


class Answer(models.Model):
    """The applicant's answer to one criterion, with the applicant's own points. Nothing is required in a draft."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("Kriterium"))
    text = models.TextField(_("Antwort"), blank=True)
    own_points = models.PositiveSmallIntegerField(_("Eigene Einschätzung"), null=True, blank=True)
    figures = models.JSONField(_("Kennzahlen"), default=dict, blank=True)
    """Code of the CriterionFigure: its kept form (admissions.figures), or null for not given."""
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        ordering = ["application", "criterion"]
        constraints = [models.UniqueConstraint(fields=["application", "criterion"], name="answer_one_per_criterion")]

    def __str__(self):
        return f"{self.application_id} {self.criterion_id}"


class Evidence(models.Model):
    """A file or a link that proves an answer; replaced ones stay, marked."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("Link"), blank=True, max_length=500)
    title = models.CharField(_("Bezeichnung"), max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("ersetzt durch")
    )

    class Meta:
        verbose_name = _("Nachweis")
        verbose_name_plural = _("Nachweise")
        ordering = ["answer", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) & ~Q(link="") | Q(file__isnull=False, link=""),
                name="evidence_file_or_link",
                violation_error_message=_("Bitte geben Sie entweder eine Datei oder einen Link an."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(removed_at__isnull=False), name="evidence_replaced_is_removed"
            ),
        ]

    def __str__(self):
        return self.title or self.link or str(self.file)


class Submission(models.Model):
    """What was submitted, unchanged for ever: a JSON snapshot, so that versions can be compared."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    sequence = models.PositiveSmallIntegerField(_("Fassung"))
    submitted_at = models.DateTimeField(_("eingereicht am"), default=timezone.now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(_("vom Programmbüro für den Antragsteller"), default=False)
    snapshot = models.JSONField()

    class Meta:
        verbose_name = _("Einreichung")
        verbose_name_plural = _("Einreichungen")
        ordering = ["application", "sequence"]
        constraints = [models.UniqueConstraint(fields=["application", "sequence"], name="submission_sequence_once")]

    def __str__(self):
        return f"{self.application_id}/{self.sequence}"


class CriterionCheck(models.Model):
    """The office's look at one criterion: is the answer with its evidence complete?"""

    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("anerkannt")
        INSUFFICIENT = "insufficient", _("nicht ausreichend")
        MISSING = "missing", _("fehlt")

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("Kriterium"))
    result = models.CharField(_("Ergebnis"), max_length=12, choices=Result)
    note = models.TextField(_("Hinweis an den Antragsteller"), blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Prüfung eines Kriteriums")
        verbose_name_plural = _("Prüfung der Kriterien")
        ordering = ["application", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="criterion_check_once_per_application")
        ]

    def __str__(self):
        return f"{self.application_id} {self.criterion_id} {self.result}"
