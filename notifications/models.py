"""The outbox (what is sent), the ladders (when to remind whom), the ledger (what was sent for what), office tasks.

This floor knows a subject only as (kind, subject key), never by foreign key.
"""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile

from . import placeholders

# Letters wait for the release of their decision; the outbox alone does not let them go.
LETTER_KIND = "decision-letter"
# Characters of the reason for skipping a reminder.
MAX_REASON = 300


def new_message_id():
    """A Message-ID that stays the same over all attempts, so that a second copy can be recognised."""
    return f"<{secrets.token_hex(16)}@goclusterportal>"


class OutboxQuerySet(models.QuerySet):
    def sendable(self, now):
        """Queued messages whose time has come, and claimed ones whose worker's lease ran out."""
        return self.filter(
            Q(state=OutboxMessage.State.QUEUED, next_attempt_at__lte=now)
            | Q(state=OutboxMessage.State.SENDING, lease_until__lt=now)
        )


class OutboxMessage(models.Model):
    """A plain text mail. Language, subject and text are frozen when it is written."""

    class State(models.TextChoices):
        HELD = "held", _("wartet auf Freigabe")
        QUEUED = "queued", _("wartet auf Versand")
        SENDING = "sending", _("wird versandt")
        SENT = "sent", _("versandt")
        FAILED = "failed", _("nicht zustellbar")
        DISCARDED = "discarded", _("verworfen")

    key = models.CharField(
        _("Schlüssel"), max_length=200, unique=True, help_text=_("Derselbe Vorgang erzeugt nur eine Nachricht.")
    )
    kind = models.CharField(_("Art"), max_length=60)
    subject_kind = models.CharField(_("Gegenstandsart"), max_length=40, blank=True)
    subject_key = models.CharField(_("Gegenstand"), max_length=80, blank=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person")
    )
    to_email = models.EmailField(_("An"))
    language = models.CharField(_("Sprache"), max_length=2)
    subject = models.CharField(_("Betreff"), max_length=250)
    body = models.TextField(_("Text"))
    attachments = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name=_("Anlagen"))
    calendar = models.TextField(
        _("Kalendereintrag"), blank=True, help_text=_("Geht als Anlage im Format iCalendar mit der Nachricht hinaus.")
    )
    # Of a mailing that its reader may leave with one click (RFC 8058); mails of a procedure have none.
    unsubscribe_url = models.URLField(_("Abbestellen"), max_length=300, blank=True, editable=False)
    message_id = models.CharField("Message-ID", max_length=100, unique=True, default=new_message_id)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    next_attempt_at = models.DateTimeField(_("nächster Versuch"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    last_error = models.TextField(_("letzter Fehler"), blank=True)
    as_of = models.DateField(_("Stichtag"), null=True, blank=True)
    # The address (slug) of the cluster whose own people it is for, as it was when the message was written.
    about = models.SlugField(_("Innovationscluster"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)
    sent_at = models.DateTimeField(_("versandt am"), null=True, blank=True)

    # Of the worker that holds the message; see services/attempts.py.
    open_attempt: "SendAttempt"

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Postausgang")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="outbox_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outbox_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="outbox_sending_has_lease"
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to_email}"

    @property
    def is_letter(self):
        return self.kind == LETTER_KIND


class Ladder(models.Model):
    """The ladder of reminders of one kind of deadline."""

    kind = models.SlugField(_("Art"), unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)
    active = models.BooleanField(_("aktiv"), default=True)
    courtesy = models.BooleanField(
        _("abbestellbar"),
        default=False,
        help_text=_(
            "Ein Service: Wer angeschrieben wird, kann diese Nachrichten abbestellen. Nur, wenn ohne sie kein Recht "
            "und keine Frist verloren geht."
        ),
    )

    class Meta:
        verbose_name = _("Erinnerungsleiter")
        verbose_name_plural = _("Erinnerungsleitern")
        ordering = ["kind"]

    def __str__(self):
        return self.name_de


class LadderRung(models.Model):
    """One rung: so many months and days before (negative) or after the due day, to whom, with which words."""

    class Audience(models.TextChoices):
        RESPONSIBLE = "responsible", _("Zuständige")
        OFFICE = "office", _("Programmbüro")
        RESPONSIBLE_AND_OFFICE = "both", _("Zuständige und Programmbüro")

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs", verbose_name=_("Leiter"))
    key = models.CharField(
        _("Schlüssel"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9+-]+$", _("Nur Kleinbuchstaben, Ziffern, Plus und Minus."))],
        help_text=_("Bleibt gleich, auch wenn Sie den Abstand ändern."),
    )
    months = models.SmallIntegerField(_("Monate"), default=0, help_text=_("Negativ: vor dem Fälligkeitstag."))
    days = models.SmallIntegerField(_("Tage"), default=0, help_text=_("Negativ: vor dem Fälligkeitstag."))
    audience = models.CharField(_("An"), max_length=12, choices=Audience, default=Audience.RESPONSIBLE)
    also_board = models.BooleanField(
        _("auch an den Vorstand"),
        default=False,
        help_text=_("Der Vorstand des Trägers liest denselben Text. Ist keiner bekannt, geht er an das Programmbüro."),
    )
    also_ministry = models.BooleanField(
        _("auch an das Ministerium"), default=False, help_text=_("Die Personen des Ministeriums lesen denselben Text.")
    )
    subject_de = models.CharField(_("Betreff (deutsch)"), max_length=200)
    subject_en = models.CharField(_("Betreff (englisch)"), max_length=200)
    body_de = models.TextField(_("Text (deutsch)"))
    body_en = models.TextField(_("Text (englisch)"))

    class Meta:
        verbose_name = _("Stufe")
        verbose_name_plural = _("Stufen")
        ordering = ["ladder", "months", "days"]
        constraints = [models.UniqueConstraint(fields=["ladder", "key"], name="rung_key_once_per_ladder")]

    def __str__(self):
        return self.key

    def clean(self):
        """Texts may only name what is filled in for this kind of deadline."""
        kind = self.ladder.kind if self.ladder_id else ""
        faults = {}
        for name in ("subject_de", "subject_en", "body_de", "body_en"):
            try:
                placeholders.check(getattr(self, name), kind)
            except placeholders.BadText as error:
                faults[name] = ValidationError(
                    _("Diese Platzhalter gibt es hier nicht: %(names)s. Möglich sind: %(known)s.")
                    if error.names
                    else _("Geschweifte Klammern stehen nur um Platzhalter. Möglich sind: %(known)s."),
                    code="placeholder",
                    params={
                        "names": ", ".join(f"{{{fault}}}" for fault in error.names),
                        "known": ", ".join(f"{{{known}}}" for known in placeholders.known_for(kind)),
                    },
                )
        if faults:
            raise ValidationError(faults)


class Reminder(models.Model):
    """The ledger: this rung was sent to this recipient for this subject. Never changed, never deleted."""

    kind = models.SlugField(_("Art"))
    subject_key = models.CharField(_("Gegenstand"), max_length=80)
    rung = models.CharField(_("Stufe"), max_length=40)
    recipient = models.CharField(_("An"), max_length=254, help_text=_("Schlüssel der Person"))
    due_on = models.DateField(_("fällig am"))
    as_of = models.DateField(_("Stichtag"))
    message = models.OneToOneField(OutboxMessage, models.PROTECT, related_name="reminder", verbose_name=_("Nachricht"))
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Erinnerung")
        verbose_name_plural = _("Erinnerungen")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "rung", "recipient"], name="reminder_once_per_rung_and_recipient"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_key} {self.rung}"


class OfficeTask(models.Model):
    """Something a person of the office must do, because no mail can do it. One open task per key."""

    key = models.CharField(max_length=200)
    text_de = models.TextField(_("Aufgabe (deutsch)"))
    text_en = models.TextField(_("Aufgabe (englisch)"))
    subject_kind = models.CharField(_("Gegenstandsart"), max_length=40, blank=True)
    subject_key = models.CharField(_("Gegenstand"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)
    done_at = models.DateTimeField(_("erledigt am"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("erledigt von"),
    )

    class Meta:
        verbose_name = _("Aufgabe des Programmbüros")
        verbose_name_plural = _("Aufgaben des Programmbüros")
        ordering = [F("done_at").asc(nulls_first=True), "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(done_at=None), name="office_task_one_open_per_key")
        ]

    def __str__(self):
        return self.text_de[:80]


class MailChoice(models.Model):
    """A person does not want the mails of one ladder. The row is the opt-out; without it the mails come."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person"))
    kind = models.SlugField(_("Art"))
    chosen_at = models.DateTimeField(_("abbestellt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Abbestellung")
        verbose_name_plural = _("Abbestellungen")
        ordering = ["-chosen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once_per_person_and_kind")]

    def __str__(self):
        return f"{self.user} {self.kind}"


class SkippedRung(models.Model):
    """A person of the office decided that this rung does not go out for this subject, to one recipient or to all."""

    kind = models.SlugField(_("Art"))
    subject_key = models.CharField(_("Gegenstand"), max_length=80)
    rung = models.CharField(_("Stufe"), max_length=40)
    recipient = models.CharField(_("An"), max_length=254, blank=True, help_text=_("Leer: an alle."))
    recipient_name = models.CharField(_("Name"), max_length=254, blank=True)
    reason = models.CharField(_("Grund"), max_length=MAX_REASON)
    # The day on which it would have gone out, as things stood; what counts is the ladder.
    planned_on = models.DateField(_("geplant für"))
    skipped_at = models.DateTimeField(_("übersprungen am"), default=timezone.now)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("übersprungen von")
    )
    taken_back_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zurückgenommen von"),
    )

    class Meta:
        verbose_name = _("Übersprungene Erinnerung")
        verbose_name_plural = _("Übersprungene Erinnerungen")
        ordering = ["-skipped_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "rung", "recipient"],
                condition=Q(taken_back_at=None),
                name="rung_skipped_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="skip_has_reason"),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_key} {self.rung}"


class SendAttempt(models.Model):
    """One attempt to hand a message to the mail server. Written when it begins, completed when it has an outcome.

    An attempt without outcome whose message went on was broken off: its worker died, and nobody knows how far it got.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("vom Mailserver angenommen")
        DELAYED = "delayed", _("vorerst nicht angenommen")
        REFUSED = "refused", _("endgültig nicht angenommen")
        OVERTAKEN = "overtaken", _("nicht versandt: hat sich erledigt")

    message = models.ForeignKey(
        OutboxMessage, models.PROTECT, related_name="send_attempts", verbose_name=_("Nachricht")
    )
    started_at = models.DateTimeField(_("begonnen am"), default=timezone.now)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=Outcome, blank=True)
    host = models.CharField(_("Mailserver"), max_length=200, blank=True)
    to_email = models.EmailField(_("An"))
    # The server's own words, or why it was not asked.
    answer = models.CharField(_("Antwort"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("Versandversuch")
        verbose_name_plural = _("Versandversuche")
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="attempt_outcome_has_time",
            )
        ]

    def __str__(self):
        return f"{self.message_id} {self.started_at:%Y-%m-%d %H:%M}"
