"""What people asked the assistant for: asked, given, taken into a draft, read, and gone with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.ready import Ready
from earful.kit.transaction import alone, one_transaction
from earful.replies.assisting import settings, words
from earful.replies.assisting.rulings import Help
from earful.replies.models import Assist, Assistance
from earful.staff.models import Agent

State, What = Assist.State, Assist.What
WRITES = (What.DRAFT, What.SHORTEN, What.TO_THEIRS)  # what may go into a draft
HOUR, KEPT = timedelta(hours=1), timedelta(days=1)
SLACK = 45  # seconds beyond its patience after which nobody is asking any more
LONGEST = 10_000  # characters of a draft, or a word, that is asked about

_open = Ready(
    lambda conversation, agent: Assist.objects.filter(
        conversation=conversation, agent=agent, state=State.GIVEN, spent_at=None, what__in=WRITES
    ).order_by("-id")[:20]
)
_latest = Ready(
    lambda conversation, agent: (
        Assist.objects.filter(conversation=conversation, agent=agent)
        .exclude(state=State.GIVEN, text="")
        .select_related("turn", "conversation")
        .defer("turn__search")
        .order_by("-id")
    )
)


@one_transaction
def want(known: Assistance, agent: Agent, conversation: Conversation, ask: Assist) -> Assist:
    """Write a question down, if this person has not asked too often. Raises CannotAssist."""
    alone("assist", agent.pk)
    now = clock.now()
    if Assist.objects.filter(agent=agent, at__gt=now - HOUR).count() >= known.hourly:
        raise words.CannotAssist(words.used_up(known.hourly))
    ask.workspace_id, ask.conversation, ask.agent, ask.at = conversation.workspace_id, conversation, agent, now
    ask.asked, ask.model = ask.asked[:LONGEST], known.model
    ask.save()
    return ask


@one_transaction
def claim(assist_id: int) -> tuple[Assist, Assistance] | None:
    """Take a question to ask it. None: somebody has, it came too late, or assistance was switched off meanwhile."""
    rows = Assist.objects.select_for_update(of=("self",)).select_related("conversation__account", "agent", "turn")
    ask = rows.filter(pk=assist_id, state=State.WANTED).first()
    if ask is None:
        return None
    known = settings.listening(ask.workspace_id)
    late = known is not None and stale(ask, known.patience)
    if known is None or late:
        Assist.objects.filter(pk=ask.pk).update(state=State.FAILED, failed=words.STALE if late else words.OFF)
        return None
    Assist.objects.filter(pk=ask.pk).update(state=State.ASKED)
    return ask, known


@one_transaction
def record(ask: Assist, text: str, gaps: int, sources: Sequence[int], took_ms: int) -> None:
    """It answered; what was removed meanwhile stays removed."""
    given = {"text": text, "gaps": gaps, "sources": list(sources), "took_ms": took_ms}
    Assist.objects.filter(pk=ask.pk, state=State.ASKED).update(state=State.GIVEN, **given)


@one_transaction
def record_failed(ask: Assist, failed: str, status: int = 0) -> None:
    """It did not."""
    Assist.objects.filter(pk=ask.pk, state=State.ASKED).update(state=State.FAILED, failed=failed, status=status)


def stale(ask: Assist, patience: int) -> bool:
    """Whether whoever asked, or was to ask, is gone."""
    return ask.state in {State.WANTED, State.ASKED} and ask.at < clock.now() - timedelta(seconds=patience + SLACK)


def one(agent: Agent, assist_id: int) -> Assist | None:
    """Something this very person asked for."""
    rows = Assist.objects.select_related("turn", "conversation").defer("turn__search")
    return rows.filter(workspace_id=agent.workspace_id, agent=agent, pk=assist_id).first()


def latest(conversation: Conversation, agent: Agent) -> Assist | None:
    """What they asked for last here, while its words are kept."""
    return _latest.first(conversation.pk, agent.pk)


def helps(conversation_id: int, agent_id: int) -> list[Help]:
    """What the assistant gave for a draft that has not left."""
    return [
        Help(row.text, row.asked, row.beside, row.taken_at is not None, row.read_at is not None)
        for row in _open(conversation_id, agent_id)
        if row.text
    ]


@one_transaction
def take(ask: Assist, beside: str) -> bool:
    """Its words go into the draft, in which this stands; False if they are no words for a customer."""
    fit = Assist.objects.filter(pk=ask.pk, state=State.GIVEN, what__in=WRITES).exclude(text="")
    return bool(fit.update(taken_at=clock.now(), beside=beside[:100_000], read_at=None, spent_at=None))


@one_transaction
def read(conversation_id: int, agent: Agent) -> int:
    """The person says that they have read what the assistant wrote for this draft."""
    rows = Assist.objects.filter(conversation=conversation_id, agent=agent, spent_at=None, state=State.GIVEN)
    return rows.filter(read_at=None).update(read_at=clock.now())


@one_transaction
def spend(conversation_id: int, agent_id: int, at: datetime) -> None:
    """The draft left, or was thrown away, and what the assistant gave for it with it."""
    Assist.objects.filter(conversation=conversation_id, agent=agent_id, spent_at=None).update(spent_at=at)


@one_transaction
def reopen(conversation_id: int, agent_id: int, at: datetime, there: int) -> None:
    """The draft that left at this moment is a draft again."""
    gone = Assist.objects.filter(conversation=conversation_id, agent=agent_id, spent_at=at)
    gone.update(spent_at=None, conversation=there)


@one_transaction
def bring(conversation_id: int, agent_id: int, there: int) -> None:
    """The draft went to another conversation."""
    Assist.objects.filter(conversation=conversation_id, agent=agent_id, spent_at=None).update(conversation=there)


@one_transaction
def forget(conversation_ids: Sequence[int]) -> None:
    """The time to keep these words is over."""
    Assist.objects.filter(conversation__in=conversation_ids).update(text="", asked="", beside="")


@one_transaction
def tidy() -> None:
    """Words are kept for a day; that somebody asked stays. What nobody is asking any more is said to be so."""
    now = clock.now()
    old = Assist.objects.filter(at__lt=now - KEPT)
    old.exclude(text="", asked="").update(text="", asked="", beside="")
    left = Assist.objects.filter(at__gt=now - KEPT, at__lt=now - timedelta(seconds=settings.LONGEST + SLACK))
    left.filter(state__in=[State.WANTED, State.ASKED]).update(state=State.FAILED, failed=words.STALE)


def about(turn: Turn | None) -> bool:
    """Whether what an answer is about still stands."""
    return turn is None or (turn.removed_at is None and turn.emptied_at is None)
