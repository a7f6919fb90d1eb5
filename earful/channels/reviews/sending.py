"""Answering a review. One answer stands below each: another takes its place, so that saying it again does no harm."""

from datetime import timedelta

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Outbound, Parcel, Receipt, Refused, Unreadable
from earful.channels.markdown import essence
from earful.channels.reviews.reading import Shelf
from earful.channels.reviews.shape import Review, reply_of, review_of
from earful.channels.reviews.wire import removed, reply_parcel
from earful.kit import clock
from earful.kit.words import gettext_noop as _

SKEW = timedelta(minutes=5)
GONE = _("The review is not there any more. Nothing was sent.")
ANSWERED = _("Somebody has answered this review elsewhere, and only one answer can stand there. Read it, then decide.")
OURS_GONE = _("This answer does not stand there any more.")
ELSEWHERE = _("Somebody has changed this answer in another place meanwhile. Read what it says now.")


async def send(shelf: Shelf, outbound: Outbound) -> Receipt:
    """Answer it. What stands there is replaced if it is known here, or was said to an earlier state of the review."""
    review = await _review(shelf, outbound.parent_id)
    if review is None:
        raise Refused(GONE)
    name, reply = reply_of(review.name), review.reply
    if reply and essence(reply.text) == essence(outbound.text):
        return _receipt(review, Change.SAID)
    if reply and name not in outbound.known and not review.is_newer:
        raise Refused(ANSWERED)
    made = await shelf.put(review, outbound.text)
    return Receipt(name, review.url, reply_parcel(review.name, made, Change.EDITED if reply else Change.SAID))


async def find(shelf: Shelf, outbound: Outbound) -> Receipt | None:
    """The answer as it stands; None: it is not there, and may be said again."""
    review = await _review(shelf, outbound.parent_id)
    reply = review.reply if review else None
    if review is None or reply is None or reply_of(review.name) in outbound.known:
        return None
    same = essence(reply.text) == essence(outbound.text)
    return _receipt(review, Change.SAID) if same and reply.at >= outbound.created_at - SKEW else None


async def _review(shelf: Shelf, name: str) -> Review | None:
    raw = await shelf.one(review_of(name))
    try:
        return None if raw is None else shelf.understand(raw)
    except Unreadable:
        return None


def _receipt(review: Review, change: Change) -> Receipt:
    if review.reply is None:
        raise Gone(OURS_GONE)
    return Receipt(reply_of(review.name), review.url, reply_parcel(review.name, review.reply, change))


async def amend(shelf: Shelf, amending: Amending) -> Receipt:
    """Put other words there."""
    review = await _stands(shelf, amending)
    if says := _says(review, amending):
        return says
    made = await shelf.put(review, amending.text)
    return Receipt(amending.external_id, review.url, reply_parcel(review.name, made, Change.EDITED))


async def amended(shelf: Shelf, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    return _says(await _stands(shelf, amending), amending)


async def _stands(shelf: Shelf, amending: Amending) -> Review:
    review = await _review(shelf, amending.external_id)
    if review is None or review.reply is None:
        raise Gone(OURS_GONE)
    return review


def _says(review: Review, amending: Amending) -> Receipt | None:
    said = essence(review.reply.text if review.reply else "")
    if said == essence(amending.text):
        return _receipt(review, Change.EDITED)
    if said != essence(amending.before):
        raise Elsewhere(ELSEWHERE)
    return None


async def withdraw(shelf: Shelf, name: str) -> Parcel:
    """Take it back, or find it gone."""
    review = await _review(shelf, name)
    if review is not None and review.reply is not None:
        await shelf.take(review)
    return removed(name, clock.now())


async def withdrawn(shelf: Shelf, name: str) -> Parcel | None:
    """Whether it is gone."""
    review = await _review(shelf, name)
    return removed(name, clock.now()) if review is None or review.reply is None else None
