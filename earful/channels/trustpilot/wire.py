"""Understand a review on Trustpilot. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Unreadable
from earful.channels.payloads import mapping, moment, name, words
from earful.channels.reviews.shape import NAME, REPLY, STARS, Reply, Review

SITE = "https://www.trustpilot.com/reviews/"
LONGEST = 20_000
PRIVATE = frozenset(
    {"referralEmail", "email", "referenceId", "orderId", "invitation"}
)  # nobody needs it to answer in public


def name_of(raw: Mapping[str, Any]) -> str:
    """Its own name."""
    called = raw.get("id")
    return called if isinstance(called, str) and NAME.fullmatch(called) and not called.startswith(REPLY) else ""


def bare(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A review without what its writer has told only Trustpilot."""
    kept = {key: value for key, value in raw.items() if key not in PRIVATE}
    consumer = {key: value for key, value in mapping(raw.get("consumer")).items() if key not in PRIVATE}
    return kept | ({"consumer": consumer} if isinstance(raw.get("consumer"), Mapping) else {})


def understand(raw: Mapping[str, Any]) -> Review:
    """A review with our answer. Raises Unreadable."""
    called, rating = name_of(raw), raw.get("stars")
    at = moment(raw.get("updatedAt")) or moment(raw.get("createdAt"))
    if not called or at is None or not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= STARS:
        raise Unreadable("It has no name, no stars or no time.")
    title, body = name(raw.get("title"), 300), words(raw.get("text"), LONGEST).strip()
    if not title and not body:
        raise Unreadable("It holds no words.")
    return Review(
        name=called,
        rating=rating,
        title=title,
        body=body,
        at=at,
        author=name(mapping(raw.get("consumer")).get("displayName")),
        about=("verified",) if raw.get("isVerified") is True else (),
        language=_language(raw.get("language")),
        url=f"{SITE}{called}",
        reply=reply(mapping(raw.get("companyReply"))),
    )


def reply(said: Mapping[str, Any]) -> Reply | None:
    """Our answer."""
    text = words(said.get("text"), LONGEST).strip()
    at = moment(said.get("updatedAt")) or moment(said.get("createdAt"))
    return Reply(text, at) if text and at else None


def _language(value: object) -> str:
    main = value.partition("-")[0].lower() if isinstance(value, str) and len(value) < 20 else ""
    return main if len(main) == 2 and main.isascii() and main.isalpha() else ""
