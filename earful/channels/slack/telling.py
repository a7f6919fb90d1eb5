"""From a channel's messages, in the order in which they were said, to parcels."""

from collections.abc import Iterable
from dataclasses import dataclass

from earful.channels.chatting import Last, Lasts
from earful.channels.contract import Change, Parcel, Us
from earful.channels.slack import wording
from earful.channels.slack.calls import Raw, Team
from earful.channels.slack.parcels import About, Room, name_of, names_us, parcel, split, stamp, writer
from earful.channels.slack.people import People
from earful.channels.slack.rooms import Rooms
from earful.channels.slack.wire import when

ALL, NAMED = "all", "named"


@dataclass(frozen=True, slots=True)
class Ear:
    """What listening needs. `home`: the workspace's address; `team`: its name; `hears`: in channels, all or named."""

    slack: Team
    us: Us
    rooms: Rooms
    people: People
    home: str
    team: str
    hears: str

    async def known(self, room: Room, message: Raw, change: Change, *, spoken: bool = False) -> Parcel:
        """A message that was told before, as it stands now. `spoken`: we have spoken in its thread before it."""
        return parcel(message, room, self.home, await self._about(room, message, "", spoken=spoken), change)

    async def fresh(self, room: Room, messages: Iterable[Raw], lasts: Lasts, spoken: str = "") -> list[Parcel]:
        """New messages, oldest first, those that concern us. `spoken`: since when we have spoken in their thread."""
        found = []
        for message in messages:
            at = stamp(message.get("ts"))
            ours = bool(spoken and at > spoken)
            after = self._after(room, message, lasts, ours=ours)
            if after is not None:
                about = await self._about(room, message, after, spoken=ours)
                found.append(parcel(message, room, self.home, about, Change.SAID))
        return found

    def _after(self, room: Room, message: Raw, lasts: Lasts, *, ours: bool) -> str | None:
        """What a message goes on from, "" for nothing; None: it does not concern us."""
        at, by = stamp(message.get("ts")), writer(message)
        if not at or not by:
            return ""
        own = name_of(room.id, message)
        thread = split(own)[1]
        place = f"{room.id}/{thread}" if thread else room.id
        last = lasts.before(place, by, when(at), alone=room.direct or bool(thread))
        meant = by == self.us.external_id or names_us(message, self.us.external_id) or ours
        goes_on = last is not None and last.concerns
        concerns = self.hears != NAMED or room.direct or meant or goes_on
        lasts.note(place, Last(own, by, when(at).timestamp(), concerns=concerns))
        if not concerns:
            return None
        return last.name if last is not None and not thread and last.name != own else ""

    async def _about(self, room: Room, message: Raw, after: str, *, spoken: bool) -> About:
        by, text = writer(message), message.get("text")
        names = [by, *(wording.meant(text[:10_000]) if isinstance(text, str) else [])]
        people = {one: found for one in names if one and (found := await self.people.about(one))}
        home = message.get("user_team") or message.get("team") or people.get(by, {}).get("team")
        colleague = room.shared and bool(home) and home == self.team
        return About(after, spoken and by != self.us.external_id, colleague, people)


def spoken_since(messages: Iterable[Raw], parent: Raw, us: str) -> str:
    """Since when we have spoken in a thread; "" for not at all."""
    ours = [stamp(one.get("ts")) for one in messages if writer(one) == us]
    repliers = parent.get("reply_users")
    before = writer(parent) == us or (isinstance(repliers, list) and us in repliers and not ours)
    return stamp(parent.get("ts")) if before else min(ours, default="")
