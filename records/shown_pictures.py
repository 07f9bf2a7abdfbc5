"""The pictures that texts may show, for programme.markdown, and their publication."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from programme.markdown import OwnPicture

from .models import Picture


def find_pictures(tokens, drafts):
    """Pictures by token: those that are public now, with `drafts` all. One query."""
    rows = Picture.objects.filter(token__in=tokens)
    if not drafts:
        rows = rows.filter(published_at__lte=timezone.now())
    return {row.token: shown(row) for row in rows}


def shown(picture):
    """The picture as a page shows it; its description in the page's language, else the German one."""
    english = (get_language() or "de").startswith("en")
    return OwnPicture(
        address=reverse("picture", args=[picture.token]),
        width=picture.width,
        height=picture.height,
        alt=(picture.alt_en if english else "") or picture.alt_de,
    )


def publish_pictures(tokens, moment):
    """Make pictures public at `moment`, which may lie ahead; what is public earlier stays so."""
    Picture.objects.filter(token__in=tokens).filter(Q(published_at=None) | Q(published_at__gt=moment)).update(
        published_at=moment
    )


def hold_back_pictures(tokens, now):
    """Take back a publication that still lies ahead; what was public may be kept by anybody (decision 0046)."""
    Picture.objects.filter(token__in=tokens, published_at__gt=now).update(published_at=None)
