"""News, success stories and publications."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster
from records.models import StoredFile

from .content import LATEST_FIRST, Content, ReleasedQuerySet


class Article(Content):
    """What news, stories and publications have in common."""

    slug = models.SlugField(_("Adresse"), max_length=100, unique=True)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=200)
    title_en = models.CharField(_("Titel (englisch)"), max_length=200, blank=True)
    teaser_de = models.TextField(_("Anreißer (deutsch)"), blank=True)
    teaser_en = models.TextField(_("Anreißer (englisch)"), blank=True)
    body_de = models.TextField(_("Text (deutsch)"), blank=True, help_text=_("Mit Markdown gestalten."))
    body_en = models.TextField(_("Text (englisch)"), blank=True)
    clusters = models.ManyToManyField(
        Cluster, blank=True, related_name="%(class)s_items", verbose_name=pgettext_lazy("plural", "Cluster")
    )

    objects = ReleasedQuerySet.as_manager()

    class Meta(Content.Meta):
        abstract = True
        ordering = LATEST_FIRST

    def __str__(self):
        return self.title_de


class News(Article):
    class Meta(Article.Meta):
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")


class Story(Article):
    """A ClusterERFOLG: one of a numbered series."""

    number = models.PositiveIntegerField(_("Nummer"), null=True, blank=True, unique=True)

    class Meta(Article.Meta):
        verbose_name = _("ClusterERFOLG")
        verbose_name_plural = _("ClusterERFOLGE")


class Publication(Article):
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Datei")
    )
    link = models.URLField(_("Link"), blank=True, max_length=300)

    class Meta(Article.Meta):
        verbose_name = _("Veröffentlichung")
        verbose_name_plural = _("Veröffentlichungen")
