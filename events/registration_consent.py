"""What a person agrees to when registering for an event: the purpose, and how long the data are kept."""

from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.templatetags.portal import translated


def consent_text(settings):
    """In the language that is active. It is kept with the registration, word for word."""
    purpose = translated(settings, "purpose") or _(
        "Wir verwenden Ihre Angaben nur, um die Veranstaltung vorzubereiten und durchzuführen."
    )
    days = settings.retention_days
    kept = ngettext(
        "%(days)s Tag nach der Veranstaltung löschen wir Ihren Namen, Ihre Adresse und Ihre Antworten. "
        "Nur die Zahl der Teilnehmenden bleibt.",
        "%(days)s Tage nach der Veranstaltung löschen wir Ihren Namen, Ihre Adresse und Ihre Antworten. "
        "Nur die Zahl der Teilnehmenden bleibt.",
        days,
    ) % {"days": days}
    return f"{purpose} {kept}"


def promises_broken(settings, values):
    """Names of the fields of which `values` would use personal data otherwise, or keep them longer, than people agreed.

    None as long as nobody has registered, and again once the data have gone.
    """
    purposes = [name for name in ("purpose_de", "purpose_en") if name in values and _differs(settings, values, name)]
    is_longer = (values.get("retention_days") or 0) > settings.retention_days
    broken = [*purposes, *(["retention_days"] if is_longer else [])]
    return broken if broken and settings.registrations.filter(emptied_at=None).exists() else []


def _differs(settings, values, name):
    # A browser ends lines in its own way.
    return values[name].split() != getattr(settings, name).split()


def version_of(text):
    """Changes with every word: whoever had the page open meanwhile reads the new text first."""
    return sha256(text.encode()).hexdigest()[:16]
