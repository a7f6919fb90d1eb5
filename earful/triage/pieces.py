"""Words as pieces of the encoder's vocabulary: of all ways to put a word together the likeliest (Kudo, ACL 2018)."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from sentencepiece import SentencePieceProcessor

REMEMBERED = 8192  # words; people use few words again and again
HIDDEN = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")  # what the vocabulary was learned without
WORD = re.compile("[^\\s\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]+")

Span = tuple[int, int]


class Pieces:
    """The vocabulary. Raises OSError where its file cannot be read."""

    def __init__(self, file: Path) -> None:
        self._model = SentencePieceProcessor(model_proto=file.read_bytes())
        self._word = lru_cache(maxsize=REMEMBERED)(self._apart)

    def number(self, name: str) -> int:
        """Of a piece that is no word. Raises KeyError."""
        found: int = self._model.piece_to_id(name)
        if self._model.id_to_piece(found) != name:
            raise KeyError(name)
        return found

    def of(self, text: str) -> tuple[list[int], list[Span]]:
        """The numbers of a text's pieces, and where in the text each stands."""
        numbers: list[int] = []
        spans: list[Span] = []
        for found in WORD.finditer(text):
            start = found.start()
            for number, begin, end in self._word(found.group()):
                numbers.append(number)
                spans.append((start + begin, start + end))
        return numbers, spans

    def _apart(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """A word's pieces, with where each begins and ends; the whole word where its letters are written anew."""
        plain = unicodedata.normalize("NFKC", HIDDEN.sub("", word))
        same = list(map(_one, word)) == list(plain)
        pieces = []
        for part in re.finditer(r"\S+", plain):
            at = part.start()
            for piece in self._model.encode(part.group(), return_type="proto").pieces:
                long = len(piece.surface)  # none: the gap before a word, which counts with its first letter
                pieces.append((piece.id, at, at + max(1, long)) if same else (piece.id, 0, len(word)))
                at += long
        return tuple(pieces)


def _one(letter: str) -> str:
    """What a letter becomes by itself."""
    return "" if HIDDEN.match(letter) else unicodedata.normalize("NFKC", letter)
