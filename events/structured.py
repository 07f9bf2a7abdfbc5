"""An article for search engines: schema.org's NewsArticle as JSON-LD."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from programme.templatetags.portal import translate
from records.shown_pictures import shown

_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def news_article(article):
    """The article as a dictionary, in the language of the page; all addresses are absolute."""
    title, language = translate(article, "title")
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "inLanguage": language,
        "datePublished": article.released_on.isoformat(),
        "dateModified": article.updated_at.isoformat(timespec="seconds"),
        "mainEntityOfPage": address_of(article),
        "publisher": {"@type": "Organization", "name": gettext("Innovationscluster-Portal")},
        "author": {"@type": "Organization", "name": gettext("Innovationscluster-Portal")},
    }
    teaser = translate(article, "teaser")[0]
    if teaser:
        facts["description"] = teaser
    if article.picture:
        facts["image"] = settings.SITE_URL + shown(article.picture).address
    about = [
        {
            "@type": "Organization",
            "name": one.name,
            "url": settings.SITE_URL + reverse("public:cluster", args=[one.slug]),
        }
        for one in article.public_clusters
    ]
    if about:
        facts["about"] = about
    return facts


def address_of(article):
    """The absolute address of a news item or a story in the language that is on."""
    return settings.SITE_URL + reverse(f"events:{article._meta.model_name}", args=[article.slug])


def script_of(facts):
    """The data as a script element that no text can break out of."""
    text = json.dumps(facts, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
