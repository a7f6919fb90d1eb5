"""What happens to a desk in a month: words arrive, colleagues act, clocks are looked at."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from earful import flow
from earful.bench import month_compared as compared
from earful.bench.month import Done, Said
from earful.bench.month_desk import Desk
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.conversations import actions as conversations
from earful.conversations.models import Event, Outcome, Turn
from earful.kit import clock
from earful.queues.promises import ringing, settling


class Lived:
    """What happens to the desk, and what really was done."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.done: list[Done] = []
        self.rung = self.unrung = 0

    def hear(self, heard: Sequence[Said]) -> None:
        """Words arrive, oldest first, and are understood."""
        for place, account in enumerate(self._desk.accounts):
            some = sorted((one for one in heard if one.account == place), key=attrgetter("at", "id"))
            fresh = flow.arrive(account, Batch(tuple(wire.parcel(_payload(account.external_id, one)) for one in some)))
            if fresh:
                flow.understand_some(fresh)

    def act(self, done: Done) -> None:
        """A colleague does something, or an author takes words back, if the words are here."""
        turn = Turn.objects.filter(external_id=done.about).select_related("conversation", "account").first()
        if turn is None or turn.removed_at is not None:
            return
        if done.what == "end" and not turn.outcome:
            conversations.end(turn.conversation, self._desk.agent, Outcome.NOT_NEEDED, "A joke")
        elif done.what == "reopen" and turn.outcome == Outcome.NOT_NEEDED:
            conversations.reopen(
                Event.objects.filter(conversation=turn.conversation_id, what="ended").latest("id"), self._desk.agent
            )
        elif done.what == "urgent":
            conversations.correct(turn, self._desk.agent, "urgency", "2")
        elif done.what == "remove" and not turn.outcome:
            gone = {
                "id": done.about,
                "version": "removed",
                "change": "removed",
                "author": None,
                "why": "reply",
                "at": done.at.isoformat(),
            }
            flow.understand_some(flow.arrive(turn.account, Batch((wire.parcel(gone),))))
        else:
            return
        self.done.append(done)
        settling.settle_stirred()

    def ring(self) -> None:
        """As the job does it."""
        settling.settle_stirred()
        self.rung += len(ringing.ring(clock.now()))
        self.unrung += compared.unrung()


def _payload(us: str, said: Said) -> dict[str, Any]:
    person = (
        {"id": us, "handle": "brand.test"} if said.ours else {"id": f"c{said.thread}", "handle": f"c{said.thread}.test"}
    )
    return {
        "id": said.id,
        "version": "1",
        "change": "said",
        "author": {**person, "name": person["handle"], "avatar": "", "page": ""},
        "text": said.text,
        "said_at": said.at.isoformat(),
        "why": ("own" if said.ours else "reply") if said.parent else "mention",
        "reach": "public",
        "parent": said.parent or None,
        "root": f"town:{said.thread}-0" if said.parent else None,
        "url": f"http://town.test/{said.id}",
        "pictures": [],
        "order": 0,
    }
