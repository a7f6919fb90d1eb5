"""Who somebody is: asked once, and again after an hour."""

import time
from typing import Any

from earful.channels.payloads import mapping, name
from earful.channels.slack.calls import Denied, Raw, Team
from earful.channels.slack.parcels import PERSON

STALE, MOST = 3600.0, 5_000


class People:
    """Names of people in one workspace."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    async def about(self, person: str) -> dict[str, Any]:
        """Somebody's handle, name and picture; nothing of whom nobody may see."""
        known = self._known.get(person)
        if known is None or time.monotonic() - known[0] > STALE:
            while len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            known = self._known[person] = time.monotonic(), await self._asked(person)
        return known[1]

    async def _asked(self, person: str) -> dict[str, Any]:
        if not PERSON.fullmatch(person) or person.startswith("B"):
            return {}
        try:
            told = mapping((await self._team.ask("users.info", user=person)).get("user"))
        except Denied:
            return {}
        return described(told)


def described(told: Raw) -> dict[str, Any]:
    """What is kept of what Slack says of somebody."""
    profile = mapping(told.get("profile"))
    called = (
        name(profile.get("display_name"), 80) or name(profile.get("real_name"), 80) or name(told.get("real_name"), 80)
    )
    avatar = profile.get("image_72")
    found = {"handle": name(told.get("name"), 80), "name": called, "team": told.get("team_id")}
    return {**found, "avatar": avatar if isinstance(avatar, str) and len(avatar) < 500 else ""}
