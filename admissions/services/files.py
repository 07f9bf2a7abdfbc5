"""Files that belong to an act: stored before its transaction, taken away when the act fails."""

from contextlib import contextmanager

from django.db import DatabaseError, transaction

from records.models import StoredFile
from records.uploads import store_bytes, store_upload

PDF = "application/pdf"


@contextmanager
def stored_pdfs(documents, *, by):
    """Store (name, bytes) pairs and yield the StoredFiles; when the block fails, rows and files go again.

    Files are written before the transaction: a write lock does not wait for the disk.
    """
    stored = []
    try:
        for name, data in documents:
            stored.append(store_bytes(data, name, PDF, by=by))
        yield stored
    except BaseException:
        drop(*stored)
        raise


@contextmanager
def stored_upload(upload, *, by):
    """Check and keep an uploaded file (or None) and yield the StoredFile; when the block fails, it goes again."""
    stored = store_upload(upload, by=by) if upload else None
    try:
        yield stored
    except BaseException:
        if stored is not None:
            drop(stored)
        raise


def drop(*stored):
    """Take files away that nothing refers to any more, with their rows."""
    for one in stored:
        one.file.delete(save=False)
    try:
        StoredFile.objects.filter(pk__in=[one.pk for one in stored]).delete()
    except DatabaseError:
        # Inside a transaction that has failed: its rollback takes the rows away.
        if not transaction.get_connection().in_atomic_block:
            raise
