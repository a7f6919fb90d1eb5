"""What the gap drills share: a listener that stands still, a place that was moved, and what the desk then says of it."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from desk_window import PATIENCE, Window
from running_desk import Desk
from town_and_desk import waits_for

Ask = Callable[..., list[tuple[Any, ...]]]
ALARM = 120  # seconds after the last check within which the dot turns; less where checks come more often
TWO_LOOKS = 150  # seconds: a look, two polls, and another, on a busy machine
MOVE = """
import asyncio
from asgiref.sync import async_to_sync
from earful.accounts import reaching
from earful.accounts.models import Account
account = Account.objects.get(pk={account})
async def newest():
    async with reaching.adapter(account) as (opened, _):
        return [batch async for batch in opened.poll(None)][-1].cursor
Account.objects.filter(pk=account.pk).update(cursor=async_to_sync(newest)())
"""


class Drill:
    """One account of a desk. Words tell apart what was said."""

    def __init__(self, desk: Desk, ask: Ask, window: Window, network: str, handle: str) -> None:
        self.desk, self.ask, self.window = desk, ask, window
        [(self.account,)] = ask("select id from accounts_account where network = %s and handle = %s", network, handle)

    @contextmanager
    def nobody_listens(self) -> Iterator[float]:
        """The listener stands still, as a machine does that was put to sleep; since when."""
        listener = self.desk.children()["listen"].pid
        os.kill(listener, signal.SIGSTOP)
        try:
            yield time.monotonic()
        finally:
            os.kill(listener, signal.SIGCONT)

    def moves_the_place(self) -> None:
        """Nobody listens, and the place moves to the newest: what was said before will never be polled."""
        moved = self.desk.run("manage", "shell", "-v", "0", "-c", MOVE.format(account=self.account))
        assert moved.returncode == 0, moved.stderr

    def page(self) -> str:
        """What the account's page says now."""
        self.window.go(f"/house/accounts/{self.account}/")
        return str(self.window.page.locator("main").inner_text())

    def looks(self) -> None:
        """Somebody presses the button."""
        self.page()
        self.window.page.get_by_role("button", name="Look again now").click()
        self.window.sees("What is missing here is fetched in a minute.")

    def turns(self, *said: str) -> list[int]:
        """How often each stands on the desk."""
        stored = "select count(*) from conversations_turn where text like %s"
        return [self.ask(stored, f"%{words}%")[0][0] for words in said]

    def items(self, *said: str) -> list[int]:
        """How many versions of each the ledger has."""
        stored = """select count(*) from intake_item i where (account_id, external_id) in
            (select account_id, external_id from conversations_turn where text like %s)"""
        return [self.ask(stored, f"%{words}%")[0][0] for words in said]

    def causes(self, *said: str) -> list[tuple[str, bool, bool]]:
        """Of each that was unheard: the cause, whether it was fetched, whether a check had passed it over."""
        found = """select u.cause, u.fetched_at is not null, u.passed_at is not null
            from intake_unheard u join conversations_turn t using (account_id, external_id)
            where u.found_at is not null and t.text like %s"""
        return [row for words in said for row in self.ask(found, f"%{words}%")]

    def finds(self, said: Sequence[str]) -> float:
        """Looks until all of it is here; after how many seconds."""
        begun = time.monotonic()
        self.looks()
        waits_for(lambda: self.turns(*said) == [1] * len(said), "what is missing is fetched", TWO_LOOKS)
        return time.monotonic() - begun

    def says(self, words: str, seconds: float, *others: str) -> float:
        """Wait until the page does, or one of the others; after how many seconds."""
        begun = time.monotonic()
        waits_for(lambda: any(each in self.page() for each in (words, *others)), f"the page says: {words}", seconds)
        return time.monotonic() - begun

    def is_heard_again(self) -> None:
        """Checks succeed, and some pass."""
        for _ in range(2):
            before = self.checked()
            waits_for(lambda before=before: self.checked() > before, "a check", 90)

    def checked(self) -> datetime:
        """When a check succeeded last."""
        [(at,)] = self.ask("select polled_at from accounts_account where id = %s", self.account)
        return at

    def nothing_twice(self, *said: str) -> None:
        """In the ledger and on the desk each stands once."""
        assert self.turns(*said) == [1] * len(said)
        assert self.items(*said) == [1] * len(said)

    def report(self, name: str, **figures: object) -> None:
        """For whoever reads the output (`-s`)."""
        print(name, {key: round(value, 1) if isinstance(value, float) else value for key, value in figures.items()})


def within(seconds: float, what: float) -> bool:
    """On a machine that may be busy."""
    return what < seconds * PATIENCE
