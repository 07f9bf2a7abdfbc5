"""Files are what they say they are, and harmless to keep."""

import hashlib
import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from accounts.tests.factories import UserFactory
from records.file_names import extension_of
from records.models import StoredFile
from records.uploads import check_upload, max_bytes, store_bytes, store_upload

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def archive(members, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return data.getvalue()


def ooxml(main, kind, *more):
    types = f'<Types><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    return archive([("[Content_Types].xml", types), (main, "<xml/>"), *more])


def docx(*more):
    return ooxml("word/document.xml", OOXML + "wordprocessingml.document.main+xml", *more)


def odf(kind, *more):
    return archive([("mimetype", ODF + kind), ("content.xml", "<xml/>"), *more])


XLSX = ooxml("xl/workbook.xml", OOXML + "spreadsheetml.sheet.main+xml")
PPTX = ooxml("ppt/presentation.xml", OOXML + "presentationml.presentation.main+xml")

GOOD = [
    ("Satzung.pdf", PDF, "application/pdf"),
    ("Satzung.PDF", PDF, "application/pdf"),
    ("bild.png", PNG, "image/png"),
    ("foto.jpg", JPEG, "image/jpeg"),
    ("foto.jpeg", JPEG, "image/jpeg"),
    ("antrag.docx", docx(), OOXML + "wordprocessingml.document"),
    ("zahlen.xlsx", XLSX, OOXML + "spreadsheetml.sheet"),
    ("folien.pptx", PPTX, OOXML + "presentationml.presentation"),
    ("antrag.odt", odf("text"), ODF + "text"),
    ("zahlen.ods", odf("spreadsheet"), ODF + "spreadsheet"),
    ("notiz.txt", "Grüße aus Köln\n".encode(), "text/plain"),
    ("alt.txt", "Grüße".encode("cp1252"), "text/plain"),
    ("zahlen.csv", b"a;b\r\n1;2\r\n", "text/csv"),
    ("Förderbescheid 2026-11-22 (final).v2.pdf", PDF, "application/pdf"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "data", "content_type"), GOOD, ids=[name for name, *_ in GOOD])
def test_accepted(name, data, content_type):
    user = UserFactory()
    stored = store_upload(SimpleUploadedFile(name, data, "text/html"), by=user)
    assert (stored.name, stored.content_type, stored.size, stored.uploaded_by) == (name, content_type, len(data), user)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    with stored.file.open("rb") as content:
        assert content.read() == data
    assert name not in stored.file.name
    assert "." not in stored.file.name


def encrypted_docx():
    """The flag that says "a password is needed", set in every header."""
    data = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            flags = struct.unpack_from("<H", data, start + offset)[0]
            struct.pack_into("<H", data, start + offset, flags | 1)
            start = data.find(signature, start + 4)
    return bytes(data)


def lying_docx():
    """A member that unpacks to something else than its checksum says."""
    data = bytearray(docx(("word/media/a.bin", b"abcabcabc" * 400)))
    start = data.find(b"word/media/a.bin") + len(b"word/media/a.bin")
    data[start + 3] ^= 0xFF
    return bytes(data)


BOMB = docx(("word/media/zeros.bin", b"\0" * (8 * 1024 * 1024)))
MANY = docx(*[(f"word/media/{number}.txt", b"") for number in range(5001)])

BAD = [
    # Not what the extension says
    ("html as pdf", "a.pdf", b"<html><script>alert(1)</script>", "file_content"),
    ("program as pdf", "a.pdf", b"MZ\x90\x00", "file_content"),
    ("pdf as png", "a.png", PDF, "file_content"),
    ("pdf late in the file", "a.pdf", b"GIF89a" + PDF, "file_content"),
    ("zip as docx", "a.docx", archive([("a.txt", "x")]), "file_content"),
    ("xlsx as docx", "a.docx", XLSX, "file_content"),
    ("docx as odt", "a.odt", docx(), "file_content"),
    ("odt as ods", "a.ods", odf("text"), "file_content"),
    ("no archive as docx", "a.docx", b"PK\x03\x04 and then nothing", "file_broken"),
    ("picture as txt", "a.txt", PNG, "file_text"),
    ("wide characters as txt", "a.txt", "Hallo".encode("utf-16"), "file_text"),
    ("escape sequences as csv", "a.csv", b"a;\x1b[31mb", "file_text"),
    # Kinds that are not taken
    ("program", "a.exe", b"MZ", "file_type"),
    ("page", "a.html", b"<html>", "file_type"),
    ("drawing with script", "a.svg", b"<svg/>", "file_type"),
    ("archive", "a.zip", archive([("a.txt", "x")]), "file_type"),
    ("old office", "a.doc", b"\xd0\xcf\x11\xe0", "file_type"),
    ("macros by extension", "a.docm", docx(), "file_type"),
    ("no extension", "Satzung", PDF, "file_type"),
    # Size
    ("empty", "a.pdf", b"", "file_empty"),
    # Members
    ("macros", "a.docx", docx(("word/vbaProject.bin", b"x")), "file_macros"),
    (
        "macros by type",
        "a.docx",
        archive(
            [
                (
                    "[Content_Types].xml",
                    "application/vnd.ms-word.document.macroEnabled.main+xml "
                    + OOXML
                    + "wordprocessingml.document.main+xml",
                ),
                ("word/document.xml", "x"),
            ]
        ),
        "file_macros",
    ),
    ("macros in odf", "a.odt", odf("text", ("Basic/Standard/Module1.xml", "x")), "file_macros"),
    ("path upwards", "a.docx", docx(("../../etc/passwd", "x")), "file_paths"),
    ("path from the root", "a.docx", docx(("/etc/passwd", "x")), "file_paths"),
    ("path with backslash", "a.docx", docx(("..\\boot.ini", "x")), "file_paths"),
    ("path on a drive", "a.docx", docx(("C:/boot.ini", "x")), "file_paths"),
    ("program inside", "a.docx", docx(("word/embeddings/tool.exe", "x")), "file_embedded"),
    ("archive inside", "a.odt", odf("text", ("more.zip", "x")), "file_embedded"),
    ("bomb", "a.docx", BOMB, "file_bomb"),
    ("too many members", "a.docx", MANY, "file_bomb"),
    ("password", "a.docx", encrypted_docx(), "file_encrypted"),
    ("broken member", "a.docx", lying_docx(), "file_broken"),
    ("cut off", "a.docx", docx()[:-30], "file_broken"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "data", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_refused(name, data, code):
    with pytest.raises(ValidationError) as caught:
        store_upload(SimpleUploadedFile(name, data), by=None)
    assert caught.value.code == code
    assert caught.value.message
    assert not StoredFile.objects.exists()


NAMES = [
    ("", "file_name_empty"),
    (" ", "file_name_empty"),
    ("..", "file_name_empty"),
    ("a" * 197 + ".pdf", "file_name_long"),
    ("a\x00.pdf", "file_name_invisible"),
    ("a\nb.pdf", "file_name_invisible"),
    ("rechnung\u202efdp.exe.pdf", "file_name_invisible"),
    ("../../etc/passwd.pdf", "file_name_characters"),
    ("a\\b.pdf", "file_name_characters"),
    ("C:a.pdf", "file_name_characters"),
    (".htaccess.pdf", "file_name_characters"),
    (' "a".pdf', "file_name_characters"),
    ("rechnung.exe.pdf", "file_name_extension"),
    ("rechnung.JS .pdf", "file_name_extension"),
    ("seite.html.txt", "file_name_extension"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "code"), NAMES)
def test_refused_names(name, code):
    with pytest.raises(ValidationError) as caught:
        store_bytes(PDF, name, "application/pdf", by=None)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.b.c", "c"), ("a", ""), (".pdf", ""), ("a.", ""), ("ä.Txt", "txt")]
)
def test_extension(name, extension):
    assert extension_of(name) == extension


@pytest.mark.django_db
def test_names_are_kept_in_composed_form():
    stored = store_bytes(b"x", "Fo\u0308rderung.txt", "text/plain", by=None)
    assert stored.name == "F\u00f6rderung.txt"


@pytest.mark.django_db
@pytest.mark.parametrize(("extra", "accepted"), [(-1, True), (0, True), (1, False)])
def test_size_limit(settings, extra, accepted):
    settings.UPLOAD_MAX_BYTES = 2000
    upload = SimpleUploadedFile("a.pdf", PDF.ljust(2000 + extra, b" "))
    if accepted:
        assert store_upload(upload, by=None).size == 2000 + extra
    else:
        with pytest.raises(ValidationError, match="groß"):
            store_upload(upload, by=None)


def test_default_limit_is_20_megabytes():
    assert max_bytes() == 20 * 1024 * 1024


@pytest.mark.django_db
def test_a_large_upload_waits_on_disk_and_is_kept():
    upload = TemporaryUploadedFile("groß.pdf", "application/pdf", 3_000_000, None)
    upload.write(PDF.ljust(3_000_000, b" "))
    stored = store_upload(upload, by=None)
    assert stored.size == 3_000_000
    with stored.file.open("rb") as content:
        assert hashlib.sha256(content.read()).hexdigest() == stored.sha256
    upload.close()


def test_a_form_may_check_before_keeping():
    name, file_type = check_upload(SimpleUploadedFile("a.pdf", PDF))
    assert (name, file_type.word) == ("a.pdf", "PDF")
