"""Who should have a matter. Pure. Follower counts do not exist here."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Colleague(Protocol):
    """What routing needs to know of a person."""

    is_active: bool
    role: str


C = TypeVar("C", bound=Colleague)


def continue_with(answered_before: Sequence[C]) -> C | None:
    """The person who answered this customer last and still answers here."""
    return next((c for c in answered_before if c.is_active and c.role != "viewer"), None)
