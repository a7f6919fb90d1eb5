"""Changing and taking back a message of ours."""

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Parcel, Receipt, Refused, Retry, Uncertain
from earful.channels.markdown import essence
from earful.channels.plaintext import well_formed
from earful.channels.simple import AGAIN
from earful.channels.slack import reading, words
from earful.channels.slack.calls import Denied, Raw
from earful.channels.slack.parcels import Room, removed, split
from earful.channels.slack.sending import address
from earful.channels.slack.telling import Ear
from earful.channels.slack.wording import escaped, likeness, plain
from earful.kit import clock


async def amend(ear: Ear, amending: Amending) -> Receipt:
    """Put other words in its place."""
    room, stands = await _stands(ear, amending.external_id)
    if _says(amending, stands):
        return await _receipt(ear, amending, room, stands)
    place, _, named = split(amending.external_id)
    try:
        await ear.slack.order("chat.update", channel=place, ts=named, text=escaped(well_formed(amending.text)))
    except Denied as denied:
        raise Refused(words.LONG_CHANGE if denied.code == "msg_too_long" else words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.CHANGE_LOST) from uncertain
    try:
        room, stands = await _stands(ear, amending.external_id)
    except Retry as retry:
        raise Uncertain(words.CHANGE_LOST) from retry
    return await _receipt(ear, amending, room, stands)


async def amended(ear: Ear, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    room, stands = await _stands(ear, amending.external_id)
    return await _receipt(ear, amending, room, stands) if _says(amending, stands) else None


async def _receipt(ear: Ear, amending: Amending, room: Room, stands: Raw) -> Receipt:
    made = await ear.known(room, stands, Change.EDITED)
    return Receipt(amending.external_id, address(ear, amending.external_id), made)


async def _stands(ear: Ear, name: str) -> tuple[Room, Raw]:
    """The message. Raises Gone."""
    try:
        room, found = await reading.one(ear, name)
    except Denied as denied:
        raise Retry(words.UNSEEN, AGAIN) from denied
    if room is None or found is None:
        raise Gone(words.OURS_GONE)
    return room, found


def _says(amending: Amending, stands: Raw) -> bool:
    """Whether it says so already. Of texts that differ in emoji only nobody knows which: then it is changed once more."""
    given = stands.get("text")
    said = given if isinstance(given, str) else ""
    before, wanted = (escaped(well_formed(text)) for text in (amending.before, amending.text))
    if essence(plain(said, {})) == essence(plain(wanted, {})):
        return True
    if likeness(said) == likeness(wanted) != likeness(before):
        return True
    if likeness(said) != likeness(before):
        raise Elsewhere(words.CHANGED_ELSEWHERE)
    return False


async def withdraw(ear: Ear, name: str) -> Parcel:
    """Take it back, unless it is gone already."""
    if (gone := await withdrawn(ear, name)) is not None:
        return gone
    place, _, named = split(name)
    try:
        await ear.slack.order("chat.delete", channel=place, ts=named)
    except Denied as denied:
        if denied.code != "message_not_found":
            raise Refused(words.NO_CHANGE) from denied
    except Uncertain as uncertain:
        raise Uncertain(words.DELETE_LOST) from uncertain
    return removed(name, clock.now())


async def withdrawn(ear: Ear, name: str) -> Parcel | None:
    """Whether it is gone."""
    try:
        _, found = await reading.one(ear, name)
    except Denied as denied:
        raise Retry(words.UNSEEN, AGAIN) from denied
    return removed(name, clock.now()) if found is None else None
