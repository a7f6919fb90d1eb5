"""Meeting people, and saying that two are one."""

from datetime import datetime

from earful.channels.contract import Person
from earful.customers.models import Customer, Handle, Joining
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent


class CannotJoin(Exception):
    """Why two customers cannot be made one, in a sentence."""


@one_transaction
def meet(workspace_id: int, network: str, person: Person, seen_at: datetime) -> Handle:
    """The handle of someone who wrote; made with a customer of its own on first sight, renewed by later news."""
    known = Handle.objects.filter(workspace_id=workspace_id, network=network, external_id=person.external_id)
    handle = known.first()
    if handle is None:
        alone(f"meet:{network}:{person.external_id}", workspace_id)  # two processes may see a newcomer at once
        handle = known.first()
    if handle is None:
        customer = Customer.objects.create(
            workspace_id=workspace_id, name=(person.name or person.handle)[:300], created_at=clock.now()
        )
        handle = Handle(
            workspace_id=workspace_id,
            network=network,
            external_id=person.external_id,
            customer=customer,
            seen_at=seen_at,
        )
    elif handle.seen_at > seen_at:
        return handle
    shown = {"handle": person.handle[:300], "name": person.name[:300], "avatar_url": person.avatar_url}
    shown["profile_url"] = person.profile_url
    if handle.pk is None or any(getattr(handle, field) != value for field, value in shown.items()):
        for field, value in shown.items():
            setattr(handle, field, value)
        handle.seen_at = seen_at
        handle.save()
    return handle


@one_transaction
def join(kept: Customer, merged: Customer, by: Agent) -> Joining:
    """Two customers are one person: every handle of `merged` now belongs to `kept`. Raises CannotJoin."""
    if kept.pk == merged.pk:
        raise CannotJoin(gettext_noop("These are already the same person."))
    if kept.workspace_id != merged.workspace_id:
        raise CannotJoin(gettext_noop("They are not of one workspace."))
    moved = list(Handle.objects.select_for_update().filter(customer=merged).values_list("pk", flat=True))
    Handle.objects.filter(pk__in=moved).update(customer=kept)
    joining = Joining.objects.create(
        workspace_id=kept.workspace_id, kept=kept, merged_name=merged.name, handle_ids=moved, by=by, at=clock.now()
    )
    merged.delete()
    return joining


@one_transaction
def part(joining: Joining) -> Customer:
    """Undo a joining: its handles get a customer of their own again. Raises CannotJoin if it was undone already."""
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    if joining.undone_at:
        raise CannotJoin(gettext_noop("This was already undone."))
    customer = Customer.objects.create(
        workspace_id=joining.workspace_id, name=joining.merged_name, created_at=clock.now()
    )
    Handle.objects.filter(pk__in=joining.handle_ids, customer=joining.kept_id).update(customer=customer)
    joining.undone_at = clock.now()
    joining.save(update_fields=["undone_at"])
    return customer
