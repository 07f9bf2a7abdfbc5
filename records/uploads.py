"""The one door for files: checked by name, size, content and archive members, then stored under a random name."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from .file_content import check_content
from .file_names import checked_name, extension_of
from .file_types import TYPES, words_for_types
from .models import StoredFile

DEFAULT_MAX_BYTES = 20 * 1024 * 1024


def max_bytes():
    """The largest accepted upload (setting UPLOAD_MAX_BYTES)."""
    return getattr(settings, "UPLOAD_MAX_BYTES", DEFAULT_MAX_BYTES)


def store_upload(uploaded_file, *, by):
    """Check an uploaded file and keep it; returns the StoredFile.

    Raises ValidationError with a sentence for the person who chose the file. The content decides what a file is; its
    extension has to fit and the browser's content type is not looked at. Call it outside of transactions.
    """
    name, file_type = check_upload(uploaded_file)
    return _store(uploaded_file, name, file_type.content_type, by)


def check_upload(uploaded_file):
    """The checks of `store_upload` without keeping anything, for a form's clean(). Returns name and type."""
    name = checked_name(uploaded_file.name)
    file_type = TYPES.get(extension_of(name))
    if file_type is None:
        raise ValidationError(
            gettext("Dateien dieser Art werden nicht angenommen. Erlaubt sind: %(types)s.")
            % {"types": words_for_types()},
            code="file_type",
        )
    if not uploaded_file.size:
        raise ValidationError(gettext("Die Datei ist leer."), code="file_empty")
    if uploaded_file.size > max_bytes():
        raise ValidationError(
            gettext("Die Datei ist %(size)s groß. Erlaubt sind höchstens %(limit)s.")
            % {"size": filesizeformat(uploaded_file.size), "limit": filesizeformat(max_bytes())},
            code="file_size",
        )
    uploaded_file.seek(0)
    check_content(uploaded_file, file_type)
    uploaded_file.seek(0)
    return name, file_type


def discard_upload(stored):
    """Delete a file that nothing refers to."""
    stored.delete()
    stored.file.delete(save=False)


def store_bytes(data, name, content_type, *, by):
    """Keep a file that the portal made itself (a letter, a snapshot); only its name is checked."""
    return _store(ContentFile(data), checked_name(name), content_type, by)


def _store(content, name, content_type, by):
    digest = hashlib.sha256()
    size = 0
    content.seek(0)
    while chunk := content.read(64 * 1024):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    stored = StoredFile(name=name, content_type=content_type, size=size, sha256=digest.hexdigest(), uploaded_by=by)
    stored.file.save(name, content, save=False)
    try:
        stored.save()
    except DatabaseError:
        stored.file.delete(save=False)
        raise
    return stored
