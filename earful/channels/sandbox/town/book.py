"""The town's phrase book: what people say, by brand, language, topic and occasion, and how its gaps are filled."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from earful.channels.sandbox.town.dice import card, dice

Key = tuple[str, str, str]  # place ("rail.en"), topic, deck
GAP = re.compile(r"\{(\w+?)(\d?)\}")
STEM = 8
REF = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@cache
def book() -> Mapping[Key, tuple[str, ...]]:
    """Every deck of phrases in the package."""
    decks: dict[Key, list[str]] = {}
    folder = files("earful.channels.sandbox.town").joinpath("words")
    for page in sorted(folder.iterdir(), key=lambda page: page.name):
        if page.name.endswith(".txt") and page.name != "people.txt":
            _read(page.name.removesuffix(".txt"), page.read_text("utf-8"), decks)
    return {key: tuple(lines) for key, lines in decks.items()}


def _read(place: str, text: str, decks: dict[Key, list[str]]) -> None:
    """`@ topic`, `= kind of topic`, `> deck`, then one phrase a line, `[tags]` before it if it is for those only."""
    topic = deck = ""
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("@ "):
            topic = line[2:].strip()
        elif line.startswith("> "):
            deck = line[2:].strip()
        elif line.startswith("= "):
            decks[place, topic, "="] = [line[2:].strip()]
        elif line and not line.startswith("#"):
            tags, phrase = _tagged(line)
            for tag in tags:
                decks.setdefault((place, f"{topic}{tag}", deck), []).append(phrase)


def _tagged(line: str) -> tuple[list[str], str]:
    if not line.startswith("["):
        return [""], line
    tags, _, phrase = line[1:].partition("]")
    return [f"#{tag.strip()}" for tag in tags.split(",")], phrase.strip()


def kin(place: str, topic: str) -> str:
    """The kind of trouble a topic is, "" for none in particular."""
    return next(iter(phrases(place, topic.partition("#")[0], "=")), "")


def phrases(place: str, topic: str, deck: str) -> tuple[str, ...]:
    """One deck, empty when the book has none."""
    return book().get((place, topic, deck), ())


@cache
def openings(place: str, deck: str) -> tuple[tuple[str, str], ...]:
    """All (topic, phrase) of a deck, over all topics but the news."""
    return tuple(
        (topic, line)
        for (where, topic, name), lines in book().items()
        if where == place and name == deck and not topic.startswith("news")
        for line in lines
    )


@cache
def news(place: str) -> tuple[str, ...]:
    """The topics of a brand's own announcements."""
    return tuple(topic for (where, topic, deck) in book() if where == place and deck == "own")


def fill(seed: int, story: int, brand: str, language: str, line: str, known: Mapping[str, str]) -> str:
    """Fill the gaps of a phrase; the same gap holds the same word throughout a story."""

    def word(found: re.Match[str]) -> str:
        name, place = found[1], int(found[2] or 1)
        if name in known:
            return known[name]
        if name in MADE:
            return MADE[name](seed, story, place)
        for where in (f"{brand}.{language}", f"{brand}.en", f"all.{language}", "all.en"):
            if deck := phrases(where, "gaps", name):
                first = dice(seed, story, "gap", name).randrange(len(deck))
                return deck[(first + place - 1) % len(deck)]
        raise KeyError(f"The phrase book has nothing for {{{name}}}.")

    return GAP.sub(word, line)


def _time(seed: int, story: int, place: int) -> str:
    roll = dice(seed, story, "time", place)
    return f"{roll.randint(6, 22):02d}:{roll.randrange(60):02d}"


def _ref(seed: int, story: int, place: int) -> str:
    roll = dice(seed, story, "ref", place)
    return "".join(roll.choice(REF) for _ in range(6))


def _between(low: int, high: int, step: int = 1) -> Callable[[int, int, int], str]:
    def draw(seed: int, story: int, place: int) -> str:
        return str(dice(seed, story, "number", low, place).randrange(low, high, step))

    return draw


MADE: Mapping[str, Callable[[int, int, int], str]] = {
    "time": _time,
    "ref": _ref,
    "few": _between(2, 7),
    "many": _between(15, 95, 5),
    "pounds": _between(9, 60),
    "coach": _between(1, 7),
}


def pick(seed: int, name: str, lines: tuple[str, ...], turn: int, recent: str, filled: Callable[[str], str]) -> str:
    """The phrase for a turn, filled; what was said a moment ago gives way to the next in the deck.

    When all of them were said lately, it is "": better silent than a parrot.
    """
    for nudge in range(len(lines)):
        line = lines[card(seed, name, turn + nudge, len(lines))]
        text = filled(line)
        if _stem(line) not in recent and text.lower().rstrip(".!?") not in recent:
            return text
    return ""


@cache
def _stem(line: str) -> str:
    """The longest piece of a phrase between its gaps: by this people notice that they have read it before."""
    piece = max(GAP.sub("\n", line).split("\n"), key=len).strip().lower().rstrip(".!?")
    return piece if len(piece) >= STEM else "\0"
