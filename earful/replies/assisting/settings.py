"""The language model that may help people to write: connecting it, forgetting it, and whether it is there."""

from dataclasses import dataclass

from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.replies.models import Assistance
from earful.staff.models import Workspace
from earful.triage import advisers
from earful.triage.asking import Way

MOST_HOURLY, LONGEST = 1_000, 60  # calls of a person; seconds

_known = Ready(lambda workspace: Assistance.objects.filter(workspace=workspace))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an owner decides. `key`: None leaves it as it is; `hourly`: calls of one person; `patience`: seconds."""

    on: bool
    address: str
    model: str
    key: str | None
    private: bool
    hourly: int
    patience: int


def of(workspace_id: int) -> Assistance:
    """The assistance of a workspace; an empty one, switched off, while none is connected."""
    return _known.first(workspace_id) or Assistance(workspace_id=workspace_id)


def listening(workspace_id: int) -> Assistance | None:
    """The assistance, if it is switched on."""
    known = _known.first(workspace_id)
    return known if known is not None and known.on and known.address else None


@one_transaction
def connect(workspace: Workspace, wishes: Wishes) -> bool:
    """Keep what an owner decided. A key goes nowhere but where it was given for: False if it was forgotten for that."""
    known, _ = Assistance.objects.select_for_update().get_or_create(workspace=workspace)
    known.sealed_key, forgotten = advisers.rekeyed(known.sealed_key, known.address, wishes.address, wishes.key)
    known.on, known.address, known.model = wishes.on, wishes.address, wishes.model
    known.private, known.hourly, known.patience = wishes.private, wishes.hourly, wishes.patience
    known.save()
    return not forgotten


@one_transaction
def disconnect(workspace_id: int) -> None:
    """Forget where it is and its key, and ask nothing more."""
    Assistance.objects.filter(pk=workspace_id).update(on=False, address="", model="", sealed_key=b"")


def way(known: Assistance) -> Way:
    """How it is asked. Raises Ungiven when its key cannot be opened."""
    return advisers.way_to(known.address, known.model, known.sealed_key)
