"""One account on a Matrix server."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from earful.channels.amending import Amending
from earful.channels.contract import Batch, Json, Outbound, Parcel, Receipt, Unhindered, Us
from earful.channels.matrix import changing, pictures, reading, sending
from earful.channels.matrix.calls import Home
from earful.channels.matrix.reading import Ear
from earful.channels.matrix.rooms import Rooms
from earful.channels.plain import Lasting, Uncalled


class MatrixAdapter(Unhindered, Uncalled, Lasting):
    """Listens to all rooms that the account is in, and answers where something was said."""

    def __init__(self, home: Home, us: Us, settings: Json) -> None:
        self._home, self._us, self._rooms = home, us, Rooms(home, us)
        self._ear = Ear(home, us, self._rooms, settings)

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._ear, cursor)

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment."""
        return reading.look_back(self._ear, since)

    def listen(self) -> AsyncIterator[None]:
        """The server keeps us waiting until there is something new."""
        return reading.hints(self._ear)

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Changes and removals come with everything else."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """What stands around one message."""
        return await reading.thread(self._ear, external_id)

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once."""
        return await sending.send(self._home, self._rooms, self._us, outbound)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send."""
        return await sending.find(self._home, self._rooms, self._us, outbound)

    async def amend(self, amending: Amending) -> Receipt:
        """Change a message of ours."""
        return await changing.amend(self._home, self._rooms, self._us, amending)

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it was changed."""
        return await changing.amended(self._rooms, self._us, amending)

    async def withdraw(self, external_id: str) -> Parcel:
        """Take a message of ours back."""
        return await changing.withdraw(self._home, self._rooms, external_id)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        return await changing.withdrawn(self._home, self._rooms, external_id)

    async def picture(self, url: str) -> tuple[bytes, str]:
        """A picture that somebody posted."""
        return await pictures.picture(self._home, url)
