"""Conversations, as programs read them and write to them. Times are UTC."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import AccountName, Handle, Id, Line, Moment, Named, Person, Text
from earful.api.schemas_replies import Dispatch
from earful.conversations.models import Conversation
from earful.conversations.queries import DUE, VIEWS
from earful.conversations.views import PREFIX

View = Annotated[
    str,
    Field(
        pattern=f"^({'|'.join((*VIEWS, *DUE))}|{PREFIX}[0-9]{{1,15}})$", description="A view of the desk, or saved-ID."
    ),
]


class Counts(Schema):
    """How many conversations each view holds."""

    needs: int
    mine: int
    unassigned: int
    waiting: int
    snoozed: int
    all: int


class Matter(Schema):
    """What a conversation is now. `version` grows with every change."""

    id: int
    account: AccountName
    asker: Handle | None
    preview: str
    status: Literal["open", "waiting", "ended"]
    kind: str
    urgency: int = Field(description="0 ordinary, 1 soon, 2 may be urgent, 3 urgent.")
    language: str
    private: bool
    waiting_since: datetime | None
    due_at: datetime | None
    holds_until: datetime | None = Field(description="By when we said that we come back, while we have not.")
    solved_at: datetime | None = Field(description="Since when it is solved; to come: if nothing more is said.")
    solved_by_word: bool = Field(description="Its customer says that it is solved.")
    last_at: datetime | None
    turns_count: int
    assignee: Person | None
    team: Named | None
    tags: list[str]
    snoozed_until: datetime | None
    snoozed_why: str
    version: int


class Row(Matter):
    """One conversation in a list."""

    @staticmethod
    def resolve_tags(row: Conversation | Matter) -> list[str]:
        """Their names, sorted."""
        return row.tags if isinstance(row.tags, list) else sorted(tag.name for tag in row.tags.all())


class Rows(Schema):
    """One page; `next` is the mark of the following one, empty on the last."""

    rows: list[Row]
    next: str


class Reason(Schema):
    """Why triage thinks so: a code, the words that caused it, and how much it weighed (log-odds)."""

    code: str
    words: str = ""
    weight: float = 0.0


class Opinion(Schema):
    """What the language model that the workspace has connected says of it. It changes nothing; `why` is its own words."""

    model: str
    at: datetime
    needs_answer: bool
    kind: str
    urgency: int
    why: str
    took_ms: int


class AboutTopic(Schema):
    """A topic of a turn: by a person's word, or with the chance that triage gives it."""

    topic: Named
    p: float
    by: Person | None


class Verdict(Schema):
    """What triage made of a turn. Probabilities are 0 to 1; urgency is 0 normal, 1 soon, 2 urgent."""

    version: str
    needs_answer: bool
    needs_answer_p: float
    kind: str
    kinds_p: dict[str, float] = Field(description="How likely each kind is to be the main one.")
    kinds: list[str] = Field(description="All kinds that hold; the main one is `kind`.")
    mood: str = Field(description="negative, neutral, positive; empty if it was judged by its form alone.")
    mood_p: float
    urgency: int
    urgent_p: float
    causes: list[str] = Field(
        description="Why it is urgent: safety, vulnerable, stranded, money, legal, leaving, many, deadline, again."
    )
    severity: int = Field(
        description="Of a complaint: 1 an expectation was not met, 2 annoyed, 3 accuses or demands, 4 threatens or gives up."
    )
    about_p: float = Field(
        description="That it is about us, and not about somebody of the same name or another company."
    )
    solved_p: float = Field(description="That its author says it is settled.")
    tier: str = Field(description="rules: by its form alone; fast: at a glance; precise: read closely.")
    language: str
    language_p: float
    spam_p: float
    personal: list[str] = Field(description="Personal data in it: phone, mail, card, iban, order.")
    topics: list[AboutTopic] = Field(description="Up to three, likeliest first.")
    reasons: list[Reason]
    made_at: datetime
    opinion: Opinion | None = Field(description="A second opinion, where triage was unsure and one was given.")

    @staticmethod
    def resolve_personal(verdict: Any) -> list[str]:
        """Its sorts, as a list."""
        return _listed(verdict.personal)

    @staticmethod
    def resolve_kinds(verdict: Any) -> list[str]:
        """All kinds that hold, as a list."""
        return _listed(verdict.kinds)

    @staticmethod
    def resolve_causes(verdict: Any) -> list[str]:
        """The causes of its urgency, as a list."""
        return _listed(verdict.causes)


def _listed(words: Any) -> list[str]:
    return words.split() if isinstance(words, str) else words


class Picture(Schema):
    """A picture somebody posted."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


class FoundBy(Schema):
    """A listening query that fits a turn; `refused_by`: who said that the turn is not about us."""

    query: Named
    refused_by: Person | None


class Turn(Schema):
    """One thing that was said. `answers` is the turn it replies to, if that is part of this conversation."""

    id: int
    external_id: str
    url: str
    answers: int | None
    role: Literal["us", "asker", "customer", "unknown"]
    author: Handle | None
    agent: Person | None
    why: str
    readers: str = Field(description='Who reads it, where the network tells more apart; "" as the conversation.')
    text: str
    language: str
    links: list[list[str]]
    pictures: list[Picture]
    manner: Literal["", "holding", "robot"] = Field(description="Of words of ours: what they are, when no answer.")
    holds_until: datetime | None = Field(description="Of a holding reply: by when we said that we come back.")
    held: bool = Field(description="Its site shows it to nobody until it is let through.")
    settles: bool = Field(description="Its author says that it is settled.")
    said_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    kind: str
    urgency: int = Field(description="0 ordinary, 1 soon, 2 may be urgent, 3 urgent.")
    needs_answer: bool
    judged_by: Person | None
    kind_by: Person | None
    urgency_by: Person | None
    outcome: str
    outcome_reason: str
    outcome_by: Person | None
    outcome_at: datetime | None
    found_by: list[FoundBy] = Field(
        description="The listening queries it fits. It was found by them where `why` is found."
    )
    verdict: Verdict | None


class Above(Schema):
    """What the first turn answers when that is no part of the conversation: usually the brand's own post."""

    id: int
    url: str
    ours: bool
    author: Handle | None
    text: str
    said_at: datetime
    removed_at: datetime | None


class Note(Schema):
    """Words that only the team sees: a colleague's, or an expert's, then `agent` is who asked them.

    `expert`: the expert's id; `proposal`: they mean it as words for the customer.
    """

    id: int
    agent: Person
    expert: int | None = Field(None, alias="invitation_id")
    proposal: bool
    text: str
    at: datetime


class Event(Schema):
    """A line of history. `can_undo`: POST /events/{id}/undo takes it back."""

    id: int
    what: str
    agent: Person | None
    details: dict[str, Any]
    at: datetime
    undone_at: datetime | None
    can_undo: bool


class Whole(Matter):
    """A conversation with everything in it. Give `seen` back when you send, so that what came meanwhile is noticed."""

    ended_at: datetime | None
    ended_by: Person | None
    above: list[Above]
    turns: list[Turn]
    notes: list[Note]
    events: list[Event]
    dispatches: list[Dispatch]
    seen: str


class Done(Schema):
    """The conversation as it is now, and the event that can be undone, if there is one."""

    conversation: Row
    event_id: int | None = None


class Assigning(Schema):
    """To whom; null lays it back."""

    agent_id: Id | None


class Teaming(Schema):
    """To which team; null: everybody's."""

    team_id: Id | None


class Tagging(Schema):
    """A word."""

    name: Line


class Noting(Schema):
    """What only the team sees."""

    text: Text


class Ending(Schema):
    """How it ended; "not_needed" wants a reason, "handed_on" wants to know to whom."""

    outcome: Literal["answered", "peer", "thanked", "not_needed", "handed_on", "spam"]
    reason: Line = ""


class Snoozing(Schema):
    """Until when, and why. `turns_count`: how many turns you have read; there must be no newer ones."""

    until: Moment
    reason: Line
    turns_count: Id | None = None


class Merging(Schema):
    """The conversation that goes into this one."""

    other_id: Id


class Splitting(Schema):
    """The turn with which a matter of its own begins."""

    turn_id: Id


class Judging(Schema):
    """Whether a turn needs an answer; "no" wants a reason."""

    needs_answer: bool
    reason: Line = ""


class Correcting(Schema):
    """One of triage's questions, and what a person answers.

    needs: yes, no. kind: question, complaint, praise, suggestion, other. urgency: 0 normal, 1 soon, 2 urgent. mood: negative,
    neutral, positive. spam: yes, no.
    """

    question: Literal["needs", "kind", "urgency", "mood", "spam"]
    answer: Line
