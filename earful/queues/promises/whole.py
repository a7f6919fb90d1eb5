"""Clocks that are told from a whole conversation: how long its solution takes, and what holding replies promised."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from earful.conversations import rules as talks
from earful.conversations import solving
from earful.conversations.models import Conversation, Turn
from earful.conversations.standing import NEEDED, voice
from earful.customers import queries as customers
from earful.queues.promises import calendars, rules, spells
from earful.queues.promises.clocks import Clock
from earful.queues.promises.telling import Told

State = Clock.State


def of_whole(workspace_id: int, ids: Sequence[int], known: calendars.Promised, now: datetime) -> Iterator[Told]:
    """Those of some conversations, as they should be."""
    rows = Turn.objects.filter(conversation__in=ids).only(*NEEDED, "workspace", "account")
    confirmed = dict(Conversation.objects.filter(pk__in=ids).values_list("pk", "confirmed_at")) if ids else {}
    by_solution = known.by_solution
    for pk, turns in groupby(rows.order_by("conversation", "said_at", "order", "id"), key=lambda t: t.conversation_id):
        talk = _Talk(workspace_id, pk, list(turns), confirmed.get(pk))
        if by_solution and (found := _solution(talk, known, now)):
            yield found
        yield from (_held(talk, turn, now) for turn in talk.turns if turn.holds_until is not None and turn.ours)


class _Talk:
    """One conversation, with who waited in it and until when."""

    def __init__(self, workspace_id: int, pk: int, turns: Sequence[Turn], confirmed_at: datetime | None = None) -> None:
        self.workspace_id, self.pk, self.turns = workspace_id, pk, turns
        said_by_us = {turn.said_at for turn in turns if turn.ours}
        self.voices = talks.in_order([voice(turn, said_by_us) for turn in turns])
        answered = dict(talks.answered_by_us(self.voices))
        self.waits = solving.waits(self.voices, answered)
        self.solved_at, _by_word = solving.solved(self.voices, answered, confirmed_at)

    def told(self, turn: int, what: rules.What, basis: Iterable[object]) -> Clock:
        """A clock without its times."""
        told_from = "|".join(str(piece) for piece in basis)
        return Clock(workspace_id=self.workspace_id, conversation_id=self.pk, turn_id=turn, what=what, basis=told_from)


def _solution(talk: _Talk, known: calendars.Promised, now: datetime) -> Told | None:
    waits = [wait for wait in talk.waits if wait.word.kind != "praise"]
    if not waits:
        return None
    first = next(turn for turn in talk.turns if turn.pk == waits[0].word.id)
    groups = customers.groups_of([first.author_id]).get(first.author_id or 0, frozenset()) if known.by_group else ()
    about = rules.About(first.account_id, first.kind, first.urgency, first.language, frozenset(groups))
    policy = rules.chosen(known.policies, about, rules.What.SOLVED, first.said_at)
    if policy is None:
        return None
    within = timedelta(minutes=policy.targets[rules.What.SOLVED])
    stood = [(wait.since, wait.until) for wait in waits]
    run = spells.run(stood, known.hours(policy), within, policy.warn, now)
    solved_at = talk.solved_at if talk.solved_at is not None and talk.solved_at <= now else None
    told = talk.told(first.pk, rules.What.SOLVED, [policy.id, policy.hours, *stood, solved_at])
    told.policy_id, told.started_at, told.warn_at, told.due_at = policy.id, first.said_at, run.warn_at, run.due_at
    told.warned_at, told.breached_at = run.warned, run.breached
    told.state, told.ended_at = _end(waits, run, solved_at)
    return Told(told)


def _end(waits: Sequence[solving.Wait], run: spells.Run, solved_at: datetime | None) -> tuple[str, datetime | None]:
    if run.running:
        return State.RUNNING, None
    if not any(wait.answered for wait in waits):
        return State.DROPPED, max(wait.until for wait in waits if wait.until is not None)
    if solved_at is None:
        return State.PAUSED, None
    return State.LATE if run.breached else State.MET, solved_at


def _held(talk: _Talk, turn: Turn, now: datetime) -> Told:
    """Kept when an answer to whoever waited stood there in time; dropped when nobody waits for one any more."""
    said_at, due_at = turn.said_at, turn.holds_until or turn.said_at
    waited = [wait for wait in talk.waits if wait.since <= said_at and (wait.until is None or wait.until > said_at)]
    answered = min((wait.until for wait in waited if wait.answered and wait.until), default=None)
    over = not any(wait.until is None for wait in waited)
    last = max((wait.until for wait in waited if wait.until), default=said_at)
    told = talk.told(turn.pk, rules.What.HELD, [said_at, due_at, answered, over, turn.removed_at])
    told.started_at, told.due_at, told.warn_at = said_at, due_at, said_at + (due_at - said_at) * 3 / 4
    if answered is not None:
        told.state, told.ended_at = State.MET if answered <= due_at else State.LATE, answered
    elif over:
        told.state, told.ended_at = State.DROPPED, last
    times = rules.Times(told.warn_at, due_at, told.ended_at, told.state if told.ended_at else "")
    happened = dict(times.signs(now))
    told.warned_at, told.breached_at = happened.get(rules.Sign.WARNED), happened.get(rules.Sign.BREACHED)
    return Told(told)
