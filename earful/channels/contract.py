"""What every network looks like to the rest of Earful.

An adapter fetches and sends; it knows neither Django nor the database. What it fetches are *parcels*: raw payloads,
stored in the ledger before anything understands them. `Network.read` turns one into an `Inbound` later: purely.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:  # the values of this file are used by pure rules, which may not reach the wire
    from earful.kit.transport import Transport

Json = Mapping[str, Any]


class Change(StrEnum):
    """What a parcel says happened to the thing it names."""

    SAID = "said"
    EDITED = "edited"
    REMOVED = "removed"


class Why(StrEnum):
    """Why this came to us; triage weighs it."""

    MENTION = "mention"  # named us
    REPLY = "reply"  # answered something of ours
    QUOTE = "quote"  # quoted us
    MESSAGE = "message"  # wrote to us privately
    OWN = "own"  # the brand's own words, ours or from the native app
    FOUND = "found"  # speaks of us and not to us: a listening query found it, and nobody asked for our answer
    CONTEXT = "context"  # stands in a thread that concerns us
    AUTOMATIC = "automatic"  # a program wrote it to us; nobody waits for an answer, whoever it names


class Reach(StrEnum):
    """Who can read it."""

    PUBLIC = "public"
    PRIVATE = "private"


class Readers(StrEnum):
    """Who reads it, where a network tells more apart than `Reach`; an answer is read by the same or by fewer."""

    EVERYBODY = "everybody"
    QUIETLY = "quietly"  # everybody who comes by; it stands in no public list
    FOLLOWERS = "followers"
    NAMED = "named"  # only those it names


@dataclass(frozen=True, slots=True)
class Us:
    """The brand's account, as the network knows it. `external_id` never changes, `handle` may."""

    external_id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes. `external_id` never changes, the rest may. No follower counts, by conviction."""

    external_id: str
    handle: str
    name: str = ""
    avatar_url: str = ""
    profile_url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture someone posted."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One raw payload, unique by (external_id, version) in its account; without a name: "unreadable:" + sha256(raw)."""

    external_id: str
    version: str
    raw: Json


@dataclass(frozen=True, slots=True)
class Batch:
    """Parcels to be stored in one transaction with `cursor`: None until the place is safe, so that a crash loses none."""

    parcels: tuple[Parcel, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """A payload, understood. `order` breaks ties between things said at one instant (or at no known instant).

    `parent_id` is what it answers, `root_id` where its thread begins; None when it begins one or nobody knows.
    For REMOVED only external_id, change and said_at (when it went) matter; author is None.
    """

    external_id: str
    change: Change
    author: Person | None
    text: str
    said_at: datetime
    why: Why
    reach: Reach = Reach.PUBLIC
    parent_id: str | None = None
    root_id: str | None = None
    url: str = ""
    pictures: tuple[Picture, ...] = ()
    languages: tuple[str, ...] = ()  # what the network claims, ISO 639-1
    order: int = 0
    links: tuple[tuple[str, str], ...] = ()  # (shown text, target)
    warning: str = ""  # what its author put in front of it ("content warning"); readers choose to open it
    readers: Readers | None = None  # None: what `reach` says is all there is to say
    version_at: datetime | None = None  # when this version came to be; None: the one that came last is the newest
    emoji: tuple[tuple[str, str], ...] = ()  # (":shortcode:" as it stands in text or name, address of its picture)
    held: bool = False  # its site shows it to nobody until somebody lets it through; see moderating.py
    asides: tuple[str, ...] = ()  # lines of `text` that are ours, in place of what cannot be shown
    unread: bool = False  # one of them stands for something that can only be read, heard or seen there


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture to send: bytes already fit for the network, and words for those who cannot see it."""

    content: bytes
    mime: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Outbound:
    """One reply to send. `key` and `created_at` are chosen before the first attempt and never change after."""

    key: str
    created_at: datetime
    text: str
    parent_id: str
    parent_raw: Json  # the payload being answered, as stored
    uploads: tuple[Upload, ...] = ()
    languages: tuple[str, ...] = ()
    known: tuple[str, ...] = ()  # other posts of ours below the parent: none of them is this reply
    readers: Readers | None = None  # at most these read it (channels/privately.py); None: those of the parent
    signed: str = ""  # who answers, by the name that customers know; for networks that name a sender beside the text
    automatic: bool = False  # no person wrote it for this customer


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that it stands on the network. `parcel` is our own words as the network would hand them to us."""

    external_id: str
    url: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Can:
    """What a network allows. A limit of None does not exist."""

    send: bool = True
    pictures: int = 0
    picture_bytes: int = 0
    picture_mimes: tuple[str, ...] = ()
    graphemes: int | None = None
    octets: int | None = None  # UTF-8 bytes
    listens: bool = False  # listen() gives hints; otherwise only the poll
    checks: int = 0  # how many external ids check() takes at once; 0: cannot
    remembers_hours: float | None = None  # how long after it was said a single thing can be asked for; None: always
    poll_seconds: float = 30.0
    window_hours: float | None = None  # a private answer is taken only so long after the customer's last private words
    edits: frozenset[str] = frozenset()  # what of a post may be changed; see amending.py
    deletes: bool = False  # whether a post of ours can be taken back
    moderates: bool = False  # whether what a site holds back is let through from here
    threads: bool = True  # False: polls bring all that anybody says there, so no thread is asked for what they left out
    compares: bool = True  # False: polls read the only list there is, at its pace; nothing to hold them against
    instead: str = ""  # what a person does where nothing can be sent, as a sentence (gettext_noop)
    at: str = "@"  # what stands before a name there; "" where names are addresses, hosts or plain words


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is by this network's own count, of how much: `units` says what is counted."""

    used: int
    limit: int | None
    units: str  # "characters" or "bytes": whichever limit is nearer

    @property
    def over(self) -> bool:
        """Whether the network would refuse it for length."""
        return self.limit is not None and self.used > self.limit


class Failure(Exception):
    """Base of the four. `words` is a whole sentence for a person; it holds no secret and no message text."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Retry(Failure):
    """Certainly not done; trying again after `after` seconds is right (429, 503, no connection)."""

    def __init__(self, words: str, after: float) -> None:
        super().__init__(words)
        self.after = after


class Refused(Failure):
    """The network said no for good; a person must change something."""


class Expired(Failure):
    """The network no longer knows us; the owner must sign in again."""


class Uncertain(Failure):
    """A send that may or may not have happened; look with `find` before anything else."""


class Unreadable(ValueError):
    """`read` could not understand a payload. It is kept, shown, and blocks nothing."""


Session = dict[str, Any]


class SessionKeeper(Protocol):
    """Keeps the short-lived part of a sign-in, encrypted, shared by all processes."""

    async def current(self) -> Session:
        """The session as last stored (empty when there is none)."""

    async def renew(self, stale: Session, renewal: Callable[[Session], Awaitable[Session]]) -> Session:
        """Replace `stale`, one process at a time.

        If another process has already renewed it, that session is returned and `renewal` is not called; refresh
        tokens that rotate must not be used twice. What `renewal` raises passes through and nothing is stored.
        """


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the owner enters to connect. Texts are marked with gettext_noop and translated where shown."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    default: str = ""
    required: bool = True
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """A login that was tried and works. `settings` is public, `secrets` and `session` are encrypted at rest."""

    us: Us
    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    session: Session = field(default_factory=dict)
    avatar_url: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """The owner signs in on the network's own page at `url`; `kept` is needed when they come back (sealed meanwhile)."""

    url: str
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A setting on the network that keeps messages from us. `words`: what it hides; `remedy`: what lifting it does."""

    code: str
    words: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """How long the network will know us: until `ends_at` (None: nobody says when), unless it `renews` by itself."""

    ends_at: datetime | None = None
    renews: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the network says of its promise to call us (a webhook): whether it stands, and a sentence if it does not."""

    stands: bool
    words: str = ""


class Adapter(Protocol):
    """One account on one network. Every method may raise Retry, Refused or Expired; only send() also Uncertain."""

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor` (None: from now, without history). The truth; must miss nothing."""

    def look_back(self, since: datetime) -> AsyncIterator[Batch]:
        """Everything since a moment, for the first connect and for reconciling. Never moves the cursor."""

    def listen(self) -> AsyncIterator[None]:
        """Yield whenever something may have happened; each hint is followed by a poll. Ends on disconnect."""

    async def check(self, external_ids: Sequence[str]) -> Batch:
        """The present state of known things: a parcel for each whose version may differ or that is gone."""

    async def thread(self, external_id: str) -> Batch:
        """What stands around one post: the posts above it and the replies below."""

    async def send(self, outbound: Outbound) -> Receipt:
        """Send once. Raises Uncertain when the answer was lost after the request may have arrived."""

    async def find(self, outbound: Outbound) -> Receipt | None:
        """Look for an uncertain send on the network. None: it is certainly not there."""

    async def picture(self, url: str) -> tuple[bytes, str]:
        """Fetch a picture this network gave us: its bytes and media type."""

    async def sign_in(self) -> SignIn:
        """How long the sign-in lasts, as far as is known without asking the network."""

    async def subscription(self) -> Subscription | None:
        """How the network's promise to call us stands there, asked anew; None: it makes none, we only ask."""

    async def hindrances(self) -> tuple[Hindrance, ...]:
        """Settings of the account on the network that hide what customers say; most networks have none."""

    async def lift(self, code: str) -> None:
        """Put one of them right; only ever called when the owner has agreed. Raises Refused for a code it never gave."""


class Unhindered:
    """For adapters of networks on which no setting hides anything."""

    async def hindrances(self) -> tuple[Hindrance, ...]:
        """There are none."""
        return ()

    async def lift(self, code: str) -> None:
        """There is nothing to lift."""
        raise Refused(f"Nothing called {code} stands in the way here.")


class Network(Protocol):
    """One folder of `channels/`: how to connect, open and understand a network."""

    name: str  # "bluesky"
    label: str  # "Bluesky"
    can: Can  # what the network allows where an account's own server says nothing else
    steps: tuple[str, ...]  # how to connect, one sentence a step
    fields: tuple[Field, ...]  # none: accounts are not connected by hand

    async def connect(self, values: Mapping[str, str], transport: "Transport") -> Connected:
        """Try the login. Raises Refused with a sentence that says which entry is wrong, Retry, Expired."""

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: "Transport") -> Adapter:
        """An adapter for one account; opens no connection yet."""

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload. Pure. Raises Unreadable."""

    def allows(self, settings: Json) -> Can:
        """What an account's own server allows; `settings` are the account's. Pure."""

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count a text as the account's server will count it below `parent` (the payload it answers). Pure."""


@runtime_checkable
class SignsInThere(Protocol):
    """A network whose owners sign in on its own pages (OAuth); such a network has these besides `connect`."""

    async def depart(self, values: Mapping[str, str], back: str, transport: "Transport") -> Departure:
        """Where to send the owner, who then comes back to the address `back`. Raises Refused, Retry."""

    async def come_back(self, kept: Json, query: Mapping[str, str], transport: "Transport") -> Connected:
        """The owner is back with what the network added to the address. Raises Refused (also: they said no), Retry."""
