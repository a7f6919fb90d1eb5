"""What became of our own answers after they left, as it stands below them, and what a person can do about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from earful.conversations.models import Conversation
from earful.kit.words import gettext_noop
from earful.outbox import amended, amending
from earful.outbox.models import Amendment, Dispatch
from earful.staff.models import Agent
from earful.web.desk.said import Said, said

State, What = Amendment.State, Amendment.What


@dataclass(frozen=True, slots=True)
class Line:
    """One change or deletion: how far it is, why, and what it said before. `mood`: done, moving or failed."""

    pk: int
    what: str
    mood: str
    words: str
    trouble: str
    why: str
    before: Said | None
    at: datetime
    droppable: bool


@dataclass(frozen=True, slots=True)
class After:
    """An answer that stands, or stood."""

    dispatch: int
    may_edit: bool
    may_delete: bool
    lines: Sequence[Line]
    edited: bool  # from here


def after(conversation: Conversation, dispatches: Sequence[Dispatch], agent: Agent) -> Mapping[str, After]:
    """By the names of the answers on their network."""
    left = [one for one in dispatches if one.state == Dispatch.State.SENT and one.external_id]
    if not left:
        return {}
    allowed, records = amending.can(conversation.account), amended.records(left)
    edits, deletes = (not amending.impossible(what, allowed) for what in (What.EDIT, What.DELETE))
    found = {}
    for one in left:
        rows = [row for row in records.get(one.pk, ()) if row.state != State.DROPPED]
        going = {row.what for row in rows if row.state in amended.OPEN}
        may = not amending.barred(agent, one) and bool(one.text) and What.DELETE not in going
        shown = [_line(row, may=may) for row in rows if row.state != State.FAILED or row is rows[-1]]
        edited = any(row.what == What.EDIT and row.state == State.DONE for row in rows)
        found[one.external_id] = After(one.pk, may and edits and not going, may and deletes, shown, edited)
    return found


def _line(row: Amendment, *, may: bool) -> Line:
    return Line(
        pk=row.pk,
        what=row.what,
        mood={State.DONE: "done", State.FAILED: "failed"}.get(State(row.state), "moving"),
        words=_words(row) % {"name": row.agent.name},
        trouble=_(row.trouble) if row.trouble else "",
        why=row.why,
        before=said(row.before, ()) if row.before and row.state == State.DONE else None,
        at=row.settled_at or row.created_at,
        droppable=may and row.state == State.WAITING and not row.attempts,
    )


WORDS = {
    (State.DONE, What.EDIT): gettext_noop("%(name)s edited this answer"),
    (State.DONE, What.DELETE): gettext_noop("%(name)s deleted this answer"),
    (State.FAILED, What.EDIT): gettext_noop("%(name)s wanted to edit this answer. It was not changed."),
    (State.FAILED, What.DELETE): gettext_noop("%(name)s wanted to delete this answer. It was not deleted."),
    (State.UNCERTAIN, What.EDIT): gettext_noop(
        "%(name)s edits this answer. Nobody knows yet whether that arrived; Earful is looking."
    ),
    (State.UNCERTAIN, What.DELETE): gettext_noop(
        "%(name)s deletes this answer. Nobody knows yet whether that arrived; Earful is looking."
    ),
}
MOVING = {
    What.EDIT: gettext_noop("%(name)s edits this answer"),
    What.DELETE: gettext_noop("%(name)s deletes this answer"),
}


def _words(row: Amendment) -> str:
    what = What(row.what)
    return _(WORDS.get((State(row.state), what), MOVING[what]))
