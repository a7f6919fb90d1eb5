"""Writing: drafts, what they enclose, and whether they may leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.channels import registry
from earful.channels.contract import Length
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.queues import actions as queues
from earful.replies import facts, guard, pictures, signing, tuning
from earful.replies import queries as drafts
from earful.replies.assisting import asks
from earful.replies.assisting.rulings import judged
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent


@one_transaction
def save(
    conversation: Conversation,
    agent: Agent,
    text: str,
    answers: Turn | None = None,
    holds_until: datetime | None = None,
) -> Draft:
    """Keep what an agent has written so far. Whoever begins to write where nobody is in charge has it for now.

    `holds_until`: it is a holding reply, whose writer comes back by then. The guard rules on the time.
    """
    queues.writes(conversation, agent, words=bool(text.strip()))
    return write_down(conversation, agent, text, answers, holds_until)


@one_transaction
def write_down(
    conversation: Conversation, agent: Agent, text: str, answers: Turn | None, holds_until: datetime | None = None
) -> Draft:
    """Keep it without a claim: it is about to leave, and then the conversation is theirs."""
    draft = Draft(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        agent=agent,
        text=text[:100_000],
        answers=answers,
        holds_until=holds_until,
        saved_at=clock.now(),
    )
    (draft,) = Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["conversation", "agent"],
        update_fields=["text", "answers", "holds_until", "saved_at"],
    )
    return draft


@one_transaction
def bring(draft: Draft, conversation: Conversation) -> Draft:
    """A draft of a conversation that was merged goes where that went, before whatever its agent wrote there."""
    if draft.conversation_id == conversation.pk:
        draft.conversation = conversation  # as it stands now
        return draft
    there = Draft.objects.select_for_update().filter(conversation=conversation, agent=draft.agent).first()
    text = "\n\n".join(filter(None, (draft.text.strip(), there.text.strip() if there else "")))
    moved = save(conversation, draft.agent, text, draft.answers, draft.holds_until)
    draft.enclosures.update(draft=moved)
    asks.bring(draft.conversation_id, draft.agent_id, conversation.pk)
    draft.taken.update(draft=moved)
    draft.delete()
    return moved


@one_transaction
def discard(conversation: Conversation, agent: Agent) -> None:
    """Throw a draft away, with what was enclosed; what was only begun is nobody's again."""
    queues.let_go(conversation, agent)
    queues.rest(conversation, agent)
    asks.spend(conversation.pk, agent.pk, clock.now())
    Enclosure.objects.filter(draft__conversation=conversation, draft__agent=agent).delete()
    Draft.objects.filter(conversation=conversation, agent=agent).delete()


@one_transaction
def enclose(draft: Draft, content: bytes, alt: str) -> Enclosure:
    """Add a picture to a draft, made fit for its network. Raises pictures.Unfit."""
    account = draft.conversation.account
    can = registry.get(account.network).allows(account.settings)
    if draft.enclosures.count() >= can.pictures:
        raise pictures.Unfit(f"This network takes at most {can.pictures} pictures.")
    fitted = pictures.fit(content, can)
    return Enclosure.objects.create(
        workspace_id=draft.workspace_id,
        draft=draft,
        content=fitted.content,
        mime=fitted.mime,
        width=fitted.width,
        height=fitted.height,
        alt=alt.strip()[:2000],
        added_at=clock.now(),
    )


@one_transaction
def describe(enclosure: Enclosure, alt: str) -> None:
    """Say in words what a picture shows."""
    Enclosure.objects.filter(pk=enclosure.pk).update(alt=alt.strip()[:2000])


@one_transaction
def take_out(enclosure: Enclosure) -> None:
    """Remove a picture from a draft."""
    Enclosure.objects.filter(pk=enclosure.pk, draft__isnull=False).delete()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft as the guard sees it: the text as it would leave, its length there, and the rulings."""

    text: str
    length: Length
    rulings: tuple[guard.Ruling, ...]
    answers: Turn | None
    news: tuple[guard.News, ...] = ()
    seen: str = ""  # the mark that confirms exactly what is shown with this: send again with it
    assisted: bool = False  # the assistant helped to write it

    def clear(self) -> bool:
        """Whether it may leave."""
        return guard.clear(self.rulings)

    def refused(self) -> bool:
        """Whether it cannot leave however much one insists."""
        return guard.refused(self.rulings)


@dataclass(frozen=True, slots=True)
class Insisting:
    """Rulings that an agent has read and, for a reason in their own words, sets aside. Without a reason it is nothing."""

    codes: frozenset[str] = frozenset()
    reason: str = ""

    def valid(self) -> frozenset[str]:
        """The codes, if there is a reason."""
        return self.codes if self.reason.strip() else frozenset()


NO_INSISTING = Insisting()


@dataclass(frozen=True, slots=True)
class Instead:
    """An answer of ours that a text is to stand in place of, and what its pictures will show."""

    turn: int
    alts: tuple[str, ...] = ()


def review(
    draft: Draft,
    news: tuple[guard.News, ...] = (),
    seen: str = "",
    insisting: Insisting = NO_INSISTING,
    enclosed: Sequence[Enclosure] | None = None,
    instead: Instead | None = None,
) -> Reviewed:
    """Sign a draft and let the guard judge what leaves. `news`: what the agent's page had not shown; `seen`: its mark.

    `enclosed`: its pictures, when they do not hang on it any more. `instead`: it is judged as if what it replaces had
    never been said.
    """
    account = draft.conversation.account
    network = registry.get(account.network)
    answers = draft.answers or conversations.answerable(draft.conversation)
    own, signature = draft.text.strip(), signing.addition(draft.text, account, draft.agent)
    text = f"{own} {signature}" if signature else own
    length = network.measure(text, account.settings, answers.item.raw if answers else None)
    tuned = tuning.tuned(draft.workspace_id)
    assisted, unread = judged(asks.helps(draft.conversation_id, draft.agent_id), draft.text)
    letter = guard.Letter(
        text=draft.text,
        signature=signature,
        length=length,
        can=network.allows(account.settings),
        alts=instead.alts if instead else _alts(drafts.enclosures(draft) if enclosed is None else enclosed),
        news=news,
        account_state=account.state,
        removed=answers is not None and answers.removed_at is not None,
        moved=answers is not None and answers.conversation_id != draft.conversation_id,
        nothing_to_answer=answers is None,
        holds_for=_holds_for(draft),
        about=facts.about(draft, answers, (*tuned.ours, *signing.own_address()), instead.turn if instead else 0),
        strengths=tuned.strengths,
        assisted=assisted,
        unread=unread,
        insisted=insisting.valid(),
    )
    return Reviewed(text, length, guard.check(letter), answers, news, seen, assisted)


def _alts(enclosed: Sequence[Enclosure]) -> tuple[str, ...]:
    return tuple(enclosure.alt for enclosure in enclosed)


def _holds_for(draft: Draft) -> int | None:
    """For how many seconds from now a holding reply asks for patience; None for an answer."""
    return int((draft.holds_until - clock.now()).total_seconds()) if draft.holds_until else None
