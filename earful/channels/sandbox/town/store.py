"""The town's memory: one SQLite file. What was answered to anyone is on disk before the answer goes out."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from earful.channels.sandbox.town.cast import BRANDS, PEOPLE

FILE = "town.sqlite3"


class Store:
    """The open file. Every write happens inside `transaction()`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.execute("pragma foreign_keys = on")
        self.db.executescript(files("earful.channels.sandbox.town").joinpath("schema.sql").read_text("utf-8"))
        with self.transaction():
            self._move_in()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; inside another one it is part of that."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def _move_in(self) -> None:
        if self.fact("moved in"):
            return
        for brand in BRANDS:
            self.db.execute("insert into people (handle, name, brand) values (?, ?, 1)", (brand.handle, brand.name))
        for person in PEOPLE:
            self.db.execute(
                "insert into people (handle, name, language, temper) values (?, ?, ?, ?)",
                (person.handle, person.name, person.language, person.temper),
            )
        self.note("moved in", "yes")

    # --- facts about the town itself ---

    def fact(self, name: str) -> str:
        """A remembered value, "" when there is none."""
        row = self.db.execute("select value from facts where name = ?", (name,)).fetchone()
        return str(row["value"]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Remember a value."""
        self.db.execute("insert or replace into facts (name, value) values (?, ?)", (name, value))

    # --- people ---

    def person(self, handle: str) -> sqlite3.Row | None:
        """Someone by handle."""
        row: sqlite3.Row | None = self.db.execute("select * from people where handle = ?", (handle,)).fetchone()
        return row

    def person_by_id(self, number: int) -> sqlite3.Row:
        """Someone by number."""
        row: sqlite3.Row = self.db.execute("select * from people where id = ?", (number,)).fetchone()
        return row

    def welcome(self, handle: str, name: str = "", language: str = "en") -> sqlite3.Row:
        """Someone by handle, who moves in now if nobody has that name."""
        if row := self.person(handle):
            return row
        with self.transaction():
            self.db.execute(
                "insert into people (handle, name, language) values (?, ?, ?)", (handle, name or handle, language)
            )
        row = self.person(handle)
        assert row is not None
        return row

    def brands(self) -> list[sqlite3.Row]:
        """The brands, in the order they moved in."""
        return self.db.execute("select * from people where brand = 1 order by id").fetchall()

    # --- tokens ---

    def issue(self, brand: int) -> str:
        """A fresh access token for a brand; only its digest is kept."""
        token = secrets.token_urlsafe(24)
        with self.transaction():
            self.db.execute("insert into tokens (digest, brand) values (?, ?)", (_digest(token), brand))
        return token

    def revoke(self, brand: int) -> None:
        """Every token of a brand stops working."""
        with self.transaction():
            self.db.execute("delete from tokens where brand = ?", (brand,))

    def bearer(self, token: str) -> sqlite3.Row | None:
        """The brand a token belongs to."""
        row: sqlite3.Row | None = self.db.execute(
            "select people.* from tokens join people on people.id = tokens.brand where digest = ?", (_digest(token),)
        ).fetchone()
        return row


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
