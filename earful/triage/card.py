"""The model card of the weights that are here: where they come from, how good they are, what they are not for."""

import json
from collections.abc import Mapping
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
            learned_from=tuple(_source(one) for one in told.get("learned_from", ()) if isinstance(one, dict)),
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
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _source(one: Mapping[str, Any]) -> Source:
    texts = one.get("texts", 0)
    return Source(str(one.get("name", "")), str(one.get("licence", "")), texts if isinstance(texts, int) else 0)


def _pairs(told: Any, before: str = "") -> tuple[tuple[str, str], ...]:
    if not isinstance(told, dict):
        return ()
    return tuple((before + str(name).replace("_", " "), _number(value)) for name, value in told.items())


def _number(value: Any) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _sentences(told: Any) -> tuple[str, ...]:
    if isinstance(told, dict):
        return tuple(f"{name}: {value}" for name, value in told.items())
    return tuple(map(str, told)) if isinstance(told, list) else (str(told),) if told else ()
