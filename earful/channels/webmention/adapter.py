"""The pages of one brand, as others link to them; and its answers, which stand on this desk."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels import pictures
from earful.channels.contract import Batch, Json, Outbound, Receipt, Us
from earful.channels.simple import Simple
from earful.channels.webmention import looking, sending
from earful.channels.webmention.pages import Ours
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor

PUSHED = "pushed"


class WebmentionAdapter(Simple):
    """What is said comes to us by itself; whether it is true is looked at by `look`."""

    def __init__(self, us: Us, settings: Json, transport: Transport) -> None:
        self._us, self._ours = us, Ours.of(settings)
        self._visitor = Visitor(transport, self._ours.places)
        self._door = transport.among_strangers(frozenset(p for p in self._ours.places if transport.trusts(p)))

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Nobody can be asked who links to us."""
        if cursor is None:
            yield Batch(cursor=PUSHED)

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Nor who did."""
        del since
        nothing: tuple[Batch, ...] = ()
        for one in nothing:
            yield one

    async def look(self, told: Json, *, known: bool) -> Batch:
        """Visit a page that is said to link to ours. Raises Retry, Refused with why nothing is kept of it."""
        source, target = str(told.get("source")), str(told.get("target"))
        return await looking.look(self._visitor, self._ours, source, target, known=known)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Whether pages are gone; what they say now they tell us themselves."""
        found = [await looking.gone(self._visitor, name) for name in external_ids]
        return Batch(tuple(parcel for parcel in found if parcel is not None))

    async def send(self, outbound: Outbound) -> Receipt:
        """Tell the page that is answered."""
        return await sending.send(self._visitor, self._door, self._ours, self._us, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Whether the page shows our answer."""
        return await sending.find(self._visitor, self._ours, self._us, outbound)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture; it may lie anywhere."""
        return await pictures.fetch(self._visitor, url)
