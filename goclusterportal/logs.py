"""What must not stand in the log: tokens in addresses, by which whoever reads the log could read or act."""

import logging
import re

# Django logs the address of every refused request, and of every one that fails.
_SECRETS = re.compile(
    r"(/calendar/|/apply/invitation/|/newsletter/(?:confirm|preferences|unsubscribe)/|/events/(?:registrations|submissions)/"
    r"|/accounts/confirm-email/|/accounts/password/reset/key/)[^/\s?\"']+"
)


class HideTokens(logging.Filter):
    """Replaces the token in an address by an ellipsis, whichever logger writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = without_tokens(text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True


def without_tokens(text: str) -> str:
    return _SECRETS.sub(r"\1…", text)
