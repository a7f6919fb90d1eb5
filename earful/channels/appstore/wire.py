"""Understand a review of the App Store. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Unreadable
from earful.channels.payloads import listed, mapping, moment, name, words
from earful.channels.reviews.shape import NAME, REPLY, STARS, Reply, Review

STORE = "https://apps.apple.com/app/id"
LONGEST = 20_000


def joined(told: Mapping[str, Any], most: int = 400) -> list[dict[str, Any]]:
    """Reviews of an answer of Apple, each with our response, which Apple puts beside them."""
    data = told.get("data")
    responses: dict[str, Mapping[str, Any]] = {}
    for one in listed(told.get("included"), most):
        of = mapping(mapping(mapping(one.get("relationships")).get("review")).get("data")).get("id")
        if one.get("type") == "customerReviewResponses":
            responses[str(of)] = responses[str(one.get("id"))] = one
    found = []
    for review in [data] if isinstance(data, Mapping) else listed(data, most):
        linked = mapping(mapping(mapping(review.get("relationships")).get("response")).get("data")).get("id")
        response = responses.get(str(linked)) or responses.get(str(review.get("id")))
        found.append({"review": review, "response": response})
    return found


def name_of(raw: Mapping[str, Any]) -> str:
    """Its own name."""
    called = mapping(raw.get("review")).get("id")
    return called if isinstance(called, str) and NAME.fullmatch(called) and not called.startswith(REPLY) else ""


def understand(raw: Mapping[str, Any], app: str) -> Review:
    """A review with our response. Raises Unreadable."""
    said, called = mapping(mapping(raw.get("review")).get("attributes")), name_of(raw)
    at, rating = moment(said.get("createdDate")), said.get("rating")
    if not called or at is None or not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= STARS:
        raise Unreadable("It has no name, no stars or no time.")
    title, body = name(said.get("title"), 300), words(said.get("body"), LONGEST).strip()
    if not title and not body:
        raise Unreadable("It holds no words.")
    return Review(
        name=called,
        rating=rating,
        title=title,
        body=body,
        at=at,
        author=name(said.get("reviewerNickname")),
        about=tuple(part for part in (name(said.get("territory"), 10),) if part),
        url=f"{STORE}{app}?see-all=reviews",
        reply=response(mapping(raw.get("response"))),
    )


def response(one: Mapping[str, Any]) -> Reply | None:
    """Our answer, also while it waits to be shown."""
    said = mapping(one.get("attributes"))
    text, at, called = (
        words(said.get("responseBody"), LONGEST).strip(),
        moment(said.get("lastModifiedDate")),
        one.get("id"),
    )
    return (
        Reply(text, at, called if isinstance(called, str) and NAME.fullmatch(called) else "") if text and at else None
    )
