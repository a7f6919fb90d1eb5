"""What is sent when an agent's words answer a post: whom it names, who may read it, and how long it is."""

import re
from dataclasses import dataclass
from typing import Any

import regex

from earful.channels.contract import Json, Length, Readers, Us
from earful.channels.mastodon.names import domain_of, person_of, whole
from earful.channels.mastodon.tidy import listed, mapping, well_formed, words_of

LIMIT, WEIGHT = 500, 23
HANDLE = re.compile(r"(?<![=/\w])@(\w+(?:[\w.-]+\w+)?)(@\w+(?:[.-]+\w+)*)?", re.IGNORECASE)
ANYWHERE = re.compile(r"(?<!\w)@(\w+(?:[\w.-]+\w+)?)(@\w+(?:[.-]+\w+)*)?")  # kin see names where Mastodon does not
LINK = re.compile(r"(?<![\w@/])https?://[^\s<>\"\u200b]+", re.IGNORECASE)
TRAILING = ".,;:!?'\"…»”’)"
GRAPHEME = regex.compile(r"\X")
AGAIN = re.compile(r"\s*re\s*:", re.IGNORECASE)
KEPT = frozenset({"public", "unlisted", "private", "direct"})
LOCAL = frozenset({"akkoma", "pleroma"})  # whose "local" can be asked for
AT_MOST = {Readers.NAMED: "direct", Readers.FOLLOWERS: "private"}
WIDTH = {"direct": 0, "private": 1, "local": 2, "unlisted": 3, "public": 4}


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply as it goes to the server."""

    text: str
    warning: str
    visibility: str


def compose(text: str, parent: Json, us: Us, software: str = "", readers: Readers | None = None) -> Letter:
    """Put the customer's name in front, keep who may read it and the warning, and tell nobody else of what is private.

    `readers`: at most these read it, however many read what it answers.
    """
    visibility = reach_of(parent, software)
    most = AT_MOST.get(readers, "public") if readers else "public"
    if WIDTH[most] < WIDTH[visibility]:
        visibility = most
    people = addressed(parent, us)
    text = well_formed(text).strip()
    if WIDTH.get(visibility, 0) <= WIDTH["private"]:
        text = among(text, people, domain_of(us.handle))
    there = {whole(match[1] + (match[2] or ""), domain_of(us.handle)) for match in HANDLE.finditer(text)}
    front = " ".join(f"@{called(person)}" for person in people if person not in there)
    return Letter(f"{front} {text}".strip(), warning_of(parent), visibility)


def addressed(parent: Json, us: Us) -> tuple[str, ...]:
    """Whom a reply must name: the author; below our own words those whom they named."""
    home = domain_of(us.handle)
    author = person_of(mapping(parent.get("account")), home)
    if author and author != us.external_id:
        return (author,)
    named = (whole(person.get("acct"), home) for person in listed(parent.get("mentions"), 20))
    return tuple(dict.fromkeys(person for person in named if person and person != us.external_id))


def called(person: str) -> str:
    """A name as the server will understand it; one with a port in it is only ever its own."""
    return person.partition("@")[0] if ":" in person else person


def reach_of(parent: Json, software: str) -> str:
    """Who may read the reply: those who can read what it answers, or fewer."""
    visibility = words_of(parent.get("visibility"))
    if visibility == "local" and software in LOCAL:
        return "local"
    if visibility == "private" and software == "snac":  # it says so of direct posts
        return "direct"
    return visibility if visibility in KEPT else "direct"


def among(text: str, people: tuple[str, ...], home: str) -> str:
    """The text with every name but those of `people` as plain words: a name would let its owner read along."""

    def keep(match: re.Match[str]) -> str:
        return match[0] if whole(match[1] + (match[2] or ""), home) in people else match[0][1:]

    while (bare := ANYWHERE.sub(keep, text)) != text:  # what was taken from "@@dan" is a name again
        text = bare
    return text


def warning_of(parent: Json) -> str:
    """The warning of the parent, marked as an answer to it, as people do there."""
    warning = words_of(parent.get("spoiler_text"), 500).strip()
    return warning if not warning or AGAIN.match(warning) else f"re: {warning}"


def measure(text: str, settings: Json, parent: Json | None) -> Length:
    """Count as the account's server will: with the name and the warning we add, links and names by its rules."""
    limit = settings.get("characters", LIMIT)
    weight = settings.get("url_weight", WEIGHT)
    software = str(settings.get("software", ""))
    handle = str(settings.get("acct", ""))
    letter = compose(text, parent, Us(handle, handle), software) if parent else Letter(well_formed(text), "", "")
    used = len(GRAPHEME.findall(letter.warning)) + weighed(letter.text, weight if isinstance(weight, int) else WEIGHT)
    if software and not settings.get(
        "weighs", True
    ):  # kin count what stands there; some weigh links, so the longer of both
        used = max(used, len(letter.warning) + len(letter.text))
    return Length(used, limit if isinstance(limit, int) else LIMIT, "characters")


def weighed(text: str, weight: int) -> int:
    """Mastodon's count: what looks like one character is one, a link is `weight`, the server of a name is free."""
    text = HANDLE.sub(lambda match: "@" + match[1], LINK.sub(lambda match: _weighed(match, weight), text))
    return len(GRAPHEME.findall(text))


def _weighed(match: re.Match[str], weight: int) -> str:
    address = match[0].rstrip(TRAILING)
    return "x" * weight + match[0][len(address) :]


def essence(text: str) -> str:
    """What is left of a text on every server: some change the marks in it, the links or the white space."""
    bare = HANDLE.sub(lambda match: match[1], text.replace("https://", "").replace("http://", ""))
    bare = re.sub(r"[\W_]+", "", bare).casefold()
    return bare or "".join(text.split())


def wider(given: Any, asked: str) -> bool:
    """Whether a server shows everybody a reply that was meant for few."""
    return isinstance(given, str) and WIDTH.get(given, 0) > WIDTH["private"] >= WIDTH.get(asked, 0)
