"""Draws the town's pictures in plain Python: small coloured scenes, and a pattern for each face."""

import struct
import zlib
from functools import lru_cache

from earful.channels.sandbox.town.dice import dice

Colour = tuple[int, int, int]
MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def png(rows: list[bytes], width: int) -> bytes:
    """RGB rows as a PNG file."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def mime_of(content: bytes) -> str:
    """The media type that the first bytes betray, "" when it is neither PNG nor JPEG."""
    return next((mime for magic, mime in MAGIC.items() if content.startswith(magic)), "")


@lru_cache(maxsize=64)
def scene(name: str, width: int, height: int) -> bytes:
    """A made-up scene: a sky that fades, hills, a few boxes and a round light."""
    roll = dice(0, "scene", name)
    top, bottom = _colour(roll.random(), 0.9), _colour(roll.random(), 0.6)
    rows = [bytearray(bytes(_between(top, bottom, y / height)) * width) for y in range(height)]
    _disc(rows, width, (roll.randrange(width), roll.randrange(height // 2)), height // 8, _colour(roll.random(), 1.0))
    ground = _colour(roll.random(), 0.4)
    for x in range(width):
        level = int(height * 0.72 + height * 0.06 * ((x * 7 // width + len(name)) % 3 - 1))
        for y in range(level, height):
            rows[y][3 * x : 3 * x + 3] = bytes(ground)
    for _ in range(roll.randint(3, 6)):
        left, wide = roll.randrange(width - 40), roll.randint(18, 70)
        tall, colour = roll.randint(20, height // 2), bytes(_colour(roll.random(), roll.uniform(0.5, 0.95)))
        for y in range(int(height * 0.8) - tall, int(height * 0.8)):
            end = min(left + wide, width)
            rows[y][3 * left : 3 * end] = colour * (end - left)
    return png([bytes(row) for row in rows], width)


@lru_cache(maxsize=512)
def face(number: int) -> bytes:
    """A symmetrical pattern of five by five, the same for the same person for ever."""
    roll = dice(0, "face", number)
    ink, paper = bytes(_colour(roll.random(), 0.65)), bytes((240, 240, 236))
    half = [[roll.random() < 0.5 for _ in range(3)] for _ in range(5)]
    cell, edge = 12, 6
    rows = []
    for y in range(5):
        cells = [*half[y], half[y][1], half[y][0]]
        rows += [paper * edge + b"".join((ink if on else paper) * cell for on in cells) + paper * edge] * cell
    blank = paper * (5 * cell + 2 * edge)
    return png([blank] * edge + rows + [blank] * edge, 5 * cell + 2 * edge)


def _colour(hue: float, light: float) -> Colour:
    """A soft colour from a wheel of six."""
    place, part = divmod(hue * 6, 1)
    high, low = light, light * 0.45
    rise, fall = low + (high - low) * part, high - (high - low) * part
    wheel = [
        (high, rise, low),
        (fall, high, low),
        (low, high, rise),
        (low, fall, high),
        (rise, low, high),
        (high, low, fall),
    ]
    red, green, blue = wheel[int(place) % 6]
    return int(red * 255), int(green * 255), int(blue * 255)


def _between(one: Colour, other: Colour, part: float) -> Colour:
    mixed = [int(a + (b - a) * part) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _disc(rows: list[bytearray], width: int, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    for y in range(max(centre[1] - radius, 0), min(centre[1] + radius, len(rows))):
        half = int((radius**2 - (y - centre[1]) ** 2) ** 0.5)
        left, right = max(centre[0] - half, 0), min(centre[0] + half, width)
        rows[y][3 * left : 3 * right] = bytes(colour) * (right - left)
