"""A question whose answer everybody could read: for a number, an address, a date of birth."""

import re
from collections.abc import Iterator

from earful.replies.guard import of_all, weighing
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text
from earful.replies.guard.signs import pattern

SURE, SURELY = (
    1.5,
    3.5,
)  # log-odds heard from which on a sentence asks: one that names such a thing, and one that does not
FEW = 12  # words of a sentence that has no verb: "order number, please?"
# Who gives is us: "we send it to your address", "schicken wir", "a été envoyé".
OURS = re.compile(
    r"\b(?:we|i|they|it|will|'ll|have|has|was|were|been|is|wir|ich|werden|wird|wurde|haben|hat|nous|on|je|avons|ai|ont|est|ete|sera|"
    r"hemos|han|fue|sido|vamos a|voy a|foi|temos|wij|ik|hebben|heeft|wordt|werd)(?:'ve)?(?: (?!you\b|sie\b|vous\b)\w+)? $"
)
BEHIND = re.compile(r"^ (?:wir|ich|we|wij|ik)\b")
# Where something goes to is not what is asked for.
GOES_TO = re.compile(r"\b(?:to|at|an|auf|a|vers|ao|no|para|naar|op)(?: (?:the|die|der|el|la|o|het))? $")
KNOWN = re.compile(
    r"(?:\d[ .-]?){5}|\b(?:19|20)\d\d\b|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6}\b"
)  # a number stands there already: told, which another rule knows
HOME = re.compile(
    r"mail|iban|phone|tele|handy|mobil|cell|celular|telem|post|zip|plz|cep|birth|geb|naiss|nac|nasc|your|ihre|dein|votre|su|seu|uw|je"
)
PLEASE = re.compile(
    r"\b(?:please|pls|plz|bitte|svp|stp|s'il (?:vous|te) plait|por favor|porfa|pfv|graag|aub|a\.u\.b|alsjeblieft|alstublieft|gracias)\b"
)


def findings(text: Text, about: About) -> Iterator[Finding]:
    """The first with no word near of writing it privately; in private one may ask."""
    if not about.public or LINK.search(text.text):
        return
    words = [part.words for part in text.parts]
    for place, said in enumerate(words):
        near = " ".join(words[max(0, place - 1) : place + 2])
        if text.has("private.keep_out", near) or text.has("private.channel", near):
            continue
        found = text.has("private.data", said)
        if found and of_all.asks_about_a_street(text.asked) and not HOME.search(found):
            continue  # where in the street something is
        asked = (
            found
            and _asked(text, said, near)
            and (text.has("private.here", near) or not weighing.surely_not(text.heard[place], "asks"))
        )
        if asked or _heard(text, place, bool(found)):
            yield "asks_personal_data", found or text.parts[place].begins, None
            return


def _heard(text: Text, place: int, named: bool) -> bool:
    """Whether it is heard, though no order, question mark or please says so."""
    said = text.parts[place].words
    if named and (text.has("private.told", said) or KNOWN.search(said) or _goes_to(text, said)):
        return False
    if not named and "?" not in said and not text.has("private.data", text.whole):
        return False
    heard = text.heard[place]
    return heard is not None and heard.asks >= (SURE if named else SURELY)


def _asked(text: Text, said: str, near: str) -> bool:
    """Whether they are to give it: told to, asked with a question mark, or only named with a please."""
    here = bool(text.has("private.here", near))
    if not here and KNOWN.search(said):
        return False
    if _told_to(text, said) and (here or not _goes_to(text, said)):
        return True
    if here and _told_to(text, near):
        return True
    if text.has("private.told", said):
        return False
    if "?" in said and text.has("private.question", said):
        return True
    return len(said.split()) <= FEW and ("?" in said or bool(PLEASE.search(said)))


def _told_to(text: Text, words: str) -> bool:
    """Whether a word asks them to give, and it is not us who give."""
    return any(
        not OURS.search(words[: found.start()]) and not BEHIND.match(words[found.end() :])
        for found in pattern(text.languages, "private.request").finditer(words)
    )


def _goes_to(text: Text, said: str) -> bool:
    """Whether all of it is only where something goes: "the code is sent to your address"."""
    found = list(pattern(text.languages, "private.data").finditer(said))
    return all(GOES_TO.search(said[: one.start()]) for one in found)
