"""How well what somebody typed fits a name: letters in order, better at the beginnings of words. Pure."""

import unicodedata

WHOLE, BEGIN, WORD, RUN, LETTER = 100, 40, 12, 4, 1


def fits(typed: str, name: str) -> int:
    """0: not at all; more is better. Every word typed must fit, in any order; accents do not matter."""
    name = plain(name)
    scores = [_fits(word, name) for word in plain(typed).split()]
    if not scores or min(scores) == 0:
        return 0 if scores else 1
    return sum(scores) + (WHOLE if plain(typed) == name else 0) + max(0, 30 - len(name)) // 6


def plain(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _fits(word: str, name: str) -> int:
    at = name.find(word)
    if at >= 0:
        starts = at == 0 or not name[at - 1].isalnum()
        return len(word) * RUN + (BEGIN if at == 0 else WORD * 2 if starts else WORD)
    score, place, before = 0, -1, -2
    for letter in word:
        place = name.find(letter, place + 1)
        if place < 0:
            return 0
        starts = place == 0 or not name[place - 1].isalnum()
        score += LETTER + (WORD // 2 if starts else 0) + (RUN // 2 if place == before + 1 else 0)
        before = place
    # Letters that lie apart within words fit everything; at least some must begin a word or follow each other.
    return score if score >= len(word) * 2 else 0
