"""What somebody changed in another's words, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORD = re.compile(r"\s+|[\w'’]+|[^\w\s]")
Kind = Literal["same", "gone", "new"]
LONGEST = 20_000  # characters that are compared word by word; what is longer is shown as gone and new


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. `kind`: "same", "gone" or "new"."""

    kind: Kind
    words: str


def changes(before: str, after: str) -> Sequence[Piece]:
    """One text read into the other; the pieces that are not gone are `after`, those that are not new are `before`."""
    if before == after:
        return (Piece("same", before),) if before else ()
    if len(before) + len(after) > LONGEST:
        return tuple(_pieces(("gone", before), ("new", after)))
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[tuple[Kind, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
        else:
            found += [("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))]
    return tuple(_pieces(*_joined(found)))


def _joined(found: Sequence[tuple[Kind, str]]) -> Sequence[tuple[Kind, str]]:
    """A lone space between two changes belongs to both, so that phrases are read as phrases."""
    joined: list[tuple[Kind, str]] = []
    gone = new = ""
    for place, (kind, words) in enumerate(found):
        between = kind == "same" and words.isspace() and 0 < place < len(found) - 1
        if kind == "same" and not between:
            joined += [("gone", gone), ("new", new), (kind, words)]
            gone = new = ""
        else:
            gone += words if kind != "new" else ""
            new += words if kind != "gone" else ""
    return [*joined, ("gone", gone), ("new", new)]


def _pieces(*found: tuple[Kind, str]) -> Iterator[Piece]:
    yield from (Piece(kind, words) for kind, words in found if words)
