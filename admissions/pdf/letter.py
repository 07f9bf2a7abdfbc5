"""The letter on a decision: German is authoritative, English a courtesy copy."""

from django.utils import translation
from django.utils.translation import gettext as _

from labels.validity import first_silver_due
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date, translate, translated
from records.typesetting import typeset

from ..models import Decision, LetterText
from ..wording import catalogue_sentence, filled, signed_sentence
from .parts import courtesy, group_table, letterhead

ADMITTING = (Decision.Outcome.ADMITTED, Decision.Outcome.ADMITTED_WITH_CONDITIONS)


def letter_text(decision):
    """The configured words for the letter on a decision."""
    admitted = decision.outcome in ADMITTING
    return LetterText.objects.get(kind=LetterText.Kind.ADMISSION if admitted else LetterText.Kind.REFUSAL)


def decision_letter(decision, text, language, day, note=""):
    """The letter on an admission or a refusal: German is authoritative, English a courtesy copy.

    `text` is its letter_text. Contains total, group totals and reasons; never single scores, reviewers or votes
    (SPEC 2.1). `note` stands on top and at the foot of each page: what this is when it is no letter.
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
            **letterhead(application, day),
            "subject": subject,
            "courtesy": "" if language == "de" else courtesy(),
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
        if note:
            data["demo"] = note
        title = f"{subject}, {application.number}"
        return typeset("decision.typ", data, title=title, language=language, day=day)


def _placeholders(decision):
    application = decision.application
    return {
        "cluster": application.cluster.name,
        "number": application.number,
        "decided_on": german_date(decision.decided_on),
        "starts_on": german_date(decision.starts_on),
    }


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
    if decision.recorded:
        sections.append({"title": _("Entscheidung"), "text": signed_sentence(decision), "language": language})
    return sections


def _enclosures(admitted, language):
    enclosures = [_("Übersetzung ins Englische")] if language == "de" else []
    return enclosures + ([_("Urkunde")] if admitted else [])
