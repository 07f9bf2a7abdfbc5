"""News, success stories and publications."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster
from programme.folding import search_text
from records.models import Picture, StoredFile

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
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Titelbild"),
        editable=False,
    )
    caption_de = models.CharField(_("Bildunterschrift (deutsch)"), max_length=300, blank=True)
    caption_en = models.CharField(_("Bildunterschrift (englisch)"), max_length=300, blank=True)
    credit = models.CharField(_("Bildnachweis"), max_length=120, blank=True, help_text=_("Wer hat das Bild gemacht?"))
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
    """What clusters have achieved: a ClusterERFOLG, one of a numbered series, or a Clusterreportage without a number.

    The number is given at the first release and never to another one: a story with a number is not deleted.
    """

    class Kind(models.TextChoices):
        SUCCESS = "success", _("ClusterERFOLG")
        REPORT = "report", _("Clusterreportage")

    kind = models.CharField(_("Reihe"), max_length=10, choices=Kind, default=Kind.SUCCESS)
    number = models.PositiveIntegerField(
        _("Nummer"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("Nur für ClusterERFOLGE. Leer: Die nächste freie Nummer wird beim Veröffentlichen vergeben."),
    )

    def text_to_search(self):
        """The number as people cite it is found, too."""
        cited = search_text(f"ClusterERFOLG Nr. {self.number}") if self.number else ""
        return f"{super().text_to_search()} {cited}".strip()

    class Meta(Article.Meta):
        verbose_name = _("ClusterERFOLG")
        verbose_name_plural = _("ClusterERFOLGE")
        constraints = [
            *Article.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="success") | Q(number=None),
                name="story_report_has_no_number",
                violation_error_message=_("Eine Clusterreportage hat keine Nummer."),
            ),
        ]


class Publication(Article):
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Datei")
    )
    pages = models.PositiveIntegerField(_("Seiten"), null=True, blank=True)
    link = models.URLField(_("Link"), blank=True, max_length=300)

    class Meta(Article.Meta):
        verbose_name = _("Publikation")
        verbose_name_plural = _("Publikationen")
