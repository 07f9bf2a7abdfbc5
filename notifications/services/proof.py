"""Proof of sending: what was sent to whom and what the mail server said, as a tagged PDF.

It proves that a mail server accepted the message, not that somebody received or read it, and says so.
"""

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date, german_datetime
from records.services import record_once_a_day
from records.typesetting import typeset

TEMPLATE = "record.typ"


def digest_of(message: OutboxMessage) -> str:
    """SHA-256 over subject, an empty line and text, in UTF-8: anyone with the mail can calculate it."""
    return hashlib.sha256(f"{message.subject}\n\n{message.body}".encode()).hexdigest()


def attempts_of(message: OutboxMessage) -> list[dict]:
    """Every attempt with its outcome in words. One that never came to an end was broken off, unless it still runs."""
    rows = list(message.send_attempts.all())
    return [{"attempt": attempt, "words": _words(message, attempt, attempt is rows[-1])} for attempt in rows]


def _words(message, attempt, is_last):
    if attempt.outcome:
        return str(attempt.get_outcome_display())
    if is_last and message.state == OutboxMessage.State.SENDING:
        return _("läuft")
    return _("abgebrochen, Ergebnis unbekannt")


def proof_of(message: OutboxMessage, *, actor, day, language: str = "de") -> bytes:
    """The PDF for one message, in `language`. Leaves one trace a day."""
    record_once_a_day(actor=actor, verb="prove_sending", subject_kind="message", subject_key=message.pk, day=day)
    with override(language):
        title = _("Versandnachweis: %(subject)s") % {"subject": message.subject}
        data = {
            "author": _("Programmbüro"),
            "sender": _("Programmbüro"),
            "demo": _("Demonstration, kein amtliches Schreiben") if ProgrammeSettings.load().is_demo else "",
            "heading": _("Versandnachweis"),
            "facts": _facts(message, day),
            "sections": [
                {"title": _("Was er belegt"), "text": _statement(message), "table": None},
                {"title": _("Versuche"), "text": "", "table": _attempt_table(message)},
                {"title": _("Text der Nachricht"), "text": message.body, "table": None},
            ],
            "words": {"footer": title, "page": _("Seite {page} von {pages}")},
        }
        return typeset(TEMPLATE, data, title=title, language=language, day=day)


def _facts(message, day):
    sent_at = german_datetime(message.sent_at) if message.sent_at else "–"
    facts = [
        (_("An"), message.to_email),
        (_("Betreff"), message.subject),
        (_("Stand"), message.get_state_display()),
        (_("Angelegt"), german_datetime(message.created_at)),
        (_("Vom Mailserver angenommen"), sent_at),
        ("Message-ID", message.message_id),
        (_("Prüfsumme (SHA-256) über Betreff und Text"), digest_of(message)),
        *(
            (_("Prüfsumme der Anlage „%(name)s“") % {"name": stored.name}, stored.sha256)
            for stored in message.attachments.all()
        ),
        (_("Nachweis erstellt am"), german_date(day)),
    ]
    return [{"term": term, "value": value} for term, value in facts]


def _statement(message):
    if message.state == OutboxMessage.State.SENT:
        return _(
            "Der Mailserver hat die Nachricht zur Weitergabe angenommen. Ob sie im Postfach angekommen ist und gelesen "
            "wurde, belegt dieser Nachweis nicht."
        )
    return _("Der Mailserver hat die Nachricht nicht angenommen: Sie gilt als nicht versandt.")


def _attempt_table(message):
    rows = [
        [
            german_datetime(entry["attempt"].started_at),
            entry["words"],
            entry["attempt"].answer or "–",
            entry["attempt"].host or "–",
        ]
        for entry in attempts_of(message)
    ]
    if not rows:
        return None
    return {"head": [_("Beginn"), _("Ergebnis"), _("Antwort"), _("Mailserver")], "rows": rows}
