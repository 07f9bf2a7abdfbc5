"""The commitment to sign: what an admitted cluster takes on, with places for place, date and signature."""

from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date, translate, translated
from records.typesetting import typeset

from ..models import LetterText
from ..wording import filled
from .parts import address, demonstration, owner_name, words_of


def commitment_text():
    """The configured words of the commitment."""
    return LetterText.objects.get(kind=LetterText.Kind.COMMITMENT)


def commitment_name(application, language="de"):
    """File name of the form: "Verpflichtungserklaerung-A-2026-0001.pdf"; without application that of the sample."""
    ending = "" if language == "de" else f"-{language}"
    return f"Verpflichtungserklaerung-{application.number if application else 'Muster'}{ending}.pdf"


def commitment_form(text, language, day, decision=None):
    """The form in the words of `text` (commitment_text): German is authoritative, English a courtesy copy.

    `decision` is the admission it belongs to; without one it is the sample that every applicant may read, the same for
    all and without any name.
    """
    application = decision.application if decision else None
    with translation.override(language):
        subject = translated(text, "subject")
        body, body_language = translate(text, "body")
        sender = owner_name(day)
        title = f"{subject}, {application.number}" if application else _("%(subject)s (Muster)") % {"subject": subject}
        data = {
            "demo": demonstration(),
            "author": sender,
            "sender": sender,
            "subject": subject,
            "sample": "" if application else _("Muster zum Lesen. Es ist für alle Antragsteller gleich."),
            "courtesy": ""
            if language == "de"
            else _("Übersetzung zur Information. Maßgeblich ist die deutsche Erklärung; nur sie wird unterzeichnet."),
            "recipient": _("gegenüber: %(owner)s") % {"owner": sender},
            "facts": _facts(application, text, day),
            "body": filled(body, _placeholders(decision)),
            "body_language": body_language,
            "signature": [
                _("Ort und Datum"),
                _("Unterschrift der zeichnungsberechtigten Person"),
                _("Name und Funktion in Druckbuchstaben"),
            ],
            "words": words_of(application),
        }
        return typeset("commitment.typ", data, title=title, language=language, day=day)


def _facts(application, text, day):
    facts = [
        (_("Aufnahmeantrag"), application.number if application else _("Nummer des Antrags")),
        (_("Innovationscluster"), application.cluster.name if application else _("Name des Clusters")),
        (
            _("Clustermanagement-Organisation"),
            ", ".join(address(application, day)) if application else _("Name und Anschrift der Organisation"),
        ),
        (_("Fassung des Textes"), text.version),
    ]
    return [{"term": term, "value": value} for term, value in facts]


def _placeholders(decision):
    if decision is None:
        return {
            "cluster": _("Name des Clusters"),
            "number": _("Nummer des Antrags"),
            "decided_on": _("Tag der Entscheidung"),
            "starts_on": _("Tag der Aufnahme"),
        }
    return {
        "cluster": decision.application.cluster.name,
        "number": decision.application.number,
        "decided_on": german_date(decision.decided_on),
        "starts_on": german_date(decision.starts_on),
    }
