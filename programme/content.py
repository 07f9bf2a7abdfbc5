"""The version of what the public sees: cached pages are keyed by it, so raising it makes them all anew."""

from django.db import transaction
from django.db.models import F

from .models import ProgrammeSettings


def bump():
    """Raise the content version once the present transaction is committed; call it where public content changes."""
    transaction.on_commit(_raise_version)


def _raise_version():
    if not ProgrammeSettings.objects.filter(pk=1).update(content_version=F("content_version") + 1):
        ProgrammeSettings.load()
