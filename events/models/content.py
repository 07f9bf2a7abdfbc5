"""What all content has in common: when the public may see it, how it is found, and who contributed it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from programme.characters import without_control_characters
from programme.searched import Searched, SearchedQuerySet

# Below /events/ and /news/ these lead elsewhere: /news/feed/, /events/calendar.ics, /events/weeks/.
RESERVED_SLUGS = {"feed", "calendar", "archive", "weeks", "submissions", "registrations"}


class ReleasedQuerySet(SearchedQuerySet):
    def released_on(self, day):
        return self.filter(released_on__lte=day)

    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        for row in rows:
            row.put_in_order()
        return super().bulk_create(rows, *args, **kwargs)


class Content(Searched):
    """Something the public reads from `released_on` on; before that it is the office's draft.

    What a cluster contributed bears the cluster, its author and the day it was submitted; the office edits, translates
    and releases it, or sends it back, or declines it with a word to the author.
    """

    released_on = models.DateField(_("veröffentlicht ab"), null=True, blank=True)
    # Stays when it is taken back: from then on its address and its number are known outside.
    first_released_on = models.DateField(_("zuerst veröffentlicht ab"), null=True, blank=True, editable=False)
    contributed_for = models.ForeignKey(
        Cluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("eingereicht für"),
        editable=False,
    )
    contributed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("eingereicht von"),
        editable=False,
    )
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True, blank=True, editable=False)
    returned_at = models.DateTimeField(_("zurückgegeben am"), null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(_("abgelehnt am"), null=True, blank=True, editable=False)
    answer = models.TextField(_("Antwort an die Verfasser"), blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def is_released(self, day):
        """Whether the public sees it on `day`."""
        return self.released_on is not None and self.released_on <= day

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(contributed_for=None, submitted_at=None) | Q(contributed_for__isnull=False),
                name="%(class)s_submitted_by_a_cluster",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, declined_at=None) | Q(submitted_at__isnull=False),
                name="%(class)s_answered_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(released_on=None), name="%(class)s_declined_is_not_released"
            ),
        ]

    def save(self, *args, update_fields=None, **kwargs):
        if self.put_in_order():
            update_fields = update_fields and {*update_fields, "first_released_on"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def put_in_order(self):
        """Whichever door a row came by: no text holds what a feed could not carry, and its first release is noted.

        True when the day of the first release was set.
        """
        for field in self._meta.concrete_fields:
            text = getattr(self, field.attname)
            if isinstance(text, str):
                setattr(self, field.attname, without_control_characters(text))
        if self.released_on and (self.first_released_on is None or self.released_on < self.first_released_on):
            self.first_released_on = self.released_on
            return True
        return False


LATEST_FIRST = [F("released_on").desc(nulls_last=True), "slug"]
