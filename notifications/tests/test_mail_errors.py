"""Which failure ends a message, and which connection is still good for the next."""

import smtplib
import ssl

import pytest

from notifications.mail_errors import MAX_TEXT, NotConnected, Undeliverable, judge


def refused(code, text=b"no"):
    return smtplib.SMTPRecipientsRefused({"p@portal.test": (code, text)})


@pytest.mark.parametrize(
    ("error", "permanent", "lost"),
    [
        (refused(450), False, False),
        (refused(421), False, True),
        (refused(550), True, False),
        (smtplib.SMTPRecipientsRefused({"a": (550, b""), "b": (450, b"")}), False, False),
        (smtplib.SMTPDataError(451, b"later"), False, False),
        (smtplib.SMTPDataError(554, b"spam"), True, False),
        (smtplib.SMTPDataError(421, b"bye"), False, True),
        (smtplib.SMTPSenderRefused(550, b"who are you", "portal"), False, False),
        (smtplib.SMTPSenderRefused(552, b"too large", "portal"), True, False),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False, True),
        (smtplib.SMTPConnectError(554, b"go away"), False, True),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), False, True),
        (TimeoutError("timed out"), False, True),
        (ConnectionRefusedError(111, "Connection refused"), False, True),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), False, True),
        (ssl.SSLCertVerificationError("certificate has expired"), False, True),
        (ValueError("Invalid address"), True, False),
        (Undeliverable("Die Anlage fehlt."), True, False),
        (RuntimeError("a fault of ours"), False, True),
    ],
)
def test_verdict(error, permanent, lost):
    verdict = judge(error)
    assert (verdict.permanent, verdict.lost) == (permanent, lost)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            refused(550, b"5.1.1 unknown\r\n user"),
            "Der Mailserver nimmt für diese Adresse nichts an: 550 5.1.1 unknown user",
        ),
        (smtplib.SMTPDataError(451, b"\xff"), "Der Mailserver nimmt die Nachricht nicht an: 451 �"),
        (smtplib.SMTPSenderRefused(550, b"no", "p"), "Der Mailserver nimmt vom Portal nichts an: 550 no"),
        (
            smtplib.SMTPAuthenticationError(535, b"wrong"),
            "Der Mailserver lehnt die Anmeldung des Portals ab: 535 wrong",
        ),
        (
            smtplib.SMTPServerDisconnected("gone"),
            "Die Verbindung zum Mailserver brach ab: SMTPServerDisconnected: gone",
        ),
        (smtplib.SMTPConnectError(421, b"busy"), "Der Mailserver ist nicht zu erreichen: 421 busy"),
        (ssl.SSLError("bad"), "Keine verschlüsselte Verbindung zum Mailserver: SSLError: ('bad',)"),
        (TimeoutError("timed out"), "Der Mailserver antwortet nicht rechtzeitig: TimeoutError: timed out"),
        (
            ConnectionRefusedError("refused"),
            "Der Mailserver ist nicht zu erreichen: ConnectionRefusedError: refused",
        ),
        (RuntimeError("a fault"), "Die Nachricht ließ sich nicht versenden: RuntimeError: a fault"),
        (Undeliverable("Die Anlage fehlt."), "Die Anlage fehlt."),
    ],
)
def test_words(error, text):
    assert judge(error).text == text


def test_what_fails_before_the_server_heard_of_a_message_ends_none():
    """Such as a password that cannot be encoded: a ValueError, but of the portal's configuration."""
    with pytest.raises(NotConnected) as raised:
        raise NotConnected from ValueError("no such password")
    verdict = judge(raised.value)
    assert (verdict.permanent, verdict.lost) == (False, True)
    assert verdict.text == "Die Nachricht ließ sich nicht versenden: ValueError: no such password"


def test_long_replies_are_cut():
    assert len(judge(refused(550, b"x" * 5000)).text) == MAX_TEXT
