"""Putting what was said in its place: new turns, changed ones, and those that their authors took back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from earful.channels.contract import Change, Inbound, Reach, Readers
from earful.conversations import away, levels, placing
from earful.conversations.around import Around, own_post, short
from earful.conversations.history import What
from earful.conversations.links import asks as looks
from earful.conversations.models import Conversation, Outcome, Turn
from earful.conversations.standing import set_aside
from earful.conversations.writing import Pages
from earful.customers import actions as customers
from earful.customers.models import Handle
from earful.intake.models import Item
from earful.kit import clock
from earful.kit.ready import Ready
from earful.kit.transaction import one_transaction
from earful.triage.rules import Assessment

LARGEST = 2**63 - 1
MOST_BELOW = 200  # answers that are judged again when what they answer comes


@dataclass(frozen=True, slots=True)
class Saying:
    """An item that was read and judged, about to be placed."""

    item: Item
    inbound: Inbound
    assessment: Assessment
    by: int | None = None  # who, at the desk, changed or deleted these words of ours


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something ended up. `fresh`: it was not there before; `below`: items of what answers it and came first."""

    conversation: Conversation
    turn: Turn
    fresh: bool
    below: tuple[int, ...] = ()


def place(item: Item, inbound: Inbound, assessment: Assessment) -> Placed | None:
    """Bring a conversation up to date with one item; see `place_all`."""
    return place_all([Saying(item, inbound, assessment)])[0]


_emptied = Ready(lambda ids: Item.objects.filter(pk__any=ids, emptied_at__isnull=False).values_list("pk", flat=True))


@one_transaction
def place_all(sayings: Sequence[Saying]) -> list[Placed | None]:
    """Bring conversations up to date with items of one account, in their order; placing again changes nothing.

    Whoever calls it sets the clocks of the conversations it returns in the same transaction, so it marks none of them as
    stirred. An older version that comes late is left alone. None: a removal of something we never had, an older version, or
    something whose removal was placed first.
    """
    account = sayings[0].item.account
    around = Around(account, [saying.inbound for saying in sayings])
    items = [saying.item.pk for saying in sayings]
    gone = set(_emptied(items))
    seen = ((s.inbound.author, s.item.arrived_at) for s in sayings if s.inbound.change is not Change.REMOVED)
    writers = [(author, at) for author, at in seen if author is not None and author.external_id != account.external_id]
    met = customers.meet_all(account.workspace_id, account.network, writers)
    bench = _Placing(around, met, gone)
    placed = [bench.put(saying) for saying in sayings]
    bench.pages.settle()
    return placed


class _Placing:
    """One placement of several things."""

    def __init__(self, around: Around, met: Mapping[str, Handle], gone: set[int]) -> None:
        self.around, self.met, self.gone = around, met, gone
        self.pages = Pages(around)

    def put(self, saying: Saying) -> Placed | None:
        """One thing in its place; what follows for its conversation is found when the pages are settled."""
        item, inbound = saying.item, saying.inbound
        turn = self.around.turn(inbound.external_id)
        if turn is not None and _older(saying, turn):
            return None
        if inbound.change is Change.REMOVED:
            return None if turn is None else self._remove(turn, saying)
        fresh = turn is None
        below: tuple[int, ...] = ()
        if turn is None:
            if item.pk in self.gone:  # emptied meanwhile; the lock makes this certain
                return None
            below = self._judged_without(inbound)
            turn = self._begin(item, inbound)
        edited = not fresh and turn.item_id != item.pk and (turn.text != inbound.text or saying.by is not None)
        self._stand(turn, saying, edited=edited)
        if (fresh or edited) and not turn.ours:
            away.lift(turn.conversation, "customer")
        if fresh:
            self.pages.add(turn)
        else:
            self.pages.change(turn)
        return Placed(turn.conversation, turn, fresh, below)

    def _begin(self, item: Item, inbound: Inbound) -> Turn:
        home = placing.matter(self.around, inbound)
        conversation = home.conversation or self._open(inbound)
        if home.others:
            self.pages.settle()
        for other in home.others:
            self.around.gather(conversation, other)
        while conversation.merged_into_id is not None:
            conversation = self.around.conversation(conversation.merged_into_id)
        return Turn(
            pk=self.around.number_of_turn(),
            workspace_id=item.workspace_id,
            account_id=item.account_id,
            conversation=conversation,
            external_id=item.external_id,
            waits_below=home.waits_below,
            item=item,
        )

    def _open(self, inbound: Inbound) -> Conversation:
        account = self.around.account
        conversation = Conversation(
            pk=self.around.number_of_conversation(),
            workspace_id=account.workspace_id,
            account=account,
            team_id=account.team_id,
            anchor=short(inbound.external_id),
            private=inbound.reach is Reach.PRIVATE,
            stirred=False,
            created_at=clock.now(),
        )
        self.pages.open(conversation)
        return conversation

    def _judged_without(self, inbound: Inbound) -> tuple[int, ...]:
        """Items of customers that answer what is only now placed, and were judged without it."""
        account, name = self.around.account, short(inbound.external_id)
        if own_post(account, inbound):
            answers = Turn.objects.filter(account=account, parent_external_id=name, ours=False).order_by("id")
            found = answers.filter(removed_at=None, judged_by=None).values_list("item_id", flat=True)
            return tuple(found[:MOST_BELOW])
        waiting = (t for t in self.around.below(name) if t.parent_external_id == name and not self.pages.is_new(t))
        kept = [t.item_id for t in waiting if not t.ours and t.removed_at is None and t.judged_by_id is None]
        return tuple(sorted(kept)[:MOST_BELOW])

    def _stand(self, turn: Turn, saying: Saying, *, edited: bool) -> None:
        account, item, inbound = self.around.account, saying.item, saying.inbound
        turn.ours = inbound.author is not None and inbound.author.external_id == account.external_id
        if inbound.author is not None and not turn.ours:
            turn.author = self.met[inbound.author.external_id]
        if edited:
            turn.edited_at = item.arrived_at
            self.pages.note(turn.conversation, What.EDITED, saying.by, turn=turn.pk, ours=turn.ours)
        turn.item, turn.why, turn.text, turn.url = item, inbound.why, inbound.text, inbound.url
        turn.parent_external_id = short(inbound.parent_id)
        turn.version_at, turn.held = inbound.version_at, inbound.held
        turn.warning, turn.emptied_at = inbound.warning, None
        turn.readers = inbound.readers or (Readers.NAMED if inbound.reach is Reach.PRIVATE else "")
        turn.said_at, turn.order, turn.removed_at = inbound.said_at, max(-LARGEST, min(inbound.order, LARGEST)), None
        turn.links = [list(link) for link in inbound.links]
        turn.pictures = [{"url": p.url, "alt": p.alt, "width": p.width, "height": p.height} for p in inbound.pictures]
        judged = saying.assessment
        turn.language = judged.language
        turn.kind = judged.kind if turn.kind_by_id is None else turn.kind
        turn.urgency = levels.judged(judged) if turn.urgency_by_id is None else turn.urgency
        if not turn.ours:
            _judge(turn, judged, edited=edited)

    def _remove(self, turn: Turn, saying: Saying) -> Placed:
        """Its content goes, the trace stays."""
        item, inbound = saying.item, saying.inbound
        if turn.removed_at is None:
            self.pages.note(turn.conversation, What.REMOVED, saying.by, turn=turn.pk, ours=turn.ours)
        turn.item, turn.removed_at = item, inbound.said_at
        turn.version_at = turn.version_at and max(turn.version_at, inbound.said_at)
        looks.forget(turn.workspace_id, [turn])
        turn.text, turn.warning, turn.links, turn.pictures = "", "", [], []
        if turn.needs_answer and not turn.outcome:
            turn.outcome, turn.outcome_reason, turn.outcome_at = Outcome.REMOVED, "rule:removed", inbound.said_at
        self.pages.remove(turn)
        return Placed(turn.conversation, turn, fresh=False)


def _older(saying: Saying, turn: Turn) -> bool:
    """Whether something newer stands there already: by the network's word, else by which of the two came first."""
    stands, comes = turn.version_at, saying.inbound.version_at
    if stands is not None and comes is not None and stands != comes:
        return comes < stands
    return turn.item_id > saying.item.pk


def _judge(turn: Turn, assessment: Assessment, *, edited: bool) -> None:
    """What triage says about needing an answer, unless a person has spoken."""
    if turn.judged_by_id is not None:
        return
    turn.needs_answer = assessment.needs_answer
    turn.settles = assessment.settles and not assessment.needs_answer
    by_rule = turn.outcome_by_id is None and turn.outcome_reason.startswith("rule:")
    if turn.outcome and not by_rule and not (edited and set_aside(turn)):  # other words than a rule of the house ended
        return
    turn.outcome = turn.outcome_reason = ""
    turn.outcome_at = None
    if not assessment.needs_answer:
        turn.outcome = Outcome.SPAM if assessment.spam else Outcome.NOT_NEEDED
        turn.outcome_reason = f"rule:{assessment.reasons[0].code if assessment.reasons else assessment.version}"
        turn.outcome_at = turn.said_at
