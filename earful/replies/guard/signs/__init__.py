"""The words the guard knows, by language; all written for Earful. Data: what they mean is in the modules beside."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "ß": "ss"})


def folded(text: str) -> str:
    """In small letters without accents, quotes and dashes straight."""
    spread = unicodedata.normalize("NFKD", text.translate(QUOTES).lower())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


@cache
def _table(language: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))


@cache
def common(language: str) -> frozenset[str]:
    """The words by which a language is known."""
    return frozenset(_table(language)["common"])


def pieces(language: str, part: str) -> Sequence[str]:
    """The patterns of one part, like "selling.lure"."""
    table: Any = _table(language)
    for name in part.split("."):
        table = table.get(name, {})
    return table or ()


@cache
def pattern(languages: tuple[str, ...], part: str) -> re.Pattern[str]:
    """All patterns of one part in these languages, as one."""
    return joined(piece for language in languages for piece in pieces(language, part))


def joined(found: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several pieces: whole words, any space for a space, a star for any end of a word.

    Where a word begins is asked once for all pieces, not for each: most places of a text are no beginning.
    """
    at_start: list[str] = []
    anywhere: list[str] = []
    for piece in found:
        begins, body = _whole(piece)
        (at_start if begins else anywhere).append(body)
    parts = [rf"(?<!\w)(?:{'|'.join(at_start)})"] if at_start else []
    return re.compile("|".join([*parts, *anywhere]) or r"(?!)")


def _whole(piece: str) -> tuple[bool, str]:
    """Whether it begins where a word does, and the pattern."""
    end = r"\w*" if re.search(r"(?<=[\w)])\*$", piece) and not piece.endswith(("]*", ")*", "}*")) else ""
    body = piece.removesuffix("*") if end else piece
    body = re.sub(r"(?<=[a-z])\*(?=[|)])", r"[a-z]*", body)
    after = end or (r"(?!\w)" if not body.endswith(("\\b", "\\?", " ")) else "")
    return bool(re.match(r"[\w(\[]", body)), f"(?:{body})" + (f"{after}(?!\\w)" if end else after)
