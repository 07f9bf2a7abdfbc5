"""Downloads are saved, never shown, never cached."""

import pytest
from django.http import Http404

from records.responses import attachment
from records.uploads import store_bytes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Satzung.pdf", 'attachment; filename="Satzung.pdf"'),
        ("Förderung.pdf", "attachment; filename*=utf-8''F%C3%B6rderung.pdf"),
        ("a'b;c.pdf", 'attachment; filename="a\'b;c.pdf"'),
    ],
)
def test_headers(name, disposition):
    response = attachment(store_bytes(b"%PDF-1.7", name, "application/pdf", by=None))
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == "8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    response.close()


def test_a_lost_file_is_not_found_and_logged(caplog):
    stored = store_bytes(b"x", "a.txt", "text/plain", by=None)
    stored.file.storage.delete(stored.file.name)
    with pytest.raises(Http404):
        attachment(stored)
    assert stored.token in caplog.text
