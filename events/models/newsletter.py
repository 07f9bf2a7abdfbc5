"""Who gets the newsletter, with the proof."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_token():
    return secrets.token_urlsafe(24)


class NewsletterSubscription(models.Model):
    """One address's subscription with the proof of its consent; no IP address (SPEC 2.5)."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    language = models.CharField(_("Sprache"), max_length=2, choices=settings.LANGUAGES, default="de")
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
