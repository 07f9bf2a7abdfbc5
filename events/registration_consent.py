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


def version_of(text):
    """Changes with every word: whoever had the page open meanwhile reads the new text first."""
    return sha256(text.encode()).hexdigest()[:16]
