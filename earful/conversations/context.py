"""What was said above something, for judging it in context: read for many at once, level by level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from earful.channels.contract import Change, Inbound, Why
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit.ready import Ready

MOST = 6  # lines above one


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said, as triage needs it. `writer`: the author's name on the network."""

    parent: str
    text: str
    ours: bool
    writer: str
    why: str


def spoken(inbound: Inbound, us: str) -> Line:
    """What is only about to be placed, as a line."""
    writer = inbound.author.external_id if inbound.author else ""
    return Line(
        (inbound.parent_id or "")[:500], inbound.text, writer == us, "" if writer == us else writer, inbound.why
    )


def lines(account_id: int, us: str, about: Sequence[Inbound]) -> dict[str, Line]:
    """Everything that stands above these, by its name on the network; they themselves count as said."""
    known = {one.external_id: spoken(one, us) for one in about if one.change is not Change.REMOVED}
    wanted = {one.parent_id[:500] for one in about if one.parent_id}
    for _ in range(MOST):
        if missing := wanted - known.keys():
            known.update(_stored(account_id, missing))
        wanted = {known[name].parent for name in wanted if name in known} - {""}
        if not wanted:
            break
    return known


def speaking(read: Sequence[tuple[Item, Inbound]]) -> list[tuple[Item, Inbound]]:
    """What was read, as it is to be judged: who once spoke to us does so still, though an edit no longer names us."""
    why: dict[tuple[int, str], str] = {}
    changed = [(item.account_id, one) for item, one in read if one.change is Change.EDITED and one.why is Why.CONTEXT]
    for account_id in {account_id for account_id, _ in changed}:
        names = [one.external_id[:500] for pk, one in changed if pk == account_id]
        rows = Turn.objects.filter(account_id=account_id, external_id__in=names, ours=False).exclude(why=Why.CONTEXT)
        why.update({(account_id, name): reason for name, reason in rows.values_list("external_id", "why")})
    reasons = (why.get((item.account_id, one.external_id[:500]), one.why) for item, one in read)
    return [
        (item, replace(one, why=Why(reason)) if one.change is Change.EDITED else one)
        for (item, one), reason in zip(read, reasons, strict=True)
    ]


def standing_here(account_id: int, names: Iterable[str]) -> set[str]:
    """Which of these are known here."""
    cut = {name[:500]: name for name in names}
    return {cut[name] for name in _standing(account_id, list(cut))}


FIELDS = ("external_id", "parent_external_id", "text", "ours", "author__external_id", "why")
_standing = Ready(
    lambda account, names: Turn.objects.filter(account=account, external_id__any=names).values_list(
        "external_id", flat=True
    )
)
_lines = Ready(lambda account, names: Turn.objects.filter(account=account, external_id__any=names).values_list(*FIELDS))


def _stored(account_id: int, names: Iterable[str]) -> Iterable[tuple[str, Line]]:
    rows = _lines(account_id, list(names))
    return ((name, Line(parent, text, ours, writer or "", why)) for name, parent, text, ours, writer, why in rows)


def above(known: Mapping[str, Line], parent: str) -> list[Line]:
    """The lines above one, oldest first."""
    found: list[Line] = []
    seen: set[str] = set()
    while parent and parent not in seen and parent in known and len(found) < MOST:
        seen.add(parent)
        found.append(known[parent])
        parent = known[parent].parent
    return found[::-1]
