"""From a question, an answer or a comment to what the ledger keeps of it. Each is named by a letter and its number. Pure."""

import html
import re
from collections.abc import Mapping
from typing import Any

from earful.channels.boards.shape import Thing
from earful.channels.contract import Us
from earful.channels.matching import concerns
from earful.channels.payloads import digest, mapping, moment, number, tidy, words
from earful.channels.plaintext import plain, web

QUESTION, ANSWER, COMMENT = "q", "a", "c"
KINDS = ((COMMENT, "comment_id"), (ANSWER, "answer_id"), (QUESTION, "question_id"))  # an answer names its question too
NAME = re.compile(r"([qac])([1-9][0-9]{0,17})")
KEPT = (
    *("question_id", "answer_id", "comment_id", "post_id", "post_type", "title", "body", "body_markdown", "link"),
    *("tags", "creation_date", "last_edit_date", "owner", "reply_to_user", "closed_date"),
)


def name_of(raw: Mapping[str, Any]) -> str:
    """`q1`, `a2`, `c3`; "" if it names itself in no way."""
    for kind, field in KINDS:
        if field in raw:
            known = number(raw.get(field))
            return f"{kind}{known}" if known and NAME.fullmatch(f"{kind}{known}") else ""
    return ""


def parent_of(raw: Mapping[str, Any]) -> str | None:
    """What it stands below."""
    if "comment_id" in raw:
        post = number(raw.get("post_id"))
        letter = QUESTION if raw.get("post_type") == "question" else ANSWER
        return f"{letter}{post}" if post and post < 10**18 else None
    question = number(raw.get("question_id")) if "answer_id" in raw else None
    return f"{QUESTION}{question}" if question and question < 10**18 else None


def owner_of(raw: Mapping[str, Any]) -> int | None:
    """The number of whoever wrote it; none of those who are gone."""
    return number(mapping(raw.get("owner")).get("user_id"))


def is_ours(raw: Mapping[str, Any], us: Us) -> bool:
    """Whether our own user wrote it."""
    known = owner_of(raw)
    return known is not None and us.external_id.endswith(f"/{known}")


def said_of(raw: Mapping[str, Any]) -> str:
    """Its words as they were written; the interface escapes them once for pages."""
    return html.unescape(words(raw.get("body_markdown")))


def thing(raw: Mapping[str, Any], us: Us, concern: tuple[str, ...] = ()) -> Thing:
    """As it is now. `concern`: words of which it must hold one to concern us; none: it does."""
    kept = {key: tidy(raw[key]) for key in KEPT if key in raw}
    answers = number(mapping(raw.get("reply_to_user")).get("user_id"))
    to_us = answers is not None and us.external_id.endswith(f"/{answers}")
    kept["earful"] = {"answers_us": to_us}
    text = f"{html.unescape(words(raw.get('title'), 500))}\n{plain(words(raw.get('body'))).text}"
    ours = is_ours(raw, us)
    return Thing(
        name=name_of(raw),
        version=digest([tidy(raw.get(key)) for key in ("title", "body_markdown", "body")] + [owner_of(raw)])[:32],
        raw=kept,
        at=moment(raw.get("creation_date")),
        said=said_of(raw),
        parent=parent_of(raw),
        ours=ours,
        wanted=ours or to_us or concerns(text, concern),
        url=web(raw.get("link")),
        stirred=moment(raw.get("last_activity_date")),
    )
