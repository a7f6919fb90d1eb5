"""Archives as a network among the others: read from a file, never answered."""

from collections.abc import Mapping

from earful.channels.archive import wire
from earful.channels.archive.adapter import READ_ONLY, ArchiveAdapter
from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop

FROM_A_FILE = gettext_noop("An archive is not connected; it is read from a file with earful import.")


class Archive:
    """Conversations of the past, for figures, practice and looking things up."""

    name = "archive"
    label = "Archive"
    can = Can(send=False, poll_seconds=3600.0, instead=READ_ONLY)
    steps: tuple[str, ...] = (FROM_A_FILE,)
    fields: tuple[Field, ...] = ()

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """There is nothing to connect to."""
        del values, transport
        raise Refused(FROM_A_FILE)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """The same for every brand."""
        del us, settings, secrets, keeper, transport
        return ArchiveAdapter()

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored turn or row."""
        return wire.inbound(raw, us)

    def allows(self, settings: Json) -> Can:
        """Nothing can be sent."""
        del settings
        return self.can

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters; there is no limit, and no sending."""
        del settings, parent
        return Length(len(text), None, "characters")


NETWORK: Network = Archive()
