"""The minutes of a sitting or a circulation, as one reader may have them."""

from django.utils import translation
from django.utils.translation import gettext as _

from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date
from records.typesetting import typeset

from .paper import recommendation_words
from .parts import demonstration, owner_name


def sitting_minutes(sitting, points, attendance, day, *, extract=False):
    """The minutes in German, the file's own language. Never stored: each reader gets what that reader may see.

    `points` and `attendance` come from services.sittings; a point without access carries no details. `extract`: the
    part about one file only.
    """
    with translation.override("de"):
        sender = owner_name(day)
        day_word = german_date(sitting.held_on)
        kind = sitting.get_kind_display()
        if extract:
            title = _("Auszug aus dem Protokoll: %(kind)s, %(day)s") % {"kind": kind, "day": day_word}
        else:
            title = _("Protokoll: %(kind)s, %(day)s") % {"kind": kind, "day": day_word}
        data = {
            "demo": demonstration(),
            "author": sender,
            "sender": _("Programmbegleitkreis"),
            "facts": [{"term": term, "value": value} for term, value in _facts(sitting) if value],
            "attendance": _attendance(attendance),
            "general": "" if extract else sitting.minutes,
            "points": [_point(number, point) for number, point in enumerate(points, start=1)],
            "words": {
                "attendance": _("Anwesenheit"),
                "member": _("Mitglied"),
                "agenda": _("Tagesordnung und Ergebnisse"),
                "general": _("Allgemeines"),
                "page": _("Seite {page} von {pages}"),
                "footer": _("%(title)s. Fragen beantwortet das Programmbüro: %(email)s")
                % {"title": title, "email": ProgrammeSettings.load().office_email},
            },
        }
        return typeset("sitting.typ", data, title=title, language="de", day=day)


def _facts(sitting):
    time = _("%(time)s Uhr") % {"time": sitting.starts_at.strftime("%H:%M")} if sitting.starts_at else ""
    if sitting.kind == sitting.Kind.CIRCULATION:
        yield _("Beginn"), german_date(sitting.opens_on) if sitting.opens_on else ""
        yield _("Frist"), german_date(sitting.held_on)
    else:
        yield _("Tag"), german_date(sitting.held_on)
        yield _("Uhrzeit"), time
        yield _("Ort"), sitting.place
    yield _("Leitung"), str(sitting.chair) if sitting.chair else ""


def _attendance(attendance):
    rows = [[str(member), row.get_value_display() if row else _("nicht vermerkt")] for member, row in attendance]
    return {"head": [_("Mitglied"), _("Anwesenheit")], "rows": rows}


def _point(number, point):
    """Title and texts of one point; a locked one says that the reader took no part, and nothing else."""
    texts = []
    if point.access == "locked":
        texts.append(_("nicht mitgewirkt (befangen)"))
    if point.recommendation is not None:
        texts.append(recommendation_words(point.recommendation))
    if point.absent:
        names = ", ".join(str(member) for member in point.absent)
        texts.append(_("Nicht mitgewirkt (befangen): %(names)s") % {"names": names})
    if point.minutes:
        texts.append(point.minutes)
    return {"title": f"{number}. {point.title}", "text": "\n\n".join(texts)}
