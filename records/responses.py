"""How a stored file leaves the portal. The access check is the caller's: fetch the owner of the file, not the file."""

import logging

from django.http import FileResponse, Http404, HttpResponse

logger = logging.getLogger(__name__)


def attachment(stored):
    """The stored file as a download: always saved, never shown inside the portal, never kept by a cache.

    The name travels as RFC 6266 wants it, also with umlauts. Http404 when the disk has lost the file.
    """
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        logger.error("The content of stored file %s is missing: %s", stored.token, stored.file.name)
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def temporary_file(content, name, content_type):
    """An open temporary file as a download, read piece by piece and gone when it is closed. `name` is plain ASCII."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def made_pdf(data, name):
    """A PDF that was just made and is stored nowhere, as a download that no cache keeps. `name` is plain ASCII."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)
