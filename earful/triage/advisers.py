"""The language model of a workspace: connecting it, trying it, forgetting it."""

from dataclasses import dataclass

from django.conf import settings

from earful.kit import seal
from earful.kit.transaction import one_transaction
from earful.staff.models import Workspace
from earful.triage import asking, calls, whereabouts
from earful.triage.models import Adviser, Opinion
from earful.triage.ungiven import Failed, Ungiven

MOST_CALLS = 1_000_000
State = Opinion.State


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an owner decides about the language model. `key`: None leaves it as it is."""

    on: bool
    address: str
    model: str
    key: str | None
    private: bool
    ceiling: int


def of(workspace_id: int) -> Adviser:
    """The language model of a workspace; an empty one, switched off, while none is connected."""
    return Adviser.objects.filter(pk=workspace_id).first() or Adviser(workspace_id=workspace_id)


@one_transaction
def connect(workspace: Workspace, wishes: Wishes) -> bool:
    """Keep what an owner decided. A key goes nowhere but where it was given for: False if it was forgotten for that."""
    adviser, _ = Adviser.objects.select_for_update().get_or_create(workspace=workspace)
    adviser.sealed_key, forgotten = rekeyed(adviser.sealed_key, adviser.address, wishes.address, wishes.key)
    adviser.on, adviser.address, adviser.model = wishes.on, wishes.address, wishes.model
    adviser.private, adviser.ceiling = wishes.private, wishes.ceiling
    adviser.stumbles, adviser.quiet_until = 0, None
    adviser.save()
    if not wishes.on:
        Opinion.objects.filter(workspace=workspace, state=State.WANTED).delete()
    return not forgotten


def rekeyed(sealed: bytes | memoryview, was: str, becomes: str, key: str | None) -> tuple[bytes | memoryview, bool]:
    """The sealed key for an address, and whether the one before was forgotten. `key`: None keeps it, on one server."""
    moved = bool(sealed) and not whereabouts.same_place(was, becomes)
    if key is None and not moved:
        return sealed, False
    return (seal.seal({"key": key}, settings.SEALING_KEY) if key else b""), moved and key is None


@one_transaction
def disconnect(workspace_id: int) -> None:
    """Forget where it is and its key, and ask nothing more. How often it was called this month stays."""
    gone = {"on": False, "address": "", "model": "", "sealed_key": b"", "stumbles": 0, "quiet_until": None}
    Adviser.objects.filter(pk=workspace_id).update(**gone)
    Opinion.objects.filter(workspace_id=workspace_id, state=State.WANTED).delete()


def way(adviser: Adviser) -> asking.Way:
    """How it is asked. Raises Ungiven when its key cannot be opened."""
    return way_to(adviser.address, adviser.model, adviser.sealed_key)


def way_to(address: str, model: str, sealed: bytes | memoryview) -> asking.Way:
    """How a model is asked whose key is sealed. Raises Ungiven when that cannot be opened."""
    try:
        key = seal.unseal(sealed, settings.SEALING_KEY).get("key", "")
    except seal.Unsealable as error:
        raise Ungiven(Failed.KEY) from error
    return asking.Way(address, model, key)


def listening(workspace_id: int) -> Adviser | None:
    """The language model, if it is switched on."""
    return Adviser.objects.filter(pk=workspace_id, on=True).first()


@one_transaction
def begin_trial(workspace_id: int) -> Adviser | None:
    """Count a call that an owner makes by hand, about nothing a customer wrote. None: no calls are left."""
    adviser = calls.one_more(workspace_id)
    if adviser is not None:
        adviser.save(update_fields=["month", "calls"])
    return adviser
