"""Who gets the newsletter, with the proof, and about what."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_token():
    return secrets.token_urlsafe(24)


class NewsletterTopic(models.Model):
    """What one may read about, and which kinds of content belong to it. The office edits the list."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Aus dem Programm")
        NEWS = "news", _("Meldungen")
        STORY = "story", _("ClusterERFOLGE")
        EVENT = "event", _("Veranstaltungen")
        PUBLICATION = "publication", _("Publikationen")

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120)
    kinds = models.JSONField(_("Inhalte"), default=list, help_text=_("Was zu diesem Thema gehört."))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Newsletter-Thema")
        verbose_name_plural = _("Newsletter-Themen")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name_de


class NewsletterSubscription(models.Model):
    """One address's subscription with the proof of its consent; no IP address (SPEC 2.5)."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    language = models.CharField(_("Sprache"), max_length=2, choices=settings.LANGUAGES, default="de")
    topics = models.ManyToManyField(NewsletterTopic, blank=True, related_name="subscriptions", verbose_name=_("Themen"))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    consent_version = models.CharField(_("Fassung der Einwilligung"), max_length=20)
    signed_up_at = models.DateTimeField(_("angemeldet am"), default=timezone.now)
    mailed_at = models.DateTimeField(_("Bestätigungsmail am"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Newsletter-Anmeldung")
        verbose_name_plural = _("Newsletter-Anmeldungen")
        ordering = ["-signed_up_at"]

    def __str__(self):
        return self.email

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None
