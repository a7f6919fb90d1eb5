"""How far an archive file has been read: kept with what was stored, so that a second start goes on from there."""

from collections.abc import Mapping, Sequence

from django.db.models import F
from django.db.models.functions import Greatest

from earful.accounts.models import Account
from earful.channels.contract import Batch, Parcel
from earful.intake.actions import receive
from earful.intake.archives import Archive
from earful.intake.models import ImportRun
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.staff.models import Workspace


@one_transaction
def begin(workspace: Workspace, archive: Archive) -> ImportRun:
    """The run of this file: the one that was interrupted, or one from its beginning."""
    named = {"name": archive.path.name[:300], "shape": archive.shape}
    run, made = ImportRun.objects.get_or_create(workspace=workspace, fingerprint=archive.fingerprint, defaults=named)
    if not made and run.finished_at is not None:
        run.position, run.finished_at = 0, None
        run.save(update_fields=["position", "finished_at"])
    return run


@one_transaction
def advance(run: ImportRun, parts: Mapping[Account, Sequence[Parcel]], position: int) -> list[int]:
    """Store parcels and the place reached together; returns the ids of what was new."""
    fresh = [item for account, parcels in parts.items() for item in receive(account, Batch(tuple(parcels)))]
    ImportRun.objects.filter(pk=run.pk).update(
        position=Greatest(F("position"), position), added=F("added") + len(fresh)
    )
    return fresh


@one_transaction
def finish(run: ImportRun) -> None:
    """The whole file was read."""
    ImportRun.objects.filter(pk=run.pk).update(finished_at=clock.now())
