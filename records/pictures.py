"""The one door for pictures that the public will see: drawn anew from the upload, so nothing else is in them."""

import io
import struct
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext
from PIL import ExifTags, Image, UnidentifiedImageError

from .models import Picture
from .uploads import check_upload

CONTENT_TYPES = {"image/png", "image/jpeg"}
ACCEPT = ".png,.jpg,.jpeg"
MAX_PIXELS = 40_000_000
"""Larger pictures are refused before they are unpacked: a small file can hold a huge one."""
LONGEST_SIDE = 1600
"""Pixels; what is larger is made smaller."""
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, struct.error)
"""What Pillow raises over bytes that are no whole picture."""
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by what the camera noted (EXIF, orientation)."""


def check_picture(upload):
    """The checks of `store_picture` without keeping anything, for a form's clean(). Returns the picture as bytes of
    a WebP file with its width and height in pixels.

    Raises ValidationError with a sentence for the person who chose the file. The work is done once for an upload,
    however often it is asked for.
    """
    done = getattr(upload, "drawn_anew", None)
    if done is None:
        try:
            done = _checked(upload)
        except ValidationError as refusal:
            done = refusal
        upload.drawn_anew = done
    if isinstance(done, ValidationError):
        raise done
    return done


def _checked(upload):
    _name, file_type = check_upload(upload)
    if file_type.content_type not in CONTENT_TYPES:
        raise ValidationError(gettext("Bitte wählen Sie ein Bild im Format PNG oder JPEG."), code="picture_type")
    try:
        # Pillow warns about bombs before it refuses them, we refuse at our own limit; and about damaged notes.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(upload, formats=["PNG", "JPEG"]) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise _too_large()
                picture = _drawn_anew(opened)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except BROKEN as error:
        raise ValidationError(
            gettext("Das Bild ist beschädigt und kann nicht gelesen werden."), code="picture_broken"
        ) from error
    finally:
        upload.seek(0)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue(), picture.width, picture.height


def store_picture(upload, *, alt_de, alt_en="", by):
    """Check an uploaded picture, draw it anew as WebP and keep it, unpublished. Returns the Picture.

    The longest side has at most LONGEST_SIDE pixels; what a camera noted (place, time, device) is gone. Call it outside
    of transactions.
    """
    data, width, height = check_picture(upload)
    picture = Picture(width=width, height=height, alt_de=alt_de, alt_en=alt_en, uploaded_by=by)
    picture.file.save("picture.webp", ContentFile(data), save=False)
    picture.save()
    return picture


def discard_picture(picture):
    """Delete a picture that nothing shows, with its file."""
    picture.delete()
    picture.file.delete(save=False)


def _drawn_anew(opened):
    """Pixels only: turned upright as the camera meant it, with transparency where there is some."""
    opened.load()
    turn = _UPRIGHT.get(_orientation(opened))
    upright = _of_8_bits(opened if turn is None else opened.transpose(turn))
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    picture = upright.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _orientation(opened):
    """The number the camera noted. Notes that cannot be read turn nothing: the picture itself is whole."""
    try:
        return opened.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # Pillow lets through whatever damaged notes make its parsers raise.
        return None


def _of_8_bits(picture):
    """A greyscale picture of 16 bits would be clipped when converted, and turn white."""
    if not picture.mode.startswith("I"):
        return picture
    scaled = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    seen_through = picture.info.get("transparency")
    if isinstance(seen_through, int):
        scaled.info["transparency"] = seen_through // 257
    return scaled


def _too_large():
    return ValidationError(
        gettext("Das Bild hat zu viele Bildpunkte. Erlaubt sind höchstens %(millions)s Millionen.")
        % {"millions": MAX_PIXELS // 1_000_000},
        code="picture_pixels",
    )
