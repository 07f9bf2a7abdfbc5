"""Invented articles, a publication and a contribution that waits; their pictures are drawn from numbers."""

import datetime
import hashlib
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from clusters.models import Cluster
from events.models import News, Publication, Story
from events.services import contributions, publishing
from records.pictures import store_picture
from records.typesetting import typeset
from records.uploads import store_bytes

from .register import OWN_MEMBER

NOTE_DE = "Erfunden für die Demonstration."
NOTE_EN = "Invented for the demonstration."
NEWS = [
    # address, days ago, of the own member, titles
    ("demo-neue-mitglieder", 0, True, "Neue Mitglieder im Programm", "New members in the programme"),
    ("demo-selbstcheck", 0, False, "Selbstcheck für Bewerbungen", "Self-check for applicants"),
    ("demo-holzbaupreis", 100, True, "Holzbaupreis für eine Schule", "Timber award for a school"),
    ("demo-jahrestreffen-rueckblick", 200, False, "So war das Jahrestreffen", "Looking back at the annual meeting"),
    ("demo-neue-halle", 380, True, "Neue Halle für gemeinsame Versuche", "New hall for joint trials"),
]
STORIES = [
    (
        "demo-holzbau-drei-stockwerke",
        300,
        "Drei Stockwerke aus Holz in zehn Tagen",
        "Three storeys in ten days",
    ),
    ("demo-leim-aus-rinde", 150, "Leim aus Rinde ersetzt Erdöl", "Glue from bark replaces oil"),
    ("demo-lehrlinge-tauschen", 20, "Zwölf Betriebe tauschen ihre Lehrlinge", "Twelve firms swap their apprentices"),
]


def load(day):
    """Everything that is not there yet, by its address. Returns how many pieces are new."""
    own = Cluster.objects.get(external_id=OWN_MEMBER)
    made = [
        _article(News, slug, day, ago, own if is_own else None, title_de, title_en)
        for slug, ago, is_own, title_de, title_en in NEWS
    ]
    made += [_article(Story, slug, day, ago, own, title_de, title_en) for slug, ago, title_de, title_en in STORIES]
    titles = ("Ein Tag im Sägewerk", "A day at the sawmill")
    made.append(_article(Story, "demo-ein-tag-im-saegewerk", day, 60, own, *titles, kind="report"))
    made += [_publication(day), _waiting(own, day)]
    return sum(made)


def _article(model, slug, day, ago, cluster, title_de, title_en, **more):
    if model.objects.filter(slug=slug).exists():
        return False
    article = model.objects.create(
        slug=slug,
        title_de=title_de,
        title_en=title_en,
        teaser_de=NOTE_DE,
        teaser_en=NOTE_EN,
        body_de=f"{NOTE_DE}\n\nSo sieht ein Beitrag aus: ein Titel, ein Anreißer und ein Text mit **Markdown**.",
        body_en=f"{NOTE_EN}\n\nThis is what an article looks like: a title, a teaser, and a text in **Markdown**.",
        picture=_picture(slug),
        caption_de="Gezeichnet aus Zahlen.",
        caption_en="Drawn from numbers.",
        **more,
    )
    if cluster:
        article.clusters.add(cluster)
    publishing.release(article, on=day - datetime.timedelta(days=ago), actor=None, day=day)
    return True


def _publication(day):
    slug, title = "demo-jahresbericht", "Jahresbericht der Demonstration"
    if Publication.objects.filter(slug=slug).exists():
        return False
    data = {"paragraphs": [NOTE_DE, "Ein Bericht besteht hier aus einer Seite."]}
    pdf = typeset("demo_report.typ", data, title=title, language="de", day=day)
    publication = Publication.objects.create(
        slug=slug,
        title_de=title,
        title_en="Annual report of the demonstration",
        teaser_de=NOTE_DE,
        teaser_en=NOTE_EN,
        pages=1,
        document=store_bytes(pdf, "Jahresbericht.pdf", "application/pdf", by=None),
    )
    publishing.release(publication, on=day - datetime.timedelta(days=30), actor=None, day=day)
    return True


def _waiting(own, day):
    """What the demo's manager has submitted; once there, its fate is the visitor's."""
    if News.objects.filter(contributed_for=own).exists():
        return False
    by = {"cluster": own, "actor": User.objects.get(email="manager@demo.example"), "day": day}
    news = News(
        title_de="Unser neuer Prüfstand läuft",
        teaser_de=NOTE_DE,
        body_de=f"{NOTE_DE}\n\n## Was er kann\n\n- Balken bis zwölf Meter\n- Lasten bis vierzig Tonnen",
        picture=_picture("pruefstand"),
    )
    contributions.submit(contributions.save_draft(news, **by), **by)
    return True


def _picture(seed):
    """Bars whose heights are the numbers of a hash: always the same for the same seed, and nobody's photograph."""
    numbers = hashlib.sha256(seed.encode()).digest()
    image = Image.new("RGB", (960, 540), (236, 240, 246))
    draw = ImageDraw.Draw(image)
    for index, number in enumerate(numbers[:24]):
        left, shade = 24 + index * 38, 60 + number // 2
        draw.rectangle((left, 516 - 60 - number * 1.6, left + 28, 516), fill=(20, shade // 2 + 30, shade))
    out = io.BytesIO()
    image.save(out, "PNG")
    upload = SimpleUploadedFile(f"{seed}.png", out.getvalue(), content_type="image/png")
    alt_de, alt_en = "Muster aus 24 blauen Säulen verschiedener Höhe", "Pattern of 24 blue columns of different heights"
    return store_picture(upload, alt_de=alt_de, alt_en=alt_en, by=None)
