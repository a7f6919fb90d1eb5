"""Showing a comment again that is hidden on the site, or deleting it as spam."""

from earful.channels.amending import Gone
from earful.channels.boards.shape import parcel, removed
from earful.channels.contract import Change, Parcel, Refused, Retry, Uncertain
from earful.channels.ghost import words
from earful.channels.ghost.board import COMMENTS, MISSING, Comments
from earful.channels.ghost.calls import Denied
from earful.channels.ghost.parcels import DELETED, answering, shown, thing
from earful.channels.moderating import Verdict
from earful.kit import clock

STATUS = {Verdict.SHOW: "published", Verdict.SPAM: DELETED}
AGAIN = 10.0


async def decide(board: Comments, name: str, verdict: Verdict) -> Parcel:
    """Say so to the site, whatever it was before. Raises Gone for what was deleted: nobody asks for that back."""
    if not board.owns(name):
        raise Refused(words.STRANGER)
    one = (await board.current([name])).get(name)
    if one is None:
        if verdict is Verdict.SPAM:
            return removed(name, clock.now())
        raise Gone(words.PUT_AWAY)
    try:
        made = await board.site.put(f"{COMMENTS}{name}/", {"id": name, "status": STATUS[verdict]})
    except Denied as denied:
        raise (Gone(words.PUT_AWAY) if denied.status == MISSING else Refused(words.NO_RIGHT)) from denied
    except Uncertain as uncertain:
        raise Retry(words.VERDICT_LOST, AGAIN) from uncertain
    if made.get("status") != STATUS[verdict]:
        raise Refused(words.NO_RIGHT)
    if verdict is Verdict.SPAM:
        return removed(name, clock.now())
    answers_us = one.raw["earful"]["answers_us"] is True
    return parcel(
        shown(answering(thing({**made, "post": one.raw.get("post")}, board.us), us=answers_us)), Change.EDITED
    )
