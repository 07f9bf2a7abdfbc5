"""The result of the self-check as a tagged PDF to keep: the same figures and words as the page."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from admissions.pdf.parts import demonstration
from admissions.result import groups_of
from admissions.wording import catalogue_sentence, rule_sentence
from programme.templatetags.portal import german_date, translate
from records.typesetting import typeset

from ..context import SITE_NAME


def self_check_pdf(catalogue, outcome, *, language, day):
    """The PDF of one choice of points (a public.selfcheck.Outcome), in `language`."""
    with translation.override(language):
        title = _("Selbstcheck vom %(day)s") % {"day": german_date(day)}
        data = {
            "demo": demonstration(),
            "author": SITE_NAME,
            "sender": SITE_NAME,
            "notices": _notices(catalogue),
            "badge": outcome.badge,
            "explanation": outcome.explanation,
            "groups": _group_table(outcome),
            "advice": _advice(outcome),
            "sections": [_section(group, outcome.points, language) for group in groups_of(catalogue)],
            "basis": f"{catalogue_sentence(catalogue)} {rule_sentence(catalogue)}",
            "words": {
                "footer": _("%(title)s. Neu berechnen: %(address)s")
                % {"title": title, "address": settings.SITE_URL + reverse("public:self-check")},
                "page": _("Seite {page} von {pages}"),
                "result": _("Ihr Ergebnis"),
                "advice": _("Was jetzt am meisten hilft"),
                "basis": _("Wie gerechnet wird"),
            },
        }
        return typeset("self_check.typ", data, title=title, language=language, day=day)


def _notices(catalogue):
    notices = [_("Unverbindlich: eine eigene Einschätzung, keine Aussage des Programms.")]
    if catalogue.is_sample:
        notices.append(_("Beispielkriterien: Der Kriterienkatalog des Programms ist nicht öffentlich."))
    return notices


def _group_table(outcome):
    head = [_("Kriteriengruppe"), _("Punkte"), *([_("nötig")] if outcome.needs_by_group else []), _("höchstens")]
    rows = [
        [f"{group.code} {translate(group, 'name')[0]}", points, *([needed] if outcome.needs_by_group else []), maximum]
        for group, points, maximum, needed in outcome.groups
    ]
    total = [_("Summe"), outcome.total, *([""] if outcome.needs_by_group else []), outcome.result.maximum]
    return {"head": head, "rows": [[str(cell) for cell in row] for row in rows], "total": [str(cell) for cell in total]}


def _advice(outcome):
    return {
        "sentences": outcome.lacking,
        "gains": [
            f"{criterion.code} {translate(criterion, 'name')[0]}: {words}" for criterion, words in outcome.helps_most
        ],
    }


def _section(group, points, language):
    """One group: every criterion with the points chosen. A name without an English version is German, and says so."""
    name, name_language = translate(group, "name")
    rows = []
    for criterion in group.criteria.all():
        text, text_language = translate(criterion, "name")
        chosen = points.get(criterion.code)
        rows.append(
            {
                "code": criterion.code,
                "name": text,
                "language": text_language or language,
                "points": _("offen") if chosen is None else str(chosen),
                "maximum": str(criterion.max_points),
            }
        )
    return {
        "title": f"{group.code} {name}",
        "language": name_language or language,
        "head": [_("Kriterium"), _("Ihre Punkte"), _("höchstens")],
        "rows": rows,
    }
