"""How much of one payload is kept. What is larger is kept in part, readable still, and says that it is. Pure."""

from collections.abc import Mapping
from typing import Any

MOST = 4 * 1024 * 1024  # characters of JSON; below it everything is kept as it came
LONGEST_TEXT = 100_000
MOST_IN_A_LIST = 1_000
DEEPEST = 20
CUT = " […]"


def shortened(raw: Any) -> Any:
    """The same payload with long texts and lists cut and deep boxes emptied, so that it is never larger than MOST."""
    for share in (1, 4, 16, 64):
        found, left = _kept(raw, LONGEST_TEXT // share, MOST_IN_A_LIST // share, 0, MOST)
        if left > 0:
            return found
    return {}


def _kept(raw: Any, text: int, many: int, depth: int, room: int) -> tuple[Any, int]:
    """What is kept of a value, and the room left after it; less than none means: it is too much in this way."""
    if room < 0:
        return None, room
    if isinstance(raw, str):
        kept = raw if len(raw) <= text else raw[:text] + CUT
        return kept, room - 6 * len(kept) if not kept.isascii() else room - len(kept)
    if not isinstance(raw, Mapping | list | tuple):
        return raw, room - 24
    if depth >= DEEPEST:
        return None, room - 4
    if isinstance(raw, Mapping):
        boxes: dict[str, Any] = {}
        room -= 2
        for name, value in list(raw.items())[:many]:
            boxes[str(name)[:200]], room = _kept(value, text, many, depth + 1, room - 210)
        return boxes, room
    row: list[Any] = []
    room -= 2
    for value in raw[:many]:
        kept, room = _kept(value, text, many, depth + 1, room - 2)
        row.append(kept)
    return row, room
