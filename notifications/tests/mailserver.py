"""A mail server on loopback that does what a test tells it to do."""

import asyncio
import contextlib
import socket
from collections import Counter
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller


class Script:
    """Handler of the server. `recipients` and `data` map an address to the reply it gets instead of 250."""

    def __init__(self):
        self.received = []
        self.connections = 0
        self.recipients = {}
        self.data = {}
        self.sender_reply = None
        self.hang_for = set()
        self.attempts = Counter()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 (aiosmtpd's name)
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.attempts[address] += 1
        reply = self.recipients.get(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        if address in self.hang_for:
            await asyncio.sleep(30)
        reply = self.data.get(address)
        if reply:
            return reply
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def addresses(self):
        return [message["To"] for message in self.received]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(script):
    """The script behind a real SMTP server; yields its port."""
    controller = Controller(script, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def mailserver(settings):
    """A running mail server that the portal sends to."""
    script = Script()
    with serving(script) as port:
        settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        settings.EMAIL_TIMEOUT = 5
        yield script


@pytest.fixture
def silent_mailserver(settings):
    """A port that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.getsockname()[1]
        settings.EMAIL_TIMEOUT = 0.2
        yield server
