"""Stored turns and rows of archives, understood. Pure: everything needed stands in the payload."""

from collections.abc import Mapping
from typing import Any

from earful.channels.archive.parcels import LONGEST, ROWS, TURNS, is_name, number, turn_id
from earful.channels.archive.times import is_moment, moment
from earful.channels.contract import Change, Inbound, Json, Person, Unreadable, Us, Why

MOST = 2**31
ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def inbound(raw: Json, us: Us) -> Inbound:
    """Understand a payload. Raises Unreadable."""
    if not isinstance(raw, Mapping):
        raise Unreadable("This is of no known archive.")
    shape = raw.get("shape")
    if "line" in raw:
        raise Unreadable("This record of the file makes no sense.")
    if shape == TURNS:
        return _turn(raw, us)
    if shape == ROWS:
        return _row(raw, us)
    raise Unreadable("This is of no known archive.")


def _turn(raw: Json, us: Us) -> Inbound:
    company, session, role, by = raw.get("company"), raw.get("session"), raw.get("role"), raw.get("by")
    n, answers = _count(raw.get("n")), _count(raw.get("answers"))
    _expect(is_name(company) and is_name(session), "It names no brand or no conversation.")
    if n is None or (raw.get("answers") is not None and (answers is None or answers >= n)):
        raise Unreadable("Its place in the conversation is not known.")
    _expect(role in ("customer", "agent"), "Neither a customer nor an agent said this.")
    _expect(by is None or is_name(by), "The name of who said this makes no sense.")
    _expect(isinstance(raw.get("text"), str), "It holds no text.")
    at = raw.get("at")
    _expect(at is None or is_moment(at), "Its time makes no sense.")
    _expect(at is not None or is_moment(raw.get("after")), "Nothing tells when this was said.")
    agent = role == "agent"
    name = by or (us.handle if agent else "customer")
    return Inbound(
        external_id=turn_id(str(company), str(session), n),
        change=Change.SAID,
        author=Person(us.external_id if agent else f"{company}/{session}/{name}"[:300], name),
        text=str(raw["text"]),
        said_at=moment(raw["after"] if at is None else at),
        why=Why.OWN if agent else Why.REPLY if n else Why.MENTION,
        parent_id=None if answers is None else turn_id(str(company), str(session), answers),
        root_id=turn_id(str(company), str(session), 0) if n else None,
        order=n,
    )


def _row(raw: Json, us: Us) -> Inbound:
    tweet, author, text = raw.get("tweet_id"), raw.get("author_id"), raw.get("text")
    above = raw.get("in_response_to_tweet_id")
    _expect(number(tweet) is not None, "It has no number.")
    _expect(isinstance(author, str) and 0 < len(author) <= LONGEST, "It names no author.")
    _expect(is_moment(raw.get("created_at")), "Its time makes no sense.")
    _expect(isinstance(text, str), "It holds no text.")
    _expect(str(raw.get("inbound")).lower() in ("true", "false"), "It does not say whether a customer wrote it.")
    _expect(above in ("", None) or number(above) is not None, "What it answers makes no sense.")
    parent = number(above)
    name = us.external_id if str(author).lower() == us.external_id.lower() else str(author)
    return Inbound(
        external_id=str(number(tweet)),
        change=Change.SAID,
        author=Person(name, name),
        text=plain(str(text)),
        said_at=moment(raw["created_at"]),
        why=Why.OWN if name == us.external_id else _why(raw, us, answering=parent is not None),
        parent_id=None if parent is None else str(parent),
        order=0 if parent is None else 1,  # within one second, what answers comes after what it answers
    )


def _why(raw: Json, us: Us, *, answering: bool) -> Why:
    if answering and raw.get("answers") == "us":
        return Why.REPLY
    named = f"@{us.external_id}".lower() in str(raw["text"]).lower()
    return Why.CONTEXT if answering and raw.get("answers") == "customer" and not named else Why.MENTION


def plain(text: str) -> str:
    """Twitter escaped three characters, and nothing else."""
    for written, meant in ESCAPED:
        text = text.replace(written, meant)
    return text


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST else None


def _expect(given: bool, words: str) -> None:
    if not given:
        raise Unreadable(words)
