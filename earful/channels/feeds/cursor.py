"""How far a feed was read, and when it is next asked: by how often it changes. Pure."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Self

from earful.channels.contract import Refused
from earful.channels.feeds import words
from earful.kit import clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FASTER, SLOWER = 0.5, 1.5  # what becomes of the pause when something new was there, or nothing
LONGEST = 3 * 3600.0  # seconds between two looks at the posts
LONGEST_COMMENTS = 12 * 3600.0  # and at the comments of one post
LISTENED = timedelta(days=30)  # so long after a post its comments are listened to
MOST_THREADS = 50  # comments' feeds at once; the youngest posts count
MOST_KNOWN = 4_000
UNWANTED = "-"  # in front of the version of what does not concern us


@dataclass(slots=True)
class Source:
    """One feed. `every`: seconds between two looks; `post`: whose comments it holds, "" for the blog's posts."""

    address: str
    post: str = ""
    etag: str = ""
    modified: str = ""
    every: float = 0.0
    due: datetime = EPOCH
    until: datetime | None = None
    failed: int = 0

    def asked(self, now: datetime, *, changed: bool, least: float) -> None:
        """It was asked, and had something new or not."""
        most = max(least, LONGEST_COMMENTS if self.post else LONGEST)
        paced = max(self.every, 1.0) * (FASTER if changed else SLOWER) if self.every else least
        self.every = min(max(paced, least), most)
        self.due = now + timedelta(seconds=self.every)
        self.failed = 0

    def missed(self, now: datetime, least: float, after: float = 0.0) -> None:
        """It could not be read; each time it is left alone for longer."""
        self.failed += 1
        pause = max(after, min(max(least, 60.0) * 2**self.failed, LONGEST_COMMENTS))
        self.due = now + timedelta(seconds=pause)


@dataclass(slots=True)
class Place:
    """The cursor. `known`: the version of everything that was seen, by a short form of its name, oldest first."""

    posts: Source
    began: datetime
    threads: list[Source] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    bad: str = ""  # why the feed could not be read when it was last asked, as a sentence

    def version(self, name: str) -> str | None:
        """What is known of a name."""
        return self.known.get(_short(name))

    def note(self, name: str, version: str, *, wanted: bool = True) -> None:
        """Something was seen."""
        short = _short(name)
        self.known.pop(short, None)
        self.known[short] = version[:12] if wanted else UNWANTED + version[:12]

    def listen(self, address: str, post: str, until: datetime) -> None:
        """Hear the comments of a post as well."""
        if address and all(source.address != address for source in self.threads):
            self.threads.append(Source(address, post, until=until))
            self.threads = sorted(self.threads, key=lambda source: source.until or EPOCH)[-MOST_THREADS:]

    def dump(self) -> str:
        """As text for the ledger."""
        known = dict(list(self.known.items())[-MOST_KNOWN:])
        whole = {**asdict(self), "known": known}
        return json.dumps(whole, default=lambda moment: moment.isoformat())

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(text)
            threads = [_source(one) for one in found["threads"]]
            known = {str(name): str(version) for name, version in found["known"].items()}
            return cls(_source(found["posts"]), clock.parse(found["began"]), threads, known, str(found["bad"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(words.NO_PLACE) from error


def _source(found: dict[str, str]) -> Source:
    until = found["until"]
    moments = {"due": clock.parse(found["due"]), "until": clock.parse(until) if until else None}
    return Source(**{**found, **moments})  # type: ignore[arg-type]  # -- as `dump` wrote it; anything else is a TypeError


def _short(name: str) -> str:
    return blake2b(name.encode("utf-8", "replace"), digest_size=8).hexdigest()
