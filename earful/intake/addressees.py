"""To which brand each row of an archive was said.

Rows name no addressee and stand in no order, so the file is read twice: first every row leaves its number, what it
answers, its author and whom it names in a scratch file, where the brands are then found; then the rows are stored.
Memory stays small however long the file is. The rule stands in docs/import.md.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from earful.channels.archive.parcels import NOBODY, number

NAMED = re.compile(r"@(\w{1,50})")
FARTHEST = 200  # rows from one whose brand is known
TABLES = """
create table brand (name text primary key, shown text not null) without rowid;
create table said (id integer primary key, above integer, brand text, ours integer not null);
create table named (id integer, place integer, name text, primary key (id, place)) without rowid;
"""
BY_WHAT_IT_ANSWERS = """
update said set brand = (select up.brand from said up where up.id = said.above and up.ours)
where brand is null and above is not null
"""
BY_WHAT_ANSWERS_IT = """
update said set brand = (select down.brand from said down where down.above = said.id and down.ours order by down.id)
where brand is null
"""
BY_WHOM_IT_NAMES = """
update said set brand =
    (select brand.name from named join brand on brand.name = named.name where named.id = said.id order by named.place)
where brand is null
"""
AS_ABOVE = """
update said set brand = (select up.brand from said up where up.id = said.above)
where brand is null and exists (select 1 from said up where up.id = said.above and up.brand is not null)
"""
AS_BELOW = """
update said set brand =
    (select down.brand from said down where down.above = said.id and down.brand is not null order by down.id)
where brand is null and exists (select 1 from said down where down.above = said.id and down.brand is not null)
"""


class Addressees:
    """Used as `with Addressees() as whose:`; first `note` every row, then `settle`, then ask."""

    def __init__(self) -> None:
        self._book = sqlite3.connect("", isolation_level=None)  # a file without a name, gone with this process
        self._book.executescript("pragma journal_mode = off; pragma synchronous = off;" + TABLES)
        self._book.execute("begin")
        self._shown: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def note(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Keep what is needed of some rows; of two with one number the first counts."""
        said: list[Sequence[object]] = []
        named: list[Sequence[object]] = []
        brands: list[Sequence[object]] = []
        for row in rows:
            tweet, author = number(row["tweet_id"]), row["author_id"]
            if tweet is None:
                continue
            ours = is_brand(author)
            if ours:
                brands.append((author.lower(), author))
            said.append((tweet, number(row["in_response_to_tweet_id"]), author.lower() if ours else None, ours))
            names = [] if ours else NAMED.findall(row["text"])[:5]
            named.extend((tweet, place, name.lower()) for place, name in enumerate(names) if not name.isdigit())
        self._book.executemany("insert or ignore into brand values (?, ?)", brands)
        self._book.executemany("insert or ignore into said values (?, ?, ?, ?)", said)
        self._book.executemany("insert or ignore into named values (?, ?, ?)", named)

    def settle(self) -> None:
        """Find the brand of every row: first by what is certain, then by what stands around it."""
        self._book.execute("create index below on said (above) where above is not null")
        self._book.execute(BY_WHAT_IT_ANSWERS)
        self._book.execute(BY_WHAT_ANSWERS_IT)
        self._book.execute(BY_WHOM_IT_NAMES)
        self._book.execute("create index lost on said (id) where brand is null")
        for step in (AS_ABOVE, AS_BELOW):
            for _ in range(FARTHEST):
                if not self._book.execute(step).rowcount:
                    break
        self._shown = dict(self._book.execute("select name, shown from brand"))

    def brand(self, row: Mapping[str, str]) -> str:
        """The brand a row was said to, or said by."""
        found = self._said(number(row["tweet_id"]))
        return self._shown.get(found[0] or "", NOBODY) if found else NOBODY

    def answers(self, row: Mapping[str, str]) -> str:
        """Who wrote what a row answers: "us" (the row's brand), "customer", or "" when the file does not hold it."""
        above, here = self._said(number(row["in_response_to_tweet_id"])), self._said(number(row["tweet_id"]))
        if above is None or here is None:
            return ""
        return "us" if above[1] and above[0] == here[0] else "customer"

    def threads(self) -> int:
        """How many rows begin a thread: what they answer is not in the file."""
        begins = "select count(*) from said where above is null or above not in (select id from said)"
        return int(self._book.execute(begins).fetchone()[0])

    def _said(self, tweet: int | None) -> tuple[str | None, bool] | None:
        found = self._book.execute("select brand, ours from said where id = ?", (tweet,)).fetchone()
        return (found[0], bool(found[1])) if found else None


def is_brand(author: str) -> bool:
    """Customers bear numbers there, brands their names."""
    return bool(author) and not author.isdigit()
