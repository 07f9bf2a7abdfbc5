"""Random tokens for links in mails. The database keeps only a hash: who reads it learns no link."""

import hashlib
import secrets


def new_token():
    """43 characters from 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(token):
    """What is stored and looked up in the token's place. Without salt: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
