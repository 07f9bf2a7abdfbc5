"""What the whole programme shares: Länder, fields, the ministry's names, settings, plain pages, its own work."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .accessibility import AccessibilityStatement, KnownBarrier
from .reporting import ReportingLine
from .searched import Searched, SearchedQuerySet
from .sizes import bounds_of

__all__ = [
    "AccessibilityStatement",
    "ActivityRecord",
    "ContentPage",
    "Heartbeat",
    "Job",
    "KnownBarrier",
    "Land",
    "LineRecording",
    "OwnerName",
    "ProgrammeSettings",
    "TechnologyField",
    "validate_not_blank",
]


class Land(models.Model):
    """One of the 16 Länder, by its ISO 3166-2 code ("DE-BY")."""

    iso = models.CharField(_("ISO-Code"), max_length=5, unique=True)
    ags = models.CharField(_("Amtlicher Schlüssel"), max_length=2, unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=60, unique=True)
    name_en = models.CharField(_("Name (englisch)"), max_length=60)

    class Meta:
        verbose_name = _("Land")
        verbose_name_plural = _("Länder")
        ordering = ["name_de"]

    def __str__(self):
        return self.name_de


class TechnologyField(models.Model):
    """A field of the programme's own list. The list may grow: the office edits it."""

    code = models.SlugField(_("Code"), unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)

    class Meta:
        verbose_name = _("Technologiefeld")
        verbose_name_plural = _("Technologiefelder")
        ordering = ["name_de"]

    def __str__(self):
        return self.name_de


class OwnerNameQuerySet(models.QuerySet):
    def valid_on(self, day):
        """The names the ministry bears on `day`; valid_until includes that day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))


class OwnerName(models.Model):
    """A name of the programme's owner with its validity. A letter bears the one valid on its date (SPEC 2.5)."""

    valid_from = models.DateField(_("gültig ab"))
    valid_until = models.DateField(_("gültig bis einschließlich"), null=True, blank=True)
    short_name = models.CharField(_("Kurzname"), max_length=20)
    name_de = models.CharField(_("Name (deutsch)"), max_length=200)
    name_en = models.CharField(_("Name (englisch)"), max_length=200)

    objects = OwnerNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("Name des Ministeriums")
        verbose_name_plural = _("Namen des Ministeriums")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="owner_name_one_start"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="owner_name_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.short_name} ({self.valid_from:%d.%m.%Y})"


class ProgrammeSettings(models.Model):
    """The programme's policy: every [D] value of the specification that is not part of a catalogue. One row."""

    is_demo = models.BooleanField(_("Demonstration"), default=False, editable=False)
    content_version = models.PositiveBigIntegerField(default=1, editable=False)
    office_email = models.EmailField(_("E-Mail-Adresse des Programmbüros"), default="office@demo.example")
    office_phone = models.CharField(_("Telefonnummer des Programmbüros"), max_length=60, blank=True)
    register_complete_since = models.DateField(
        _("Register vollständig seit"),
        null=True,
        blank=True,
        help_text=_(
            "Ab diesem Tag werden Zahlen aus den Einträgen berechnet. Davor gelten nur veröffentlichte Zahlen."
        ),
    )
    silver_transition_day = models.DateField(
        _("Übergangstag der Silber-Verpflichtung"),
        null=True,
        blank=True,
        help_text=_("Kein erster Fälligkeitstag liegt vor diesem Tag."),
    )
    silver_at_risk_months = models.PositiveSmallIntegerField(_("Silber gefährdet: Monate vor Fälligkeit"), default=6)
    silver_benchmarking_lead_months = models.PositiveSmallIntegerField(
        _("Vorlauf des Benchmarkings: Monate vor Fälligkeit von Silber"), default=9
    )
    silver_assessment_lead_months = models.PositiveSmallIntegerField(
        _("Vorlauf der Begutachtung: Monate vor Fälligkeit von Silber"), default=4
    )
    benchmarking_first_months = models.PositiveSmallIntegerField(
        _("Erstes Benchmarking: Monate nach Aufnahme"), default=12
    )
    benchmarking_interval_months = models.PositiveSmallIntegerField(
        _("Nächstes Benchmarking: Monate nach dem letzten"), default=24
    )
    benchmarking_soon_months = models.PositiveSmallIntegerField(_("Benchmarking bald fällig: Monate vorher"), default=3)
    label_expires_soon_months = models.PositiveSmallIntegerField(_("Label läuft bald ab: Monate vor Ende"), default=6)
    figures_key_month = models.PositiveSmallIntegerField(
        _("Stichtag der Jahreszahlen: Monat"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    figures_key_day = models.PositiveSmallIntegerField(
        _("Stichtag der Jahreszahlen: Tag"), default=31, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    figures_due_month = models.PositiveSmallIntegerField(
        _("Frist der Jahreszahlen: Monat"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    figures_due_day = models.PositiveSmallIntegerField(
        _("Frist der Jahreszahlen: Tag"), default=31, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    figures_jump_percent = models.PositiveSmallIntegerField(
        _("Jahreszahlen: nachfragen ab einer Veränderung um mehr als … Prozent"), default=25
    )
    size_class_bounds = models.CharField(
        _("Größenklassen im Verzeichnis"),
        max_length=60,
        default="50, 100, 200",
        validators=[bounds_of],
        help_text=_("Ab wie vielen Akteuren die nächste Klasse beginnt. „50, 100“ heißt: bis 49, 50 bis 99, ab 100."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("Kündigungsfrist in Monaten"), default=3, help_text=_("Das Programmbüro kann mit einem Grund abweichen.")
    )
    notice_to_month_end = models.BooleanField(_("Kündigung nur zum Monatsende"), default=True)
    completion_days = models.PositiveSmallIntegerField(_("Frist zur Vervollständigung in Tagen"), default=28)
    idle_draft_days = models.PositiveSmallIntegerField(_("Ruhender Entwurf nach Tagen"), default=60)
    invitation_days = models.PositiveSmallIntegerField(_("Einladungen gelten so viele Tage"), default=14)
    review_days = models.PositiveSmallIntegerField(_("Frist für Gutachten in Tagen"), default=21)
    conflict_lookback_months = models.PositiveSmallIntegerField(
        _("Befangenheit durch frühere Funktionen: Monate"), default=36
    )
    hide_own_points = models.BooleanField(
        _("Selbsteinschätzung verbergen"),
        default=True,
        help_text=_("Gutachterinnen und Gutachter sehen die Selbsteinschätzung erst nach dem eigenen Speichern."),
    )
    disagreement_points = models.PositiveSmallIntegerField(
        _("Gutachten liegen auseinander: mehr als … Punkte"),
        default=1,
        help_text=_("Liegen höchste und niedrigste Punkte eines Kriteriums weiter auseinander, wird es hervorgehoben."),
    )
    newsletter_unconfirmed_days = models.PositiveSmallIntegerField(
        _("Unbestätigte Newsletter-Anmeldungen löschen nach Tagen"), default=7
    )
    submission_unconfirmed_days = models.PositiveSmallIntegerField(
        _("Unbestätigte Einreichungen zu Clusterwochen löschen nach Tagen"), default=7
    )
    submission_contact_days = models.PositiveSmallIntegerField(
        _("Kontaktdaten der Einreichungen löschen: Tage nach der Clusterwoche"), default=90
    )
    newsletter_batch_size = models.PositiveSmallIntegerField(
        _("Newsletter: Nachrichten je Minute"),
        default=200,
        validators=[MinValueValidator(1), MaxValueValidator(2000)],
        help_text=_("So viele Exemplare einer Ausgabe kommen jede Minute in den Postausgang."),
    )

    class Meta:
        verbose_name = _("Einstellungen")
        verbose_name_plural = _("Einstellungen")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="programme_settings_single_row")]

    def __str__(self):
        return str(self._meta.verbose_name)

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def load(cls):
        """The one row; made with its defaults when it does not exist yet."""
        return cls.objects.get_or_create(pk=1)[0]


class ContentPage(Searched):
    """A text the office edits: imprint, privacy, accessibility statement and the like. Text is Markdown.

    The home page's is what the programme says of itself on top: title and lead.
    """

    class Key(models.TextChoices):
        HOME = "home", _("Startseite")
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Barrierefreiheit")
        EASY_LANGUAGE = "easy-language", _("Leichte Sprache")
        SIGN_LANGUAGE = "sign-language", _("Gebärdensprache")

    key = models.CharField(_("Seite"), max_length=30, choices=Key, unique=True)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    body_de = models.TextField(_("Text (deutsch)"), help_text=_("Mit Markdown gestalten."))
    body_en = models.TextField(_("Text (englisch)"), blank=True)
    reviewed_on = models.DateField(_("zuletzt geprüft am"), null=True, blank=True)
    video_url = models.URLField(
        _("Adresse des Videos"),
        max_length=300,
        blank=True,
        help_text=_("Ein Video in Gebärdensprache. Es wird verlinkt, nicht eingebettet; der Text sagt dasselbe."),
    )

    history = HistoricalRecords(excluded_fields=["search_text"])

    objects = SearchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
        ordering = ["key"]

    def __str__(self):
        return self.title_de


class LineRecording(models.Model):
    """From which day on one line of the reporting list is recorded. One row per line; without a day: not recorded."""

    line = models.CharField(_("Zeile"), max_length=20, choices=ReportingLine, unique=True)
    recorded_since = models.DateField(
        _("erfasst seit"),
        null=True,
        blank=True,
        help_text=_("Davor heißt es „nicht erfasst“. Ab diesem Tag bedeutet 0 wirklich: keine."),
    )

    class Meta:
        verbose_name = _("Zeile der Programmzahlen")
        verbose_name_plural = _("Zeilen der Programmzahlen")
        ordering = ["pk"]

    def __str__(self):
        return self.get_line_display()


class ActivityRecord(models.Model):
    """Work of the programme without rows of its own in the portal: a project, a consultation, a newsletter issue."""

    class Kind(models.TextChoices):
        FUNDED_PROJECT = "funded-project", _("gefördertes Projekt")
        CONSULTATION = "consultation", _("Beratung")
        NEWSLETTER_ISSUE = "newsletter-issue", _("Ausgabe des Newsletters")
        REPORT = "report", _("Bericht außerhalb des Portals")

    class Precision(models.TextChoices):
        DAY = "day", _("Tag")
        MONTH = "month", _("Monat")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    on = models.DateField(_("am"), help_text=_("Ist nur der Monat bekannt: irgendein Tag darin."))
    date_precision = models.CharField(_("Genauigkeit"), max_length=10, choices=Precision, default=Precision.DAY)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField(
        _("Anzahl"), default=1, help_text=_("Für einen Eintrag, der mehrere zusammenfasst.")
    )
    source = models.CharField(_("Quelle"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("erfasst von"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Programmaktivität")
        verbose_name_plural = _("Programmaktivitäten")
        ordering = ["-on", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="activity_record_counts_something",
                violation_error_message=_("Ein Eintrag zählt mindestens einmal."),
            )
        ]

    def __str__(self):
        return self.title_de

    def save(self, *args, **kwargs):
        if self.date_precision == self.Precision.MONTH:
            self.on = self.on.replace(day=1)
        super().save(*args, **kwargs)


class Heartbeat(models.Model):
    """When the clock was last heard, through broker and worker; /readyz tells its age."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class Job(models.Model):
    """A scheduled job: who runs it now, and when it was last done. The doors to it are in jobs.py."""

    name = models.CharField(max_length=40, unique=True)
    # Of the run that is at work; both empty when none is.
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Machine and process of the latest run, for whoever reads the log.
    runner = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # When the latest run that came to its end did so. A run that failed or was killed leaves it as it was.
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_token="", lease_until=None) | (~Q(lease_token="") & Q(lease_until__isnull=False)),
                name="job_lease_is_whole",
            )
        ]

    def __str__(self):
        return self.name


def validate_not_blank(value):
    """A text of white space only is no text."""
    if not value.strip():
        raise ValidationError(_("Bitte geben Sie einen Text ein."), code="blank")
