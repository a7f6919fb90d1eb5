"""For channels in one file: an adapter and a network that hold all that such channels would write alike.

`Small` is to be inherited by the adapter, with `Rewrites` and `Erases` where our own posts can be changed and taken
back there, and `SmallNetwork` by the network.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from earful.channels.amending import Amending, Elsewhere, Gone
from earful.channels.contract import (
    Change,
    Connected,
    Expired,
    Failure,
    Field,
    Inbound,
    Json,
    Parcel,
    Person,
    Receipt,
    Refused,
    Retry,
    SessionKeeper,
    Uncertain,
    Unreadable,
    Us,
    Why,
)
from earful.channels.plaintext import well_formed
from earful.channels.simple import (
    AGAIN,
    INTERNAL,
    LOST,
    NO_WEB,
    NONSENSE,
    Simple,
    SimpleNetwork,
    name_of,
    named,
    receipt,
)
from earful.kit import clock
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop

T = TypeVar("T")
TRACE = "earful:removed"  # a payload of our own making, for networks that say nothing of what is gone
OURS_GONE = gettext_noop("The answer no longer stands there.")
STILL_THERE = gettext_noop("The network did not take the answer back: it still stands there.")
UNSAID = gettext_noop("The network did not say whether the answer was taken back.")
ELSEWHERE = gettext_noop("Somebody changed the answer in another place.")
NOT_ACCEPTED = gettext_noop("%(network)s does not accept this.")
NOT_THERE = gettext_noop("What answers at this address is not this network.")


class Small(Simple, ABC):
    """One account on one network: `us`, `entered` (the fields of the connect page, by name) and `transport`, the way out."""

    called = ("id", "version")  # the keys under which a payload holds its name and what changes with it

    def __init__(self, us: Us, entered: Mapping[str, str], transport: Transport) -> None:
        self.us, self.entered, self.transport = us, entered, transport

    @abstractmethod
    async def me(self) -> Us:
        """Who we are there; the first thing asked with a new login. Raises the failures, and whatever another shape raises."""

    @staticmethod
    @abstractmethod
    def understand(raw: Any, us: Us) -> Inbound:
        """A stored payload, understood. Pure. What another shape raises makes it unreadable."""

    @classmethod
    def read(cls, raw: Json, us: Us) -> Inbound:
        """The same, with texts that can be kept. Raises Unreadable and nothing else."""
        try:
            if set(raw) == {TRACE, "at"}:
                return _whole(Inbound(raw[TRACE], Change.REMOVED, None, "", clock.parse(raw["at"]), Why.OWN))
            return _whole(cls.understand(raw, us))
        except Unreadable:
            raise
        except Exception as error:  # one post must not end the reading of all; a time far off is an OSError
            raise Unreadable(f"The network sent something that makes no sense ({type(error).__name__}).") from error

    def parcel(self, raw: object) -> Parcel:
        """A payload as it came, by its name and version; without a name by its fingerprint."""
        known = raw if isinstance(raw, Mapping) else {}
        name, version = self.called
        return named(raw, known.get(name), known.get(version))

    def parcels(self, answer: Mapping[str, Any], key: str, *, sending: bool = False) -> tuple[Parcel, ...]:
        """The payloads of a list in an answer. Raises Retry where there is none; `sending`: Uncertain."""
        return tuple(map(self.parcel, take(answer, key, list, sending=sending)))


class _Ours(Small, ABC):
    @abstractmethod
    async def one(self, external_id: str) -> Parcel | None:
        """A post as it stands there now, or what tells that it was removed; None: nothing tells of it any more."""

    async def _standing(self, external_id: str) -> tuple[Parcel | None, Inbound | None]:
        """What tells of it now, and the post itself unless it is gone."""
        parcel = await self.one(external_id)
        try:
            seen = parcel and self.read(parcel.raw, self.us)
        except Unreadable as error:
            raise Retry(NONSENSE, AGAIN) from error
        return parcel, seen if seen and seen.change is not Change.REMOVED else None


class Rewrites(_Ours):
    """For networks on which our posts can be changed; `can` says `edits=frozenset({"text"})`."""

    @abstractmethod
    async def rewrite(self, external_id: str, text: str) -> Parcel:
        """Put other words there: the post as it stands then. Raises Gone, and Uncertain when the answer was lost."""

    async def amend(self, amending: Amending) -> Receipt:
        """Change it, unless it says so already or somebody changed it elsewhere."""
        return await self.amended(amending) or receipt(await self.rewrite(amending.external_id, amending.text))

    async def amended(self, amending: Amending) -> Receipt | None:
        """Look whether it says so."""
        parcel, stands = await self._standing(amending.external_id)
        if parcel is None or stands is None:
            raise Gone(OURS_GONE)
        said = _lines(stands.text)
        if said == _lines(amending.text):
            return receipt(parcel, stands.url, sending=False)
        if said != _lines(amending.before):
            raise Elsewhere(ELSEWHERE)
        return None


class Erases(_Ours):
    """For networks on which our posts can be taken back; `can` says `deletes=True`."""

    @abstractmethod
    async def erase(self, external_id: str) -> Parcel | None:
        """Take it back: what tells so; None where nothing does. Raises Gone, and Uncertain when the answer was lost.

        Whatever does not say by itself that the post was removed is believed only when `one` says the same.
        """

    async def withdraw(self, external_id: str) -> Parcel:
        """Take it back, or find it gone."""
        if found := await self.withdrawn(external_id):
            return found
        try:
            told = await self.erase(external_id)
        except Gone:
            if found := await self.withdrawn(external_id):
                return found
            raise Refused(STILL_THERE) from None
        if told and self._says_gone(told, external_id):
            return told
        if found := await self.withdrawn(external_id):
            return found
        raise Uncertain(UNSAID)

    async def withdrawn(self, external_id: str) -> Parcel | None:
        """Look whether it is gone."""
        parcel, stands = await self._standing(external_id)
        return None if stands else parcel or _trace(external_id)

    def _says_gone(self, parcel: Parcel, external_id: str) -> bool:
        """Whether an answer is sound and says that this very post was removed."""
        try:
            return parcel.external_id == external_id and self.read(parcel.raw, self.us).change is Change.REMOVED
        except Unreadable:
            return False


class SmallNetwork(SimpleNetwork):
    """A network whose connect page has an address and a secret, of which the secret is kept encrypted."""

    name: str
    label: str
    steps: tuple[str, ...]
    fields: tuple[Field, ...]
    adapter: type[Small]

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the login; nothing is kept unless it works."""
        entered = {field.name: _entry(values.get(field.name, "")) for field in self.fields}
        us = await self._me(entered, transport)
        secret = {field.name for field in self.fields if field.secret}
        return Connected(
            us,
            us.handle,
            settings={name: value for name, value in entered.items() if name not in secret},
            secrets={name: value for name, value in entered.items() if name in secret},
        )

    async def _me(self, entered: Mapping[str, str], transport: Transport) -> Us:
        """Who we are there; what went wrong is said at the field that is the likely cause."""
        try:
            return await self._told(entered, transport)
        except (Expired, UnicodeError) as error:  # a secret with signs that no request can carry is not theirs
            raise Refused(self._at(NOT_ACCEPTED % {"network": self.label}, secret=True)) from error
        except Failure as failure:
            if _unwritable(failure) and any(
                field.secret and not entered[field.name].isascii() for field in self.fields
            ):
                raise Refused(self._at(NOT_ACCEPTED % {"network": self.label}, secret=True)) from failure
            if failure.words in (INTERNAL, NO_WEB):
                raise Refused(self._at(failure.words, secret=False)) from failure
            if failure.words == NONSENSE:
                raise Refused(self._at(NOT_THERE, secret=False)) from failure
            raise
        except Exception as error:  # an answer of another shape raises what it likes
            raise Refused(self._at(NOT_THERE, secret=False)) from error

    async def _told(self, entered: Mapping[str, str], transport: Transport) -> Us:
        us = await self.adapter(Us("", ""), entered, transport).me()
        if not name_of(us.external_id) or not well_formed(us.handle):
            raise ValueError("nobody's name")
        return Us(name_of(us.external_id), well_formed(us.handle))

    def _at(self, words: str, *, secret: bool) -> str:
        label = next((field.label for field in self.fields if field.secret is secret), "")
        return f"{label}: {words}" if label else words

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Small:
        """An adapter for one account; opens no connection yet."""
        del keeper
        return self.adapter(us, {**settings, **secrets}, transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return self.adapter.read(raw, us)


def take(answer: Mapping[str, Any], key: str, kind: type[T], *, sending: bool = False) -> T:
    """What an answer holds under a key. Raises Retry where it is missing or of another kind; `sending`: Uncertain."""
    found = answer.get(key)
    if isinstance(found, kind) and (kind is bool or not isinstance(found, bool)):
        return found
    raise Uncertain(LOST) if sending else Retry(NONSENSE, AGAIN)


def _entry(value: str) -> str:
    """As it was meant: a web address without the last stroke."""
    value = value.strip()
    return value.rstrip("/") if value.startswith(("https://", "http://")) else value


def _unwritable(failure: Failure) -> bool:
    """Whether a request was never made because what it had to carry cannot be written down, as a secret in a header."""
    refused = failure.__cause__
    return refused is not None and isinstance(refused.__cause__, UnicodeEncodeError)


def _trace(external_id: str) -> Parcel:
    """What tells that a post of ours is gone, where the network does not."""
    return Parcel(external_id, "removed", {TRACE: external_id, "at": clock.now().isoformat()})


def _lines(text: str) -> list[str]:
    """A text by which two are compared: networks trim what they are given."""
    return [line.strip() for line in well_formed(text).strip().splitlines()]


def _whole(inbound: Inbound) -> Inbound:
    """The same with names and texts that can be kept. Raises ValueError, TypeError."""
    if inbound.said_at.tzinfo is None:
        raise ValueError("a time without its zone")
    for text in _texts(inbound):
        _text(text)
    author = None if inbound.change is Change.REMOVED else inbound.author
    return replace(
        _tidy(inbound),
        external_id=_name(inbound.external_id),
        author=author and _person(author),
        parent_id=_name(inbound.parent_id) if inbound.parent_id else None,
        root_id=_name(inbound.root_id) if inbound.root_id else None,
    )


def _texts(inbound: Inbound) -> Iterator[object]:
    """Whatever has to be text, wherever it stands in it. Raises TypeError where a list is none."""
    yield from (inbound.text, inbound.url, inbound.warning)
    for many in (inbound.pictures, inbound.languages, inbound.asides, inbound.links, inbound.emoji):
        if not isinstance(many, tuple):
            raise TypeError("no tuple")
    yield from (*inbound.languages, *inbound.asides)
    for picture in inbound.pictures:
        yield from (picture.url, picture.alt)
    for first, second in (*inbound.links, *inbound.emoji):
        yield from (first, second)


def _person(author: Person) -> Person:
    for text in (author.handle, author.name, author.avatar_url, author.profile_url):
        _text(text)
    return replace(_tidy(author), external_id=_name(author.external_id))


def _name(value: object) -> str:
    if sound := name_of(value):
        return sound
    raise ValueError("no name that can be kept")


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise TypeError("no text")


def _tidy(given: T) -> T:
    """Every text in it without what cannot be kept."""
    value: Any = given
    if type(value) is str:
        value = well_formed(value)
    elif isinstance(value, tuple):
        value = tuple(map(_tidy, value))
    elif is_dataclass(value) and not isinstance(value, type):
        value = replace(value, **{one.name: _tidy(getattr(value, one.name)) for one in fields(value)})
    return cast("T", value)
