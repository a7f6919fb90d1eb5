"""Writing: drafts, what they enclose, and whether they may leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Can, Length
from earful.channels.privately import wider
from earful.conversations import audience
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn, Way
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.queues import actions as queues
from earful.replies import facts, guard, pictures, signing, tuning
from earful.replies import queries as drafts
from earful.replies.assisting import asks
from earful.replies.assisting.rulings import judged
from earful.replies.models import Draft, Enclosure
from earful.staff.models import Agent

STAYS = gettext_noop(
    "What you wrote is for fewer people and stays so. Send it or discard it first, then answer where more can read it."
)
ON_PAGE = Can(graphemes=10_000)  # what a private page takes: words


@one_transaction
def save(
    conversation: Conversation,
    agent: Agent,
    text: str,
    answers: Turn | None = None,
    holds_until: datetime | None = None,
    readers: str = "",
) -> Draft:
    """Keep what an agent has written so far. Whoever begins to write where nobody is in charge has it for now.

    `holds_until`: it is a holding reply, whose writer comes back by then. The guard rules on the time. `readers`: who the
    writer was told would read it; the words are for no more than that until `open_to` says otherwise.
    """
    queues.writes(conversation, agent, words=bool(text.strip()))
    return write_down(conversation, agent, text, answers, holds_until, readers)


@one_transaction
def write_down(
    conversation: Conversation,
    agent: Agent,
    text: str,
    answers: Turn | None,
    holds_until: datetime | None = None,
    readers: str = "",
) -> Draft:
    """Keep it without a claim: it is about to leave, and then the conversation is theirs."""
    before = drafts.audience(conversation, agent)
    readers = readers or audience.of_answer(before.way, answers or conversations.answerable(conversation), conversation)
    draft = Draft(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        agent=agent,
        text=text[:100_000],
        answers=answers,
        holds_until=holds_until,
        way=before.way,
        readers=before.narrowed(readers),
        saved_at=clock.now(),
    )
    (draft,) = Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["conversation", "agent"],
        update_fields=["text", "answers", "holds_until", "readers", "saved_at"],
    )
    return draft


@one_transaction
def open_to(conversation: Conversation, agent: Agent, chosen: str, answers: Turn | None) -> Draft:
    """A person chooses how their answer goes, and so who reads it. What was written for few is never opened to more.

    `chosen`: conversations.models.Way, or "" for the way on which the customer wrote. Raises CannotDo.
    """
    draft = drafts.draft(conversation, agent) or save(conversation, agent, "")
    answers = answers or draft.answers or conversations.answerable(conversation)
    readers = audience.of_answer(chosen, answers, conversation)
    if draft.text.strip() and wider(readers, draft.readers):
        raise CannotDo(STAYS)
    draft.way, draft.answers, draft.readers = chosen, answers, readers
    draft.saved_at = clock.now()
    draft.save(update_fields=["way", "readers", "answers", "saved_at"])
    return draft


def keep_way(draft: Draft, way: str) -> None:
    """Words that were to go by a way of their own still are, when they come back among others."""
    if way and not draft.way:
        draft.way = way
        draft.save(update_fields=["way"])


@one_transaction
def add(draft: Draft, words: str) -> Draft:
    """Words below what stands in a draft, once; for the same readers."""
    if words not in draft.text:
        draft.text = "\n\n".join(filter(None, (draft.text.strip(), words)))
        draft.save(update_fields=["text"])
    return draft


@one_transaction
def bring(draft: Draft, conversation: Conversation) -> Draft:
    """A draft of a conversation that was merged goes where that went, before whatever its agent wrote there."""
    if draft.conversation_id == conversation.pk:
        draft.conversation = conversation  # as it stands now
        return draft
    there = Draft.objects.select_for_update().filter(conversation=conversation, agent=draft.agent).first()
    text = "\n\n".join(filter(None, (draft.text.strip(), there.text.strip() if there else "")))
    moved = save(conversation, draft.agent, text, draft.answers, draft.holds_until, draft.readers)
    keep_way(moved, draft.way)
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
    answers = draft.answers or conversations.answerable(draft.conversation)
    text, signature = _signed(draft)
    paged = audience.way(draft.way, answers, draft.conversation) == Way.PAGE
    length = measured(text, account, answers, paged=paged)
    tuned = tuning.tuned(draft.workspace_id)
    assisted, unread = judged(asks.helps(draft.conversation_id, draft.agent_id), draft.text)
    letter = guard.Letter(
        text=draft.text,
        signature=signature,
        length=length,
        can=ON_PAGE if paged else registry.get(account.network).allows(account.settings),
        widened=wider(audience.of_answer(draft.way, answers, draft.conversation), draft.readers),
        alts=instead.alts if instead else _alts(drafts.enclosures(draft) if enclosed is None else enclosed),
        news=news,
        account_state="" if paged else account.state,
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


def _signed(draft: Draft) -> tuple[str, str]:
    """The text as it leaves, and what was added to it."""
    own, signature = draft.text.strip(), signing.addition(draft.text, draft.conversation.account, draft.agent)
    return f"{own} {signature}" if signature else own, signature


def _alts(enclosed: Sequence[Enclosure]) -> tuple[str, ...]:
    return tuple(enclosure.alt for enclosure in enclosed)


def measured(text: str, account: Account, answers: Turn | None, *, paged: bool) -> Length:
    """How long a text is where it goes."""
    if paged:
        return Length(len(text), ON_PAGE.graphemes, "characters")
    return registry.get(account.network).measure(text, account.settings, answers.item.raw if answers else None)


def _holds_for(draft: Draft) -> int | None:
    """For how many seconds from now a holding reply asks for patience; None for an answer."""
    return int((draft.holds_until - clock.now()).total_seconds()) if draft.holds_until else None
