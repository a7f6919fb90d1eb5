"""Personal data taken out of words before they leave, and put back into what comes for them. Pure.

One piece of data has one mask in all that leaves together: [[NAME_1]]. What looks like a mask already is masked itself, so
that nobody can write one. A mask that was never given, or came back bent, becomes a gap that the guard refuses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from earful.replies.assisting import naming
from earful.replies.guard.personal import BIRTH, STREET
from earful.triage import anonymous, personal

KINDS = ("NAME", "PHONE", "MAIL", "CARD", "ACCOUNT", "NUMBER", "PLACE", "LINK", "HANDLE", "TEXT")
SORTS = {"phone": "PHONE", "mail": "MAIL", "card": "CARD", "iban": "ACCOUNT", "order": "NUMBER"}
_KIND = "|".join(KINDS)
TOKEN = re.compile(rf"\[\[(?:{_KIND})_\d{{1,4}}\]\]")
LIKE = re.compile(
    rf"\[\[+[^\[\]\n]{{0,60}}\]*|\]\]+|[\[{{<]+ ?(?i:{_KIND})[ _-]*\d* ?[\]}}>]+|[\[{{<(]*(?i:{_KIND})_\d+[\]}}>)]*|"
    rf"(?:{_KIND})[ -]?\d+|⟨[^⟨⟩\n]{{0,24}}⟩"
)
LINK = re.compile(r"(?i)(?:https?://|www\.)[^\s<>\"]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,12}/[^\s<>\"]+")
PLACE = re.compile(
    r"(?i:\b\d{1,4}[a-z]? (?:[\w'-]+ ){1,3}(?:street|avenue|lane)\b|\b[a-zäöüß-]+(?:straße|strasse|str\.|gasse|allee) ?\d{1,4}[a-z]?\b)|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b(?:[A-Z]-?)?\d{5} [A-ZÀ-Ý][\w'-]+|\b\d{4} ?[A-Z]{2}\b(?: [A-Z][\w'-]+)?|\b\d{4}-\d{3}\b|\b[A-Z]{2} \d{5}\b"
)
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Restored:
    """Words with what was taken out put back, and in how many places something is missing."""

    text: str
    gaps: int


class Masks:
    """The masks of all that leaves together. `names`: of people in the thread, as far as they are known."""

    def __init__(self, language: str = "", names: Iterable[str] = (), texts: Iterable[str] = ()) -> None:
        self.language = language
        self._names = naming.patterns([*names, *naming.called(texts)])
        self._tokens: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The words as they may leave."""
        text = text[: personal.LONGEST]
        spans = _apart(self._found(text))
        while more := _apart(_disguised(text, spans)):  # what others left may look like a mask now
            spans = sorted([*spans, *more])
        said, at = [], 0
        for start, end, kind in spans:
            said += [text[at:start], self._token(text[start:end], kind)]
            at = end
        return "".join([*said, text[at:]])

    def restore(self, text: str) -> Restored:
        """What came back, with what was taken out put in again."""
        said, at, gaps = [], 0, 0
        for found in TOKEN.finditer(text):
            if found[0] in self._values:
                between, missing = LIKE.subn(_gap, text[at : found.start()])
                said += [between, self._values[found[0]]]
                at, gaps = found.end(), gaps + missing
        rest, missing = LIKE.subn(_gap, text[at:])
        return Restored("".join([*said, rest]), gaps + missing)

    def _token(self, value: str, kind: str) -> str:
        if value not in self._tokens:
            number = 1 + sum(token.startswith(f"[[{kind}_") for token in self._values)
            token = f"[[{kind}_{number}]]"
            self._tokens[value], self._values[token] = token, value
        return self._tokens[value]

    def _found(self, text: str) -> Iterator[Span]:
        """What is to be hidden; what comes first goes before what comes after."""
        for one in LINK.finditer(text):
            yield *one.span(), "LINK"
        for one in LIKE.finditer(text):
            yield *one.span(), "TEXT"
        for known in personal.found(text, self.language):
            yield known.start, known.end, SORTS[known.sort.value]
        for form, kind in ((STREET, "PLACE"), (PLACE, "PLACE"), (BIRTH, "NUMBER"), (anonymous.HANDLE, "HANDLE")):
            for one in form.finditer(text):
                yield *one.span(), kind
        for pattern in self._names:
            for one in pattern.finditer(text):
                yield *one.span(), "NAME"
        for one in anonymous.NUMBER.finditer(text):
            yield *one.span(), "NUMBER"


def _apart(found: Iterable[Span]) -> list[Span]:
    """Those that do not overlap; of two that do what the first has left."""
    taken: list[Span] = []
    for start, end, kind in found:
        if end > start and all(end <= one[0] or one[1] <= start for one in taken):
            taken.append((start, end, kind))
        elif end > start:
            taken += [(a, b, kind) for a, b in _left(start, end, taken)]
    return sorted(taken)


def _left(start: int, end: int, taken: list[Span]) -> Iterator[tuple[int, int]]:
    for a, b, _kind in sorted(taken):
        if a < end and b > start:
            if start < a:
                yield start, a
            start = max(start, b)
    if start < end:
        yield start, end


def _disguised(text: str, spans: list[Span]) -> Iterator[Span]:
    at = 0
    for start, end in [*((start, end) for start, end, _kind in spans), (len(text), len(text))]:
        for one in LIKE.finditer(text[at:start]):
            yield at + one.start(), at + one.end(), "TEXT"
        at = end


def _gap(found: re.Match[str]) -> str:
    kind = re.search(_KIND, found[0].upper())
    return f"⟨{kind[0].lower() if kind else ''}?⟩"
