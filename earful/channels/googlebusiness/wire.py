"""Understand a review on Google. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Unreadable
from earful.channels.payloads import mapping, moment, name, words
from earful.channels.reviews.shape import NAME, REPLY, Reply, Review

LONGEST = 20_000
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
TRANSLATED, ORIGINAL = "(Translated by Google)", "(Original)"
REJECTED = "REJECTED"


def name_of(raw: Mapping[str, Any]) -> str:
    """Its own name."""
    called = raw.get("reviewId")
    return called if isinstance(called, str) and NAME.fullmatch(called) and not called.startswith(REPLY) else ""


def understand(raw: Mapping[str, Any]) -> Review:
    """A review with our answer. Raises Unreadable."""
    called, rating = name_of(raw), raw.get("starRating")
    at = moment(raw.get("updateTime")) or moment(raw.get("createTime"))
    stars = STARS.get(rating) if isinstance(rating, str) else None
    comment = raw.get("comment", "")
    if not called or at is None or stars is None or not isinstance(comment, str):
        raise Unreadable("It has no name, no stars, no time, or its words are none.")
    reviewer = mapping(raw.get("reviewer"))
    anonymous = reviewer.get("isAnonymous") is True
    return Review(
        name=called,
        rating=stars,
        body=original(words(comment, LONGEST)).strip(),
        at=at,
        author="" if anonymous else name(reviewer.get("displayName")),
        reply=reply(mapping(raw.get("reviewReply")), raw.get("reviewReplyState")),
    )


def original(comment: str) -> str:
    """What was written, without what Google has made of it."""
    if TRANSLATED not in comment:
        return comment
    if ORIGINAL in comment:
        return comment.partition(ORIGINAL)[2]
    return comment.partition(TRANSLATED)[0]


def reply(said: Mapping[str, Any], state: object = None) -> Reply | None:
    """Our answer, also while Google looks at it; one that it has turned down does not stand there.

    Google's pages name the type and not the field: whichever says so is heard.
    """
    text, at = words(said.get("comment"), LONGEST).strip(), moment(said.get("updateTime"))
    rejected = REJECTED in (state, said.get("reviewReplyState"), said.get("state"))
    return Reply(text, at) if text and at and not rejected else None
