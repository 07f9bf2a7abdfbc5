"""What an error while sending means for the message and for the connection.

Pure: it looks at the exception only. Codes of RFC 5321: 4yz may go away, 5yz will not.
"""

import smtplib
from dataclasses import dataclass

MAX_TEXT = 500
_TOO_LARGE = 552


class Undeliverable(Exception):
    """Found before the mail server was asked: this message cannot be sent as it is."""


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
        case Undeliverable() | ValueError():
            # ValueError: an address or a header that no mail can carry.
            return Verdict(permanent=True, lost=False, text=text)
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            return Verdict(permanent=all(code >= 500 for code in codes), lost=421 in codes, text=text)
        case smtplib.SMTPDataError():
            return Verdict(permanent=error.smtp_code >= 500, lost=error.smtp_code == 421, text=text)
        case smtplib.SMTPSenderRefused():
            # The sender is the portal itself: refused today, set right by the administrator tomorrow.
            return Verdict(permanent=error.smtp_code == _TOO_LARGE, lost=error.smtp_code == 421, text=text)
    return Verdict(permanent=False, lost=True, text=text)


def describe(error: Exception) -> str:
    """One line for the office and the administrator: the server's words where it spoke."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            text = "; ".join(f"{code} {_words(reply)}" for code, reply in error.recipients.values())
        case smtplib.SMTPResponseException():
            text = f"{error.smtp_code} {_words(error.smtp_error)}"
        case Undeliverable():
            text = str(error)
        case _:
            text = f"{type(error).__name__}: {error}"
    return " ".join(text.split())[:MAX_TEXT]


def _words(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
