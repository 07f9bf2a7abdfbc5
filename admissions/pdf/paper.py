"""The paper on which the ministry decides."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.portal import german_date
from records.typesetting import typeset

from ..wording import catalogue_sentence, decided_sentence
from .parts import address, demonstration, group_table, owner_name, words_of


@dataclass(frozen=True, slots=True)
class Paper:
    """What a decision paper contains beyond the application itself."""

    file_reference: str
    assessment: str
    result: dict
    recommendation: object
    interviews: list
    dissent: str
    # Decisions of earlier rounds: who put the application back, and why.
    earlier: tuple = ()


def decision_paper(application, paper, day):
    """The paper on which the ministry decides, in German: the file's own language."""
    with translation.override("de"):
        sender = owner_name(day)
        data = {
            "demo": demonstration(),
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
            "words": {**words_of(application), "result": _("Ergebnis der Begutachtung")},
        }
        title = _("Entscheidungsvorlage zum Aufnahmeantrag %(number)s") % {"number": application.number}
        return typeset("paper.typ", data, title=title, language="de", day=day)


def _paper_sections(paper):
    sections = []
    if paper.recommendation is not None:
        sections.append((_("Empfehlung des Programmbegleitkreises"), recommendation_words(paper.recommendation)))
    for decision in paper.earlier:
        title = _("Zurückgestellt im Durchgang %(round)s") % {"round": decision.round}
        sections.append((title, f"{decided_sentence(decision)}\n\n{decision.reason}"))
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
