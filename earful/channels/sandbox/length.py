"""What the town lets a brand post. The server and the adapter count alike."""

from dataclasses import dataclass

import regex

from earful.channels.contract import Length

GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Limits:
    """The town's limits for one post."""

    graphemes: int = 300
    octets: int = 3000
    pictures: int = 4
    picture_bytes: int = 1_000_000
    picture_mimes: tuple[str, ...] = ("image/png", "image/jpeg")


LIMITS = Limits()


def measure(text: str) -> Length:
    """How long a text is, by whichever limit is nearer."""
    graphemes, octets = len(GRAPHEME.findall(text)), len(text.encode("utf-8", "surrogatepass"))
    if octets / LIMITS.octets > graphemes / LIMITS.graphemes:
        return Length(octets, LIMITS.octets, "bytes")
    return Length(graphemes, LIMITS.graphemes, "characters")


def over(text: str) -> str:
    """A sentence that says by how much a text is too long, "" when it fits."""
    length = measure(text)
    if not length.over:
        return ""
    return f"A post may have {length.limit} {length.units}; this one has {length.used}."
