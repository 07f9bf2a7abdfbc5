"""What the page of an article shows beside its text."""

from .listing import neighbours, related


def article_context(article, day):
    """What templates/events/article.html shows of an article that has its `public_clusters`."""
    before, after = neighbours(article, day) if article.released_on else (None, None)
    return {"article": article, "related": related(article, day), "before": before, "after": after}
