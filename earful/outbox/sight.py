"""What a page has shown of a conversation, and what came since: the stop before an answer nobody meant to give.

A page carries a mark of what stood there when it was made: every turn as it read, every answer on its way or sent, the
last joining or parting, and an ending. The mark is signed for one person, so nobody has seen what was never shown to
them; one that is missing, made up or too old counts as having seen nothing.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from earful.channels.contract import Why
from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Manner, Turn
from earful.kit import clock
from earful.kit.ready import Ready
from earful.outbox import queries
from earful.outbox.models import Dispatch
from earful.outbox.rules import bare
from earful.replies.guard import News
from earful.staff.models import Agent

GOOD_FOR = timedelta(hours=12)
MOVES = {What.MERGED: "joined", What.SPLIT: "parted", What.UNDONE: "parted"}
State = Dispatch.State
GONE = {State.FAILED, State.UNDONE}  # these do not stand on the network and will not


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody has seen.

    `turns`: how each read; `answers`: dispatches on their way or sent; `moved`: the last line of history about joining
    or parting; `ended`: when a person ended it; `holder`: who has it, if they were asked about that.
    """

    conversation: int
    turns: Mapping[int, int] = field(default_factory=dict)
    answers: frozenset[int] = frozenset()
    moved: int = 0
    ended: str = ""
    holder: int = 0

    def packed(self) -> dict[str, Any]:
        """As it is written down."""
        turns = [[pk, reads] for pk, reads in sorted(self.turns.items())]
        return {
            "c": self.conversation,
            "t": turns,
            "d": sorted(self.answers),
            "m": self.moved,
            "e": self.ended,
            "h": self.holder,
        }

    def mark(self, agent: Agent) -> str:
        """As a page of this person carries it."""
        return signing.dumps(self.packed(), salt=_salt(agent), compress=True)


def unpacked(packed: Mapping[str, Any]) -> Sight:
    """Read what `packed` wrote."""
    turns = {int(pk): int(reads) for pk, reads in packed.get("t", ())}
    answers = frozenset(packed.get("d", ()))
    return Sight(packed.get("c", 0), turns, answers, packed.get("m", 0), packed.get("e", ""), packed.get("h", 0))


def read(mark: str, agent: Agent) -> Sight | None:
    """The mark of a page of this person; None when it is no such thing, or too old."""
    try:
        return unpacked(signing.loads(mark, salt=_salt(agent), max_age=GOOD_FOR)) if mark else None
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def _salt(agent: Agent) -> str:
    return f"earful.seen.{agent.pk}"


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation as it stands, as far as it matters to somebody who is about to answer."""

    conversation: Conversation
    turns: Sequence[Turn]
    dispatches: Sequence[Dispatch]
    events: Sequence[Event]

    def sight(self) -> Sight:
        """What somebody has seen to whom all of it was shown."""
        return Sight(
            conversation=self.conversation.pk,
            turns={turn.pk: _reads(turn) for turn in self.turns if turn.why != Why.CONTEXT},
            answers=frozenset(one.pk for one in self.dispatches if one.state not in GONE),
            moved=max((event.pk for event in _moves(self.events)), default=0),
            ended=_ended(self.conversation),
        )

    def confirming(self, agent: Agent) -> str:
        """The mark of somebody who was asked: all of this was shown to them, and who has it."""
        return replace(self.sight(), holder=self.conversation.assignee_id or 0).mark(agent)

    def since(self, seen: Sight | None, agent: Agent, *, besides: int = 0) -> tuple[News, ...]:
        """What somebody has not seen, in the order in which it came. `besides`: an answer of theirs that is no news."""
        blind, seen = seen is None, seen or Sight(self.conversation.pk)
        found = [*self._answers(seen, agent, besides), *self.turned(seen), *self._moved(seen, agent)]
        found += self._ending(seen, agent)
        news = [one for _at, one in sorted(found, key=lambda dated: dated[0])]
        if blind:
            news = [News("unseen"), *news]
        return (*news, *self._taken(seen, agent))

    def _answers(self, seen: Sight, agent: Agent, besides: int) -> list[tuple[datetime, News]]:
        people = [one for one in self.dispatches if one.manner != Manner.ROBOT]  # what is sent by itself is no news
        new = [one for one in people if one.state not in GONE and one.pk not in seen.answers]
        return [_answer(one, agent) for one in new if one.pk != besides]

    def turned(self, seen: Sight) -> list[tuple[datetime, News]]:
        """What was said that they have not seen, or not as it reads now."""
        found = []
        for turn in self.turns:
            before = seen.turns.get(turn.pk)
            if turn.why == Why.CONTEXT or before == _reads(turn) or (before is None and turn.removed_at is not None):
                continue
            if not turn.ours:
                found.append(_said(turn, new=before is None))
            elif before is None and dispatched(turn, self.dispatches) is None:
                kind, who = ("colleague", turn.agent.name) if turn.agent else ("native", "")
                found.append((turn.said_at, News(kind, who, _since(turn.said_at), turn.text, turn.pk)))
        return found

    def _moved(self, seen: Sight, agent: Agent) -> list[tuple[datetime, News]]:
        new = [event for event in _moves(self.events) if event.pk > seen.moved]
        if not new and seen.conversation != self.conversation.pk:
            new = [event for event in self.events if event.what == What.MERGED][-1:]
        return [(e.at, News(MOVES[What(e.what)], _other(e.agent, agent, "Earful"), _since(e.at))) for e in new]

    def _ending(self, seen: Sight, agent: Agent) -> list[tuple[datetime, News]]:
        ended, by = self.conversation.ended_at, self.conversation.ended_by
        if ended is None or by is None or by.pk == agent.pk or seen.ended == _ended(self.conversation):
            return []
        return [(ended, News("ended", by.name, _since(ended)))]

    def _taken(self, seen: Sight, agent: Agent) -> list[News]:
        holder = self.conversation.assignee
        if holder is None or holder.pk in {agent.pk, seen.holder} or not holder.is_active:
            return []
        return [News("taken", holder.name)]


SEEN = (
    "text", "ours", "why", "removed_at", "edited_at", "said_at", "pictures", "external_id", "parent_external_id",
    "author", "agent",
)  # fmt: skip
_turns = Ready(
    lambda pk: (
        Turn.objects.filter(conversation=pk)
        .select_related("author", "agent")
        .only(*SEEN)
        .order_by("said_at", "order", "id")
    )
)
_moved = Ready(
    lambda pk: Event.objects.filter(conversation=pk, what__in=list(MOVES)).select_related("agent").order_by("id")
)


def scene(conversation: Conversation) -> Scene:
    """A conversation as it stands now; certain when its row is held."""
    return Scene(conversation, _turns(conversation.pk), queries.shown(conversation), _moved(conversation.pk))


def dispatched(turn: Turn, dispatches: Sequence[Dispatch]) -> Dispatch | None:
    """The dispatch whose echo a turn of ours is, also before anybody could record that it was sent.

    What stood there when a reply was written is not the echo of that reply, though it has the same words.
    """
    by_id = next((one for one in dispatches if one.external_id and one.external_id == turn.external_id), None)
    if by_id is not None:
        return by_id
    unproven = (one for one in dispatches if one.state in queries.UNPROVEN and bare(one.text) == bare(turn.text))
    below = (one for one in unproven if one.answers.external_id == turn.parent_external_id)
    return next((one for one in below if turn.pk not in unpacked(one.seen).turns), None)


def heard(
    conversation: Conversation, turns: Sequence[Turn], dispatches: Sequence[Dispatch], earlier: Sequence[Turn] = ()
) -> set[int]:
    """The dispatches whose words came back already, by number: here, or where somebody moved them.

    That is known before anybody could record that they were sent, and whoever was to record it may have died. What came
    into the conversation after its `turns` and those `earlier` were read does not count: nobody would see it.
    """
    here = {turn.external_id for turn in (*earlier, *turns)}
    sent = [one for one in dispatches if one.state == State.SENT]
    found = {one.pk for one in sent if one.external_id in here}
    if away := [one for one in sent if one.external_id not in here]:
        names, accounts = {one.external_id for one in away}, {one.account_id for one in away}
        stand = Turn.objects.filter(account__in=accounts, external_id__in=names).exclude(conversation=conversation)
        there = set(stand.values_list("account", "external_id"))
        found |= {one.pk for one in away if (one.account_id, one.external_id) in there}
    if any(one.state in queries.UNPROVEN for one in dispatches):
        echoes = (dispatched(turn, dispatches) for turn in turns if turn.ours)
        found |= {one.pk for one in echoes if one is not None}
    return found


def overtaken(dispatch: Dispatch) -> bool:
    """Whether someone has meanwhile answered in the network's own app, of which its agent cannot have known."""
    if not dispatch.seen:  # from before sights were written down
        return False
    now = scene(dispatch.conversation.merged_into or dispatch.conversation)
    return any(news.turn and news.kind in {"native", "colleague"} for _at, news in now.turned(unpacked(dispatch.seen)))


def _reads(turn: Turn) -> int:
    """How a turn reads, in a number."""
    pictures = "\0".join(str(picture.get("url", "")) for picture in turn.pictures)
    return zlib.crc32(f"{turn.removed_at is not None}\0{turn.text}\0{pictures}".encode("utf-8", "replace"))


def _moves(events: Sequence[Event]) -> list[Event]:
    """Joinings and partings, and what took them back."""
    made = {event.pk for event in events if event.what in {What.MERGED, What.SPLIT}}
    return [e for e in events if e.pk in made or (e.what == What.UNDONE and e.details.get("event") in made)]


def _ended(conversation: Conversation) -> str:
    return conversation.ended_at.isoformat() if conversation.ended_at and conversation.ended_by_id else ""


def _said(turn: Turn, *, new: bool) -> tuple[datetime, News]:
    at = turn.removed_at or (turn.said_at if new else turn.edited_at or turn.said_at)
    kind = "removed" if turn.removed_at else "customer" if new else "edited"
    return at, News(kind, turn.author.shown if turn.author else "", _since(at), turn.text, turn.pk)


def _answer(one: Dispatch, agent: Agent) -> tuple[datetime, News]:
    who = _other(one.agent, agent)
    at = one.settled_at or one.created_at
    match one.state:
        case State.HELD if not one.attempts:
            left = max(0, round((one.release_at - clock.now()).total_seconds()))
            return at, News("leaving", who, left, one.text, dispatch=one.pk)
        case State.HELD:
            kind = "retried"
        case State.CLAIMED:
            kind = "sending"
        case State.UNCERTAIN:
            kind = "uncertain"
        case _:
            kind = "colleague"
    return at, News(kind, who, _since(at), one.text, dispatch=one.pk)


def _other(who: Agent | None, agent: Agent, rule: str = "") -> str:
    """Whose doing it was; empty for one's own."""
    return rule if who is None else "" if who.pk == agent.pk else who.name


def _since(moment: datetime) -> int:
    return max(0, round((clock.now() - moment).total_seconds()))
