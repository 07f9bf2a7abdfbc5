"""The link by which a person reaches the own registration (decision 0043).

The database keeps a random key; the link holds it signed with the portal's secret. Whoever reads the database alone
can open none, and every later mail can hold the same link.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation

SALT = "events.registration"
SEPARATOR = "."


def token_of(registration):
    """The part of the address that opens this registration."""
    return _signer().sign(registration.key)


def key_in(token):
    """The key of the registration that a token opens; None for a token that is not ours."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def page_of(registration):
    """The path of the person's own page, in the language of the registration."""
    with translation.override(registration.language):
        return reverse("events:registration", args=[token_of(registration)])


def _signer():
    return Signer(salt=SALT, sep=SEPARATOR)
