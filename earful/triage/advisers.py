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
    moved = bool(adviser.sealed_key) and not whereabouts.same_place(adviser.address, wishes.address)
    if wishes.key is not None or moved:
        adviser.sealed_key = seal.seal({"key": wishes.key}, settings.SEALING_KEY) if wishes.key else b""
    adviser.on, adviser.address, adviser.model = wishes.on, wishes.address, wishes.model
    adviser.private, adviser.ceiling = wishes.private, wishes.ceiling
    adviser.stumbles, adviser.quiet_until = 0, None
    adviser.save()
    if not wishes.on:
        Opinion.objects.filter(workspace=workspace, state=State.WANTED).delete()
    return not (moved and wishes.key is None)


@one_transaction
def disconnect(workspace_id: int) -> None:
    """Forget where it is and its key, and ask nothing more. How often it was called this month stays."""
    gone = {"on": False, "address": "", "model": "", "sealed_key": b"", "stumbles": 0, "quiet_until": None}
    Adviser.objects.filter(pk=workspace_id).update(**gone)
    Opinion.objects.filter(workspace_id=workspace_id, state=State.WANTED).delete()


def way(adviser: Adviser) -> asking.Way:
    """How it is asked. Raises Ungiven when its key cannot be opened."""
    try:
        key = seal.unseal(adviser.sealed_key, settings.SEALING_KEY).get("key", "")
    except seal.Unsealable as error:
        raise Ungiven(Failed.KEY) from error
    return asking.Way(adviser.address, adviser.model, key)


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
