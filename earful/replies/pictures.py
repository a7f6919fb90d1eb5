"""Making a picture fit to send: the right kind and size, upright, and without place or camera data."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from earful.channels.contract import Can
from earful.kit.words import gettext_noop

LONGEST_SIDE = 2000
SMALLEST_SIDE = 64
FACE_SIDE, FACE_BYTES = 400, 120_000
MAX_UPLOAD = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000  # a small file can unfold into an enormous picture
FORMS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")  # none whose reader starts other programs


class Unfit(Exception):
    """Why a picture cannot be sent, in a sentence."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture ready to send. Sizes in pixels."""

    content: bytes
    mime: str
    width: int
    height: int


def face(content: bytes) -> Fitted:
    """The middle of a picture as a small square, for a page about a person. Raises Unfit."""
    if len(content) > MAX_UPLOAD:
        raise Unfit(gettext_noop("This picture is larger than 12 MB. Please choose a smaller one."))
    return _shrunk(ImageOps.fit(_read(content), (FACE_SIDE, FACE_SIDE)), FACE_BYTES)


def fit(content: bytes, can: Can) -> Fitted:
    """Re-encode a picture so that the network takes it. Raises Unfit."""
    if len(content) > MAX_UPLOAD:
        raise Unfit(gettext_noop("This picture is larger than 12 MB. Please choose a smaller one."))
    if not can.pictures:
        raise Unfit(gettext_noop("This network takes no pictures in replies."))
    return _shrunk(_read(content), can.picture_bytes)


def _read(content: bytes) -> Image.Image:
    try:
        return _flat(content)
    except Unfit:
        raise
    except Exception as error:  # -- decoders stumble over damaged and hostile files in every way there is
        raise Unfit(gettext_noop("This file could not be read as a picture. JPEG, PNG and WebP work best.")) from error


def _flat(content: bytes) -> Image.Image:
    """The first picture in a file, upright, on white, and nothing else from it."""
    found = Image.open(io.BytesIO(content), formats=FORMS)
    if found.width * found.height > MOST_PIXELS:
        raise Unfit(gettext_noop("This picture has too many pixels. Please make it smaller first."))
    picture = ImageOps.exif_transpose(found)
    flat = Image.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        layered = picture.convert("RGBA")
        flat.paste(layered, mask=layered.getchannel("A"))
    else:
        flat.paste(picture.convert("RGB"))
    return flat


def _shrunk(picture: Image.Image, limit: int) -> Fitted:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    quality = 90
    while True:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= limit:
            return Fitted(out.getvalue(), "image/jpeg", *picture.size)
        if quality > 60:
            quality -= 10
        elif max(picture.size) < SMALLEST_SIDE:
            raise Unfit(gettext_noop("This picture cannot be made small enough for this network."))
        else:
            picture = picture.resize((max(1, picture.width * 3 // 4), max(1, picture.height * 3 // 4)))
