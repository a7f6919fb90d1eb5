"""People, accounts, the ledger and tokens, as programs read them and write to them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from earful.api.schemas import AccountName, Handle, Id, Line, Named, Person, Text
from earful.api.schemas_matters import Row

RoleName = Literal["owner", "lead", "agent", "viewer"]
Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9@.+_-]{1,150}$")]


class Workspace(Schema):
    """The brand."""

    id: int
    name: str
    time_zone: str


class Me(Schema):
    """Who you are here, and what you may do."""

    id: int
    username: str
    name: str
    role: RoleName
    workspace: Workspace
    may: list[str]


class Colleague(Person):
    """Somebody who works here."""

    role: RoleName
    is_active: bool
    teams: list[Named]


class Inviting(Schema):
    """A new colleague. `name` is what customers read."""

    username: Username
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    role: RoleName = "agent"
    email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+)?$")] = ""


class Invited(Schema):
    """`link` signs the new colleague in once; it is shown only here."""

    person: Colleague
    link: str


class RoleChange(Schema):
    """What they may do from now on."""

    role: RoleName


class Team(Named):
    """People who share a queue."""

    members: list[Person]


class Hindrance(Schema):
    """A setting on the network that keeps messages from us: what it hides, and what lifting it does."""

    code: str
    words: str
    remedy: str


class Account(AccountName):
    """One of the brand's accounts and how listening goes: "good" only when a poll proves it."""

    avatar_url: str
    state: Literal["listening", "signed_out", "paused", "archive"]
    health: Literal["good", "late", "trouble", "off"]
    trouble: str
    trouble_since: datetime | None
    polled_at: datetime | None
    last_item_at: datetime | None
    signature: Literal["none", "initials", "name"]
    acknowledgement: str = Field(description="What whoever writes privately is told by itself, once; empty: nothing.")
    team: Named | None
    connected_at: datetime
    hindrances: list[Hindrance]


class Rate(Schema):
    """What the network said last of how much may be asked of it."""

    left: int
    limit: int | None
    fresh_at: datetime | None
    seen_at: datetime


class Compared(Schema):
    """The last look at the network's own list, and the next. `trouble`: why the last did not come to its end."""

    done_at: datetime | None
    since: datetime | None
    listed: int
    next_at: datetime
    trouble: str


class Listening(Schema):
    """How listening to an account goes. `reason` says why its health is what it is."""

    health: Literal["good", "late", "trouble", "off"]
    reason: Literal[
        "well",
        "off",
        "signed_out",
        "ended",
        "first",
        "unheard",
        "trouble",
        "passed_over",
        "uncalled",
        "quiet",
        "ending",
    ]
    polled_at: datetime | None
    asked_at: datetime | None
    last_item_at: datetime | None
    cursor_at: datetime | None
    checked_every_s: float
    quiet_since: datetime | None
    stream_since: datetime | None
    hinted_at: datetime | None
    ends_at: datetime | None
    renews: bool
    subscription: dict[str, Any] | None
    rate: Rate | None
    compared: Compared | None
    unheard: int


class Unheard(Schema):
    """Something a look found on a network and missing here. `fetched_at` is null if it was gone before."""

    id: int
    account: AccountName
    external_id: str
    said_at: datetime | None
    found_at: datetime
    fetched_at: datetime | None
    cause: Literal["passed_over", "nobody", "trouble", "signed_out", "paused"]
    cause_from: datetime | None
    cause_until: datetime | None
    passed_at: datetime | None
    words: str
    conversation_id: int | None


class UnheardRows(Schema):
    """How many there are in the last seven days, and the newest of them."""

    total: int
    rows: list[Unheard]


class LetThrough(Schema):
    """Which hindrance is to be lifted."""

    code: Line


class Signing(Schema):
    """How replies are signed."""

    signature: Literal["none", "initials", "name"]


class AutomaticMessage(Schema):
    """What is said by itself; empty for nothing."""

    text: Annotated[Text, Field(max_length=280)]


class Connecting(Schema):
    """A login, as the network's fields ask for it."""

    network: Line
    values: dict[Line, Annotated[Text, Field(max_length=2000)]] = {}


class NetworkField(Schema):
    """One thing a network asks for."""

    name: str
    label: str
    help: str
    secret: bool
    default: str
    required: bool
    advanced: bool


class Network(Schema):
    """A network that can be connected, step by step. `graphemes` and `octets` limit a reply.

    `signs_in_there`: people sign in on its own page, which begins on Earful's; a program needs an access token.
    """

    name: str
    label: str
    steps: list[str]
    fields: list[NetworkField]
    sends: bool
    pictures: int
    graphemes: int | None
    octets: int | None
    signs_in_there: bool


class CustomerName(Schema):
    """A person who writes."""

    id: int
    name: str
    handles: list[Handle]


class Joining(Schema):
    """Somebody said that two customers are one person; POST /joinings/{id}/part takes it back."""

    id: int
    merged_name: str
    by: Person
    at: datetime


class Customer(CustomerName):
    """A person with all they wrote about, latest first."""

    groups: list[Named]
    left_alone_at: datetime | None = Field(description="Since when they wish to be left alone; null: they do not.")
    left_alone_why: str
    conversations: list[Row]
    joinings: list[Joining]


class Wish(Schema):
    """Whether they wish to be left alone. `why`: what they said, or how it became known."""

    left_alone: bool
    why: Annotated[Text, Field(max_length=200)] = ""


class GroupName(Schema):
    """A group of customers; it begins with its first customer."""

    name: Annotated[Text, Field(min_length=1, max_length=60)]


class JoiningWith(Schema):
    """The customer who turns out to be the same person."""

    other_id: Id


class Joined(Schema):
    """The customer, and the joining that can be taken back."""

    customer: Customer
    joining_id: int


class Unreadable(Schema):
    """Something that arrived and could not be understood."""

    id: int
    account: AccountName
    external_id: str
    version: str
    arrived_at: datetime
    state: Literal["fresh", "placed", "unreadable"]
    trouble: str


class UnreadableWhole(Unreadable):
    """The same with what the network sent."""

    raw: Any


class UnreadableRows(Schema):
    """One page, newest first."""

    rows: list[Unreadable]
    next: str


class Token(Schema):
    """What lets a program act as you. `prefix` tells tokens apart."""

    id: int
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Issuing(Schema):
    """What the token is for."""

    name: Annotated[Text, Field(min_length=1, max_length=80)]


class Issued(Token):
    """`token` is shown this once and kept nowhere."""

    token: str
