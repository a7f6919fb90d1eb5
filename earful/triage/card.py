"""The model card of the weights that are here: where they come from, how good they are, what they are not for."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Source:
    """Texts that were learned from."""

    name: str
    licence: str
    texts: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is known. Empty where nothing was written down."""

    version: str
    made: str = ""
    learned_from: tuple[Source, ...] = ()
    kept_aside: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    whole: bool = False  # whether a card was shipped with the weights


@cache
def card(folder: Path = FOLDER) -> Card:
    """The card that was shipped, else what the weights themselves tell."""
    told = _read(folder / "card.json")
    if "version" in told:
        return Card(
            version=str(told["version"]),
            made=str(told.get("made", "")),
            learned_from=tuple(_sources(told.get("learned_from"))),
            kept_aside=str(told.get("kept_aside", "")),
            figures=_pairs(told.get("figures")),
            limits=_sentences(told.get("limits")),
            not_for=_sentences(told.get("not_for")),
            whole=True,
        )
    blend = _read(folder / "blend.json")
    return Card(str(blend.get("version", "")), figures=_pairs(blend.get("limits"), "chance from which it says: "))


def _read(file: Path) -> Mapping[str, Any]:
    """What a file holds; a card that is missing or garbled keeps no page from being shown."""
    with suppress(OSError, ValueError):
        if isinstance(told := json.loads(file.read_text("utf-8")), dict):
            return told
    return {}


def _sources(told: Any) -> Iterator[Source]:
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and isinstance(one.get("texts"), int):
            yield Source(str(one.get("name", "")), str(one.get("licence", "")), one["texts"])


def _pairs(told: Any, before: str = "") -> tuple[tuple[str, str], ...]:
    if not isinstance(told, dict):
        return ()
    return tuple(
        (before + str(name).replace("_", " "), f"{value:.3g}" if isinstance(value, float) else str(value))
        for name, value in told.items()
    )


def _sentences(told: Any) -> tuple[str, ...]:
    return tuple(map(str, told)) if isinstance(told, list) else (str(told),) if told else ()
