"""The sandbox town as a network among the others."""

from collections.abc import Mapping

from earful.channels.amending import ALTS, TEXT
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
    Retry,
    SessionKeeper,
    Us,
)
from earful.channels.sandbox import length, wire
from earful.channels.sandbox.adapter import CHECKS, TownAdapter
from earful.channels.sandbox.asking import AWAY, PATIENCE, TROUBLE, failure, mapping
from earful.kit.transport import Forbidden, Transport, TransportError
from earful.kit.words import gettext_noop

URL = "http://127.0.0.1:8611"
UNKNOWN = gettext_noop("No brand of that name lives in the sandbox town.")


class SandboxTown:
    """Accounts come with `earful up`; nobody connects them by hand."""

    name = "sandbox"
    label = "Sandbox town"
    can = Can(
        send=True,
        pictures=length.LIMITS.pictures,
        picture_bytes=length.LIMITS.picture_bytes,
        picture_mimes=length.LIMITS.picture_mimes,
        graphemes=length.LIMITS.graphemes,
        octets=length.LIMITS.octets,
        listens=True,
        checks=CHECKS,
        poll_seconds=2.0,
        window_hours=24.0 * 7,  # as many messengers have one; theirs is mostly a day
        edits=frozenset({TEXT, ALTS}),
        deletes=True,
    )
    steps: tuple[str, ...] = (
        gettext_noop("The sandbox town starts together with Earful, and its brands are connected by themselves."),
    )
    fields: tuple[Field, ...] = ()

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Get a token for `brand` (its handle) in the town at `url`."""
        url = (values.get("url") or URL).rstrip("/")
        try:
            answer = await transport.request("POST", f"{url}/connect", json={"brand": values.get("brand", "")})
        except Forbidden as error:
            raise Refused(str(error)) from error
        except TransportError as error:
            raise Retry(AWAY, PATIENCE) from error
        if answer.status == 404:
            raise Refused(UNKNOWN)
        if not answer.ok:
            raise failure(answer, sending=False)
        try:
            card = mapping(answer)
            us = Us(str(card["id"]), str(card["handle"]))
            token, name = str(card["token"]), str(card["name"])
        except (ValueError, KeyError) as error:
            raise Retry(TROUBLE, PATIENCE) from error
        face = f"{url}/avatars/{us.external_id.rpartition(':')[2]}.png"
        return Connected(us, name, settings={"url": url}, secrets={"token": token}, avatar_url=face)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one brand; the town knows no sessions."""
        del us, keeper
        return TownAdapter(str(settings.get("url") or URL), str(secrets.get("token") or ""), transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.inbound(raw, us)

    def allows(self, settings: Json) -> Can:
        """The same for every brand."""
        del settings
        return self.can

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count graphemes or bytes, whichever is nearer its limit."""
        del settings, parent
        return length.measure(text)


NETWORK: Network = SandboxTown()
