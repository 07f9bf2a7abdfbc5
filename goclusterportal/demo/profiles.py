"""The invented member's profile: its sections in both languages, and a logo drawn for it."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from clusters.models import Cluster
from clusters.services.profile import update_profile
from records.pictures import store_picture

from .register import OWN_MEMBER

SECTIONS = {
    "origin_de": "2014 aus einem Stammtisch von Zimmereien entstanden, getragen von einem erfundenen Verein.",
    "origin_en": "Grown in 2014 out of a regulars' table of carpenters, run by an invented association.",
    "aims_de": "- Holzbau bis acht Stockwerke bezahlbar machen\n- Planung und Werkstatt digital verbinden",
    "aims_en": "- make timber buildings of up to eight storeys affordable\n- connect planning and workshop digitally",
    "activities_de": "Arbeitskreise zu Brandschutz, Vorfertigung und Kreislaufwirtschaft; eine Messe im Jahr.",
    "activities_en": "Working groups on fire safety, prefabrication and circular economy; one fair a year.",
    "successes_de": "Drei Stockwerke aus Holz in zehn Tagen aufgestellt.",
    "successes_en": "Three storeys of timber put up in ten days.",
    "field_words": "mehrgeschossiger Holzbau",
    "field_words_en": "multi-storey timber construction",
}


def load(cast, day):
    """The sections and the logo, unless the cluster has a logo already."""
    cluster = Cluster.objects.get(external_id=OWN_MEMBER)
    if cluster.logo_id:
        return
    manager = cast["manager@demo.example"]
    logo = store_picture(
        _drawn(), alt_de="Logo: drei Balken, wie ein Haus gestapelt", alt_en="Logo: three beams", by=manager
    )
    update_profile(cluster, values=SECTIONS, logo=logo, actor=None, day=day)


def _drawn():
    """Three beams under a roof, as a PNG file."""
    picture = Image.new("RGB", (480, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(40, 100), (120, 30), (200, 100)], fill="#8a4b12")
    for row in range(3):
        pen.rectangle((50, 110 + 40 * row, 190, 138 + 40 * row), fill="#c98a4b")
    pen.text((225, 90), "HCM", fill="#3b2a1a", font_size=90)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")
