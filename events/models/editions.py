"""Cluster weeks: an edition with its programme, and the events that cluster initiatives submit for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import Land
from programme.searched import Searched
from records.models import random_token

from .content import ReleasedQuerySet
from .events import Event


class Edition(Searched):
    """One edition of a cluster week: some days on which cluster initiatives all over the country show their work."""

    slug = models.SlugField(_("Adresse"), max_length=100, unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=200)
    name_en = models.CharField(_("Name (englisch)"), max_length=200, blank=True)
    intro_de = models.TextField(_("Einleitung (deutsch)"), blank=True, help_text=_("Mit Markdown gestalten."))
    intro_en = models.TextField(_("Einleitung (englisch)"), blank=True)
    starts_on = models.DateField(_("erster Tag"))
    ends_on = models.DateField(_("letzter Tag"))
    submissions_from = models.DateField(_("Einreichen ab"), null=True, blank=True)
    submissions_until = models.DateField(
        _("Einreichen bis einschließlich"), null=True, blank=True, help_text=_("Leer: bis zum letzten Tag.")
    )
    released_on = models.DateField(_("veröffentlicht ab"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReleasedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Clusterwoche")
        verbose_name_plural = _("Clusterwochen")
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="edition_ends_after_start",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
            models.CheckConstraint(
                condition=Q(submissions_from=None)
                | Q(submissions_until=None)
                | Q(submissions_until__gte=F("submissions_from")),
                name="edition_submissions_in_order",
                violation_error_message=_("Das Einreichen endet, bevor es beginnt."),
            ),
        ]

    def __str__(self):
        return self.name_de

    def is_released(self, day):
        """Whether the public sees it on `day`."""
        return self.released_on is not None and self.released_on <= day

    def takes_submissions(self, day):
        """Whether cluster initiatives may submit an event on `day`; never without a first day of submitting."""
        return (
            self.is_released(day)
            and self.submissions_from is not None
            and self.submissions_from <= day <= (self.submissions_until or self.ends_on)
        )


class EditionSubmissionQuerySet(models.QuerySet):
    def undecided(self):
        """Still open: with its contact, which is erased some time after the edition, the chance to decide ends."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None, erased_at=None)

    def before_the_office(self):
        """Confirmed, not decided, and no question is open: it is the office's turn."""
        return self.undecided().filter(confirmed_at__isnull=False, asked_at=None)


class EditionSubmission(models.Model):
    """An event that a cluster initiative without an account wants in the programme of an edition.

    Its state is derived from its dates (submissionstates.py). The person's name and address are erased some time after
    the edition; the event that came of it stays.
    """

    key = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="submissions", verbose_name=_("Clusterwoche"), editable=False
    )
    language = models.CharField(_("Sprache"), max_length=2, choices=settings.LANGUAGES, default="de", editable=False)
    organisation = models.CharField(_("Clusterinitiative oder Organisation"), max_length=200)
    contact_name = models.CharField(_("Ansprechperson"), max_length=120, blank=True)
    contact_email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    summary_de = models.TextField(_("Beschreibung (deutsch)"), max_length=3000)
    summary_en = models.TextField(_("Beschreibung (englisch)"), max_length=3000, blank=True)
    held_on = models.DateField(_("Tag"))
    starts_at = models.TimeField(_("Beginn"), null=True, blank=True)
    ends_at = models.TimeField(_("Ende"), null=True, blank=True)
    online = models.BooleanField(_("online"), default=False)
    address = models.CharField(
        _("Adresse des Veranstaltungsorts"), max_length=200, blank=True, help_text=_("Gebäude, Straße und Hausnummer.")
    )
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    land = models.ForeignKey(Land, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Land"))
    website = models.URLField(_("Website"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("eingereicht am"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, blank=True, editable=False)
    question = models.TextField(_("Rückfrage"), blank=True, editable=False)
    asked_at = models.DateTimeField(_("zurückgefragt am"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(_("abgelehnt am"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True, editable=False)
    reason = models.TextField(_("Begründung"), blank=True, editable=False)
    event = models.OneToOneField(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="edition_submission",
        verbose_name=_("Veranstaltung"),
        editable=False,
    )
    erased_at = models.DateTimeField(_("Kontakt gelöscht am"), null=True, blank=True, editable=False)

    objects = EditionSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einreichung zur Clusterwoche")
        verbose_name_plural = _("Einreichungen zur Clusterwoche")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False)
                | Q(asked_at=None, accepted_at=None, declined_at=None, withdrawn_at=None),
                name="edition_submission_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None, withdrawn_at=None),
                name="edition_submission_one_outcome",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(withdrawn_at=None), name="edition_submission_one_refusal"
            ),
        ]

    def __str__(self):
        return self.title_de
