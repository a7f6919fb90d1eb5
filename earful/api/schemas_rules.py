"""Rules of the house: when, if, then."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StrictBool, StrictInt

from earful.api.schemas import Person, Text
from earful.house_rules.rules import When

Value = StrictBool | StrictInt | Annotated[Text, Field(max_length=2000)] | Annotated[list[Text], Field(max_length=100)]


class RuleCondition(Schema):
    """One thing that must hold, or must not (`negated`).

    By `what`: account, group, topic, hours (an id); network, kind, language, tag (a word); where ("public", "private");
    urgency (1 or 2, at least); words (a list, any of them, whole words); waits (minutes, longer); nobody, needs (true).
    """

    what: Literal[
        "account", "network", "where", "kind", "language", "urgency", "words", "group", "tag", "topic", "waits", "hours", "nobody", "needs",
    ]  # fmt: skip
    value: Value
    negated: bool = False


class RuleAct(Schema):
    """One thing that is done. None of them speaks to a customer.

    By `what`: tag, untag (a word), give, tell (a person's id), team (its id), urgency (0 to 2), note (words), end
    ("not_needed" or "spam"). `words`: what is told, or why it may end.
    """

    what: Literal["tag", "untag", "give", "team", "urgency", "note", "tell", "end"]
    value: Value
    words: Annotated[Text, Field(max_length=300)] = ""


class RuleSays(Schema):
    """What a rule says."""

    name: Annotated[Text, Field(max_length=80)]
    when: When
    conditions: Annotated[list[RuleCondition], Field(max_length=20)] = []
    acts: Annotated[list[RuleAct], Field(min_length=1, max_length=8)]


class HouseRule(RuleSays):
    """A rule as it stands. `on_since`: null while it is off. `broken`: why it cannot work, in sentences.

    `number`: of its edition, one more with each change. Figures are of the last 30 days.
    """

    id: int
    number: int
    on_since: datetime | None
    broken: list[str]
    fired: int
    stumbled: int
    trouble: str


class RuleTrial(Schema):
    """A dry run: of the times this happened, how often it would have fired; and in how many conversations with effect.

    `cut`: there was more than was looked at. `seen`: what switches this very edition on, for an hour.
    """

    looked: int
    fired: int
    changing: int
    cut: bool
    since: datetime
    conversations: list[int]
    seen: str


class RuleSeen(Schema):
    """With the `seen` of a trial."""

    seen: Annotated[Text, Field(max_length=500)]


class RuleOutcome(Schema):
    """One act, and why it was left alone, if it was."""

    what: str
    left: str


class RuleFiring(Schema):
    """One time that a rule did something, or stumbled."""

    id: int
    number: int
    conversation_id: int
    turn_id: int
    at: datetime
    did: list[RuleOutcome]
    trouble: str
    undone_at: datetime | None
    undone_by: Person | None


class RuleTakenBack(Schema):
    """How many things were taken back, and how many stay because they were changed since."""

    back: int
    stays: int
