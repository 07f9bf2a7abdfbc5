"""What is kept: the audit trail and stored files."""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what when to which subject. Facts only: free text stands in an AuditNote, which can be erased.

    The actor's row is never deleted, only emptied, so the trail survives erasure (SPEC 2.5).
    `subject_kind` and `subject_key` name the subject the way people do ("application", "A-2026-0001").
    """

    at = models.DateTimeField(_("Zeitpunkt"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Person")
    )
    verb = models.CharField(_("Vorgang"), max_length=60)
    subject_kind = models.CharField(_("Art"), max_length=40)
    subject_key = models.CharField(_("Gegenstand"), max_length=80)
    from_state = models.CharField(_("vorher"), max_length=80, blank=True)
    to_state = models.CharField(_("nachher"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokolleinträge")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "at"], name="audit_by_subject")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_key}"


class AuditNote(models.Model):
    """The free text of an entry, apart from it so that it can be erased."""

    entry = models.OneToOneField(AuditEntry, models.CASCADE, related_name="note", verbose_name=_("Eintrag"))
    text = models.TextField(_("Text"))

    class Meta:
        verbose_name = _("Notiz")
        verbose_name_plural = _("Notizen")

    def __str__(self):
        return self.text[:60]


def random_token():
    """22 characters from 128 random bits."""
    return secrets.token_urlsafe(16)


def private_path(stored, _name):
    """A random name in two levels of folders; the visitor's file name never reaches the disk."""
    name = secrets.token_hex(16)
    return f"files/{name[:2]}/{name}"


def private_storage():
    return storages["private"]


class StoredFile(models.Model):
    """An uploaded or made file, checked when stored, served as an attachment after an access check."""

    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    name = models.CharField(_("Dateiname"), max_length=200)
    content_type = models.CharField(_("Dateityp"), max_length=100)
    size = models.PositiveIntegerField(_("Größe in Bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=private_path, storage=private_storage, max_length=120)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("hochgeladen von")
    )
    uploaded_at = models.DateTimeField(_("hochgeladen am"), default=timezone.now)

    class Meta:
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.name


class Picture(models.Model):
    """A picture drawn anew from an upload, as WebP. Everyone sees it once what it belongs to is published."""

    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    file = models.FileField(upload_to=private_path, storage=private_storage, max_length=120, editable=False)
    width = models.PositiveIntegerField(_("Breite in Bildpunkten"), editable=False)
    height = models.PositiveIntegerField(_("Höhe in Bildpunkten"), editable=False)
    alt_de = models.CharField(
        _("Bildbeschreibung (deutsch)"), max_length=300, help_text=_("Was ist zu sehen? Für alle, die es nicht sehen.")
    )
    alt_en = models.CharField(_("Bildbeschreibung (englisch)"), max_length=300, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("hochgeladen von"),
        editable=False,
    )
    uploaded_at = models.DateTimeField(_("hochgeladen am"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.alt_de


class KeptInput(models.Model):
    """What somebody typed into a long form and could not save, because the log-in or the page had grown old.

    `fields` holds every value by field name, `files` the names of files that have to be chosen again.
    See records.kept_input for who gets it back and when it goes.
    """

    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    path = models.CharField(_("Seite"), max_length=300)
    fields = models.JSONField(_("Text"))
    files = models.JSONField(_("Dateien"), default=list)
    created_at = models.DateTimeField(_("aufbewahrt am"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("Aufbewahrte Eingabe")
        verbose_name_plural = _("Aufbewahrte Eingaben")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.path} {self.created_at:%Y-%m-%d %H:%M}"


class CalendarFeed(models.Model):
    """A private address from which a person's calendar program fetches deadlines: a credential, like a password.

    Only the hash of its token is kept. What a feed may hold is asked anew at every fetch (decision 0036). The subject
    is the address (slug) of a cluster: this floor knows no clusters.
    """

    class Scope(models.TextChoices):
        MY = "my", _("Meine Termine und Fristen")
        CLUSTER = "cluster", _("Termine und Fristen eines Clusters")
        OFFICE = "office", _("Termine und Fristen des Programmbüros")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds", verbose_name=_("Person")
    )
    scope = models.CharField(_("Inhalt"), max_length=10, choices=Scope)
    subject = models.SlugField(_("Cluster"), max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("erzeugt am"), default=timezone.now)
    last_used_on = models.DateField(_("zuletzt abgerufen am"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)
    # The hash of what was given out last, and since when it reads so.
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("Kalenderadresse")
        verbose_name_plural = _("Kalenderadressen")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scope", "subject"],
                condition=models.Q(revoked_at=None),
                name="calendar_feed_one_open_per_scope",
            ),
            models.CheckConstraint(
                condition=(models.Q(scope="cluster") & ~models.Q(subject=""))
                | (~models.Q(scope="cluster") & models.Q(subject="")),
                name="calendar_feed_cluster_has_subject",
            ),
        ]

    def __str__(self):
        return f"{self.get_scope_display()} {self.subject}".strip()


class CalendarRevision(models.Model):
    """How often an entry of a feed has changed, so that calendar programs take the newer one. Holds no content."""

    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="revisions")
    uid = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Fassung eines Kalendereintrags")
        verbose_name_plural = _("Fassungen von Kalendereinträgen")
        constraints = [models.UniqueConstraint(fields=["feed", "uid"], name="calendar_revision_one_per_entry")]

    def __str__(self):
        return f"{self.uid} {self.sequence}"
