"""A mail server that fails at a chosen step of the dialogue, in a chosen way: no library keeps it polite."""

import contextlib
import socketserver
import ssl
import threading
from email import message_from_bytes, policy

# What may go wrong at a step instead of an answer, besides an answer of another kind.
HANG = "takes what comes and says nothing"
DROP = "closes the connection"
DRIP = "sends its answer letter by letter, without an end"
SLOW = "takes its time, but answers"

USUAL = {
    "greeting": "220 ready",
    "EHLO": "250 hello",
    "HELO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "text": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class MoodyServer(socketserver.ThreadingTCPServer):
    """`faults` maps a step (a key of USUAL, or STARTTLS) to one of the above or to another answer."""

    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.faults = {}
        self.received = []
        self.connections = 0
        # An ssl.SSLContext; with one the server offers STARTTLS.
        self.tls = None
        self.over = threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that hangs up is no event."""


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        with contextlib.suppress(OSError):
            self.say("greeting")
            while line := self.rfile.readline():
                self.answer(line.split()[0].upper().decode())

    def answer(self, verb):
        if verb == "STARTTLS" and self.server.tls:
            self.send("220 go on")
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        elif verb == "EHLO" and self.server.tls and not isinstance(self.request, ssl.SSLSocket):
            self.send("250-hello\r\n250 STARTTLS")
        elif verb == "DATA":
            if self.say("DATA").startswith("354"):
                self.take_text()
                self.say("text")
        else:
            self.say(verb)

    def take_text(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.received.append(message_from_bytes(b"".join(lines), policy=policy.default))

    def say(self, step):
        """Answer as this step is meant to; ConnectionError ends the dialogue. Returns the answer."""
        fault = self.server.faults.get(step)
        if fault == DROP:
            raise ConnectionError
        if fault == HANG:
            self.rfile.read()
            raise ConnectionError
        if fault == DRIP:
            self.send("250-", end="")
            while not self.server.over.wait(0.05):
                self.send("x", end="")
            raise ConnectionError
        if fault == SLOW:
            self.server.over.wait(0.05)
            fault = None
        reply = fault or USUAL.get(step, "502 unknown")
        self.send(reply)
        return reply

    def send(self, text, end="\r\n"):
        self.wfile.write(f"{text}{end}".encode())


@contextlib.contextmanager
def moody_server():
    """A running one."""
    with MoodyServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
