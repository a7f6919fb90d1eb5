"""Changing and taking back a brand's post in the town: looked at first, and again when an answer was lost."""

from collections.abc import Mapping
from typing import Any

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import Change, Parcel, Receipt, Retry, Uncertain
from earful.channels.sandbox import wire
from earful.channels.sandbox.asking import NONSENSE, PATIENCE, Asking, mapping
from earful.kit.words import gettext_noop

LOST = gettext_noop("The sandbox town did not say whether the answer was changed.")
GONE = gettext_noop("This answer does not stand there any more.")
ELSEWHERE = gettext_noop("Somebody has changed this answer in another place meanwhile. Read what it says now.")


async def amend(town: Asking, amending: Amending) -> Receipt:
    """Put other words there, or other descriptions of its pictures."""
    stands = await _stands(town, amending.external_id)
    if says := _says(stands, amending):
        return says
    order = {"id": amending.external_id, "version": stands.get("version")}
    asked = {**order, "text": amending.text, "alts": list(amending.alts)}
    return wire.receipt(await _told(town, "/posts/amend", asked))


async def amended(town: Asking, amending: Amending) -> Receipt | None:
    """Whether it says so; None: it says what it said before."""
    return _says(await _stands(town, amending.external_id), amending)


async def withdraw(town: Asking, name: str) -> Parcel:
    """Take it away."""
    return wire.parcel(await _told(town, "/posts/withdraw", {"id": name}))


async def withdrawn(town: Asking, name: str) -> Parcel | None:
    """Whether it is gone."""
    found = await _now(town, name)
    return wire.parcel(found) if found.get("change") == Change.REMOVED.value else None


async def _told(town: Asking, path: str, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """An order, and the post as the town shows it after that."""
    try:
        told = mapping(await town.ask("POST", path, sending=True, json=order))
        wire.receipt(told)
    except Uncertain as uncertain:
        raise Uncertain(LOST) from uncertain
    except ValueError as error:
        raise Uncertain(LOST) from error
    return told


async def _now(town: Asking, name: str) -> Mapping[str, Any]:
    items = await town.posts("POST", "/lookup", json={"ids": [name]})
    found = next((one for one in items if isinstance(one, Mapping) and one.get("id") == name), None)
    if found is None:
        raise Retry(NONSENSE, PATIENCE)
    return found


async def _stands(town: Asking, name: str) -> Mapping[str, Any]:
    found = await _now(town, name)
    if found.get("change") == Change.REMOVED.value:
        raise Gone(GONE)
    return found


def _says(stands: Mapping[str, Any], amending: Amending) -> Receipt | None:
    """Proof that it stands as wanted; None when it stands as before. Raises Elsewhere when it is neither."""
    text = stands.get("text")
    pictures = stands.get("pictures")
    shown = (
        tuple(str(one.get("alt")) for one in pictures if isinstance(one, Mapping)) if isinstance(pictures, list) else ()
    )
    if text == amending.text and (not amending.alts or shown == amending.alts):
        return wire.receipt(stands)
    if text not in {amending.before, amending.text}:
        raise Elsewhere(ELSEWHERE)
    return None
