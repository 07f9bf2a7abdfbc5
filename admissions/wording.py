"""Words of letters: the placeholders that a letter text may contain, and a catalogue's rule as a sentence."""

import math
import re

from django.utils.translation import gettext as _

from programme.templatetags.portal import translated

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
