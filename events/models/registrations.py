"""Registration for events: what the office asks, and who comes."""

import secrets

from django.conf import settings as portal
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster

from .events import Event

LONGEST_ANSWER = 2000
MOST_SEATS = 100_000
EMPTIED_NAME = "–"
"""Stands where a name was."""


def new_key():
    """Names a registration in links and calendars: 16 characters that nobody guesses."""
    return secrets.token_urlsafe(12)


class RegistrationSettings(models.Model):
    """The registration for one event: when, for whom, how many, and for how long personal data are kept."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("alle")
        MEMBERS = "members", _("nur Personen aus Mitgliedsclustern (mit Konto)")

    event = models.OneToOneField(
        Event, models.PROTECT, related_name="registration_settings", verbose_name=_("Veranstaltung")
    )
    opens_on = models.DateField(_("offen ab"), null=True, blank=True, help_text=_("Leer: sofort."))
    closes_at = models.DateTimeField(
        _("Anmeldeschluss"),
        help_text=_(
            "Die Anmeldung endet spätestens, wenn die Veranstaltung beginnt; ohne Uhrzeit mit Beginn ihres Tages."
        ),
    )
    changes_until = models.DateTimeField(
        _("Änderungen möglich bis"), null=True, blank=True, help_text=_("Leer: bis zum Beginn der Veranstaltung.")
    )
    capacity = models.PositiveIntegerField(
        _("Plätze"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text=_("Leer: unbegrenzt. Wer schon einen Platz hat, behält ihn auch bei einer kleineren Zahl."),
    )
    waiting_list = models.BooleanField(
        _("Warteliste"), default=True, help_text=_("Wird ein Platz frei, rückt die nächste Person von selbst nach.")
    )
    audience = models.CharField(_("Wer sich anmelden darf"), max_length=10, choices=Audience, default=Audience.EVERYONE)
    purpose_de = models.TextField(
        _("Zweck der Daten (deutsch)"),
        blank=True,
        max_length=2000,
        help_text=_("Steht im Formular über der Einwilligung. Leer: Vorbereitung und Durchführung der Veranstaltung."),
    )
    purpose_en = models.TextField(_("Zweck der Daten (englisch)"), blank=True, max_length=2000)
    retention_days = models.PositiveSmallIntegerField(
        _("Aufbewahrung in Tagen"),
        default=90,
        validators=[MaxValueValidator(3650)],
        help_text=_(
            "So viele Tage nach der Veranstaltung werden Namen, Adressen und Antworten gelöscht. Die Zahlen bleiben."
        ),
    )
    # Nothing public shows it: only who has a seat, see registration_facts.access_of.
    access_note_de = models.TextField(
        _("Zugang für Angemeldete (deutsch)"),
        blank=True,
        max_length=2000,
        help_text=_(
            "Zum Beispiel die Einwahl. Nur wer einen Platz hat, liest es: auf der eigenen Seite, in der Bestätigung "
            "und in der Erinnerung. Eine Änderung verschickt nichts: Schreiben Sie dann eine Nachricht an Angemeldete."
        ),
    )
    access_note_en = models.TextField(_("Zugang für Angemeldete (englisch)"), blank=True, max_length=2000)
    closed_at = models.DateTimeField(_("geschlossen am"), null=True, blank=True, editable=False)
    called_off_at = models.DateTimeField(_("abgesagt am"), null=True, blank=True, editable=False)
    # What the registered people know about day, hour and place; see services/registration_news.py.
    told = models.JSONField(default=dict, editable=False)
    emptied_at = models.DateTimeField(_("Personendaten gelöscht am"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Anmeldung zu einer Veranstaltung")
        verbose_name_plural = _("Anmeldungen zu Veranstaltungen")
        ordering = [F("event__starts_on").desc(nulls_last=True), "event__slug"]

    def __str__(self):
        return str(self.event)


class RegistrationQuestion(models.Model):
    """A question of the office in the form of one event."""

    class Kind(models.TextChoices):
        TEXT = "text", _("kurzer Text")
        LONG = "long", _("langer Text")
        SINGLE = "single", _("eine Auswahl")
        MULTIPLE = "multiple", _("mehrere Auswahlen")
        YES_NO = "yes_no", _("ja oder nein")

    settings = models.ForeignKey(
        RegistrationSettings, models.CASCADE, related_name="questions", verbose_name=pgettext_lazy("event", "Anmeldung")
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.TEXT)
    label_de = models.CharField(_("Frage (deutsch)"), max_length=200)
    label_en = models.CharField(_("Frage (englisch)"), max_length=200, blank=True)
    options_de = models.TextField(
        _("Auswahl (deutsch)"), blank=True, max_length=4000, help_text=_("Eine Möglichkeit je Zeile.")
    )
    options_en = models.TextField(
        _("Auswahl (englisch)"), blank=True, max_length=4000, help_text=_("In derselben Reihenfolge.")
    )
    required = models.BooleanField(_("Pflichtfeld"), default=False)
    asked = models.BooleanField(
        _("wird gefragt"), default=True, help_text=_("Was schon beantwortet wurde, bleibt in der Ausgabe stehen.")
    )

    class Meta:
        verbose_name = _("Frage zur Anmeldung")
        verbose_name_plural = _("Fragen zur Anmeldung")
        ordering = ["settings", "position", "pk"]

    def __str__(self):
        return self.label_de

    @property
    def key(self):
        """Under which an answer is kept."""
        return str(self.pk)

    @property
    def choices(self):
        """Pairs of German and English option; the German one is what is kept."""
        german = [line.strip() for line in self.options_de.splitlines() if line.strip()]
        english = [line.strip() for line in self.options_en.splitlines() if line.strip()]
        if len(english) != len(german):
            english = german
        return list(zip(german, english, strict=True))


class RegistrationQuerySet(models.QuerySet):
    def seated(self):
        return self.filter(state=Registration.State.SEATED)

    def waiting(self):
        """In the order in which they move up; not those whose data have gone, for nobody could tell them."""
        rows = self.filter(state=Registration.State.WAITING, emptied_at=None)
        return rows.order_by("registered_at", "pk")

    def standing(self):
        """Everyone who wants to come, with or without a seat."""
        return self.exclude(state=Registration.State.CANCELLED)


class Registration(models.Model):
    """One person's registration for one event. It counts at once; after a set time it is emptied, never deleted."""

    class State(models.TextChoices):
        SEATED = "seated", _("angemeldet")
        WAITING = "waiting", _("auf der Warteliste")
        CANCELLED = "cancelled", _("abgemeldet")

    settings = models.ForeignKey(
        RegistrationSettings, models.PROTECT, related_name="registrations", verbose_name=_("Veranstaltung")
    )
    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    state = models.CharField(_("Stand"), max_length=10, choices=State)
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Innovationscluster")
    )
    language = models.CharField(_("Sprache"), max_length=2, choices=portal.LANGUAGES, default="de")
    answers = models.JSONField(_("Antworten"), default=dict, blank=True)
    user = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Konto")
    )
    entered_by = models.ForeignKey(
        portal.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("erfasst von"),
    )
    # The words that the person agreed to, as they were shown.
    consent_text = models.TextField(_("Einwilligung"), blank=True)
    registered_at = models.DateTimeField(_("angemeldet am"), default=timezone.now)
    seated_at = models.DateTimeField(_("Platz seit"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("abgemeldet am"), null=True, blank=True)
    # When the link was last sent to somebody who asked for it by registering again.
    link_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    attended = models.BooleanField(_("war da"), null=True, blank=True)
    # SEQUENCE of the calendar entry (RFC 5545): rises whenever the person is told something new.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    emptied_at = models.DateTimeField(_("Personendaten gelöscht am"), null=True, blank=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Teilnahme")
        verbose_name_plural = _("Teilnahmen")
        ordering = ["settings", "registered_at", "pk"]
        indexes = [models.Index(fields=["settings", "state"], name="registration_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "email"],
                condition=~Q(state="cancelled") & ~Q(email=""),
                name="registration_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="registration_cancelled_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="seated") | Q(seated_at__isnull=False), name="registration_seated_has_time"
            ),
            models.CheckConstraint(
                condition=Q(attended=None) | Q(state="seated"), name="registration_attended_had_a_seat"
            ),
        ]

    def __str__(self):
        return self.name


class RegistrationMessage(models.Model):
    """A mail of the office to the people registered for an event: written, tested, then released once."""

    class Recipients(models.TextChoices):
        SEATED = "seated", _("Angemeldete")
        WAITING = "waiting", _("Warteliste")
        BOTH = "both", _("Angemeldete und Warteliste")

    settings = models.ForeignKey(
        RegistrationSettings, models.PROTECT, related_name="messages", verbose_name=_("Veranstaltung")
    )
    recipients = models.CharField(_("An"), max_length=10, choices=Recipients, default=Recipients.SEATED)
    subject_de = models.CharField(_("Betreff (deutsch)"), max_length=200)
    subject_en = models.CharField(
        _("Betreff (englisch)"), max_length=200, blank=True, help_text=_("Leer: Alle erhalten den deutschen Text.")
    )
    body_de = models.TextField(_("Text (deutsch)"), max_length=20_000)
    body_en = models.TextField(_("Text (englisch)"), blank=True, max_length=20_000)
    tested_at = models.DateTimeField(_("zuletzt getestet am"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("freigegeben am"), null=True, blank=True, editable=False)
    number = models.PositiveIntegerField(_("Zahl der Empfängerinnen und Empfänger"), null=True, editable=False)

    class Meta:
        verbose_name = _("Nachricht an Angemeldete")
        verbose_name_plural = _("Nachrichten an Angemeldete")
        ordering = [F("released_at").desc(nulls_first=True), "-pk"]

    def __str__(self):
        return self.subject_de
