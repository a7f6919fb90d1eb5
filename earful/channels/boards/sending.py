"""Sending an answer once: forums keep no keys of ours, so it is looked for by what it answers, its words and its time."""

from datetime import timedelta

from earful.channels.boards.shape import Board, Thing, parcel
from earful.channels.contract import Change, Outbound, Receipt, Refused, Uncertain
from earful.channels.markdown import essence

SKEW = timedelta(minutes=5)


async def send(board: Board, outbound: Outbound) -> Receipt:
    """Put the answer below what it answers."""
    if standing := await find(board, outbound):
        return standing
    parent = outbound.parent_id
    above = (await board.current([parent])).get(parent) if board.owns(parent) else None
    if above is None or above.gone:
        raise Refused(board.sentences.gone)
    made = await board.answer(outbound, board.written(outbound.text))
    if made is None or not made.name:
        raise Uncertain(board.sentences.lost)
    return receipt(made)


async def find(board: Board, outbound: Outbound) -> Receipt | None:
    """The answer as it stands; None: it is certainly not there."""
    if not board.owns(outbound.parent_id):
        return None
    for thing in await board.below(board.home(outbound)):
        if _is_it(board, thing, outbound):
            return receipt(thing)
    return None


def _is_it(board: Board, thing: Thing, outbound: Outbound) -> bool:
    if not thing.ours or thing.gone or not thing.name or thing.name in outbound.known:
        return False
    same = essence(thing.said) == essence(board.written(outbound.text)) and thing.parent == board.home(outbound)
    return same and thing.at is not None and thing.at >= outbound.created_at - SKEW


def receipt(thing: Thing, change: Change = Change.SAID) -> Receipt:
    """Proof that it stands."""
    made = parcel(thing, change)
    return Receipt(made.external_id, thing.url, made)
