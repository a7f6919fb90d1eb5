"""Care never sells: offers, pushes, calls to follow, and links that count who came."""

import re
from collections.abc import Iterator

from earful.kit.counted import counts
from earful.replies.guard import weighing
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Part, Text
from earful.replies.guard.signs import pattern

# What only together is a push: "while you wait" is not, "our cases" are not, "while you wait, our cases fly off the shelves" is.
WEIGHTS = {"aside": 1, "occasion": 1, "cost": 1, "verbs": 1, "scarce": 2}
PUSH = 3
PLAIN = ("follow", "lure", "push")  # said so plainly that a sentence which stands alone, or is not heard, sells by it
TO_HELP = re.compile(
    r"[/.](?:support|help|manuals?|articles?|faqs?|docs|kb|community|status|hilfe|aide|ayuda|ajuda)\b", re.IGNORECASE
)
NEAR = 4  # words behind "our" among which stands what is ours; a sentence that only says "a tip:"


def findings(text: Text, _about: About) -> Iterator[Finding]:
    """One sentence that sells, rather one that says so plainly: what stands beside it is heard as if it did. Without it the text can stand."""
    heard, before = None, ""
    for place, part in enumerate(text.parts):
        told = _sells(text, part, before)
        words = _weighed(text, place, told, before)
        if words and told:
            yield "selling", words, text.without(part)
            return
        heard = heard or (words and ("selling", words, text.without(part))) or None
        before = part.words
    if heard:
        yield heard


def _weighed(text: Text, place: int, told: str, before: str) -> str:
    """What tells, unless the whole sentence speaks against it; without, what it weighs and sounds like may be enough."""
    words = text.parts[place].words
    makes_up = _makes_up(text, words, before) or bool(text.has("compensation.words", words))
    plain = bool(told) and any(text.has(f"selling.{name}", words) for name in PLAIN)
    shown = told or " ".join(words.split()[:NEAR])
    if not told and text.has("private.data", words):
        return ""
    found = weighing.weight(text, place, own=bool(_own(text, words)))
    if not (plain and len(text.parts) == 1) and (heard := text.heard[place]) is not None:
        beside = {
            "follow": bool(text.has("selling.follow", words)),
            "push": told in {text.has(f"selling.{name}", words) for name in ("lure", "push")} - {""},
            "gift": makes_up or weighing.surely(heard, "gives"),
            "help": not told and _helps(text, place),
        }
        return shown if weighing.together(heard.sells, found, beside) >= weighing.bar("heard") else ""
    if not told and (makes_up or _helps(text, place)):
        return ""
    if plain:
        return told
    return shown if found >= weighing.bar("never" if told else "sells") else ""


def _helps(text: Text, place: int) -> bool:
    """Whether it leads to a page that explains something."""
    part = text.parts[place]
    return any(TO_HELP.search(link[0]) for link in LINK.finditer(text.text[part.start : part.end]))


def _sells(text: Text, part: Part, before: str) -> str:
    """What a customer asked for may be told them: then naming it is an answer, unless a link in it counts who came."""
    if follow := text.has("selling.follow", part.words):
        return follow
    counted = any(counts(link[0]) for link in LINK.finditer(text.text[part.start : part.end]))
    wants = not counted and bool(text.has("selling.wanted", text.asked))
    asked = wants or (not counted and bool(text.has("selling.excuse", text.asked)))
    lure = "" if asked or _makes_up(text, part.words, before) else text.has("selling.lure", part.words)
    if lure or wants:
        return lure
    return _points(text, part.words) or _pushes(text, part.words, before, asked=asked)


def _points(text: Text, words: str) -> str:
    """Words that point at something, unless what they point at is care: "have a look at our status page"."""
    care = pattern(text.languages, "selling.care")
    own = pattern(text.languages, "selling.own")
    for found in pattern(text.languages, "selling.push").finditer(words):
        named = [one for one in own.finditer(words, found.start()) if one.start() <= found.end()]
        behind = words[named[-1].end() :].split()[:NEAR] if named else []
        if not care.search(" ".join(behind)):
            return found[0].strip()
    return ""


def _makes_up(text: Text, words: str, before: str) -> bool:
    """Whether a sentence offers something for what went wrong: no lure; where everybody reads, another rule speaks."""
    if text.has("compensation.sorry", words):
        return True
    return bool(text.has("compensation.sorry", before) and text.has("compensation.words", words))


def _pushes(text: Text, words: str, before: str, *, asked: bool) -> str:
    """Several weak signs that together are a push."""
    found = {name: text.has(f"selling.{name}", words) for name in WEIGHTS if name != "cost" or not asked}
    told = next((found[name] for name in ("scarce", "cost", "verbs") if found.get(name)), "")
    if not told:
        return ""
    weight = sum(WEIGHTS[name] for name, sign in found.items() if sign)
    weight += not found["aside"] and len(before.split()) < NEAR and bool(text.has("selling.aside", before))
    return told if weight + bool(_own(text, words)) >= PUSH else ""


def _own(text: Text, words: str) -> str:
    """Something of ours that may be for sale: not our team, our fault or our opening hours."""
    care = pattern(text.languages, "selling.care")
    for found in pattern(text.languages, "selling.own").finditer(words):
        thing = " ".join(re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", words[found.end() :])[:NEAR])
        if thing and not care.search(thing):
            return thing
    return ""
