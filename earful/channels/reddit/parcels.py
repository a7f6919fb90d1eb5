"""From a post (t3), a comment (t1) or a message (t4) to what the ledger keeps of it. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from earful.channels.boards.shape import Thing
from earful.channels.contract import Us
from earful.channels.matching import concerns
from earful.channels.payloads import digest, listed, mapping, moment, tidy, words

NAME = re.compile(r"t[134]_[0-9a-z]{1,13}")
COMMENT, POST, MESSAGE = "t1_", "t3_", "t4_"
SITE = "https://www.reddit.com"
EMPTY = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})
MOST, DEEPEST = 1_000, 50
KEPT = (
    *("name", "author", "author_fullname", "title", "selftext", "selftext_html", "body", "body_html", "url", "is_self"),
    *("permalink", "context", "parent_id", "link_id", "link_title", "first_message_name", "subreddit", "created_utc"),
    *("edited", "subject", "dest", "was_comment", "distinguished"),
)


def name_of(raw: Mapping[str, Any]) -> str:
    """Its full name; "" if it states none."""
    name = raw.get("name")
    return name if isinstance(name, str) and NAME.fullmatch(name) else ""


def parent_of(raw: Mapping[str, Any]) -> str | None:
    """What it answers."""
    above = raw.get("parent_id")
    return above if isinstance(above, str) and NAME.fullmatch(above) and not name_of(raw).startswith(POST) else None


def is_ours(raw: Mapping[str, Any], us: Us) -> bool:
    """Whether our own user wrote it."""
    if isinstance(raw.get("author_fullname"), str):
        return bool(raw["author_fullname"] == us.external_id)
    author = raw.get("author")
    return isinstance(author, str) and author.casefold() == us.handle.casefold()


def is_gone(raw: Mapping[str, Any]) -> bool:
    """Whether its words went, or whoever wrote it did: Reddit demands that both go here too."""
    said = raw.get("selftext" if name_of(raw).startswith(POST) else "body")
    author = raw.get("author")
    if name_of(raw).startswith(MESSAGE):
        return isinstance(said, str) and said in EMPTY
    return author is None or author in EMPTY or (isinstance(said, str) and said in EMPTY)


def said_of(raw: Mapping[str, Any]) -> str:
    """Its words as they were written."""
    return words(raw.get("selftext" if name_of(raw).startswith(POST) else "body"))


def thing(raw: Mapping[str, Any], us: Us, concern: tuple[str, ...], *, to_us: bool = False) -> Thing:
    """As it is now. `to_us`: it stood in our own inbox, which a post that names us does as well."""
    kept = {key: tidy(raw[key]) for key in KEPT if key in raw}
    subject = raw.get("subject")
    reply = to_us and raw.get("was_comment") is True and subject != "username mention"
    kept["earful"] = {"answers_us": reply}
    ours, called = is_ours(raw, us), name_of(raw)
    text = f"{words(raw.get('title'), 500)}\n{words(raw.get('link_title'), 500)}\n{said_of(raw)}"
    at, link = raw.get("created_utc"), words(raw.get("permalink") or raw.get("context"), 500)
    seen = ("title", "selftext", "body", "url")
    return Thing(
        name=called,
        version=digest([tidy(raw.get(key)) for key in seen] + [raw.get("author")])[:32],
        raw=kept,
        at=moment(int(at)) if isinstance(at, int | float) and abs(at) < 10**12 else None,
        said=said_of(raw),
        parent=parent_of(raw),
        ours=ours,
        gone=is_gone(raw),
        wanted=ours or to_us or concerns(text, (f"u/{us.handle}",)) or concerns(text, concern),
        url=SITE + link.partition("?")[0] if link.startswith("/") else "",
    )


def children(told: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """What a list holds, with what stands below each."""
    for child in listed(mapping(mapping(told).get("data")).get("children"), MOST):
        data = mapping(child.get("data"))
        if child.get("kind") in ("t1", "t3", "t4") and data:
            yield data
            if depth < DEEPEST and isinstance(data.get("replies"), Mapping):
                yield from children(data["replies"], depth + 1)
