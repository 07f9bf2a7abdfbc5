"""A cluster's picture for social cards: name, place, field and label, drawn from the data of the day."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from labels.models import Level
from programme.models import ProgrammeSettings
from programme.pagecache import public_page
from programme.templatetags.portal import german_date, translated
from records.typesetting import draw

from ..context import SITE_NAME
from .directory import public_clusters
from .profile import RANK


@public_page
def cluster_card(request, slug):
    """1200 × 630 pixels, in the language of the address; 404 for what the public does not see today."""
    day = timezone.localdate()
    cluster = public_clusters(day).filter(slug=slug).first()
    if cluster is None:
        raise Http404
    awards = sorted(cluster.valid_awards, key=lambda award: -RANK[Level(award.level)])
    places = [cluster.city, *(translated(land, "name") for land in cluster.laender.all())]
    picture = draw(
        "cluster_card.typ",
        {
            "language": get_language(),
            "site": SITE_NAME,
            "name": cluster.name,
            "place": ", ".join(dict.fromkeys(filter(None, places))),
            "fields": ", ".join(translated(field, "name") for field in cluster.fields.all()),
            "label": _label(awards[0]) if awards else "",
            "demo": gettext("Demonstration, kein amtliches Verzeichnis") if ProgrammeSettings.load().is_demo else "",
        },
    )
    return HttpResponse(picture, content_type="image/png")


def _label(award):
    return gettext("Label %(level)s, gültig bis %(day)s") % {
        "level": award.get_level_display(),
        "day": german_date(award.valid_until),
    }
