"""Words of letters: the placeholders that a letter text may contain, and a catalogue's rule as a sentence."""

import math
import re

from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date, translated

from . import scoring
from .result import spec_of

PLACEHOLDERS = ("cluster", "number", "decided_on", "starts_on")
"""What the office may write into a letter text, in braces: {cluster}."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")


def filled(text, values):
    """`text` with its placeholders replaced; anything else in braces stays as typed."""
    return _BRACES.sub(lambda match: str(values.get(match[1], match[0])), text)


def unknown_placeholders(text):
    """What stands in braces and is no placeholder, in order."""
    return [name for name in _BRACES.findall(text) if name not in PLACEHOLDERS]


def rule_sentence(catalogue):
    """How a catalogue counts, with its figures: "Mit dieser Regel bestehen 60 von 90 Punkten."

    Returns what is wrong with the catalogue instead when it cannot be counted yet.
    """
    spec = spec_of(catalogue)
    problems = scoring.check_spec(spec)
    if problems:
        return " ".join(problems)
    # One reviewer gives whole points, so what is needed is shown as a whole number.
    result = scoring.evaluate(spec, [])
    named = {"needed": math.ceil(result.needed), "possible": result.possible}
    if spec.rule == scoring.Rule.COUNT:
        return (
            _("Mit dieser Regel besteht, wer bei %(needed)s von %(possible)s Kriterien die Mindestpunktzahl erreicht.")
            % named
        )
    if spec.rule == scoring.Rule.OVERALL:
        return _("Mit dieser Regel bestehen %(needed)s von %(possible)s Punkten.") % named
    groups = ", ".join(
        _("Gruppe %(group)s %(needed)s von %(possible)s")
        % {
            "group": group.code,
            "needed": math.ceil(group.needed),
            "possible": group.maximum,
        }
        for group in result.groups
    )
    return _("Mit dieser Regel braucht jede Gruppe genug Punkte: %(groups)s.") % {"groups": groups}


def catalogue_sentence(catalogue):
    """On which version a result rests; a sample says that it is one (SPEC 2.1)."""
    sentence = _("Grundlage: %(name)s, Fassung %(version)s.") % {
        "name": translated(catalogue, "name"),
        "version": catalogue.version,
    }
    if catalogue.is_sample:
        sentence += " " + _("Die Kriterien sind ein Beispiel und nicht amtlich.")
    return sentence


def decided_sentence(decision):
    """Who decided, honestly: a person of the ministry in the portal, or a signature that the office recorded."""
    if decision.recorded is not None:
        return recorded_sentence(decision.recorded)
    return _("Entscheidung des Ministeriums vom %(day)s, getroffen im Portal von %(person)s.") % {
        "day": german_date(decision.decided_on),
        "person": decision.decided_by,
    }


def recorded_sentence(recorded):
    """Who signed, who of the office entered it and who compared it with the document."""
    return _(
        "Entscheidung des Ministeriums vom %(day)s, unterzeichnet von %(signed_by)s (%(signed_as)s), erfasst von "
        "%(entered_by)s, bestätigt von %(checked_by)s."
    ) % {
        "day": german_date(recorded.decided_on),
        "signed_by": recorded.signed_by,
        "signed_as": recorded.signed_as,
        "entered_by": recorded.entered_by,
        "checked_by": recorded.checked_by,
    }


def signed_sentence(decision):
    """For the letter: who signed; the office's clerks are no concern of its reader. "" for one made in the portal."""
    if decision.recorded is None:
        return ""
    return _("Entscheidung des Ministeriums vom %(day)s, unterzeichnet von %(signed_by)s (%(signed_as)s).") % {
        "day": german_date(decision.decided_on),
        "signed_by": decision.recorded.signed_by,
        "signed_as": decision.recorded.signed_as,
    }
