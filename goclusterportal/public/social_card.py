"""The portal's picture for social cards: name, figures and the map, drawn from the data of the day."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from clusters.figures import count_members
from programme.models import ContentPage, ProgrammeSettings
from programme.pagecache import public_page
from programme.templatetags.portal import german_date, number, translated
from records.typesetting import draw

from ..context import SITE_NAME
from .germany import WIDTH, drawing, shade

INK = "#2044aa"
STRENGTH = (0.06, 0.25, 0.45, 0.68, 0.92)
"""How strong the colour is, by shade."""


@public_page
def social_card(request):
    """1200 × 630 pixels, in the language of the address."""
    day = timezone.localdate()
    counted = count_members(day, with_actors=False)
    laender = sum(1 for share in counted.by_land if share.members)
    page = ContentPage.objects.filter(key=ContentPage.Key.HOME).first()
    words = [(counted.members, ngettext("Mitglied im Programm", "Mitglieder im Programm", counted.members))]
    if laender:
        words.append((laender, ngettext("Land mit Mitgliedern", "Länder mit Mitgliedern", laender)))
    picture = draw(
        "social_card.typ",
        {
            "language": get_language(),
            "site": SITE_NAME,
            "title": translated(page, "title"),
            "figures": [f"{number(count)} {word}" for count, word in words],
            "day": gettext("Stand: %(day)s") % {"day": german_date(day)},
            "demo": gettext("Demonstration, kein amtliches Verzeichnis") if ProgrammeSettings.load().is_demo else "",
            "map": _map(counted.by_land),
        },
    )
    return HttpResponse(picture, content_type="image/png")


def _map(by_land):
    """The Länder as an SVG file, the stronger the more members."""
    height, drawn = drawing()
    most = max((share.members for share in by_land), default=0)
    shapes = "".join(
        f'<path d="{drawn[share.of.iso]["path"]}" fill="{INK}" fill-opacity="{STRENGTH[shade(share.members, most)]}"/>'
        for share in by_land
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f'<g stroke="{INK}" stroke-width="1.2">{shapes}</g></svg>'
    )
