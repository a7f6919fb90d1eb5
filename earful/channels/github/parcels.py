"""From what was said to the parcel that the ledger keeps; what each is called, and how our own are known. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel
from earful.channels.payloads import digest, mapping, number, tidy

KEPT = ("id", "number", "title", "body", "body_html", "created_at", "updated_at", "html_url", "author_association")
OF_TALKS = ("kind", "node_id", "discussion", "parent", "minimized", "answered")
OF_A_PERSON = ("login", "id", "type", "avatar_url", "html_url")
NAME = re.compile(r"([1-9][0-9]{0,17})#([1-9][0-9]{0,9})(?:/([1-9][0-9]{0,17}))?")
OF_TALK = re.compile(r"([1-9][0-9]{0,17})#d([1-9][0-9]{0,9})(?:/([A-Za-z0-9_=-]{1,100}))?")
TALK = "discussion"
OF_ISSUE = re.compile(r"/issues/([1-9][0-9]{0,9})\Z")
MARK = re.compile(r"\s*<!-- earful:[0-9a-f]{1,40} -->\s*")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: a repository's number, an issue's in it, and a comment's, None for the issue itself.

    `talk`: it is a discussion and no issue; what is said there goes by the names that GraphQL has for it.
    """

    repository: int
    issue: int
    comment: int | str | None
    talk: bool = False

    def __str__(self) -> str:
        """Its name in the ledger."""
        return f"{self.top}/{self.comment}" if self.comment else self.top

    @property
    def top(self) -> str:
        """The name of the issue or the discussion."""
        return f"{self.repository}#{'d' if self.talk else ''}{self.issue}"

    def beside(self, node: object) -> str:
        """The name of another comment of the discussion."""
        return f"{self.top}/{node}"


def spot(name: str) -> Spot | None:
    """The place that a name states."""
    if talk := OF_TALK.fullmatch(name):
        return Spot(int(talk[1]), int(talk[2]), talk[3], talk=True)
    found = NAME.fullmatch(name)
    return Spot(int(found[1]), int(found[2]), int(found[3]) if found[3] else None) if found else None


def place_of(repository: object, one: Mapping[str, Any]) -> Spot | None:
    """Where something in a repository stands; None if it does not say so."""
    if one.get("kind") == TALK:
        return _of_talk(repository, one)
    shop, itself = number(repository), number(one.get("id"))
    above = one.get("issue_url")
    of = OF_ISSUE.search(above[-200:]) if isinstance(above, str) else None
    made = Spot(shop or 0, int(of[1]) if of else number(one.get("number")) or 0, itself if of else None)
    return spot(str(made)) if shop and (itself or not of) else None


def _of_talk(repository: object, one: Mapping[str, Any]) -> Spot | None:
    within = "discussion" in one
    top, node = number(one.get("discussion" if within else "number")), one.get("node_id")
    where = spot(f"{number(repository) or 0}#d{top or 0}{f'/{node}' if within else ''}")
    return where if where and bool(where.comment) == within else None


def thread_of(where: Spot | None, one: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what it stands below, the widest first: of an issue; of a discussion and a comment there."""
    if where is None:
        return ()
    if not where.talk or where.comment is None:
        return (where.top,)
    return (where.top, where.beside(one.get("parent") or where.comment))


def version_of(one: Mapping[str, Any]) -> str:
    """What it says; labels, states and who answered may change as they like."""
    return digest([tidy(one.get("title")), tidy(one.get("body"))])[:32]


def parcel(repository: int, one: Mapping[str, Any], change: Change, **noted: bool) -> Parcel:
    """A parcel for what was said. `noted`: what is known of it beyond its own words."""
    who, where = mapping(one.get("user")), place_of(repository, one)
    raw: dict[str, Any] = {key: tidy(one[key]) for key in (*KEPT, *OF_TALKS) if key in one}
    raw["user"] = {key: tidy(who[key]) for key in OF_A_PERSON if key in who}
    raw["name"] = str(where) if where else ""
    raw["earful"] = {"change": change.value, **noted}
    return Parcel(str(where), version_of(one), raw) if where else Parcel(f"unreadable:{digest(raw)}", "1", raw)


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says that it is gone."""
    return Parcel(name, "removed", {"name": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})


def mark(key: str) -> str:
    """What makes an answer of ours known again; readers do not see it."""
    return f"<!-- earful:{hashlib.sha256(key.encode()).hexdigest()[:24]} -->"


def unmarked(body: object) -> str:
    """The words without it."""
    return MARK.sub("", body) if isinstance(body, str) else ""
