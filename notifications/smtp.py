"""Django's SMTP with an end to every wait.

EMAIL_TIMEOUT, as smtplib takes it, is the longest silence: a server that sends one letter each few seconds holds its
client for hours, longer than any lease. Here it is the longest time for a whole reply. So one message takes no longer
than the dozen steps of its dialogue, and services/sending.py may count on it.
"""

import io
import smtplib
import time

from django.core.mail.backends import smtp


class _Replies(io.RawIOBase):
    """What the server says, read until the moment `ends_at`."""

    def __init__(self, sock):
        super().__init__()
        self.sock = sock
        self.ends_at = 0.0

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.sock.settimeout(left)
        return self.sock.recv_into(buffer)


class _Punctual:
    """For smtplib.SMTP and its TLS form: a reply is whole within the timeout, or the connection is over."""

    def getreply(self):
        if self.file is None:
            self.file = io.BufferedReader(_Replies(self.sock))
        self.file.raw.ends_at = time.monotonic() + self.timeout
        try:
            return super().getreply()
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class PunctualSMTP(_Punctual, smtplib.SMTP):
    """From the start in the clear, or until STARTTLS."""


class PunctualSMTPS(_Punctual, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Needs EMAIL_TIMEOUT."""

    @property
    def connection_class(self):
        return PunctualSMTPS if self.use_ssl else PunctualSMTP
