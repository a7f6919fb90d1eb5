"""A push said softly: many weak signs of a sentence, each with a weight learned from written replies.

No sign says anything by itself. Words are counted by group (what is ours, how it is praised, what one saves, what it costs,
what one should do, what rather speaks of help), with where the sentence stands and what the customer spoke of.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from earful.replies.guard.hearing import Heard
from earful.replies.guard.reading import Part, Text
from earful.replies.guard.signs import common, pattern

GROUPS = ("thing", "hook", "praise", "benefit", "cost", "scarce", "invite", "social", "care")
LONG = 30  # words; what is longer weighs no more
MANY = 3  # words that they have said as well
STEM = 5  # letters by which two words are the same
PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def weight(text: Text, place: int, own: bool) -> float:
    """How much the sentence at this place sounds as if it sold. `own`: it names a thing of ours."""
    weights = _table()["weights"]
    return weights["bias"] + sum(weights.get(name, 0.0) * much for name, much in signs_of(text, place, own).items())


def together(heard: float, signs: float, beside: Mapping[str, bool]) -> float:
    """What is heard, what the weak signs weigh, and what stands beside it.

    `follow`: a call to follow, which means nothing else; `push`: a phrase that pushes; `gift`: something for what went wrong; `help`: a link to help.
    """
    table = _table()["heard"]
    weighs = sum(table[name] * there for name, there in beside.items())
    return table["heard"] * heard + table["signs"] * max(table["floor"], signs) + weighs


def bar(name: str) -> float:
    """From which weight on it does, or below which it does not."""
    return _table()["bars"][name]


def surely(heard: Heard | None, question: str) -> bool:
    """Whether what is heard in a sentence is enough without a sign."""
    return heard is not None and float(getattr(heard, question)) >= bar(question)


def surely_not(heard: Heard | None, question: str) -> bool:
    """Whether it says no so clearly that signs are mistaken."""
    return heard is not None and float(getattr(heard, question)) < bar(f"{question}_not")


def signs_of(text: Text, place: int, own: bool) -> Mapping[str, float]:
    """Each sign of the sentence at this place, and how much of it."""
    part, last = text.parts[place], len(text.parts) - 1
    raw = text.text[part.start : part.end]
    found: dict[str, float] = {}
    for group in GROUPS:
        signs = {one[0] for one in pattern(text.languages[:1], f"hint.{group}").finditer(part.words)}
        found |= {group: float(bool(signs)), f"{group}2": float(len(signs) > 1)}
    wanted = bool(text.has("selling.wanted", text.asked))
    return found | {
        "first": float(place == 0), "last": float(place == last), "only": float(last == 0),
        "bang": float("!" in raw), "ask": float("?" in raw), "emo": float(bool(PICTURE.search(raw))),
        "len": min(len(part.words.split()), LONG) / LONG, "shared": _shared(text, part), "ownthing": float(own),
        "push": float(bool(text.has("selling.push", part.words) or text.has("selling.lure", part.words))),
        "follow": float(bool(text.has("selling.follow", part.words))), "aside": float(bool(text.has("selling.aside", part.words))),
        "weak": float(bool(text.has("selling.scarce", part.words))) + float(bool(text.has("selling.verbs", part.words))),
        "care&benefit": found["care"] * found["benefit"], "wanted&thing": wanted * found["thing"],
        "benefit&invite": found["benefit"] * found["invite"],
    }  # fmt: skip


def _shared(text: Text, part: Part) -> float:
    """How many words the customer has used too: then it is an answer."""
    both = _stems(part.words) & _stems(text.asked)
    usual = {word[:STEM] for language in text.languages[:1] for word in common(language)}
    return min(MANY, len(both - usual)) / MANY


def _stems(words: str) -> set[str]:
    return {word[:STEM] for word in re.findall(r"[a-z]{4,}", words)}


@cache
def _table() -> Mapping[str, dict[str, float]]:
    return tomllib.loads(resources.files(f"{__package__}.signs").joinpath("weights.toml").read_text("utf-8"))
