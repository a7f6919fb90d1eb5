"""The contact form of this house as a network among the others: there is no outside, so answers stand at once."""

import secrets as dice
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from earful.channels.contract import (
    Adapter,
    Batch,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Outbound,
    Receipt,
    Refused,
    SessionKeeper,
    Unhindered,
    Us,
)
from earful.channels.form import wire
from earful.channels.form.offer import OFFER
from earful.channels.plain import Lasting, Uncalled
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop

HERE = "here"
NOTHING: tuple[Any, ...] = ()
NAME = gettext_noop("Name")
NO_PICTURE = gettext_noop("A contact form holds no pictures.")
ODD_KEY = gettext_noop("Form: this is not the mark of a form. Leave it empty for a new one.")


class FormAdapter(Unhindered, Uncalled, Lasting):
    """What visitors write is stored at that moment, and what we answer is read on their page."""

    def __init__(self, us: Us) -> None:
        self._us = us

    async def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """All of it comes by itself."""
        if cursor is None:
            yield Batch(cursor=HERE)

    async def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """All of it is here."""
        del since
        for nothing in NOTHING:
            yield nothing

    async def listen(self) -> AsyncIterator[None]:
        """Nothing rings."""
        for nothing in NOTHING:
            yield nothing

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """Nothing is changed there."""
        del external_ids
        return Batch()

    async def thread(self, external_id: str) -> Batch:
        """All of it is here."""
        del external_id
        return Batch()

    async def send(self, outbound: Outbound) -> Receipt:
        """It stands on the visitor's page once it is recorded; the same key is the same answer."""
        mine = wire.own(outbound, self._us)
        return Receipt(mine.external_id, "", mine)

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Not recorded means not there."""
        del outbound
        return None

    async def picture(self, url: str) -> tuple[bytes, str]:
        """There are none."""
        del url
        raise Refused(NO_PICTURE)


class ContactForm:
    """A page of this house that sites link to or embed."""

    name = "form"
    label = gettext_noop("Contact form")
    offer = OFFER
    can = Can(send=True, at="", graphemes=wire.LONGEST, poll_seconds=30.0)
    steps: tuple[str, ...] = (
        gettext_noop("Give the form the name that visitors shall read above it."),
        gettext_noop(
            "On the page of the account, copy the link, or the two lines that open the form on your own site."
        ),
        gettext_noop("Try it: what you write stands on the desk, and your answer on the page that you were given."),
    )
    fields: tuple[Field, ...] = (
        Field("handle", NAME, gettext_noop("As visitors read it, for example: Northwind Rail.")),
        Field("words", gettext_noop("Words above the form"), gettext_noop("A sentence or two."), required=False),
        Field("key", gettext_noop("Form"), gettext_noop("Only to change one."), required=False, advanced=True),
    )

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Take the entries; there is nobody to sign in to. Raises Refused."""
        del transport
        handle = " ".join((values.get("handle") or "").split()).lstrip("@")[: wire.NAME]
        if not handle:
            raise Refused(f"{NAME}: fill this in.")
        key = (values.get("key") or "").strip() or dice.token_hex(8)
        if len(key) != 16 or set(key) - set("0123456789abcdef"):
            raise Refused(ODD_KEY)
        words = " ".join((values.get("words") or "").split())[:500]
        return Connected(Us(key, handle), handle, settings={"key": key, "words": words})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """The same for every form."""
        del settings, secrets, keeper, transport
        return FormAdapter(us)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.inbound(raw, us)

    def allows(self, settings: Json) -> Can:
        """The same for every form."""
        del settings
        return self.can

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters as people do."""
        del settings, parent
        return Length(wire.graphemes(text), self.can.graphemes, "characters")


NETWORK: Network = ContactForm()
