"""The receipt of a submission: everything that was handed in, from its snapshot and nothing else.

No setting and no text that somebody may change later goes into it, so the same submission always gives the same bytes.
"""

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_datetime, number
from records.typesetting import typeset

from .parts import demonstration


def receipt_name(submission, language="de"):
    """File name: "Eingangsbestaetigung-A-2026-0001-1.pdf", in English "…-1-en.pdf"."""
    ending = "" if language == "de" else f"-{language}"
    return f"Eingangsbestaetigung-{submission.application.number}-{submission.sequence}{ending}.pdf"


def receipt(submission, language="de"):
    """The PDF of a Submission (with application, catalogue and submitted_by at hand)."""
    snapshot = submission.snapshot
    with translation.override(language):
        programme = _("Programm zur Förderung exzellenter Innovationscluster")
        title = _("Eingangsbestätigung zum Aufnahmeantrag %(number)s, Fassung %(sequence)s") % {
            "number": snapshot["number"],
            "sequence": submission.sequence,
        }
        data = {
            "demo": demonstration(submission.application),
            "author": programme,
            "sender": programme,
            "lead": _("Dieser Antrag ist am %(at)s eingegangen.") % {"at": german_datetime(submission.submitted_at)},
            "facts": [{"term": term, "value": value} for term, value in _facts(submission, snapshot) if value],
            "catalogue": _catalogue(submission, snapshot),
            "groups": [_group(group, language) for group in snapshot["groups"]],
            "words": {
                "footer": _("%(number)s, Fassung %(sequence)s")
                % {"number": snapshot["number"], "sequence": submission.sequence},
                "page": _("Seite {page} von {pages}"),
                "points": _("Eigene Punkte"),
                "figures": _("Zahlen"),
                "evidence": _("Nachweise"),
                "check": _("SHA-256"),
            },
        }
        day = timezone.localdate(submission.submitted_at)
        return typeset("receipt.typ", data, title=title, language=language, day=day)


def _facts(submission, snapshot):
    cluster, organisation = snapshot["cluster"], snapshot["organisation"]
    town = f"{organisation['postal_code']} {organisation['city']}".strip()
    address = [organisation["legal_name"], organisation["legal_form"], organisation["street"], town]
    signatory = [organisation["signatory"], organisation["signatory_function"]]
    given, possible = own_points(snapshot)
    return [
        (_("Aufnahmeantrag"), snapshot["number"]),
        (_("Fassung"), str(submission.sequence)),
        (_("Eingereicht am"), german_datetime(submission.submitted_at)),
        (_("Eingereicht von"), str(submission.submitted_by)),
        (_("Innovationscluster"), _listed(cluster["name"], cluster["city"])),
        (_("Clustermanagement-Organisation"), _listed(*address)),
        (_("Zeichnungsberechtigte Person"), _listed(*signatory)),
        (_("Internetseite"), cluster["website"]),
        (_("E-Mail-Adresse"), cluster["mailbox"]),
        (_("Eigene Einschätzung"), _("%(points)s von %(maximum)s Punkten") % {"points": given, "maximum": possible}),
    ]


def own_points(snapshot):
    """The applicant's own points of a snapshot, and how many were possible."""
    criteria = [criterion for group in snapshot["groups"] for criterion in group["criteria"]]
    return (
        sum(criterion["own_points"] or 0 for criterion in criteria),
        sum(criterion["max_points"] for criterion in criteria),
    )


def _listed(*parts):
    return ", ".join(part for part in parts if part)


def _named(named, language, name="name"):
    """A name frozen in JSON, with the language it is in: English falls back to German."""
    text = named.get(f"{name}_{language}")
    return (text, language) if text else (named.get(f"{name}_de", ""), "de")


def _catalogue(submission, snapshot):
    name, _language = _named(snapshot["catalogue"], translation.get_language() or "de")
    sentence = _("Grundlage: %(name)s, Fassung %(version)s.") % {
        "name": name,
        "version": snapshot["catalogue"]["version"],
    }
    # A version in use cannot be changed, so this does not change either.
    if submission.application.catalogue.is_sample:
        sentence += " " + _("Die Kriterien sind ein Beispiel und nicht amtlich.")
    return sentence


def _group(group, language):
    name, spoken = _named(group, language)
    return {
        "title": f"{group['code']} {name}",
        "language": spoken,
        "criteria": [_criterion(criterion, language) for criterion in group["criteria"]],
    }


def _criterion(criterion, language):
    name, spoken = _named(criterion, language)
    points = criterion["own_points"]
    return {
        "title": f"{criterion['code']} {name}",
        "language": spoken,
        "text": criterion["text"],
        "points": _("keine Angabe")
        if points is None
        else _("%(points)s von %(maximum)s") % {"points": points, "maximum": criterion["max_points"]},
        "figures": [_figure(figure, language) for figure in criterion.get("figures", [])],
        "evidence": [_piece(piece) for piece in criterion["evidence"]],
    }


def _figure(figure, language):
    return {"term": _named(figure, language)[0], "value": figure_words(figure, language)}


def figure_words(figure, language):
    """A figure of a snapshot with its unit: "12 500 Euro"; the words for nothing where it was left out."""
    value = figure.get("value")
    if value in (None, ""):
        return _("keine Angabe")
    try:
        shown = number(value)
    except ArithmeticError:
        shown = str(value)
    return f"{shown} {_named(figure, language, 'unit')[0]}".strip()


def _piece(piece):
    if "file" not in piece:
        return {"title": piece["title"], "about": piece["link"], "check": ""}
    about = f"{piece['file']}, {filesizeformat(piece['size'])}"
    return {"title": piece["title"], "about": about, "check": piece["sha256"]}
