"""What an error while sending means for the message and for the connection.

Pure: it looks at the exception only. Codes of RFC 5321: 4yz may go away, 5yz will not.
"""

import smtplib
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MAX_TEXT = 500
_TOO_LARGE = 552
# The first that fits counts: the special before the general.
_WORDS = (
    (smtplib.SMTPRecipientsRefused, _("Der Mailserver nimmt für diese Adresse nichts an")),
    (smtplib.SMTPDataError, _("Der Mailserver nimmt die Nachricht nicht an")),
    (smtplib.SMTPSenderRefused, _("Der Mailserver nimmt vom Portal nichts an")),
    (smtplib.SMTPAuthenticationError, _("Der Mailserver lehnt die Anmeldung des Portals ab")),
    (smtplib.SMTPServerDisconnected, _("Die Verbindung zum Mailserver brach ab")),
    ((smtplib.SMTPNotSupportedError, ssl.SSLError), _("Keine verschlüsselte Verbindung zum Mailserver")),
    (TimeoutError, _("Der Mailserver antwortet nicht rechtzeitig")),
    # smtplib's other errors among them.
    (OSError, _("Der Mailserver ist nicht zu erreichen")),
    (Exception, _("Die Nachricht ließ sich nicht versenden")),
)


class Undeliverable(Exception):
    """Found before the mail server was asked: this message cannot be sent as it is."""


class NotConnected(Exception):
    """Raised from what went wrong before the mail server heard of a message: it says nothing about the message."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`permanent`: no other attempt. `lost`: the connection, or the server, is of no use for the next message."""

    permanent: bool
    lost: bool
    text: str


def judge(error: Exception) -> Verdict:
    """The meaning of `error`. What is not known counts as temporary: nothing is given up for a fault of ours."""
    text = describe(error)
    match error:
        case NotConnected() | ssl.SSLError():
            # Before ValueError, which a certificate that does not verify is as well.
            return Verdict(permanent=False, lost=True, text=text)
        case Undeliverable() | ValueError():
            # ValueError: an address or a header that no mail can carry.
            return Verdict(permanent=True, lost=False, text=text)
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _reply in error.recipients.values()]
            return Verdict(permanent=all(code >= 500 for code in codes), lost=421 in codes, text=text)
        case smtplib.SMTPDataError():
            return Verdict(permanent=error.smtp_code >= 500, lost=error.smtp_code == 421, text=text)
        case smtplib.SMTPSenderRefused():
            # The sender is the portal itself: refused today, set right by the administrator tomorrow.
            return Verdict(permanent=error.smtp_code == _TOO_LARGE, lost=error.smtp_code == 421, text=text)
    return Verdict(permanent=False, lost=True, text=text)


def describe(error: Exception) -> str:
    """For the office and the administrator: what happened in words, then what the server or the machine said."""
    if isinstance(error, NotConnected) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    words = in_words(error)
    if isinstance(error, Undeliverable):
        return _one_line(words)
    return _one_line(f"{words}: {_said(error)}")


def in_words(error: Exception) -> str:
    """What happened, in the active language, without a code."""
    if isinstance(error, Undeliverable):
        return str(error)
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        # smtplib tells silence and a broken connection alike.
        error = error.__context__
    return str(next(words for kinds, words in _WORDS if isinstance(error, kinds)))


def _said(error: Exception) -> str:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return "; ".join(f"{code} {_decoded(reply)}" for code, reply in error.recipients.values())
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _decoded(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply


def _one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_TEXT]
