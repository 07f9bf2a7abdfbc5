"""Clusters that have merged, and the names that a cluster had before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.models import StoredFile

from .register import Cluster, Function, Membership


class MergerQuerySet(models.QuerySet):
    def standing(self):
        """Without mergers that were taken back."""
        return self.filter(withdrawn_on=None)

    def effective_on(self, day):
        """Mergers that have taken effect: `day` lies after the absorbed cluster's last day."""
        return self.standing().filter(last_day__lt=day)

    def public_on(self, day):
        """Those of them whose absorbed cluster was public: what never was, leads nowhere and is named nowhere."""
        return self.effective_on(day).filter(membership__public_from__isnull=False)


class ClusterMerger(models.Model):
    """One cluster goes on in another. What the absorbed one held passes only by a decision of its own (labels)."""

    absorbed = models.ForeignKey(
        Cluster, models.PROTECT, related_name="absorptions", verbose_name=_("aufgehendes Cluster")
    )
    continuing = models.ForeignKey(
        Cluster, models.PROTECT, related_name="mergers", verbose_name=_("fortführendes Cluster")
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="mergers", verbose_name=_("beendete Mitgliedschaft")
    )
    last_day = models.DateField(_("letzter Tag des aufgehenden Clusters"))
    source = models.TextField(_("Quelle"))
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unterlage")
    )
    # What the merger replaced at the membership; it comes back when the merger is taken back.
    former_ends_on = models.DateField(null=True, editable=False)
    former_end_reason = models.CharField(max_length=12, blank=True, editable=False)
    appointed = models.ManyToManyField(
        Function, blank=True, related_name="+", verbose_name=_("übernommene Stellvertretungen"), editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("erfasst von")
    )
    recorded_on = models.DateField(_("erfasst am"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("zurückgenommen von")
    )
    withdrawn_on = models.DateField(_("zurückgenommen am"), null=True, blank=True)

    objects = MergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zusammenschluss")
        verbose_name_plural = _("Zusammenschlüsse")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(absorbed=F("continuing")),
                name="merger_of_two_clusters",
                violation_error_message=_("Ein Cluster kann nicht in sich selbst aufgehen."),
            ),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(withdrawn_on=None),
                name="merger_absorbed_once",
                violation_error_message=_("Dieses Cluster ist schon in einem anderen aufgegangen."),
            ),
        ]

    def __str__(self):
        return f"{self.absorbed} → {self.continuing}"


class FormerNameQuerySet(models.QuerySet):
    def known_on(self, day):
        """Names that had ended by `day`. A merger that is still to come, or was taken back, shows no name."""
        return self.filter(Q(merger=None) | Q(merger__withdrawn_on=None), until__lt=day)


class FormerName(models.Model):
    """A name that a cluster bore up to a day: its own, or that of a cluster that it continues (`merger`)."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="former_names", verbose_name=_("Cluster"))
    name = models.CharField(_("Name"), max_length=200)
    until = models.DateField(_("bis einschließlich"))
    reason = models.TextField(_("Anlass"), blank=True)
    merger = models.ForeignKey(
        ClusterMerger,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="former_names",
        verbose_name=_("Zusammenschluss"),
    )
    search_text = models.TextField(editable=False)
    recorded_on = models.DateField(_("erfasst am"))

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("Früherer Name")
        verbose_name_plural = _("Frühere Namen")
        ordering = ["cluster", "-until", "name", "pk"]

    def __str__(self):
        return self.name
