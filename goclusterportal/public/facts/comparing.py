"""Two tables of numbers side by side. Pure: what is unknown on either side stays unknown."""

from django.utils.translation import gettext, ngettext

from programme.templatetags.portal import number

# What only tells how many members another number rests on.
SUPPORT = (".clusters", ".stated")


def difference(value, other):
    """value - other; None while either is not known."""
    return None if value is None or other is None else value - other


def with_sign(change):
    """ "+3", "−2", "±0"; empty when unknown."""
    if change is None:
        return ""
    return f"+{number(change)}" if change > 0 else number(change) if change < 0 else "±0"


def in_words(change):
    """ "3 mehr", "2 weniger", "unverändert", "nicht vergleichbar"."""
    if change is None:
        return gettext("nicht vergleichbar")
    if change == 0:
        return gettext("unverändert")
    if change > 0:
        return ngettext("%(number)s mehr", "%(number)s mehr", change) % {"number": number(change)}
    return ngettext("%(number)s weniger", "%(number)s weniger", -change) % {"number": number(-change)}


def corrections(published, computed):
    """{code: number as counted now} for each published number that is counted differently now.

    A number that the snapshot does not have was not published, so nothing is corrected. When the register has become
    incomplete for that day (computed without members), nothing is counted, so nothing is corrected either. Certificates
    are an open list: one that nobody holds any more has no code, and counts 0.
    """
    if "members" not in computed:
        return {}
    found = {}
    for code, before in published.items():
        if code.endswith(SUPPORT):
            continue
        now = computed.get(code, 0 if code.startswith("certificate.") else before)
        if now != before:
            found[code] = now
    for code, now in computed.items():
        # A certificate that came into the list later: nobody held it as far as was known.
        if code.startswith("certificate.") and code not in published and now:
            found[code] = now
    return found
