"""Invitations: whose are accepted is the owner's choice, and never more than a few at once."""

from collections.abc import Mapping
from typing import Any

from earful.channels.matrix.calls import Denied, Home
from earful.channels.matrix.shapes import Thing, mapping, text, things

PEOPLE, EVERYBODY, NOBODY = "people", "everybody", "nobody"
AT_ONCE = 20  # joined in one go; the others wait for the look that compares
MOST = 2_000  # rooms that the account is in


async def accepted(home: Home, invited: Thing, settings: Mapping[str, Any]) -> list[str]:
    """Join the rooms to which we may be invited; their names."""
    wanted = [name for name, told in invited.items() if welcome(mapping(told), settings)]
    if not wanted or len(things_of(await home.get("joined_rooms"))) >= MOST:
        return []
    joined = []
    for name in wanted[:AT_ONCE]:
        try:
            await home.post("rooms", name, "join", fields={})
        except Denied:
            continue  # taken back meanwhile, or on a server that is away
        joined.append(name)
    return joined


def welcome(told: Thing, settings: Mapping[str, Any]) -> bool:
    """Whether an invitation is one that the owner wants accepted."""
    events = things(mapping(told.get("invite_state")).get("events"))
    ours = [one for one in events if _of(one, "m.room.member").get("membership") == "invite"]
    inviter = text(ours[-1].get("sender")) if ours else ""
    servers = [server for server in str(settings.get("servers") or "").lower().split(",") if server]
    if not inviter or (servers and inviter.partition(":")[2].lower() not in servers):
        return False
    direct = any(_of(one, "m.room.member").get("is_direct") is True for one in ours)
    accept = settings.get("accept")
    return accept == EVERYBODY or (accept == PEOPLE and direct)


def _of(event: Thing, kind: str) -> Thing:
    return mapping(event.get("content")) if event.get("type") == kind else {}


def things_of(told: Thing) -> list[Any]:
    """The rooms that an answer lists."""
    found = told.get("joined_rooms")
    return found if isinstance(found, list) else []
