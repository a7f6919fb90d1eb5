"""What there is to tell, before it is known by which way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earful.notices.rules import Kind


@dataclass(frozen=True, slots=True)
class Saying:
    """One matter and whom it concerns. `matter` names it for ever, so that nobody is told of it twice."""

    kind: Kind
    matter: str
    to: frozenset[int]
    at: datetime
    conversation_id: int | None = None
    account_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
