"""Saved replies: their placeholders, who may write them, and whether one still stands in a text. Pure.

`{customer_name}` and `{link:refunds}` are filled in from what is known. What is not stays as it is written, where everybody
sees it, and the guard lets no text out that holds one. `{{` and `}}` are the braces themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from earful.kit.fuzzy import plain
from earful.replies.guard.gaps import LINK, NAMES

__all__ = ["LINK", "NAMES"]
FORM = re.compile(r"\{\{|\}\}|\{([a-z_]+)(?::([^{}\n]{1,200}))?\}")
SHOWN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|[ '’-](?=\w)|\.(?= |$))*")
MARKS = re.compile(r"[^\w\s@/:.,'’#&+-]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", re.UNICODE)
LONGEST_NAME = 60
STANDS = 0.5  # of its different words, from which on a saved reply is still what was sent
SHORTEST = 4  # letters of a word in which a slip is forgiven
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a saved reply: words as they stand, or a gap to be filled. `key`: "customer_name", "link:refunds"."""

    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it, and what could not be filled in, as it stands there."""

    text: str
    gaps: tuple[str, ...] = ()


def pieces(text: str) -> Iterator[Piece]:
    """A saved reply in its parts."""
    at = 0
    for found in FORM.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        at = found.end()
        yield _piece(found)
    if at < len(text):
        yield Piece(text[at:])


def _piece(found: re.Match[str]) -> Piece:
    if found[0] in {"{{", "}}"}:
        return Piece(found[0][0])
    name, about = found[1], (found[2] or "").strip()
    if name == LINK and about:
        return Piece(found[0], f"{LINK}:{about}")
    return Piece(found[0], name if name in NAMES and found[2] is None else "")


def keys(texts: Sequence[str]) -> frozenset[str]:
    """Everything that is to be filled in."""
    return frozenset(piece.key for text in texts for piece in pieces(text) if piece.key)


def fill(text: str, known: Mapping[str, str]) -> Filled:
    """Put in what is known. What is put in is never read again, and holds no brace, so that it can look like no gap."""
    said, gaps = [], []
    for piece in pieces(text):
        value = known.get(piece.key, "").strip() if piece.key else ""
        if not piece.key:
            said.append(piece.words)
        elif value and "{" not in value and "}" not in value:
            said.append(value)
        else:
            said.append(piece.words)
            gaps.append(piece.words)
    return Filled("".join(said), tuple(dict.fromkeys(gaps)))


def misread(text: str) -> str:
    """The first brace that means nothing, with what follows it: a slip in a placeholder; "" for none."""
    for piece in pieces(text):
        if not piece.key and piece.words not in {"{", "}"} and (at := re.search(r"\{[^{}\n]{0,40}\}?|\}", piece.words)):
            return at[0]
    return ""


def sayable(name: str) -> str:
    """A name as one can address somebody by it, without pictures; "" for what could be a link, a mention or a number."""
    bare = " ".join(MARKS.sub(" ", name).split())
    return bare if len(bare) <= LONGEST_NAME and SHOWN.fullmatch(bare) else ""


def may_change(*, personal: bool, mine: bool, shares: bool) -> bool:
    """Whether somebody may: their own personal ones, and those of everybody if they write for everybody."""
    return mine if personal else shares


def still_there(saved: str, sent: str) -> bool:
    """Whether what left is still that saved reply: half of its different words stand there."""
    own = words("".join(piece.words for piece in pieces(saved) if not piece.key))
    return bool(own) and len(own & words(sent)) >= STANDS * len(own)


def shortened(word: str) -> list[str]:
    """It, and it without each of its letters: two words that share one differ by a letter, or by two in the wrong order."""
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def alike(word: str, known: Iterable[str]) -> list[str]:
    """What a slip may stand for, the likeliest first; nothing for what is too short to tell."""
    if len(word) < SHORTEST:
        return []
    own = set(shortened(word))
    near = [one for one in known if abs(len(one) - len(word)) < 2 and not own.isdisjoint(shortened(one))]
    return sorted(near, key=lambda one: (one[0] != word[0], abs(len(one) - len(word)), one))


def words(text: str) -> frozenset[str]:
    """The different words of a text, without accents and capitals."""
    return frozenset(WORD.findall(plain(text)))


def listed(text: str) -> list[str]:
    """The words of a text in their order, each once, as they are looked for."""
    return list(dict.fromkeys(WORD.findall(plain(text))))
