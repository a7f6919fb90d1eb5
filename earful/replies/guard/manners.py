"""How it is said: never from above, never as a reproach, never as a phrase, in words a customer knows."""

import re
from collections.abc import Iterator

from earful.replies.guard import weighing
from earful.replies.guard.keeping import rest
from earful.replies.guard.letters import About
from earful.replies.guard.reading import HANDLE, LINK, Finding, Text
from earful.replies.guard.signs import common, folded, pattern

LOUD = frozenset(
    [
        "not",
        "never",
        "always",
        "must",
        "all",
        "please",
        "no",
        "yes",
        "will",
        "cannot",
        "can't",
        "don't",
        "do",
        "now",
        "read",
        "every",
        "only",
        "already",
        "again",
        "very",
        "really",
        "absolutely",
        "immediately",
        "nothing",
        "nicht",
        "nie",
        "niemals",
        "immer",
        "muss",
        "mussen",
        "alle",
        "bitte",
        "kein",
        "keine",
        "jetzt",
        "sofort",
        "nur",
        "schon",
        "wirklich",
        "lesen",
        "niet",
        "nooit",
        "altijd",
        "moet",
        "alle",
        "geen",
        "nu",
        "alleen",
        "lees",
        "jamais",
        "toujours",
        "pas",
        "tout",
        "rien",
        "maintenant",
        "doit",
        "lire",
        "ne",
        "seulement",
        "no",
        "nunca",
        "siempre",
        "todo",
        "nada",
        "ahora",
        "debe",
        "leer",
        "solo",
        "nao",
        "sempre",
        "tudo",
        "agora",
        "deve",
        "ler",
        "favor",
    ]
)
SUPPOSED = re.compile(
    r"\b(?:if|when|unless|once|wenn|falls|sofern|sobald|si|quand|lorsque|cuando|se|caso|quando|als|indien|maar dan)\s*$",
    re.ASCII,
)
# Said in plain words beside it: "your PDL (14 digits, on the bill)", "the return number (RMA)".
EXPLAINED = re.compile(r"^ ?(?:\(|, (?:that is|i\.e\.|das ist|d\.h\.|c'est|es decir|o sea|ou seja|dat is|oftewel)\b)")
# Who laughs with somebody who laughed does not laugh at them.
LAUGH = re.compile(r"\b(?:(?:ja|ha|he|hi|rs){2,}\w*|k{3,}|lol|mdr|ptdr|xd)\b")
INITIALS = 4  # letters; what is this short is an abbreviation only in capitals
QUIET = 3  # letters; shorter words in capitals are mostly initials


def findings(text: Text, _about: About) -> Iterator[Finding]:
    """All five."""
    if words := _from_above(text):
        yield "talking_down", words, None
    if words := _blame(text):
        yield "blame", words, None
    if words := _jargon(text, text.asked):
        yield "jargon", words, None
    if words := _stock_alone(text):
        yield "canned", words, None
    if words := _loud(text):
        yield "shouting", words, _calmer(text.text)


def _from_above(text: Text) -> str:
    """A sign of talking down, unless every sentence clearly sounds otherwise; or a sentence that clearly sounds like it."""
    whole = LAUGH.sub(" ", text.whole) if LAUGH.search(text.asked) else text.whole
    found = text.has("manners.talking_down", whole)
    if not found:
        return next((part.begins for part, heard in text.both if weighing.surely(heard, "belittles")), "")
    return "" if all(weighing.surely_not(heard, "belittles") for heard in text.heard) else found


def _blame(text: Text) -> str:
    """A reproach; what somebody may have done is none: "if you typed it in"."""
    for found in pattern(text.languages, "manners.blame").finditer(text.whole):
        if not SUPPOSED.search(text.whole[: found.start()]):
            return found[0].strip()
    return ""


def _jargon(text: Text, asked: str) -> str:
    """Words from inside, unless the customer used them first."""
    plainly = pattern(text.languages, "manners.plain")
    for found in pattern(text.languages, "manners.jargon").finditer(text.whole):
        word = found[0].strip()
        everyday = any(word in common(language) for language in text.languages)
        small = word.isalpha() and len(word) <= INITIALS and not re.search(rf"(?<!\w){word.upper()}s?(?!\w)", text.text)
        if EXPLAINED.match(text.whole[found.end() :]) or text.whole[: found.start()].endswith("("):
            continue
        if word not in asked and not everyday and not small and not plainly.fullmatch(word):
            return word
    return ""


def _stock_alone(text: Text) -> str:
    """Two stock phrases or more, and nothing else."""
    said = [part.words for part in text.parts]
    left = sum(len(rest(text, words).split()) for words in said if not text.has("private.ask", words))
    stock = [found for words in said if (found := text.has("manners.stock", words))]
    return stock[0] if stock and left < 3 and len(text.whole.split()) > 5 and not LINK.search(text.text) else ""


def _loud(text: Text) -> str:
    """Words in capitals that are ordinary words, or several exclamation marks."""
    bare = HANDLE.sub(" ", LINK.sub(" ", text.text))
    if found := re.search(r"\S*\s?(?:!\s?){3,}", bare):
        return found[0].strip()
    words = [m for m in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", bare) if m[0].isupper()]
    for one in words:
        low = folded(one[0])
        known = low in LOUD or (len(low) > QUIET and any(low in common(language) for language in text.languages))
        if len(low) > 1 and known and low != "todo" and one[0] not in text.said:
            return one[0]
    run = re.search(r"(?:\b[^\W\d_a-z]{2,}\b[ ,]*){4,}", bare)
    return (
        run[0].strip() if run and run[0].isupper() and any(len(word.strip(",")) > 3 for word in run[0].split()) else ""
    )


def _calmer(text: str) -> str:
    text = re.sub(r"!(?:\s?!)+", "!", text)
    return re.sub(r"(?<![\w/@.])[A-ZÀ-Ý]{2,}(?![\w/])", lambda m: m[0].lower() if folded(m[0]) in LOUD else m[0], text)
