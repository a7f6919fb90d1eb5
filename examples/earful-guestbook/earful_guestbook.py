"""A guestbook as a channel of Earful: a network that knows neither threads nor keys, and can only be read whole."""

from typing import Any

from earful.channels import toolbox as t


class GuestbookAdapter(t.Whole):
    """One account in one guestbook."""

    called = ("id", "seq")  # whatever happens to an entry gives it another `seq`

    @staticmethod
    def understand(raw: Any, us: t.Us) -> t.Inbound:
        """A stored entry, understood."""
        who, above = raw["by"], raw["reply_to"]
        said = t.Change.EDITED if raw["changed_at"] else t.Change.SAID
        ours = who["id"] == us.external_id
        return t.Inbound(
            external_id=raw["id"],
            change=t.Change.REMOVED if raw["deleted"] else said,
            author=t.Person(who["id"], who["name"]),
            text=raw["text"],
            said_at=t.clock.parse(raw["at"]),
            why=t.Why.OWN if ours else t.Why.MENTION if above is None else t.Why.REPLY,
            parent_id=above,
        )

    async def ask(self, method: str, **more: Any) -> t.Response:
        """One request; what is no success, and no 404, leaves as one of the four failures."""
        headers = {"x-key": self.entered["key"]}
        return await t.ask(self.transport, method, f"{self.entered['url']}/entries", headers=headers, **more)

    async def me(self) -> t.Us:
        """Try address and key: an entry without words is refused with a good key, and never written."""
        t.take(t.told(await self.ask("GET", params={"after": "0"})), "entries", list)
        try:
            await self.ask("POST", json={"text": "", "reply_to": None, "client_id": ""})
        except t.Refused:  # as it should be
            return t.Us(self.entered["user"], self.entered["user"])
        raise t.Refused("Address: there is no guestbook at this address.")

    async def page(self, place: str) -> t.Page:
        """The entries behind a place."""
        page = t.told(await self.ask("GET", params={"after": place or "0"}))
        return t.Page(self.parcels(page, "entries"), str(t.take(page, "last", int)), t.take(page, "more", bool))

    async def send(self, outbound: t.Outbound) -> t.Receipt:
        """Write a reply; the same `client_id` writes once."""
        above = int(outbound.parent_id) if outbound.parent_id else None
        order = {"text": outbound.text, "reply_to": above, "client_id": outbound.key}
        gone = "What this answers is no longer in the guestbook."
        answer = await self.ask("POST", json=order, sending=True, gone=gone)
        return t.receipt(self.parcel(t.told(answer, sending=True)))


class Guestbook(t.SmallNetwork):
    """What the connect page shows, and how the guestbook counts."""

    name, label = "guestbook", "Guestbook"
    adapter = GuestbookAdapter
    can = t.Can(poll_seconds=10.0, at="", threads=False)
    steps = ("In the guestbook, look up your number and your key.", "Enter them here with the guestbook's address.")
    fields = (
        t.Field("url", "Address", "Like https://book.example.org."),
        t.Field("user", "User", "Like u1: whose entries are ours."),
        t.Field("key", "Key", secret=True),
    )

    def measure(self, text: str, settings: t.Json, parent: t.Json | None) -> t.Length:
        """Count as the guestbook does: code points, of which some signs are several."""
        return t.Length(len(text), 500, "characters")


NETWORK = Guestbook()
