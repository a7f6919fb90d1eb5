"""Promises one can keep, help before a private talk, and money that is no public matter."""

import re
from collections.abc import Iterator

from earful.replies.guard import weighing
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Part, Text
from earful.replies.guard.signs import pattern

SUM = re.compile(r"(?:[£$€]|eur|gbp|usd|r\$)? ?\d[\d.,]* ?(?:[£$€]|euros?|pounds?|dollars?|reais)?")
# Who asks to be called has asked for what is said in private.
CALL_ME = re.compile(
    r"\b(?:(?:call|ring|phone|text|write|message|dm|mail) me|(?:ruf|anruf|zuruckruf)\w*|(?:me|m') ?(?:appel|rappel|recontact)\w*|(?:me )?(?:llam|escrib)\w+(?:me)?|(?:me )?lig(?:a|ar|uem|am)[- ]?(?:me)?|bel(?:len|t)?|dm|pn|mp|privat\w*|prive\w*|privad\w*)\b"
)
HELP = 5  # words beside stock phrases that can be help
# What is said never to be done is no promise: "we never ask for a code".
NEVER = re.compile(r"\b(?:never|nie(?:mals)?|jamais|nunca|jamas|nooit)\b")
NEAR = 12  # characters before the promise


def findings(text: Text, about: About) -> Iterator[Finding]:
    """All three."""
    if not about.holds and (words := _open_promise(text)):
        yield "no_due_time", words, None
    if not about.public:
        return
    if about.first and not CALL_ME.search(text.asked) and (words := _only_private(text)):
        yield "dm_first", words, None
    if given := _given(text):
        yield "compensation", given[1], text.without(given[0])


def _given(text: Text) -> tuple[Part, str] | None:
    """The sentence that offers something: the first by signs, unless it clearly sounds otherwise; else the one that clearly sounds most like it.

    What tells somebody what they have a right to does not count as heard.
    """
    before = ""
    for part, heard in text.both:
        if (words := _offers(text, part.words, before)) and not weighing.surely_not(heard, "gives"):
            return part, words
        before = part.words
    clear = [
        (heard.gives, part)
        for part, heard in text.both
        if heard and weighing.surely(heard, "gives") and not text.has("compensation.by_right", part.words)
    ]
    if not clear:
        return None
    _gives, likeliest = max(clear, key=lambda one: one[0])
    return likeliest, likeliest.begins


def _offers(text: Text, words: str, before: str) -> str:
    """Something given for what went wrong. A sum alone is one only beside a word of regret: else it is a price or a refund."""
    found = text.has("compensation.words", words)
    if not found or not text.has("compensation.must", words) or text.has("compensation.by_right", words):
        return ""
    gift = text.has("compensation.must", SUM.sub(" ", words))
    return found if gift or any(text.has("compensation.sorry", said) for said in (words, before)) else ""


def _open_promise(text: Text) -> str:
    """A promise to come back, and no time in the whole text. One that waits for the customer, or for their answer, is none."""
    if "?" in text.whole or text.has("promise.theirs", text.whole) or text.has("promise.time", text.whole):
        return ""
    for part, heard in text.both:
        if text.has("promise.unless", part.words):
            continue
        found = _promise(text, part.words)
        if found and not weighing.surely_not(heard, "promises"):
            return found
        if weighing.surely(heard, "promises") and not NEVER.search(part.words):
            return part.begins
    return ""


def _promise(text: Text, words: str) -> str:
    for found in pattern(text.languages, "promise.words").finditer(words):
        if not NEVER.search(words[max(0, found.start() - NEAR) : found.end()]):
            return found[0].strip()
    return ""


def _only_private(text: Text) -> str:
    """A request to write privately, by a sign or as it sounds, and beside it nothing but stock phrases."""
    if LINK.search(text.text) or all(weighing.surely_not(heard, "away") for heard in text.heard):
        return ""
    asks = ""
    left = 0
    for part, heard in text.both:
        away = part.begins if weighing.surely(heard, "away") else ""
        for words in part.words.split(";"):
            if found := text.has("private.ask", words) or away:
                asks = asks or found
            else:
                left += len(rest(text, words).split())
    return asks if left < HELP else ""


def rest(text: Text, words: str) -> str:
    """What remains of a sentence without greetings and stock phrases."""
    words = pattern(text.languages, "manners.stock").sub(" ", words)
    words = pattern(text.languages, "manners.greeting").sub(" ", words)
    return re.sub(r"[^a-z' ]", " ", words)
