"""What tests ask of a PDF."""

import io

from pypdf import PdfReader


def read(data):
    """The reader and the text of all pages in reading order, with single blanks."""
    reader = PdfReader(io.BytesIO(data))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def assert_accessible(reader, language, title=None):
    """Tagged PDF/UA-1 with language and title, every font embedded."""
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    if title is not None:
        assert reader.metadata.title == title
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    fonts = list(fonts_of(reader))
    assert fonts
    assert all(font_file_of(font) for font in fonts)


def fonts_of(reader):
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def font_file_of(font):
    """The embedded font file, or None."""
    if "/DescendantFonts" in font:
        font = font["/DescendantFonts"][0].get_object()
    descriptor = font["/FontDescriptor"].get_object()
    return next((descriptor[key] for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor), None)
