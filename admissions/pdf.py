"""The PDFs of the procedure: letters, certificate, decision paper. Figures and words come from what was frozen.

Each function returns the bytes of a tagged PDF; nothing is stored here.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.services.founding import details_on
from labels.validity import first_silver_due
from programme.models import OwnerName, ProgrammeSettings
from programme.templatetags.portal import german_date, translate, translated
from records.typesetting import typeset

from .models import Decision, LetterText
from .wording import catalogue_sentence, filled

ADMITTING = (Decision.Outcome.ADMITTED, Decision.Outcome.ADMITTED_WITH_CONDITIONS)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a decision paper contains beyond the application itself."""

    file_reference: str
    assessment: str
    result: dict
    recommendation: object
    interviews: list
    dissent: str


def letter_text(decision):
    """The configured words for the letter on a decision."""
    admitted = decision.outcome in ADMITTING
    return LetterText.objects.get(kind=LetterText.Kind.ADMISSION if admitted else LetterText.Kind.REFUSAL)


def decision_letter(decision, text, language, day):
    """The letter on an admission or a refusal: German is authoritative, English a courtesy copy.

    `text` is its letter_text. Contains total, group totals and reasons; never single scores, reviewers or votes
    (SPEC 2.1).
    """
    application = decision.application
    admitted = decision.outcome in ADMITTING
    with translation.override(language):
        fills = _placeholders(decision)
        # A text without an English version stays German, and says so to screen readers.
        body, body_language = translate(text, "body")
        remedy, remedy_language = translate(text, "remedy")
        subject = filled(translated(text, "subject"), fills)
        data = {
            **_letterhead(application, day),
            "subject": subject,
            "courtesy": "" if language == "de" else _courtesy(),
            "salutation": _("Sehr geehrte Damen und Herren,"),
            "body": filled(body, fills),
            "body_language": body_language,
            "sections": _letter_sections(decision, admitted, language),
            "explanation": getattr(decision, f"explanation_{language}"),
            "groups": group_table(decision.result, language),
            "catalogue": catalogue_sentence(decision.catalogue),
            "remedy": filled(remedy, fills),
            "remedy_language": remedy_language,
            "enclosures": _enclosures(admitted, language),
        }
        title = f"{subject}, {application.number}"
        return typeset("decision.typ", data, title=title, language=language, day=day)


def certificate(certificate_data, application, starts_on, language="de"):
    """The certificate. `certificate_data` has number, code and issued_on: a Certificate, saved or not."""
    day = certificate_data.issued_on
    with translation.override(language):
        sender = owner_name(day)
        data = {
            "demo": _demonstration(),
            "author": sender,
            "sender": sender,
            "heading": _("Urkunde"),
            "lead": _("Das Innovationscluster"),
            "cluster": application.cluster.name,
            "organisation": _("getragen von: %(organisation)s") % {"organisation": legal_name(application, day)},
            "statement": _("ist ab dem %(day)s Mitglied im Programm zur Förderung exzellenter Innovationscluster.")
            % {"day": german_date(starts_on)},
            "place": _("Ausgestellt am %(day)s") % {"day": german_date(day)},
            "facts": [
                {"term": _("Urkunde"), "value": certificate_data.number},
                {"term": _("Prüfcode"), "value": spaced_code(certificate_data.code)},
            ],
            "check": _("Ob diese Urkunde gültig ist, können Sie hier prüfen:"),
            "address": f"{settings.SITE_URL}/verify/{certificate_data.code}/",
            "words": _words(application),
        }
        title = _("Urkunde %(number)s, %(cluster)s") % {
            "number": certificate_data.number,
            "cluster": application.cluster.name,
        }
        return typeset("certificate.typ", data, title=title, language=language, day=day)


def decision_paper(application, paper, day):
    """The paper on which the ministry decides, in German: the file's own language."""
    with translation.override("de"):
        sender = owner_name(day)
        data = {
            "demo": _demonstration(),
            "author": sender,
            "sender": sender,
            "facts": [
                {"term": term, "value": value}
                for term, value in [
                    (_("Aktenzeichen"), paper.file_reference),
                    (_("Antrag"), application.number),
                    (_("Innovationscluster"), application.cluster.name),
                    (_("Clustermanagement-Organisation"), ", ".join(address(application, day))),
                    (_("Erstellt am"), german_date(day)),
                    (_("Durchgang"), str(application.round)),
                ]
            ],
            "explanation": paper.result["explanation_de"],
            "groups": group_table(paper.result, "de"),
            "catalogue": catalogue_sentence(application.catalogue),
            "sections": _paper_sections(paper),
            "words": {**_words(application), "result": _("Ergebnis der Begutachtung")},
        }
        title = _("Entscheidungsvorlage zum Aufnahmeantrag %(number)s") % {"number": application.number}
        return typeset("paper.typ", data, title=title, language="de", day=day)


def owner_name(day):
    """The ministry's name on `day`, in the active language: a letter bears the one valid on its date (SPEC 2.5)."""
    name = OwnerName.objects.valid_on(day).order_by("-valid_from").first()
    return translated(name, "name") if name else _("Ministerium")


def address(application, day):
    """The lines of the organisation's postal address that holds on `day`."""
    details = _details(application, day)
    if details is None:
        return [application.organisation.name]
    town = f"{details.postal_code} {details.city}".strip()
    return [line for line in (details.legal_name, details.signatory, details.street, town) if line]


def legal_name(application, day):
    details = _details(application, day)
    return details.legal_name if details else application.organisation.name


def _details(application, day):
    """What holds of the organisation on `day`; read once for all letters of a case."""
    prefetch_related_objects([application.organisation], "details")
    return details_on(application.organisation, day)


def group_table(result, language):
    """Head, rows and total of the points by group, from a frozen result."""
    return {
        "head": [_("Kriteriengruppe"), _("Punkte"), _("Höchstpunktzahl")],
        "rows": [
            [
                f"{group['code']} {group[f'name_{language}'] or group['name_de']}",
                group[f"points_{language}"],
                str(group["maximum"]),
            ]
            for group in result["groups"]
        ],
        "total": [_("Summe"), result[f"points_{language}"], str(result["maximum"])],
    }


def spaced_code(code):
    """A verify code in groups of four, as people read it aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _placeholders(decision):
    application = decision.application
    return {
        "cluster": application.cluster.name,
        "number": application.number,
        "decided_on": german_date(decision.decided_on),
        "starts_on": german_date(decision.starts_on),
    }


def _letterhead(application, day):
    sender = owner_name(day)
    return {
        "demo": _demonstration(),
        "author": sender,
        "sender": sender,
        "address": address(application, day),
        "facts": [
            {"term": _("Datum"), "value": german_date(day)},
            {"term": _("Aufnahmeantrag"), "value": application.number},
            {"term": _("Innovationscluster"), "value": application.cluster.name},
        ],
        "signature": [_("Im Auftrag"), sender],
        "words": _words(application),
    }


def _words(application):
    office = ProgrammeSettings.load().office_email
    return {
        "programme": _("Programm zur Förderung exzellenter Innovationscluster"),
        "footer": _("%(number)s. Fragen beantwortet das Programmbüro: %(email)s")
        % {"number": application.number, "email": office},
        "page": _("Seite {page} von {pages}"),
        "result": _("Ergebnis"),
        "remedy": _("Rechtsbehelfsbelehrung"),
        "closing": _("Mit freundlichen Grüßen"),
        "enclosures": _("Anlagen"),
    }


def _courtesy():
    return _("Übersetzung zur Information. Maßgeblich ist das deutsche Schreiben.")


def _demonstration():
    return _("Demonstration, kein amtliches Schreiben") if ProgrammeSettings.load().is_demo else ""


def _letter_sections(decision, admitted, language):
    """Start, conditions, reasons. What the ministry wrote stays in German, and says so to screen readers."""
    sections = []
    if admitted:
        silver = first_silver_due(decision.starts_on, ProgrammeSettings.load().silver_transition_day)
        sentence = _(
            "Die Mitgliedschaft beginnt am %(starts_on)s. Die Kriterien des Silber-Labels sind bis einschließlich "
            "%(silver)s zu erfüllen."
        )
        dates = {"starts_on": german_date(decision.starts_on), "silver": german_date(silver)}
        sections.append({"title": _("Beginn und Pflichten"), "text": sentence % dates, "language": language})
        if decision.conditions:
            sections.append({"title": _("Auflagen"), "text": decision.conditions, "language": "de"})
    if decision.reason:
        sections.append({"title": _("Begründung"), "text": decision.reason, "language": "de"})
    return sections


def _enclosures(admitted, language):
    enclosures = [_("Übersetzung ins Englische")] if language == "de" else []
    return enclosures + ([_("Urkunde")] if admitted else [])


def _paper_sections(paper):
    sections = []
    if paper.recommendation is not None:
        sections.append((_("Empfehlung des Programmbegleitkreises"), recommendation_words(paper.recommendation)))
    sections.append((_("Abweichende Auffassungen"), paper.dissent))
    for interview in paper.interviews:
        place = f", {interview.place}" if interview.place else ""
        title = _("Persönliches Gespräch am %(day)s") % {"day": german_date(interview.held_on)} + place
        participants = _("Teilnehmende: %(names)s") % {"names": ", ".join(interview.participants.split("\n"))}
        sections.append((title, f"{participants}\n\n{interview.minutes}"))
    sections.append((_("Bewertung des Programmbüros"), paper.assessment))
    return [{"title": title, "text": text, "language": "de"} for title, text in sections]


def recommendation_words(recommendation):
    """The board's advice with its count and reason."""
    given = recommendation.yes + recommendation.no + recommendation.abstain
    count = ngettext(
        "%(given)s von %(entitled)s stimmberechtigten Mitgliedern hat abgestimmt: %(yes)s Ja, %(no)s Nein, "
        "%(abstain)s Enthaltung(en).",
        "%(given)s von %(entitled)s stimmberechtigten Mitgliedern haben abgestimmt: %(yes)s Ja, %(no)s Nein, "
        "%(abstain)s Enthaltung(en).",
        given,
    ) % {
        "given": given,
        "entitled": recommendation.entitled,
        "yes": recommendation.yes,
        "no": recommendation.no,
        "abstain": recommendation.abstain,
    }
    advice = _("%(advice)s, beschlossen am %(day)s.") % {
        "advice": recommendation.get_value_display(),
        "day": german_date(recommendation.made_on),
    }
    return f"{advice} {count}\n\n{recommendation.text}"
