"""PDFs that belong to an act: stored before its transaction, taken away when the act fails."""

from contextlib import contextmanager

from records.uploads import store_bytes

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
        for one in stored:
            drop(one)
        raise


def drop(stored):
    """Take a file away that nothing refers to any more, with its row."""
    stored.file.delete(save=False)
    if stored.pk:
        type(stored).objects.filter(pk=stored.pk).delete()
