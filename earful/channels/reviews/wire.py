"""Parcels of reviews and of our answers to them, and what they say. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Inbound, Parcel, Person, Unreadable, Us, Why
from earful.channels.payloads import digest, mapping, moment, tidy, words
from earful.channels.reviews.shape import NAME, REPLY, Reply, Review, reply_of, review_of, text

Understand = Callable[[Mapping[str, Any]], Review]  # raises Unreadable
LONGEST = 20_000


def review_parcel(raw: Mapping[str, Any], review: Review, change: Change) -> Parcel:
    """A parcel for a review."""
    return Parcel(review.name, review.version, {"review": tidy(raw), "earful": {"change": change.value}})


def strange(raw: Mapping[str, Any], name: str) -> Parcel:
    """A parcel for what cannot be read, under its own name where it has one."""
    kept = {"review": tidy(raw), "earful": {"change": Change.SAID.value}}
    mark = digest(kept["review"])
    return Parcel(name if NAME.fullmatch(name) else f"unreadable:{mark}", mark[:32], kept)


def reply_parcel(name: str, reply: Reply, change: Change = Change.SAID) -> Parcel:
    """A parcel for our answer to a review."""
    said = {"text": words(reply.text, LONGEST), "at": reply.at.isoformat()}
    return Parcel(reply_of(name), reply.version, {"reply": said, "to": name, "earful": {"change": change.value}})


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says that a review or an answer is gone."""
    return Parcel(name, "removed", {"name": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def read(raw: Mapping[str, Any], us: Us, understand: Understand) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    change = Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID
    if noted.get("change") == Change.REMOVED:
        name, gone = raw.get("name"), moment(noted.get("at"))
        if gone is None or not isinstance(name, str) or not NAME.fullmatch(review_of(name)):
            raise Unreadable("It does not say what went, and when.")
        return Inbound(name, Change.REMOVED, None, "", gone, Why.CONTEXT)
    if "reply" in raw:
        return _reply(raw, us, change)
    return _review(understand(mapping(raw.get("review"))), change)


def _review(review: Review, change: Change) -> Inbound:
    """Nobody has an account there that could be known again: each review is by its own person."""
    called = review.author or "?"
    return Inbound(
        external_id=review.name,
        change=change,
        author=Person(f"author:{review.name}", called, called),
        text=text(review),
        said_at=review.at,
        why=Why.REPLY if review.is_newer else Why.MENTION,
        url=review.url,
        languages=(review.language,) if review.language else (),
        version_at=review.at,
    )


def _reply(raw: Mapping[str, Any], us: Us, change: Change) -> Inbound:
    said, name = mapping(raw.get("reply")), raw.get("to")
    written, at = words(said.get("text"), LONGEST).strip(), moment(said.get("at"))
    if not isinstance(name, str) or not NAME.fullmatch(name) or name.startswith(REPLY) or not written or at is None:
        raise Unreadable("It does not say what it answers, or nothing at all.")
    return Inbound(
        external_id=reply_of(name),
        change=change,
        author=Person(us.external_id, us.handle, us.handle),
        text=written,
        said_at=at,
        why=Why.OWN,
        parent_id=name,
        root_id=name,
        order=1,
        version_at=at,
    )
