"""The legal bodies that run clusters."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


def random_key():
    return secrets.token_hex(8)


class ManagementOrganisation(models.Model):
    """The legal body that runs one or more clusters. What changes over time is dated: OrganisationDetails."""

    key = models.CharField(max_length=16, unique=True, default=random_key, editable=False)
    name = models.CharField(_("Name"), max_length=200, help_text=_("Der heutige Name, für Listen."))
    normalised_name = models.CharField(max_length=200, db_index=True, editable=False)
    is_invented = models.BooleanField(_("erfunden (Demonstration)"), default=False, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Clustermanagement-Organisation")
        verbose_name_plural = _("Clustermanagement-Organisationen")
        ordering = ["name"]

    def __str__(self):
        return self.name


class OrganisationDetails(models.Model):
    """Legal name, form, address and signatory of an organisation, from a day on until the next row."""

    organisation = models.ForeignKey(ManagementOrganisation, models.CASCADE, related_name="details")
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True, help_text=_("Leer: unbekannt."))
    legal_name = models.CharField(_("Rechtlicher Name"), max_length=200)
    legal_form = models.CharField(_("Rechtsform"), max_length=80, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    postal_code = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    signatory = models.CharField(_("Zeichnungsberechtigte Person"), max_length=200, blank=True)
    signatory_function = models.CharField(_("Funktion der Person"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Angaben zur Organisation")
        verbose_name_plural = _("Angaben zur Organisation")
        ordering = ["organisation", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="organisation_details_one_start"),
            # Not nulls_distinct=False: SQLite has no such constraint and Django would leave it out.
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_from=None), name="organisation_details_one_unknown_start"
            ),
        ]

    def __str__(self):
        return self.legal_name
