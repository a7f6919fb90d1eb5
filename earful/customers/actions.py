"""Meeting people, and saying that two are one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from earful.channels.contract import Person
from earful.customers.models import Customer, Group, Handle, Joining
from earful.kit import clock
from earful.kit.ready import Ready
from earful.kit.transaction import alone_with, one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent


class CannotJoin(Exception):
    """Why two customers cannot be made one, in a sentence."""


@one_transaction
def meet(workspace_id: int, network: str, person: Person, seen_at: datetime) -> Handle:
    """The handle of someone who wrote; see `meet_all`."""
    return meet_all(workspace_id, network, [(person, seen_at)])[person.external_id]


@one_transaction
def meet_all(workspace_id: int, network: str, seen: Sequence[tuple[Person, datetime]]) -> dict[str, Handle]:
    """The handles of people who wrote; made with a customer of its own on first sight, renewed by later news."""
    wanted = {person.external_id for person, _ in seen}
    known = _known(workspace_id, network, wanted)
    if newcomers := wanted - known.keys():
        alone_with(f"meet:{network}", workspace_id, newcomers)  # two workers may see a newcomer at once
        known |= _known(workspace_id, network, newcomers)
        _welcome(workspace_id, network, {p.external_id: (p, at) for p, at in seen if p.external_id not in known}, known)
    for person, seen_at in seen:
        _renew(known[person.external_id], person, seen_at)
    return known


_of_names = Ready(
    lambda workspace, network, names: Handle.objects.filter(
        workspace=workspace, network=network, external_id__any=names
    )
)


def _known(workspace_id: int, network: str, names: Collection[str]) -> dict[str, Handle]:
    if not names:
        return {}
    return {handle.external_id: handle for handle in _of_names(workspace_id, network, list(names))}


def _welcome(
    workspace_id: int, network: str, newcomers: Mapping[str, tuple[Person, datetime]], known: dict[str, Handle]
) -> None:
    now = clock.now()
    customers = Customer.objects.bulk_create(
        Customer(workspace_id=workspace_id, name=(person.name or person.handle)[:300], created_at=now)
        for person, _ in newcomers.values()
    )
    handles = Handle.objects.bulk_create(
        Handle(
            workspace_id=workspace_id,
            network=network,
            external_id=person.external_id,
            customer=customer,
            seen_at=seen_at,
            **_shown(person),
        )
        for (person, seen_at), customer in zip(newcomers.values(), customers, strict=True)
    )
    known.update((handle.external_id, handle) for handle in handles)


def _renew(handle: Handle, person: Person, seen_at: datetime) -> None:
    shown = _shown(person)
    if handle.seen_at > seen_at or all(getattr(handle, field) == value for field, value in shown.items()):
        return
    for field, value in shown.items():
        setattr(handle, field, value)
    handle.seen_at = seen_at
    handle.save()


def _shown(person: Person) -> dict[str, str]:
    return {
        "handle": person.handle[:300],
        "name": person.name[:300],
        "avatar_url": person.avatar_url,
        "profile_url": person.profile_url,
    }


@one_transaction
def join(kept: Customer, merged: Customer, by: Agent) -> Joining:
    """Two customers are one person: every handle of `merged` now belongs to `kept`. Raises CannotJoin."""
    if kept.pk == merged.pk:
        raise CannotJoin(gettext_noop("These are already the same person."))
    if kept.workspace_id != merged.workspace_id:
        raise CannotJoin(gettext_noop("They are not of one workspace."))
    kept.groups.add(*merged.groups.all())
    moved = list(Handle.objects.select_for_update().filter(customer=merged).values_list("pk", flat=True))
    Handle.objects.filter(pk__in=moved).update(customer=kept)
    if merged.left_alone_at and not kept.left_alone_at:
        wish = ("left_alone_at", "left_alone_by_id", "left_alone_why")
        Customer.objects.filter(pk=kept.pk).update(**{name: getattr(merged, name) for name in wish})
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


@one_transaction
def leave_alone(customer: Customer, by: Agent, why: str = "") -> None:
    """They wish to be written to only when they have spoken. `why`: in their words, or how it became known."""
    wish = {"left_alone_at": clock.now(), "left_alone_by": by, "left_alone_why": " ".join(why.split())[:200]}
    Customer.objects.filter(pk=customer.pk, left_alone_at=None).update(**wish)


@one_transaction
def write_again(customer: Customer) -> None:
    """They do not mind any more."""
    Customer.objects.filter(pk=customer.pk).update(left_alone_at=None, left_alone_by=None, left_alone_why="")


@one_transaction
def put_in(customer: Customer, name: str) -> Group | None:
    """Put a customer into a group, which begins with its first customer; None for a name without letters."""
    name = " ".join(name.split())[:60]
    if not name:
        return None
    alone_with("group", customer.workspace_id, [name.upper()])  # two may begin one at once
    found = Group.objects.filter(workspace_id=customer.workspace_id, name__iexact=name).first()
    group = found or Group.objects.create(workspace_id=customer.workspace_id, name=name)
    group.customers.add(customer)
    return group


@one_transaction
def take_out(customer: Customer, group_id: int) -> None:
    """Take a customer out of a group. The group stays, for a promise may be for it."""
    customer.groups.remove(*Group.objects.filter(workspace_id=customer.workspace_id, pk=group_id))
