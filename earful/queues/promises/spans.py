"""When somebody is there on a day, as people write it. Pure."""

from collections.abc import Sequence

DAY = 24 * 60  # minutes
Span = tuple[int, int]  # minutes since midnight on the wall, from and until; until may be 1440


class Unreadable(ValueError):
    """Spans that nobody can read, with the piece that is wrong."""


def read_spans(text: str) -> tuple[Span, ...]:
    """Spans as somebody writes them, "09:00-12:30, 13:00-17:00"; nothing for a day off. Raises Unreadable."""
    found = []
    for piece in text.replace(";", ",").replace("–", "-").split(","):
        if not piece.strip():
            continue
        begin, dash, end = piece.partition("-")
        first, last = _minute(begin), _minute(end)
        if not dash or first is None or last is None or first >= last:
            raise Unreadable(piece.strip()[:40])
        found.append((first, last))
    return joined(found)


def _minute(text: str) -> int | None:
    hour, colon, minute = text.strip().replace(".", ":").partition(":")
    minute = minute if colon else "00"
    if any(not (part.isascii() and part.isdigit() and len(part) <= 2) for part in (hour, minute)):
        return None
    minutes = int(hour) * 60 + int(minute)
    return minutes if int(minute) < 60 and minutes <= DAY else None


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order, and those that touch as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return tuple(found)


def written(spans: Sequence[Span]) -> str:
    """As `read_spans` reads them."""
    return ", ".join(f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}" for begin, end in spans)
