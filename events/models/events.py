"""Events of the programme and of clusters."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster
from programme.models import Land

from .content import Content, ReleasedQuerySet

CHRONOLOGICAL = ("starts_on", F("starts_at").asc(nulls_first=True), "slug")
"""The next one first; on one day those without an hour stand before the others, whatever the database."""


class EventQuerySet(ReleasedQuerySet):
    def upcoming(self, day):
        """Announced events that are not over on `day`, the next one first; what is not known to the day is none."""
        return self.filter(_not_over(day)).order_by(*CHRONOLOGICAL)

    def archived(self, day):
        """Events that are over, and those whose day is not known; the latest first, at the end those without a date."""
        return self.exclude(_not_over(day)).order_by(F("starts_on").desc(nulls_last=True), "slug")

    def day_precise(self):
        """Events with a known day: only these belong into a calendar."""
        return self.filter(date_precision=Event.Precision.DAY)


def _not_over(day):
    return Q(Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day), date_precision=Event.Precision.DAY)


class Event(Content):
    """An event of the programme or of a cluster. A date may be known only to the month or year, or not at all."""

    class Kind(models.TextChoices):
        ANNUAL_MEETING = "annual-meeting", _("Jahrestreffen")
        VIRTUAL_MEETING = "virtual-meeting", _("Virtuelles Treffen")
        CONFERENCE = "conference", _("Konferenz")
        SEMINAR = "seminar", _("Seminar")
        WEBINAR = "webinar", _("Webinar")
        WORKSHOP = "workshop", _("Workshop")
        NETWORKING = "networking", _("Vernetzungstag")
        FAIR = "fair", _("Messe")
        MATCHMAKING = "matchmaking", _("Kooperationsbörse")
        DELEGATION = "delegation", _("Delegationsreise")
        CLUSTER_WEEK = "cluster-week", _("Clusterwoche")

    class Precision(models.TextChoices):
        DAY = "day", _("Tag")
        MONTH = "month", _("Monat")
        YEAR = "year", _("Jahr")
        UNDATED = "undated", _("undatiert")

    slug = models.SlugField(_("Adresse"), max_length=100, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    summary_de = models.TextField(_("Beschreibung (deutsch)"), blank=True, help_text=_("Mit Markdown gestalten."))
    summary_en = models.TextField(_("Beschreibung (englisch)"), blank=True)
    date_precision = models.CharField(
        _("Genauigkeit des Datums"), max_length=10, choices=Precision, default=Precision.DAY
    )
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    starts_at = models.TimeField(_("Uhrzeit Beginn"), null=True, blank=True)
    ends_at = models.TimeField(_("Uhrzeit Ende"), null=True, blank=True)
    address = models.CharField(
        _("Adresse des Veranstaltungsorts"), max_length=200, blank=True, help_text=_("Gebäude, Straße und Hausnummer.")
    )
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    country = models.CharField(_("Staat (ISO)"), max_length=2, default="DE")
    partner_country = models.CharField(
        _("Partnerland"), max_length=60, blank=True, help_text=_("Bei einer Messe: das Partnerland des Jahres.")
    )
    land = models.ForeignKey(
        Land, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Land (Deutschland)")
    )
    online = models.BooleanField(_("online"), default=False)
    organiser = models.CharField(_("Veranstalter"), max_length=200, blank=True)
    edition = models.ForeignKey(
        "events.Edition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Teil der Clusterwoche"),
    )
    website = models.URLField(_("Website"), blank=True, max_length=300)
    participants = models.PositiveIntegerField(_("Teilnehmende"), null=True, blank=True)
    participants_qualifier = models.CharField(
        _("Zusatz"),
        max_length=12,
        blank=True,
        choices=[("about", _("rund")), ("almost", _("fast")), ("more than", _("mehr als"))],
    )
    note_de = models.CharField(_("Hinweis (deutsch)"), max_length=300, blank=True)
    note_en = models.CharField(_("Hinweis (englisch)"), max_length=300, blank=True)
    cancelled_on = models.DateField(_("abgesagt am"), null=True, blank=True, editable=False)
    notice_de = models.CharField(
        _("Grund der Absage oder Verlegung (deutsch)"), max_length=300, blank=True, editable=False
    )
    notice_en = models.CharField(
        _("Grund der Absage oder Verlegung (englisch)"), max_length=300, blank=True, editable=False
    )
    # The first day before it was last moved: search engines are told.
    moved_from = models.DateField(_("verlegt vom"), null=True, blank=True, editable=False)
    # How often place or time of the announced event has changed; calendar programs compare it.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    clusters = models.ManyToManyField(
        Cluster, blank=True, related_name="events", verbose_name=pgettext_lazy("plural", "Cluster")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering = [F("starts_on").desc(nulls_last=True), "slug"]
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None, date_precision="undated")
                | (Q(starts_on__isnull=False) & ~Q(date_precision="undated")),
                name="event_undated_has_no_day",
                violation_error_message=_(
                    "Ein undatierter Termin hat weder Beginn noch Ende; jeder andere hat einen Beginn."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="event_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(starts_at__isnull=False, date_precision="day"),
                name="event_time_needs_day",
                violation_error_message=_("Eine Uhrzeit gehört zu einem genauen Tag und nennt zuerst den Beginn."),
            ),
            models.CheckConstraint(
                # Without "is not null" an empty ends_on would make the whole condition unknown, and unknown passes.
                condition=Q(ends_at=None)
                | Q(ends_on__isnull=False, ends_on__gt=F("starts_on"))
                | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start_time",
                violation_error_message=_("Die Uhrzeit des Endes liegt nicht nach der des Beginns."),
            ),
            models.CheckConstraint(
                condition=Q(participants_qualifier="") | Q(participants__isnull=False),
                name="event_qualifier_needs_number",
                violation_error_message=_("Zu „rund“, „fast“ oder „mehr als“ gehört eine Zahl."),
            ),
        ]

    def __str__(self):
        return self.title_de

    @property
    def last_day(self):
        """The last day of a day-precise event."""
        return self.ends_on or self.starts_on
