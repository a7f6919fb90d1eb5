"""Reading a site's comments by what changed there last, in the site's own time."""

from collections.abc import AsyncIterator
from datetime import timedelta

from earful.channels.boards.reading import fresh
from earful.channels.boards.shape import Thing
from earful.channels.contract import Batch
from earful.channels.ghost.board import Comments
from earful.channels.ghost.parcels import HELD, shown
from earful.channels.payloads import moment
from earful.channels.places import Place

MARK = "since"
OVERLAP = timedelta(minutes=5)  # what is being written while we ask


async def poll(board: Comments, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place = Place.load(cursor)
    since = moment(place.marks.get(MARK)) or place.began
    found, began = dict[str, Thing](), None
    async for page, now in board.changed(since - OVERLAP):
        found |= {one.name: one for one in page}
        began = began or now
    began = began or since
    if cursor is None:
        place.began = began
    place.marks[MARK] = began.isoformat()
    told = await board.answering([one for one in found.values() if not place.says(one.name, one.version)])
    parcels = fresh(place, [_again(place, one) for one in told])
    yield Batch(() if cursor is None else tuple(parcels), place.dump())


def _again(place: Place, one: Thing) -> Thing:
    """It, or a version of its own where it was hidden when it was last seen."""
    hidden = (place.version(one.name) or "").startswith(HELD) and not one.version.startswith(HELD)
    return shown(one) if hidden else one
