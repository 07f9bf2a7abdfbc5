"""What a cluster reports once a year, as it was reported; accepted, it becomes its figures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .register import Cluster


class FiguresReport(models.Model):
    """One report of a cluster for one key date. A later one takes the place of one that waits; none is changed."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("gemeldet")
        QUESTION = "question", _("Rückfrage")
        ACCEPTED = "accepted", _("angenommen")
        REPLACED = "replaced", _("ersetzt")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="figures_reports", verbose_name=_("Cluster"))
    key_date = models.DateField(_("Stichtag"))
    companies = models.PositiveIntegerField(_("Unternehmen"), null=True, blank=True)
    sme = models.PositiveIntegerField(_("davon kleine und mittlere Unternehmen"), null=True, blank=True)
    large_companies = models.PositiveIntegerField(_("davon große Unternehmen"), null=True, blank=True)
    university_institutes = models.PositiveIntegerField(_("Hochschulinstitute"), null=True, blank=True)
    research_institutions = models.PositiveIntegerField(_("Forschungseinrichtungen"), null=True, blank=True)
    other = models.PositiveIntegerField(_("weitere Akteure"), null=True, blank=True)
    strategy = models.BooleanField(_("strategische Internationalisierung"), null=True, blank=True)
    cooperation = models.BooleanField(_("internationale Zusammenarbeit"), null=True, blank=True)
    comment = models.TextField(_("Erläuterung"), blank=True)
    to_release = models.BooleanField(_("zur Veröffentlichung freigegeben"), default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gemeldet von")
    )
    submitted_at = models.DateTimeField(_("gemeldet am"), default=timezone.now)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.SUBMITTED)
    answer = models.TextField(_("Rückfrage des Programmbüros"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("geprüft von")
    )
    answered_on = models.DateField(_("geprüft am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Jahreszahlen")
        verbose_name_plural = _("Jahreszahlen")
        ordering = ["-key_date", "cluster", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "key_date"],
                condition=Q(state__in=["submitted", "question"]),
                name="figures_report_one_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="question") | ~Q(answer=""), name="figures_report_question_has_words"
            ),
        ]

    def __str__(self):
        return f"{self.cluster}, {self.key_date}"
