from .mailserver import mailserver, silent_mailserver

__all__ = ["mailserver", "silent_mailserver"]
