"""The written set for `grouping`: what was said, and what becomes of a text when people pass it on."""

import hashlib
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

COPIES = 5  # of each original, made by code
FILLINGS = 6  # of each form
OPENERS = (
    "So true:",
    "This!",
    "OMG",
    "👇👇",
    "Lesen!",
    "Ojo:",
    "À lire :",
    "Da leggere:",
    "Wow.",
    "Important!!",
    "FYI",
)
CLOSERS = (
    "#fail",
    "wow",
    "@friend1 @friend2",
    "#shame #news",
    "🤬🤬",
    "what do you say?",
    "pls share",
    "👏",
    "via @paper",
)
EMOJI = "😡😂🙏🔥💔🚆📦👀"
CITIES = (
    "Harbour City",
    "Elmford",
    "Oakham",
    "Westhaven",
    "Granmore",
    "Millbrook",
    "Ashby",
    "Stonebridge",
    "Larkfield",
)
TOWNS = ("Porto", "Lisboa", "Brno", "Graz", "Liège", "Arnhem", "Malmö", "Gdynia", "Tours")
DAYS = ("Monday", "3 May", "Friday", "12 June", "Sunday", "21 July", "Wednesday", "9 March", "Saturday")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: of which matter it is, and what was done to the original ("" for what somebody wrote)."""

    matter: str
    text: str
    done: str
    held: bool


def texts(folder: Path, seed: int) -> list[Text]:
    """The whole set. A block, from one original to the next, is held out or seen as one, by its first line."""
    found: list[Text] = []
    for path in sorted(folder.glob("*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        found += _forms(lines, seed) if path.stem == "templates" else _written(path.stem, lines, seed)
    return found


def _held(line: str) -> bool:
    return hashlib.sha256(line.encode()).digest()[0] % 2 == 1


def _forms(lines: Sequence[str], seed: int) -> Iterator[Text]:
    dice = random.Random(seed)
    for number, line in enumerate(lines):
        for at in range(FILLINGS):
            filled = {
                "order": f"{'NW' if number % 2 else ''}{dice.randint(10_000, 99_999)}-{at}",
                "city": CITIES[(number + at) % 9],
                "town": TOWNS[(number + 2 * at) % 9],
                "day": DAYS[(number + at) % 9],
                "count": str(dice.randint(20, 900) * 10 + at),
                "hour": f"{at + 9}:{dice.randint(10, 59)}",
            }
            yield Text(f"form-{number}-{at}", line.format(**filled), "form", _held(line))


def _written(name: str, lines: Sequence[str], seed: int) -> Iterator[Text]:
    held, matter = False, ""
    for number, line in enumerate(lines):
        sort, text = line[0], line[2:]
        if sort == "+" or name == "short":
            held = _held(line)
        matter = matter if sort == "=" else f"{name}-{number}"
        yield Text(matter, text, "", held)
        if sort == "+":
            dice = random.Random(f"{seed} {line}")
            for done in dice.sample(sorted(CHANGES), COPIES):
                yield Text(matter, CHANGES[done](text, dice), done, held)


def _rt(text: str, dice: random.Random) -> str:
    return f"RT @{dice.choice(['anna_k', 'paper', 'joe.b', 'x9'])}: {text}"


def _opened(text: str, dice: random.Random) -> str:
    return f"{dice.choice(OPENERS)} {text}"


def _closed(text: str, dice: random.Random) -> str:
    return f"{text} {dice.choice(CLOSERS)}"


def _cut(text: str, dice: random.Random) -> str:
    words, link = _parted(text)
    return words[: int(len(words) * dice.uniform(0.5, 0.9))].rstrip() + dice.choice(["…", "...", " […]"]) + link


def _broken(text: str, dice: random.Random) -> str:
    words, _link = _parted(text)
    return words[: int(len(words) * dice.uniform(0.72, 0.95))]


def _parted(text: str) -> tuple[str, str]:
    words, sep, link = text.partition(" https://")
    return words, sep + link


def _unmarked(text: str, _dice: random.Random) -> str:
    words, link = _parted(text)
    return re.sub(r"[,;:!?“”\"«»。、，]|\.(?!\d)", "", words) + link


def _loud(text: str, _dice: random.Random) -> str:
    words, link = _parted(text)
    return words.upper() + "!!!" + link


def _emoji(text: str, dice: random.Random) -> str:
    parts = text.split(" ")
    for _ in range(3):
        parts.insert(dice.randint(0, len(parts)), dice.choice(EMOJI))
    return " ".join(parts)


def _accents(text: str, _dice: random.Random) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in "\u0301\u0300\u0302\u0308\u0303"))


def _slip(text: str, dice: random.Random) -> str:
    long = [match for match in re.finditer(r"[^\W\d_]{5,}", _parted(text)[0]) if match[0].isascii()]
    if not long:
        return text + "!!"
    for match in dice.sample(long, min(len(long), 1 + len(long) // 12)):
        at = match.start() + dice.randint(1, len(match[0]) - 3)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def _spaced(text: str, dice: random.Random) -> str:
    text = text.replace(" ", "  \n", 2)
    at = dice.randint(1, len(text) - 1)
    return f"\u201c{text[:at]}\u200b{text[at:]}\u201d".replace("'", "’")


def _relinked(text: str, dice: random.Random) -> str:
    words, link = _parted(text)
    if link:
        return f"{words} {link.strip().replace('https://', 'https://www.')}?utm_source=feed&utm_medium={dice.randint(1, 9)}"
    return f"{text} https://pic.example/{dice.randint(100, 999)}"


def _unlinked(text: str, _dice: random.Random) -> str:
    return _parted(text)[0] + " 👇"


def _tagged(text: str, _dice: random.Random) -> str:
    words, link = _parted(text)
    long = max(words.split(), key=lambda word: len(word) if word.isalpha() else 0)
    return "@northwind " + words.replace(long, f"#{long}", 1) + link


def _rt_cut(text: str, dice: random.Random) -> str:
    return _rt(_cut(text, dice), dice)


def _opened_rt(text: str, dice: random.Random) -> str:
    return f"{dice.choice(OPENERS)} {_emoji(text, dice)}"


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "accents": _accents,
    "broken": _broken,
    "closed": _closed,
    "cut": _cut,
    "emoji": _emoji,
    "loud": _loud,
    "opened": _opened,
    "opened_emoji": _opened_rt,
    "relinked": _relinked,
    "rt": _rt,
    "rt_cut": _rt_cut,
    "slip": _slip,
    "spaced": _spaced,
    "tagged": _tagged,
    "unlinked": _unlinked,
    "unmarked": _unmarked,
}
