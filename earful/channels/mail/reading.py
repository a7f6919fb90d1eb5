"""Listening to a mailbox: page by page through every folder, forwards, so that each page moves the place."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from earful.channels.contract import Batch, Parcel, Refused, Unreadable, Us
from earful.channels.mail import copies, cursor, heads, naming, parcels, pictures, wire, words
from earful.channels.mail.account import Account
from earful.channels.mail.mailbox import Folder, Mailbox
from earful.channels.mail.octets import Found
from earful.channels.mail.parts import parse
from earful.kit import clock

PAGE = 25  # mails
HEAD = 65_536  # octets in which the head of a mail is looked for
THREAD = 200  # mails around one
DAY = timedelta(days=1)  # servers know days only, in a zone of their own


async def poll(account: Account, kept: str | None) -> AsyncIterator[Batch]:
    """Everything since the place."""
    async with account.mailbox() as box:
        folders = await box.folders(account.only)
        if kept is None:
            places = {folder.name: (folder.validity, folder.next) for folder in folders}
            yield Batch((), cursor.Place(clock.now(), places).write())
            return
        place = cursor.read(kept)
        for folder in folders:
            async for found, following in _fresh(box, folder, place):
                place = place.at(folder.name, folder.validity, following)
                yield Batch(await _parcels(box, folder, found), place.write())
                await copies.put_away(account, box, folder, folders, found)
            place = place.at(folder.name, folder.validity, max(folder.next, place.folders.get(folder.name, (0, 0))[1]))
        yield Batch((), place.write())


async def look_back(account: Account, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment."""
    async with account.mailbox() as box:
        for folder in await box.folders(account.only):
            await box.select(folder.name)
            async for found in _pages(box, folder, await box.since(since - DAY)):
                late = [(number, mail) for number, mail in found if mail.at >= since]
                yield Batch(await _parcels(box, folder, late))


async def _fresh(
    box: Mailbox, folder: Folder, place: cursor.Place
) -> AsyncIterator[tuple[list[tuple[int, Found]], int]]:
    """Mails that came since, with the number after the last of each page."""
    validity, following = place.folders.get(folder.name, (0, 0))
    known = validity == folder.validity
    if known and following >= folder.next:
        return
    await box.select(folder.name)
    if known:  # "n:*" names the last mail even when it is older
        numbers = [number for number in await box.search("UID", f"{following}:*") if number >= following]
    else:
        numbers = await box.since(place.began - DAY)
    async for found in _pages(box, folder, numbers):
        late = found if known else [(number, mail) for number, mail in found if mail.at >= place.began - DAY]
        yield late, found[-1][0] + 1


async def _pages(box: Mailbox, folder: Folder, numbers: Sequence[int]) -> AsyncIterator[list[tuple[int, Found]]]:
    for start in range(0, len(numbers), PAGE):
        await box.select(folder.name)
        found = await box.fetch(numbers[start : start + PAGE], sent=folder.sent)
        if found:
            yield found


async def _parcels(box: Mailbox, folder: Folder, found: Sequence[tuple[int, Found]]) -> tuple[Parcel, ...]:
    await box.select(folder.name)
    return tuple([parcels.parcel(mail, await _before(box, number, mail, folder)) for number, mail in found])


async def _before(box: Mailbox, number: int, found: Found, folder: Folder) -> dict[str, str]:
    """The version of an earlier mail of the same name in this folder: some programs give all their mails one name."""
    try:
        named = heads.names(parse(found.octets[:HEAD]), "Message-ID")
    except Unreadable:
        return {}
    if not named:
        return {}
    earlier = [other for other in await box.named("Message-ID", f"<{named[0]}>") if other < number]
    for _, first in await box.fetch(earlier[:1], sent=folder.sent, most=HEAD):
        return {naming.short(named[0]): naming.version(parse(first.octets))}
    return {}


async def thread(account: Account, name: str) -> Batch:
    """What stands around one mail."""
    found: dict[str, Parcel] = {}
    wanted = [name.partition("#")[0]]
    if not naming.FIT.fullmatch(wanted[0]) or wanted[0].startswith(("sha256:", "unnamed:", "unreadable:")):
        return Batch()
    async with account.mailbox() as box:
        folders = await box.folders(account.only)
        for _ in range(2):  # the second time with where its thread begins
            for folder in folders:
                await _around(box, folder, wanted, found)
            roots = {
                above for parcel in found.values() if parcel.external_id == name for above in _above(parcel, account.us)
            }
            wanted = [root for root in roots if root not in wanted and naming.FIT.fullmatch(root)]
            if not wanted:
                break
    return Batch(tuple(found.values()))


def _above(parcel: Parcel, us: Us) -> set[str]:
    try:
        read = wire.read(parcel.raw, us)
    except Unreadable:  # it is kept all the same
        return set()
    return {name for name in (read.parent_id, read.root_id) if name}


async def _around(box: Mailbox, folder: Folder, wanted: Sequence[str], found: dict[str, Parcel]) -> None:
    await box.select(folder.name)
    numbers: set[int] = set()
    for name in wanted:
        for field in ("Message-ID", "In-Reply-To", "References"):
            numbers |= set(await box.named(field, f"<{name}>"))
    async for page in _pages(box, folder, sorted(numbers)[:THREAD]):
        for parcel in await _parcels(box, folder, page):
            found.setdefault(parcel.external_id, parcel)


async def picture(account: Account, url: str) -> tuple[bytes, str]:
    """A picture of a mail."""
    place = pictures.place(url)
    if place is None:
        raise Refused(words.NO_PICTURE)
    name, number = place
    async with account.mailbox() as box:
        for folder in await box.folders(account.only):
            await box.select(folder.name)
            for _, mail in await box.fetch(
                (await box.named("Message-ID", f"<{name.partition('#')[0]}>"))[:1],
                sent=folder.sent,
                most=pictures.LARGEST,
            ):
                try:
                    found = pictures.taken(mail.octets, number)
                except Unreadable as error:
                    raise Refused(words.NO_PICTURE) from error
                if found:
                    return found
    raise Refused(words.NO_PICTURE)
