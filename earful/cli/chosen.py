"""What several commands ask of their options."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from earful.cli.trouble import Trouble
from earful.staff import actions, queries
from earful.staff.models import Workspace

PART = 1000
T = TypeVar("T")


def workspace_named(slug: str | None) -> Workspace:
    """A workspace by its slug; without one the first, opened if there is none. Raises Trouble."""
    if slug is None:
        return queries.workspace() or actions.open_workspace("Our desk").workspace
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        raise Trouble(f"There is no workspace called {slug}.")
    return found


def in_parts(many: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    """The same, some at a time."""
    rest = iter(many)
    while part := list(islice(rest, size)):
        yield part
