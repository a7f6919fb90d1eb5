"""What a desk makes of the guard's rules: each can weigh more, less or nothing, and who decided that stays known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from earful.kit import clock
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.replies.guard import USUAL, Strength
from earful.replies.models import GuardSetting
from earful.staff.models import Agent

OFF, CONTACTS = "off", "contacts"
LONGEST = 4_000  # characters of contacts

_latest = Ready(
    lambda workspace: (
        GuardSetting.objects.filter(workspace=workspace).select_related("by").order_by("code", "-id").distinct("code")
    )
)


@dataclass(frozen=True, slots=True)
class Tuned:
    """What holds in a workspace. `strengths`: only of rules that were changed, None for off; `ours`: its own contacts."""

    strengths: Mapping[str, Strength | None] = field(default_factory=dict)
    ours: tuple[str, ...] = ()


def latest(workspace_id: int) -> Sequence[GuardSetting]:
    """The last decision about each rule that was ever decided about."""
    return _latest(workspace_id)


def tuned(workspace_id: int) -> Tuned:
    """What holds now."""
    rows = {row.code: row for row in latest(workspace_id)}
    contacts = rows.pop(CONTACTS, None)
    strengths = {
        code: None if row.strength == OFF else Strength(row.strength) for code, row in rows.items() if code in USUAL
    }
    return Tuned(strengths, tuple(filter(None, map(str.strip, contacts.words.splitlines()))) if contacts else ())


@one_transaction
def decide(code: str, strength: str, by: Agent) -> None:
    """A rule weighs this from now on. Raises ValueError for a rule or a weight that is not there."""
    if code not in USUAL or strength not in {OFF, *Strength}:
        raise ValueError(code, strength)
    before = {row.code: row.strength for row in latest(by.workspace_id)}.get(code, USUAL[code].value)
    if before != strength:
        GuardSetting.objects.create(workspace_id=by.workspace_id, code=code, strength=strength, by=by, at=clock.now())


@one_transaction
def tell_contacts(words: str, by: Agent) -> None:
    """These, a line each, are the house's own: they are no personal data."""
    before = {row.code: row.words for row in latest(by.workspace_id)}.get(CONTACTS, "")
    if before != words.strip()[:LONGEST]:
        words = words.strip()[:LONGEST]
        GuardSetting.objects.create(workspace_id=by.workspace_id, code=CONTACTS, words=words, by=by, at=clock.now())
