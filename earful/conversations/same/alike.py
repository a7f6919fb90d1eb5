"""Whether two messages are one text that was passed on. Pure; when in doubt, they are not.

Passed on means: cut short, with a few words before or behind, a slip of the finger in it. Other words in the middle, or
another number, are another matter: "from Leeds to York" is not "from Leeds to Hull", however much else is the same.
"""

from difflib import SequenceMatcher

from earful.conversations.same.words import Bare

ADDED, ADDED_SHARE = 5, 0.2  # words before or behind; of a long text a share of it
INSIDE = 2  # words that may be left out or put in in the middle
CUT_SHARE, ENDS_SHARE = 0.3, 0.6  # how much of a text is there when it breaks off, when it just ends
CUT_LEAST = 6
TURNING = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "without",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "nie",
        "ohne",
        "pas",
        "jamais",
        "sans",
        "ni",
        "nunca",
        "jamas",
        "sin",
        "nao",
        "sem",
        "niet",
        "geen",
        "nooit",
        "non",
        "mai",
        "senza",
        "inte",
        "ikke",
        "aldrig",
        "нет",
        "не",
        "без",
        "不",
        "没",
        "沒",
        "ない",
    ]
)


def same(one: Bare, other: Bare) -> bool:
    """Whether they are the same text."""
    if not (one.enough and other.enough):
        return False
    if one.words == other.words:
        return True
    if _numbered(one, other) and _numbered(other, one):
        return False
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if len(set(short.words) & set(long.words)) < 0.5 * len(set(short.words)):
        return False
    return _aligned(short, long)


def _numbered(one: Bare, other: Bare) -> bool:
    """Whether it has a number that the other lacks; one that breaks off in the middle of a number does not tell."""
    own = one.numbers - other.numbers
    return bool(own) and not (one.cut and own == {one.words[-1]})


def _aligned(short: Bare, long: Bare) -> bool:
    steps = SequenceMatcher(None, short.words, long.words, autojunk=False).get_opcodes()
    kept = sum(b - a for what, a, b, _c, _d in steps if what == "equal")
    if kept < CUT_LEAST - 1:
        return False
    inside = 0
    for place, (what, a, b, c, d) in enumerate(steps):
        if what == "equal":
            continue
        gone, come = short.words[a:b], long.words[c:d]
        if place == 0:
            fine = _beginning(gone, come, len(short.words))
        elif place == len(steps) - 1:
            fine = _end(short, long, gone, come)
        else:
            fine = _middle(gone, come)
            inside += 0 if gone and come else len(gone) + len(come)
        if not fine:
            return False
    return inside <= INSIDE


def _few(words: tuple[str, ...], among: int) -> bool:
    return len(words) <= max(ADDED, ADDED_SHARE * among) and not TURNING.intersection(words)


def _beginning(gone: tuple[str, ...], come: tuple[str, ...], among: int) -> bool:
    """A few words stand before one of them."""
    return _slips(gone, come) if gone and come else _few(gone or come, among)


def _end(short: Bare, long: Bare, gone: tuple[str, ...], come: tuple[str, ...]) -> bool:
    """A few words stand behind one of them, or one of them breaks off."""
    if not gone or not come:
        lacking, whole = (short, long) if come else (long, short)
        extra = come or gone
        if _few(extra, len(short.words)):
            return True
        return len(lacking.words) >= _share(lacking) * len(whole.words)
    for lacking, whole, left, more in ((short, long, gone, come), (long, short, come, gone)):
        if len(left) == 1 and more[0].startswith(left[0]) and (lacking.cut or len(more) > 1):
            return len(lacking.words) >= CUT_SHARE * len(whole.words)
    return _slips(gone, come)


def _share(lacking: Bare) -> float:
    return CUT_SHARE if lacking.cut else ENDS_SHARE


def _middle(gone: tuple[str, ...], come: tuple[str, ...]) -> bool:
    if gone and come:
        return _slips(gone, come)
    return not TURNING.intersection(gone or come) and not any(map(str.isdigit, "".join(gone or come)))


def _slips(gone: tuple[str, ...], come: tuple[str, ...]) -> bool:
    """Whether the same words stand there, mistyped or parted otherwise."""
    if "".join(gone) == "".join(come):
        return True
    return len(gone) == len(come) and all(slip(a, b) for a, b in zip(gone, come, strict=True))


def slip(a: str, b: str) -> bool:
    """One letter more, less, other or two exchanged, in a word long enough that it is still that word."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1 or any(map(str.isdigit, a + b)):
        return False
    front = 0
    while front < min(len(a), len(b)) and a[front] == b[front]:
        front += 1
    a, b = a[front:], b[front:]
    back = 0
    while back < min(len(a), len(b)) and a[-1 - back] == b[-1 - back]:
        back += 1
    a, b = a[: len(a) - back], b[: len(b) - back]
    if len(a) == len(b) == 2:
        return a == b[::-1]
    if len(a) == len(b) == 1:
        return front > 0 and front + back >= 4
    return len(a) + len(b) <= 1
