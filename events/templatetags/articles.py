"""Template tags for articles: {% load articles %}."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from events.structured import news_article
from programme.templatetags.portal import json_ld, number
from records.shown_pictures import shown

register = template.Library()

_TYPES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/zip": "ZIP",
    "text/csv": "CSV",
    "text/plain": "Text",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
}


@register.simple_tag
def article_data(article):
    """{% article_data article %}: what search engines read about it."""
    return json_ld(news_article(article))


@register.filter
def own_picture(picture):
    """{{ article.picture|own_picture }}: address, width, height and description in the page's language."""
    return shown(picture) if picture else None


@register.filter
def article_address(article):
    """{{ article|article_address }}: the path of a news item or a story."""
    return reverse(f"events:{article._meta.model_name}", args=[article.slug])


@register.filter
def series_word(article):
    """What an article is: "Meldung", "ClusterERFOLG Nr. 12", "Clusterreportage"."""
    if getattr(article, "number", None):
        return gettext("ClusterERFOLG Nr. %(number)s") % {"number": article.number}
    return article.get_kind_display() if hasattr(article, "get_kind_display") else article._meta.verbose_name


@register.filter
def document_words(publication):
    """Type, size and pages of a download: "PDF, 1,2 MB, 48 Seiten"."""
    document = publication.document
    kind = _TYPES.get(document.content_type) or document.name.rpartition(".")[2].upper()
    words = [kind, filesizeformat(document.size)]
    if publication.pages:
        pages = ngettext("%(count)s Seite", "%(count)s Seiten", publication.pages)
        words.append(pages % {"count": number(publication.pages)})
    return ", ".join(words)
