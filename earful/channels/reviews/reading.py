"""Reading reviews: newest first, until what is known; the answer below each comes with it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from earful.channels.contract import Batch, Change, Parcel, Unreadable
from earful.channels.places import Place
from earful.channels.reviews.shape import REPLY, Reply, Review, reply_of, review_of
from earful.channels.reviews.wire import removed, reply_parcel, review_parcel, strange
from earful.kit import clock

Raw = Mapping[str, Any]


class Shelf(Protocol):
    """The reviews of one app or place, as a network lends them. Each raises the failures of the contract."""

    @property
    def forgets(self) -> bool:
        """Whether a review that it does not know any more may only be old."""

    def pages(self) -> AsyncIterator[list[Raw]]:
        """Reviews as the network gives them, each with the answer below it, those changed last first."""

    def name_of(self, raw: Raw) -> str:
        """A review's own name, "" if it has none. Pure."""

    def understand(self, raw: Raw) -> Review:
        """Pure. Raises Unreadable."""

    async def one(self, name: str) -> Raw | None:
        """A review as it is now; None if it is gone."""

    async def put(self, review: Review, text: str) -> Reply:
        """Answer a review, in place of what we may have answered before. Raises Uncertain as well."""

    async def take(self, review: Review) -> None:
        """Take our answer back. Raises Uncertain as well."""


async def poll(shelf: Shelf, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place, pages, found = Place.load(cursor), list[list[Raw]](), list[Parcel]()
    async for page in shelf.pages():
        pages.append(page)
        if cursor is None or (page and all(_is_known(shelf, place, raw) for raw in page)):
            break
    for page in reversed(pages):  # what is noted last is remembered longest, and the next poll begins with the newest
        for raw in reversed(page):
            found += _fresh(shelf, place, raw)
    yield Batch(() if cursor is None else tuple(found), place.dump())


def _is_known(shelf: Shelf, place: Place, raw: Raw) -> bool:
    try:
        review = shelf.understand(raw)
    except Unreadable:
        made = strange(raw, shelf.name_of(raw))
        return place.says(made.external_id, made.version)
    return place.says(review.name, review.version)


def _fresh(shelf: Shelf, place: Place, raw: Raw) -> list[Parcel]:
    """What is new of a review and of the answer below it."""
    try:
        review = shelf.understand(raw)
    except Unreadable:
        made = strange(raw, shelf.name_of(raw))
        said = place.says(made.external_id, made.version)
        place.note(made.external_id, made.version)
        return [] if said else [made]
    answer = _fresh_reply(place, review)
    known, same = place.version(review.name), place.says(review.name, review.version)
    before = place.is_before(review.at)  # such a one was noted and never told; with its answer it is
    old = before and known is None and not answer
    place.note(review.name, review.version)
    if old or (same and not (before and answer)):
        return answer
    return [review_parcel(raw, review, Change.SAID if known is None else Change.EDITED), *answer]


def _fresh_reply(place: Place, review: Review) -> list[Parcel]:
    name, reply = reply_of(review.name), review.reply
    known = place.version(name)
    if reply is None:
        place.known.pop(name, None)
        return [] if known is None else [removed(name, clock.now())]
    old, same = place.is_old(name, reply.at), place.says(name, reply.version)
    place.note(name, reply.version)
    return [] if same or old else [reply_parcel(review.name, reply, Change.SAID if known is None else Change.EDITED)]


async def look_back(shelf: Shelf, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the place."""
    async for page in shelf.pages():
        read = [(raw, _read(shelf, raw)) for raw in page]
        told = [(raw, review) for raw, review in read if review is None or review.at >= since]
        yield Batch(tuple(parcel for raw, review in told for parcel in _told(shelf, raw, review)))
        if any(review for _, review in read) and not any(review for _, review in told):
            return


def _told(shelf: Shelf, raw: Raw, review: Review | None) -> list[Parcel]:
    """A review and its answer; one that cannot be read is kept as it is."""
    return [strange(raw, shelf.name_of(raw))] if review is None else _both(raw, review, Change.SAID)


def _read(shelf: Shelf, raw: Raw) -> Review | None:
    """None for what cannot be read."""
    try:
        return shelf.understand(raw)
    except Unreadable:
        return None


def _both(raw: Raw, review: Review, change: Change) -> list[Parcel]:
    answer = [reply_parcel(review.name, review.reply, change)] if review.reply else []
    return [review_parcel(raw, review, change), *answer]


async def check(shelf: Shelf, external_ids: Sequence[str]) -> Batch:
    """The present state of known reviews and of our answers to them."""
    states: list[Parcel] = []
    for name in dict.fromkeys(review_of(name) for name in external_ids):
        raw = await shelf.one(name)
        if raw is None and shelf.forgets and name not in external_ids:
            continue  # our answer is younger than what it answers, which may only be too old
        review = None if raw is None else _read(shelf, raw)
        if raw is not None and review is None:
            continue  # what cannot be read now is not gone
        found = _both(raw, review, Change.EDITED) if raw is not None and review else []
        there = {parcel.external_id: parcel for parcel in found}
        asked = [one for one in external_ids if review_of(one) == name]
        states += [there.get(one) or removed(one, clock.now()) for one in asked]
    return Batch(tuple(states))


async def thread(shelf: Shelf, external_id: str) -> Batch:
    """A review with our answer."""
    raw = await shelf.one(external_id.removeprefix(REPLY))
    return Batch(() if raw is None else tuple(_told(shelf, raw, _read(shelf, raw))))
