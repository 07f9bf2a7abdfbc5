"""Pictures: drawn anew, described, and seen by others only when published."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from records import pictures
from records.pictures import check_picture, store_picture


def upload(image, kind="PNG", name=None, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return SimpleUploadedFile(name or f"bild.{kind.lower()}", out.getvalue())


def opened(data):
    return Image.open(io.BytesIO(data))


def test_a_picture_becomes_webp_of_bounded_size():
    data, width, height = check_picture(upload(Image.new("RGB", (3200, 800), "navy")))
    assert (width, height) == (1600, 400)
    assert opened(data).format == "WEBP"


def test_a_small_picture_keeps_its_size_and_transparency():
    data, width, height = check_picture(upload(Image.new("RGBA", (30, 20), (0, 0, 0, 0))))
    assert (width, height) == (30, 20)
    assert opened(data).convert("RGBA").getpixel((5, 5))[3] == 0


def test_what_the_camera_noted_is_gone_and_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010F] = "Kamera von Erika Muster"
    data, width, height = check_picture(upload(Image.new("RGB", (40, 20)), "JPEG", exif=exif))
    assert (width, height) == (20, 40)
    assert b"Erika" not in data
    assert not opened(data).getexif()


def jpeg_with(exif):
    """A whole picture with these bytes as its notes."""
    whole = upload(Image.new("RGB", (40, 20), "navy"), "JPEG").read()
    segment = b"Exif\0\0" + exif
    return SimpleUploadedFile(
        "bild.jpg", whole[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2) + segment + whole[2:]
    )


@pytest.mark.parametrize(
    "exif",
    [
        "",
        "4d4d",
        "4d4d002a00000008",
        "4d4d002a000000080002011200030000000100060000",
        # The maker is a fraction; the resolution is bytes; an address beyond the end: Pillow cannot write them again.
        (
            "4d4d002a0000000800040112000300000001000600008825000b0000000100000000010f00050000000000000008"
            "010f000a000000040000000800000000"
        ),
        "4d4d002a000000080003011200030000000100060000011a00070000000400000020011a000d0000000000000020",
        "4d4d002a0000000800020112000300000001000600008825000800000001ffffffff" + "00" * 40,
        "4d4d002a000000080004011200030000000100060000a005000800000001ffffffff8769000a0000000100000020"
        "8825000000000003" + "00" * 45,
    ],
)
def test_damaged_notes_of_a_camera_do_no_harm(exif):
    _data, *size = check_picture(jpeg_with(bytes.fromhex(exif)))
    assert sorted(size) == [20, 40]


def test_every_orientation_is_turned_upright():
    for number in range(10):
        exif = Image.Exif()
        exif[0x0112] = number
        _data, *size = check_picture(upload(Image.new("RGB", (40, 20)), "JPEG", exif=exif))
        assert size == ([20, 40] if number in {5, 6, 7, 8} else [40, 20])


def test_a_grey_picture_of_16_bits_keeps_its_greys():
    grey = Image.new("I;16", (20, 20), 30_000)
    grey.putpixel((0, 0), 65_535)
    seen = opened(check_picture(upload(grey))[0]).convert("L")
    assert abs(seen.getpixel((15, 15)) - 30_000 // 257) < 4


@pytest.mark.parametrize(
    "broken",
    [
        SimpleUploadedFile("bild.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        SimpleUploadedFile("bild.jpg", b"\xff\xd8\xff" + b"\xff" * 50),
        SimpleUploadedFile("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("bild.pdf", b"%PDF-1.4\n%%EOF\n"),
        SimpleUploadedFile("bild.png", b""),
    ],
    ids=["no png", "no jpeg", "svg", "pdf", "empty"],
)
def test_what_is_no_picture_is_refused(broken):
    with pytest.raises(ValidationError):
        check_picture(broken)


def test_a_cut_off_picture_is_refused():
    whole = upload(Image.effect_noise((200, 200), 80), "PNG").read()
    with pytest.raises(ValidationError):
        check_picture(SimpleUploadedFile("bild.png", whole[: len(whole) // 2]))


def test_too_many_pixels_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 399)
    with pytest.raises(ValidationError, match="Bildpunkte"):
        check_picture(upload(Image.new("RGB", (20, 20))))


@pytest.mark.django_db
class TestWhoSeesIt:
    @pytest.fixture
    def picture(self, manager):
        return store_picture(upload(Image.new("RGB", (20, 20))), alt_de="Ein Feld", by=manager)

    def address(self, picture):
        return reverse("picture", args=[picture.token])

    def test_before_it_is_published(self, client, picture, manager, office, outsider):
        assert client.get(self.address(picture)).status_code == 404
        for person, status in ((outsider, 404), (manager, 200), (office, 200)):
            client.force_login(person)
            answer = client.get(self.address(picture))
            assert answer.status_code == status
            assert "immutable" not in answer.headers.get("Cache-Control", "")

    def test_once_published(self, client, picture):
        picture.published_at = timezone.now()
        picture.save()
        answer = client.get(self.address(picture))
        assert answer.status_code == 200
        assert opened(answer.content).format == "WEBP"
        assert "immutable" in answer.headers["Cache-Control"]

    def test_a_lost_file_and_an_unknown_token(self, client, picture):
        picture.published_at = timezone.now()
        picture.save()
        picture.file.delete(save=False)
        assert client.get(self.address(picture)).status_code == 404
        assert client.get(reverse("picture", args=["unbekannt"])).status_code == 404
