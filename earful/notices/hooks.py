"""Chat tools that take our messages: an owner gives their address, which is kept encrypted and never shown again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from earful.kit import clock, seal
from earful.kit.transaction import one_transaction
from earful.kit.transport import trusted_hosts
from earful.kit.words import gettext_noop
from earful.notices.models import Hook
from earful.notices.rules import Kind
from earful.staff.models import Agent, Workspace

DISCORD = ("discord.com", "discordapp.com")
MOST = 30
SHARED = (Kind.SOON, Kind.LATE, Kind.ESCALATED, Kind.TROUBLE)  # what concerns more than one person


class CannotConnect(Exception):
    """Why a chat tool cannot be told anything, in a sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """What an owner decides. `address`: None leaves it as it is. `agent`: for this person alone, by their own wishes."""

    name: str
    address: str | None = field(repr=False)
    kinds: Iterable[str] = ()
    agent: Agent | None = None


def of(workspace_id: int) -> list[Hook]:
    """Those that are in use."""
    rows = Hook.objects.filter(workspace_id=workspace_id, retired_at=None).select_related("agent")
    return list(rows.order_by("name", "id"))


@one_transaction
def connect(workspace: Workspace, way: Way, hook: Hook | None = None) -> Hook:
    """Keep a chat tool, or change one. Raises CannotConnect."""
    hook = Hook.objects.select_for_update().get(pk=hook.pk) if hook else Hook(workspace=workspace)
    others = Hook.objects.filter(workspace=workspace, retired_at=None).exclude(pk=hook.pk)
    name = " ".join(way.name.split())[:80]
    if not name:
        raise CannotConnect(gettext_noop("Give it a name, so that people know where it leads."))
    if others.filter(name__iexact=name).exists():
        raise CannotConnect(gettext_noop("Another chat tool has this name already."))
    if way.agent is not None and others.filter(agent=way.agent).exists():
        raise CannotConnect(gettext_noop("This person has a chat tool already."))
    if not hook.sealed_address and others.count() >= MOST:
        raise CannotConnect(gettext_noop("These are as many chat tools as a desk can have."))
    if way.address is not None:
        _set_address(hook, way.address.strip())
    if not hook.sealed_address:
        raise CannotConnect(gettext_noop("Write the address that the chat tool gave you."))
    hook.name, hook.agent = name, way.agent
    hook.kinds = [kind for kind in SHARED if kind in set(way.kinds)]
    hook.save()
    return hook


def _set_address(hook: Hook, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise CannotConnect(NO_ADDRESS) from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or "@" in parts.netloc or len(address) > 2000:
        raise CannotConnect(NO_ADDRESS)
    place = f"{host}:{port or (80 if parts.scheme == 'http' else 443)}"
    if parts.scheme == "http" and place not in trusted_hosts():
        raise CannotConnect(gettext_noop("This address begins with http, so it could be read on the way. Use https."))
    hook.sealed_address = seal.seal({"address": address}, settings.SEALING_KEY)
    hook.host, hook.trouble, hook.trouble_since = host[:253], "", None
    discord = host in DISCORD or host.endswith(tuple(f".{name}" for name in DISCORD))
    hook.shape = Hook.Shape.CONTENT if discord else Hook.Shape.TEXT


NO_ADDRESS = gettext_noop("This is not the address of a chat tool. It begins with https://.")


def address(hook: Hook) -> str:
    """Where it is. Raises seal.Unsealable."""
    return str(seal.unseal(hook.sealed_address, settings.SEALING_KEY).get("address", ""))


@one_transaction
def works(hook: Hook) -> None:
    """It took a message."""
    Hook.objects.filter(pk=hook.pk).update(told_at=clock.now(), trouble="", trouble_since=None)


@one_transaction
def retire(hook: Hook) -> None:
    """It is told nothing more, and its address is forgotten."""
    now = clock.now()
    Hook.objects.filter(pk=hook.pk, retired_at=None).update(retired_at=now, sealed_address=b"", trouble="")
