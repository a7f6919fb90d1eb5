"""Changing an answer and taking it back: each is looked at before it is done, and again when an answer was lost."""

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.boards.sending import receipt
from earful.channels.boards.shape import Board, Thing, removed
from earful.channels.contract import Change, Parcel, Receipt, Refused, Uncertain
from earful.channels.markdown import essence
from earful.kit import clock


async def amend(board: Board, amending: Amending) -> Receipt:
    """Put other words there."""
    if says := await amended(board, amending):
        return says
    try:
        made = await board.change(amending.external_id, board.written(amending.text))
    except Uncertain as uncertain:
        raise Uncertain(board.sentences.change_lost) from uncertain
    if made is None or made.name != amending.external_id:
        raise Uncertain(board.sentences.change_lost)
    return receipt(made, Change.EDITED)


async def amended(board: Board, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before. Raises Gone, Elsewhere."""
    stands = await _stands(board, amending.external_id)
    if stands is None:
        raise Gone(board.sentences.ours_gone)
    said = essence(stands.said)
    if said == essence(board.written(amending.text)):
        return receipt(stands, Change.EDITED)
    if said != essence(board.written(amending.before)):
        raise Elsewhere(board.sentences.elsewhere)
    return None


async def withdraw(board: Board, name: str) -> Parcel:
    """Delete it."""
    if not board.owns(name):
        raise Refused(board.sentences.not_ours)
    if await _stands(board, name) is not None:
        try:
            await board.delete(name)
        except Uncertain as uncertain:
            raise Uncertain(board.sentences.change_lost) from uncertain
    return removed(name, clock.now())


async def withdrawn(board: Board, name: str) -> Parcel | None:
    """Whether it is gone."""
    return removed(name, clock.now()) if await _stands(board, name) is None else None


async def _stands(board: Board, name: str) -> Thing | None:
    found = (await board.current([name])).get(name) if board.owns(name) else None
    return None if found is None or found.gone else found
