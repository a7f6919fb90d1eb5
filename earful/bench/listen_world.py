"""Posts and queries to measure listening with: words met as often as words are, in several scripts, with all that posts hold.

The vocabulary is made up of syllables. The word of rank r is met in proportion to 1 / (r + 2.7), and from some 6,000 on
to 1 / r², as has been counted in large collections of written language (Ferrer i Cancho and Solé, 2001).
"""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earful.listening.fitting import Post
from earful.listening.rules import parse
from earful.listening.tree import Node

SOUNDS = [
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "pra",
    "sto",
    "tri",
    "vel",
    "wen",
    "gar",
    "hol",
    "jas",
    "quo",
    "fen",
    "dri",
    "cla",
    "bo",
    "ti",
    "ren",
    "ran",
    "del",
    "mos",
    "tick",
    "ner",
    "vale",
    "shaw",
    "dow",
    "let",
    "ping",
]
ACCENTS = str.maketrans("aou", "äöü")
SIGNS = 2500  # of Han script, the frequent ones far more often than the rare
EMOJI = ("😡", "👍🏽", "🚂", "❤️", "😭", "🙏", "🇩🇪")
SCALE, STEEPER = 300_000, 6000  # words there are; the rank from which they grow rare twice as fast
SHAPES = (
    (24, "{a}"), (14, '"{a} {w}"'), (12, "{a} ({w} OR {v} OR {u})"), (10, "{a} NOT {w}"), (8, "{a} near/4 {w}"), (8, '{a} OR #"{a} {b}" OR "{a} {b}"'),
    (6, "({a} OR {b}) AND ({w} OR {v}) NOT ({u} OR has:link)"), (5, "{a}* {w}"), (4, "={A}"), (3, "{a} lang:de"), (2, "author:{a}"), (2, "site:{a}.example {w}"), (2, "{han}"),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """`words` by rank, the most frequent first, and the sum of their shares up to each."""

    words: Sequence[str]
    shares: Sequence[float]
    dice: random.Random

    def rare(self) -> str:
        """A name such as brands have: seldom met, some never."""
        return self.words[int(STEEPER * (SCALE / STEEPER) ** self.dice.random())]

    def usual(self) -> str:
        """A word out of a sentence."""
        return self.words[self.dice.randrange(30, 5000)]


def world(seed: int) -> World:
    """The same for the same seed."""
    dice = random.Random(seed)
    found = dict.fromkeys("".join(made) for long in (1, 2, 3) for made in itertools.product(SOUNDS, repeat=long))
    while len(found) < SCALE:
        found["".join(dice.choices(SOUNDS, k=4))] = None
    words = [word.translate(ACCENTS) if at % 20 == 19 else word for at, word in enumerate(found)]
    shares = list(itertools.accumulate(min(1.0, STEEPER / (rank + 1)) / (rank + 2.7) for rank in range(len(words))))
    return World(words, shares, dice)


def queries(there: World, count: int) -> list[tuple[int, Node]]:
    """As a company writes them: most by a name, many with words that must be near it or must not."""
    shapes = there.dice.choices([shape for _, shape in SHAPES], [weight for weight, _ in SHAPES], k=count)
    made = []
    for name, shape in enumerate(shapes):
        a, b = there.rare(), there.rare()
        text = shape.format(
            a=a,
            A=a.capitalize(),
            b=b,
            w=there.usual(),
            v=there.usual(),
            u=there.usual(),
            han=_signs(there.dice, 3, 200),
        )
        made.append((name, parse(text)))
    return made


def posts(there: World, count: int, together: int = 5000) -> Iterator[list[Post]]:
    """In lots of `together`."""
    dice = there.dice
    for start in range(0, count, together):
        words = iter(dice.choices(there.words, cum_weights=there.shares, k=together * 40))
        yield [_post(there, words, dice) for _ in range(min(together, count - start))]


def _signs(dice: random.Random, count: int, least: int = 1) -> str:
    return "".join(chr(0x4E00 + int(least * (SIGNS / least) ** dice.random())) for _ in range(count))


def _post(there: World, words: Iterator[str], dice: random.Random) -> Post:
    row = list(itertools.islice(words, min(int(dice.lognormvariate(2.8, 0.6)) + 2, 38)))
    row[0] = row[0].capitalize()
    chance = dice.random
    if chance() < 0.3:
        row[-1] += dice.choice(".!?,")
    if chance() < 0.2:
        row[len(row) // 2] += ","
    if chance() < 0.25:
        row.append(f"#{there.rare().capitalize()}{there.rare().capitalize()}")
    if chance() < 0.2:
        row.append(f"https://www.{there.rare()}.example/{dice.randrange(10**9)}")
    if chance() < 0.25:
        row.insert(0, f"@{there.rare()}{dice.randrange(1000)}.example")
    if chance() < 0.2:
        row.append(dice.choice(EMOJI))
    if chance() < 0.08:
        row = [_signs(dice, 30)]
    return Post(" ".join(row), f"{there.rare()}{dice.randrange(100) or ''}", (dice.choice(("en", "en", "de", "ja")),))
