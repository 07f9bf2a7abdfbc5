"""The register: clusters, who runs them, who speaks for them, and their periods in the programme."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programme.models import Land, TechnologyField
from records.models import Picture, StoredFile

from .dated import dated, ends_after_start
from .organisations import ManagementOrganisation


class ClusterQuerySet(models.QuerySet):
    def public_on(self, day):
        """Clusters the public may see on `day`: profile released, a membership that counts and is public then."""
        memberships = Membership.objects.public_on(day).filter(cluster=OuterRef("pk"))
        return self.filter(Exists(memberships), profile_released=True)

    def run_by(self, user, day):
        """Clusters a person may speak for on `day`: a confirmed manager or deputy of it or of its operator."""
        functions = Function.objects.speaking_on(day).filter(user=user)
        operated = ClusterOperation.objects.filter(
            dated(day), organisation__in=functions.exclude(organisation=None).values("organisation")
        )
        return self.filter(
            Q(pk__in=functions.exclude(cluster=None).values("cluster")) | Q(pk__in=operated.values("cluster"))
        )


class Cluster(models.Model):
    """An innovation cluster with its public profile. Who runs it may change: ClusterOperation."""

    class ReportedLabel(models.TextChoices):
        BRONZE = "bronze", _("Bronze")
        SILVER = "silver", _("Silber")
        GOLD = "gold", _("Gold")

    slug = models.SlugField(_("Adresse"), max_length=80, unique=True, editable=False)
    external_id = models.CharField(_("Externe Kennung"), max_length=80, unique=True, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Kurzname"), max_length=80, blank=True)
    normalised_name = models.CharField(max_length=200, db_index=True, editable=False)
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    laender = models.ManyToManyField(Land, blank=True, related_name="clusters", verbose_name=_("Länder"))
    fields = models.ManyToManyField(
        TechnologyField, blank=True, related_name="clusters", verbose_name=_("Technologiefelder")
    )
    field_words = models.CharField(_("Technologiefeld in eigenen Worten"), max_length=200, blank=True)
    field_words_en = models.CharField(_("Technologiefeld in eigenen Worten (englisch)"), max_length=200, blank=True)
    website = models.URLField(_("Website"), blank=True, max_length=300)
    mailbox = models.EmailField(_("Funktionspostfach"), blank=True)
    eccp_url = models.URLField(
        _("Eintrag bei der European Cluster Collaboration Platform (ECCP)"), blank=True, max_length=300
    )
    platform_url = models.URLField(_("Eintrag auf der Clusterplattform Deutschland"), blank=True, max_length=300)
    logo = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Logo"))
    profile_de = models.TextField(_("Profil (deutsch)"), blank=True)
    profile_en = models.TextField(_("Profil (englisch)"), blank=True)
    origin_de = models.TextField(_("Entstehung und Organisation (deutsch)"), blank=True)
    origin_en = models.TextField(_("Entstehung und Organisation (englisch)"), blank=True)
    aims_de = models.TextField(_("Ziele (deutsch)"), blank=True)
    aims_en = models.TextField(_("Ziele (englisch)"), blank=True)
    activities_de = models.TextField(_("Handlungsfelder (deutsch)"), blank=True)
    activities_en = models.TextField(_("Handlungsfelder (englisch)"), blank=True)
    successes_de = models.TextField(_("Erfolge (deutsch)"), blank=True)
    successes_en = models.TextField(_("Erfolge (englisch)"), blank=True)
    profile_released = models.BooleanField(_("Profil freigegeben"), default=False)
    reported_label = models.CharField(_("zuletzt gemeldetes Label"), max_length=10, choices=ReportedLabel, blank=True)
    reported_label_year = models.PositiveSmallIntegerField(_("gemeldet für das Jahr"), null=True, blank=True)
    source = models.TextField(_("Quelle"), blank=True)
    imported = models.JSONField(_("zuletzt eingelesene Werte"), default=dict, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    is_invented = models.BooleanField(_("erfunden (Demonstration)"), default=False, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("geändert am"), auto_now=True)

    objects = ClusterQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[laender, fields], excluded_fields=["search_text", "imported"])

    class Meta:
        verbose_name = _("Innovationscluster")
        verbose_name_plural = pgettext_lazy("plural", "Innovationscluster")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_label_year=None) | Q(reported_label_year__range=(1990, 2100)),
                name="cluster_reported_label_year_plausible",
            )
        ]

    def __str__(self):
        return self.name


class FormerSlug(models.Model):
    """An address a cluster once had; it redirects for ever."""

    slug = models.SlugField(max_length=80, unique=True)
    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug


class ClusterOperation(models.Model):
    """Which organisation runs a cluster, and when."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="operations", verbose_name=_("Cluster"))
    organisation = models.ForeignKey(
        ManagementOrganisation, models.PROTECT, related_name="operations", verbose_name=_("Organisation")
    )
    starts_on = models.DateField(_("von"), null=True, blank=True, help_text=_("Leer: unbekannt."))
    ends_on = models.DateField(_("bis einschließlich"), null=True, blank=True)

    class Meta:
        verbose_name = _("Träger")
        verbose_name_plural = _("Träger")
        ordering = ["cluster", F("starts_on").asc(nulls_first=True)]
        constraints = [
            ends_after_start("operation_ends_after_start"),
            models.UniqueConstraint(
                fields=["cluster"], condition=Q(ends_on=None), name="operation_one_open_per_cluster"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.cluster}"


class FunctionQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(dated(day))

    def speaking_on(self, day):
        """Confirmed managers and deputies on `day`: they may act for the organisation or cluster."""
        return self.held_on(day).filter(
            kind__in=[Function.Kind.MANAGER, Function.Kind.DEPUTY], confirmed_on__isnull=False
        )


class Function(models.Model):
    """A person's dated function in an organisation or in a cluster (exactly one of the two)."""

    class Kind(models.TextChoices):
        MANAGER = "manager", _("Clustermanagement")
        DEPUTY = "deputy", _("Stellvertretung")
        BOARD = "board", _("Vorstand des Trägers")
        EMPLOYEE = "employee", _("Beschäftigung")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="functions", verbose_name=_("Person")
    )
    organisation = models.ForeignKey(
        ManagementOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="functions",
        verbose_name=_("Organisation"),
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="functions", verbose_name=_("Cluster")
    )
    kind = models.CharField(_("Funktion"), max_length=10, choices=Kind)
    starts_on = models.DateField(_("von"), null=True, blank=True, help_text=_("Leer: unbekannt."))
    ends_on = models.DateField(_("bis einschließlich"), null=True, blank=True)
    confirmed_on = models.DateField(
        _("bestätigt am"),
        null=True,
        blank=True,
        help_text=_("Erst dann darf die Person für eine bestehende Organisation handeln."),
    )

    objects = FunctionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Funktion")
        verbose_name_plural = _("Funktionen")
        ordering = ["user", F("starts_on").asc(nulls_first=True)]
        constraints = [
            ends_after_start("function_ends_after_start"),
            models.CheckConstraint(
                condition=Q(organisation=None, cluster__isnull=False) | Q(organisation__isnull=False, cluster=None),
                name="function_in_organisation_or_cluster",
                violation_error_message=_("Bitte wählen Sie entweder eine Organisation oder ein Cluster."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}, {self.organisation or self.cluster}"


class MembershipQuerySet(models.QuerySet):
    def counting_on(self, day):
        """Memberships that count on `day`: begun by then (an unknown start counts from recorded_on), not ended.

        The query form of clusters.lifecycle.counts_on; a test holds the two together.
        """
        return self.filter(
            Q(starts_on__lte=day) | Q(starts_on=None, recorded_on__lte=day),
            Q(ends_on=None) | Q(ends_on__gte=day),
        )

    def public_on(self, day):
        return self.counting_on(day).filter(public_from__lte=day)

    def told(self):
        """Without admissions whose letter nobody has released: the cluster itself does not know of them yet."""
        return self.exclude(~Q(application_number=""), public_from=None)


class Membership(models.Model):
    """One period of a cluster in the programme. Status is derived (lifecycle), never stored.

    Periods of one cluster never overlap: exclusion constraint on PostgreSQL, triggers on SQLite (migration 0002).
    """

    class Precision(models.TextChoices):
        DAY = "day", _("auf den Tag")
        MONTH = "month", _("auf den Monat")
        YEAR = "year", _("auf das Jahr")
        UNKNOWN = "unknown", _("unbekannt")

    class EndReason(models.TextChoices):
        RESIGNED = "resigned", _("ausgetreten")
        EXCLUDED = "excluded", _("ausgeschlossen")
        DISSOLVED = "dissolved", _("aufgelöst")
        MERGED = "merged", _("zusammengeschlossen")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="memberships", verbose_name=_("Cluster"))
    starts_on = models.DateField(_("Aufnahme am"), null=True, blank=True, help_text=_("Leer: unbekannt."))
    starts_precision = models.CharField(_("Genauigkeit"), max_length=10, choices=Precision, default=Precision.DAY)
    notice_given_on = models.DateField(_("gekündigt am"), null=True, blank=True)
    notice_document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Kündigungsschreiben")
    )
    ends_on = models.DateField(_("endet mit Ablauf des"), null=True, blank=True)
    end_reason = models.CharField(_("Grund des Endes"), max_length=12, choices=EndReason, blank=True)
    recorded_on = models.DateField(_("erfasst am"))
    public_from = models.DateField(
        _("öffentlich ab"), null=True, blank=True, help_text=_("Leer: noch nicht öffentlich.")
    )
    application_number = models.CharField(_("Aufnahmeantrag"), max_length=20, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        ordering = ["cluster", F("starts_on").asc(nulls_first=True)]
        constraints = [
            ends_after_start("membership_ends_after_start"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) | Q(ends_on=None) | Q(ends_on__gte=F("recorded_on")),
                name="membership_unknown_start_ends_after_record",
                violation_error_message=_("Das Ende liegt vor dem Tag der Erfassung."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, starts_precision="unknown")
                | (Q(starts_on__isnull=False) & ~Q(starts_precision="unknown")),
                name="membership_unknown_start_has_no_day",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, end_reason="") | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
                name="membership_end_has_reason",
                violation_error_message=_("Zu einem Ende gehört ein Grund, zu einem Grund ein Ende."),
            ),
            models.UniqueConstraint(
                fields=["application_number"],
                condition=~Q(application_number=""),
                name="membership_one_per_application",
            ),
        ]

    def __str__(self):
        return f"{self.cluster}: {self.starts_on or '?'} – {self.ends_on or ''}"


def new_verify_code():
    """16 characters without look-alikes; about 79 random bits."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return "".join(secrets.choice(alphabet) for _position in range(16))


class Certificate(models.Model):
    """The certificate of a membership. Valid on a day when the membership counts and is public then."""

    membership = models.OneToOneField(
        Membership, models.PROTECT, related_name="certificate", verbose_name=_("Mitgliedschaft")
    )
    number = models.CharField(_("Nummer"), max_length=20, unique=True)
    code = models.CharField(_("Prüfcode"), max_length=16, unique=True, default=new_verify_code)
    issued_on = models.DateField(_("ausgestellt am"))

    class Meta:
        verbose_name = _("Urkunde")
        verbose_name_plural = _("Urkunden")
        ordering = ["number"]

    def __str__(self):
        return self.number
