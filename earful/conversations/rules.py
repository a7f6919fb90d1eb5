"""How a conversation stands, told from its turns alone. Pure: the same turns always give the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

PREVIEW = 160


@dataclass(frozen=True, slots=True)
class Voice:
    """What the rules need to know of one turn, in the order in which things were said."""

    id: int
    external_id: str
    parent: str
    author: int | None
    ours: bool
    said_at: datetime
    needs_answer: bool
    outcome: str
    urgency: int
    kind: str
    language: str
    text: str
    removed: bool
    order: int = 0
    manner: str = ""  # of ours: what it is when it is no answer
    holds_until: datetime | None = None
    settles: bool = False
    ended_at: datetime | None = None
    set_aside: bool = False  # it needed an answer, and a rule of the house ended it; our words answer it all the same


def in_order(voices: Sequence[Voice]) -> list[Voice]:
    """As they were said. What was said in one instant: what is answered before what answers it, then by name."""
    by_id = {v.external_id: v for v in voices}

    def depth(voice: Voice) -> int:
        steps, above = 0, by_id.get(voice.parent)
        while (
            above is not None and (above.said_at, above.order) == (voice.said_at, voice.order) and steps < len(voices)
        ):
            steps, above = steps + 1, by_id.get(above.parent)
        return steps

    return sorted(voices, key=lambda v: (v.said_at, v.order, depth(v), v.external_id))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the matter stands. `answered` are the turns that our words answer: (turn id, our turn id)."""

    status: str  # open | waiting | ended
    waiting_since: datetime | None
    last_at: datetime | None
    asker: int | None
    urgency: int
    kind: str
    language: str
    preview: str
    answered: tuple[tuple[int, int], ...]


def standing(voices: Sequence[Voice], ended_at: datetime | None, *, archived: bool = False) -> Standing:
    """How a conversation stands.

    `ended_at`: when a person closed it; a later word from a customer opens it again. `archived`: it comes from an
    imported archive, where nobody waits any more.
    """
    answered = answered_by_us(voices)
    done = {turn for turn, _ in answered}
    waiting = [
        v for v in voices if v.needs_answer and not v.outcome and not v.removed and v.id not in done and not archived
    ]
    theirs = [v for v in voices if not v.ours]
    main = next((v for v in theirs if v.needs_answer), theirs[0] if theirs else None)
    showing = waiting[-1] if waiting else next((v for v in reversed(theirs) if not v.removed), main)
    if waiting:
        status = "open"
    elif archived or ended_at is not None or not any(v.needs_answer and not v.set_aside for v in voices):
        status = "ended"
    else:
        status = "waiting"
    return Standing(
        status=status,
        waiting_since=min((v.said_at for v in waiting), default=None),
        last_at=max((v.said_at for v in voices), default=None),
        asker=main.author if main else None,
        urgency=max((v.urgency for v in waiting), default=0),
        kind=main.kind if main else "",
        language=main.language if main else "",
        preview=shortened(showing.text) if showing else (shortened(voices[-1].text) if voices else ""),
        answered=answered,
    )


def answered_by_us(voices: Sequence[Voice]) -> tuple[tuple[int, int], ...]:
    """Which waiting turns our own turns answer.

    A holding reply and an automatic message answer nothing. An answer is given to a person: it answers everything its addressee said before it in this conversation, and
    nobody else's question. The addressee is the author of the turn we replied to; if that turn is ours or unknown,
    the author of the nearest earlier customer turn.
    """
    by_id = {v.external_id: v for v in voices}
    found: dict[int, int] = {}
    for place, ours in enumerate(voices):
        if not ours.ours or ours.removed or ours.manner:
            continue
        before = voices[:place]
        addressee = _addressee(ours, before, by_id)
        for voice in before:
            unanswered = not voice.outcome or voice.set_aside
            waits = voice.needs_answer and unanswered and not voice.ours and not voice.removed
            if waits and voice.author == addressee and voice.id not in found:
                found[voice.id] = ours.id
    return tuple(sorted(found.items()))


def _addressee(ours: Voice, before: Sequence[Voice], by_id: dict[str, Voice]) -> int | None:
    parent = by_id.get(ours.parent)
    for _ in before:  # bounded: a hostile thread may answer itself in a circle
        if parent is None or not parent.ours:
            break
        parent = by_id.get(parent.parent)
    if parent is not None and not parent.ours:
        return parent.author
    return next((v.author for v in reversed(before) if not v.ours), None)


def waits_longer(before: datetime | None, now: datetime | None) -> bool:
    """Whether somebody is seen to wait who was not, or since longer ago than was known."""
    return now is not None and (before is None or now < before)


def shortened(text: str) -> str:
    """The first meaningful words: leading @handles and reply marks are dropped."""
    words = text.split()
    while words and (words[0].startswith("@") or words[0].lower() in {"re:", "aw:", "fwd:", ".@"}):
        words = words[1:]
    line = " ".join(words or text.split())
    return line if len(line) <= PREVIEW else line[: PREVIEW - 1].rsplit(" ", 1)[0] + "…"


def pressing(warn_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """How a promise stands: empty while there is time, "soon" when most of it has passed, "late" after it."""
    if due_at is None:
        return ""
    return "late" if due_at <= now else "soon" if warn_at is not None and warn_at <= now else ""
