"""Reading who a person is to us."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from earful.customers import names
from earful.customers.models import Customer, Group, Handle, Joining


def customer(workspace_id: int, customer_id: int) -> Customer | None:
    """One customer with all handles."""
    found = Customer.objects.prefetch_related("handles")
    return found.filter(workspace_id=workspace_id, pk=customer_id).first()


def search(workspace_id: int, words: str, most: int = 10) -> Sequence[Customer]:
    """Customers whose name or handle contains the words."""
    match = Q(name__icontains=words) | Q(handle__icontains=words.lstrip("@"))
    ids = Handle.objects.filter(match, workspace_id=workspace_id).values("customer_id")
    return list(Customer.objects.filter(pk__in=ids).prefetch_related("handles").order_by("name")[:most])


def joinings(customer_id: int) -> Sequence[Joining]:
    """What was joined into this customer and can be undone, newest first."""
    return list(Joining.objects.filter(kept_id=customer_id, undone_at=None).select_related("by").order_by("-at"))


def called(workspace_id: int, words: str, few: int) -> Sequence[Handle]:
    """A few people called so, for choosing one; nobody while the words fit very many."""
    found = names.named(workspace_id, words, 1000) or []
    return list(Handle.objects.filter(pk__in=found).select_related("customer").order_by("name", "id")[:few])


def groups_of(handle_ids: Iterable[int | None]) -> dict[int, frozenset[int]]:
    """The groups of the customers behind some handles; those who are in none are left out."""
    rows = Group.customers.through.objects.filter(customer__handles__in=[one for one in handle_ids if one])
    found: dict[int, set[int]] = {}
    for handle, group in rows.values_list("customer__handles", "group_id"):
        found.setdefault(handle, set()).add(group)
    return {handle: frozenset(groups) for handle, groups in found.items()}


def groups(workspace_id: int) -> Sequence[Group]:
    """All groups, by name."""
    return list(Group.objects.filter(workspace_id=workspace_id).order_by("name"))
