"""Texts like those of the corpus which nobody has written or labelled: for teachers to say what they make of them.

What a teacher says of a text that taught it is little more than its label. So parts are left out, parts of two texts are put together, and a text is
set below other turns than its own.
"""

import random
import re
from collections.abc import Sequence

from earful.bench.corpus import Item
from earful.triage.rules import Subject

PARTS = re.compile(r"(?<=[.!?…;:])\s+|\n+|(?<=,)\s+")
ALONE = 0.25  # of texts below other turns, so many are read without them
ELSEWHERE = 0.3  # so many are set below the turns of another


def near(items: Sequence[Item], many: int, seed: int = 7) -> list[tuple[Subject, bool]]:
    """So many texts of each language, as triage is asked about them, and whether they are English. The same seed, the same texts."""
    chance = random.Random(seed)
    by: dict[str, list[Item]] = {}
    for item in items:
        by.setdefault(item.lang, []).append(item)
    own = {item.text for item in items}
    found = [(one, lang == "en") for lang, some in sorted(by.items()) for one in _some(some, many, chance)]
    return [(one, english) for one, english in found if one.text not in own]


def _some(items: Sequence[Item], many: int, chance: random.Random) -> list[Subject]:
    return [_other(chance.choice(items), chance.choice(items), chance) for _ in range(min(many, 4 * len(items)))]


def _other(one: Item, two: Item, chance: random.Random) -> Subject:
    """The first text less some parts, or with some of the second's, where it stands or somewhere else."""
    about = one.subject()
    above = about.earlier
    if chance.random() < ELSEWHERE and two.thread:
        above = two.subject().earlier
    elif chance.random() < ALONE:
        above = ()
    text = _run(one.text, chance)
    if chance.random() < 0.5:  # one of two is put together
        said = _run(two.text, chance).replace(two.brand, one.brand)
        text = f"{text} {said}" if chance.random() < 0.5 else f"{said} {text}"  # and stands first or last
    return Subject(
        text, about.why, names=about.names, earlier=above, links=text.count("http"), mentions=text.count("@")
    )


def _run(text: str, chance: random.Random) -> str:
    """Some parts that follow each other."""
    parts = [part for part in PARTS.split(text) if part]
    first, last = sorted(chance.choices(range(len(parts)), k=2)) if parts else (0, 0)
    return " ".join(parts[first : last + 1]) or text
