"""What an agent chooses becomes a plain picture that the network takes, or a sentence that says why not."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from earful.channels.contract import Can
from earful.replies.pictures import LONGEST_SIDE, MAX_UPLOAD, Unfit, fit

CAN = Can(pictures=4, picture_bytes=1_000_000, picture_mimes=("image/jpeg", "image/png"))
PLACE, CAMERA = (52.0, 31.0, 12.0), "Pocketcam 3"


def written(picture: Image.Image, form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def plain(size: tuple[int, int] = (60, 40), colour: object = "teal", mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]  # -- any colour Pillow knows


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def a_photo(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CAMERA
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "Maria Example"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: PLACE})
    return written(plain(), "JPEG", exif=exif, comment=b"taken at home", icc_profile=b"a profile")


def test_place_and_camera_stay_at_home() -> None:
    content = a_photo()
    assert dict(opened(content).getexif().get_ifd(ExifTags.IFD.GPSInfo))  # the photo really tells where it was taken
    fitted = fit(content, CAN)
    found = opened(fitted.content)
    assert not found.getexif()
    assert not found.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    for told in (b"Exif", CAMERA.encode(), b"Maria", b"taken at home", b"GPS"):
        assert told not in fitted.content


def test_words_hidden_in_a_png_stay_at_home() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Location", "52.52, 13.41")
    info.add_itxt("XML:com.adobe.xmp", "<x>secret place</x>")
    fitted = fit(written(plain(), "PNG", pnginfo=info), CAN)
    assert b"52.52" not in fitted.content
    assert b"secret place" not in fitted.content


@pytest.mark.parametrize(("orientation", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_a_picture_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    fitted = fit(a_photo(orientation), CAN)
    assert (fitted.width, fitted.height) == size
    assert opened(fitted.content).size == size


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_common_forms_are_taken(form: str) -> None:
    fitted = fit(written(plain(), form), CAN)
    assert fitted.mime == "image/jpeg"
    assert opened(fitted.content).format == "JPEG"
    assert (fitted.width, fitted.height) == (60, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "RGB"])
def test_every_sort_of_colour_is_taken(mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    assert opened(fit(written(plain().convert(mode), form), CAN).content).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    fitted = fit(written(plain(colour=(255, 0, 0, 0), mode="RGBA")), CAN)
    assert opened(fitted.content).getpixel((5, 5)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_is_taken() -> None:
    film = [plain(colour="red"), plain(colour="blue")]
    content = written(film[0], "GIF", save_all=True, append_images=film[1:])
    red, _, blue = opened(fit(content, CAN).content).getpixel((5, 5))
    assert red > 200
    assert blue < 100


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    fitted = fit(written(plain((4000, 1000))), CAN)
    assert (fitted.width, fitted.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


@pytest.mark.parametrize("most", [200_000, 40_000, 5_000])
def test_it_becomes_as_light_as_the_network_wants(most: int) -> None:
    noisy = Image.effect_noise((900, 700), 120).convert("RGB")
    fitted = fit(written(noisy), Can(pictures=1, picture_bytes=most))
    assert len(fitted.content) <= most
    assert opened(fitted.content).size == (fitted.width, fitted.height)


@pytest.mark.parametrize("most", [0, 1, 200])
def test_a_network_that_wants_it_lighter_than_possible_gets_a_sentence(most: int) -> None:
    with pytest.raises(Unfit, match="small enough"):
        fit(written(plain()), Can(pictures=1, picture_bytes=most))


def test_a_network_without_pictures_gets_a_sentence() -> None:
    with pytest.raises(Unfit, match="takes no pictures"):
        fit(written(plain()), Can())


def test_too_heavy_a_file_is_not_even_opened() -> None:
    with pytest.raises(Unfit, match="12 MB"):
        fit(b"\0" * (MAX_UPLOAD + 1), CAN)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (9_000, 9_000), (2**31 - 1, 1), (100_000, 100_000)])
def test_a_small_file_that_unfolds_into_an_enormous_picture_is_refused(width: int, height: int) -> None:
    with pytest.raises(Unfit):
        fit(bomb(width, height), CAN)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"%PDF-1.7", b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x10\x00\x00\x00WEBPVP8 ", b"MZ\x90", b"\0" * 1000, a_photo()[:200], written(plain())[:60],
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(Unfit, match="could not be read"):
        fit(content, CAN)


def test_a_form_that_starts_other_programs_is_not_opened() -> None:
    drawing = io.BytesIO()
    plain().save(drawing, "EPS")
    with pytest.raises(Unfit, match="could not be read"):
        fit(drawing.getvalue(), CAN)


WHOLE: list[Callable[[], bytes]] = [
    a_photo,
    lambda: written(plain(mode="P", colour=3), "PNG"),
    lambda: written(plain(), "WEBP"),
    lambda: written(plain(mode="P", colour=3), "GIF"),
    lambda: written(plain(), "TIFF"),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # its decoders say that a file is damaged
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=6)), max_size=8))
def test_whatever_a_file_holds_it_ends_in_a_picture_or_a_sentence(
    whole: Callable[[], bytes], changes: list[tuple[int, bytes]]
) -> None:
    content = bytearray(whole())
    for place, piece in changes:
        at = place % len(content)
        content[at : at + len(piece)] = piece
    try:
        fitted = fit(bytes(content), CAN)
    except Unfit:
        return
    assert opened(fitted.content).size == (fitted.width, fitted.height)
