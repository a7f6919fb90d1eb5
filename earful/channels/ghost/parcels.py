"""From what Ghost hands us to things and parcels: no addresses of mail, and nothing of the post but its name. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from earful.channels.boards.shape import Thing
from earful.channels.contract import Us
from earful.channels.payloads import digest, mapping, moment, tidy
from earful.channels.plaintext import plain, web

NAME = re.compile(r"[0-9a-f]{24}")
MEMBER = "/member/"
HIDDEN, DELETED = "hidden", "deleted"
HELD, SHOWN = "held:", ":shown"
SAID = ("id", "parent_id", "in_reply_to_id", "status", "html", "created_at", "edited_at")


def name(value: object) -> str:
    """A name as Ghost gives them, or nothing."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""


def bare(comment: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a comment."""
    kept = {key: tidy(comment[key]) for key in SAID if key in comment}
    for part, fields in (("member", ("id", "name", "avatar_image")), ("post", ("id", "title", "url"))):
        inner = mapping(comment.get(part))
        kept[part] = {key: tidy(inner[key]) for key in fields if key in inner}
    return kept


def parent_of(comment: Mapping[str, Any]) -> str | None:
    """What it answers: another answer, or the comment that begins the thread."""
    return name(comment.get("in_reply_to_id")) or name(comment.get("parent_id")) or None


def is_ours(comment: Mapping[str, Any], us: Us) -> bool:
    """Whether our member wrote it."""
    member = name(mapping(comment.get("member")).get("id"))
    return bool(member) and us.external_id.endswith(f"{MEMBER}{member}")


def is_held(comment: Mapping[str, Any]) -> bool:
    """Whether the site shows it to nobody but its moderators."""
    return comment.get("status") == HIDDEN


def words_of(comment: Mapping[str, Any]) -> str:
    """What it says."""
    said = comment.get("html")
    return plain(said).text if isinstance(said, str) else ""


def link_of(comment: Mapping[str, Any]) -> str:
    """Where it stands."""
    post, called = web(mapping(comment.get("post")).get("url")), name(comment.get("id"))
    return f"{post}#ghost-comments-{called}" if post and called else post


def thing(comment: Mapping[str, Any], us: Us) -> Thing:
    """A comment as it is now; one that is hidden is another version of it."""
    said, raw = words_of(comment), bare(comment)
    mark = digest([raw.get("html"), raw.get("edited_at")])[:32]
    return Thing(
        name=name(comment.get("id")),
        version=f"{HELD}{mark}" if is_held(comment) else mark,
        raw=raw,
        at=moment(comment.get("created_at")),
        said=said,
        parent=parent_of(comment),
        ours=is_ours(comment, us),
        gone=comment.get("status") == DELETED,
        url=link_of(comment),
    )


def answering(one: Thing, *, us: bool) -> Thing:
    """The same, with whether it answers us: that stands in none of them."""
    return replace(one, raw={**one.raw, "earful": {"answers_us": us}})


def shown(one: Thing) -> Thing:
    """A version of its own for what was hidden and is shown again, for it says what it said before."""
    return replace(one, version=f"{one.version}{SHOWN}")
