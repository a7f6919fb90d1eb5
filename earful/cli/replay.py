"""Understanding stored items again: after a reader was mended, or when triage has learned."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tqdm import tqdm

from earful import taking_on
from earful.accounts.models import Account
from earful.cli.chosen import in_parts
from earful.cli.trouble import Trouble
from earful.intake import queries as ledger
from earful.intake.models import Item
from earful.kit import clock

PART = 200


@dataclass
class Counts:
    """What became of the items. Emptied: their content went when the author removed it."""

    items: int = 0
    placed: int = 0
    unreadable: int = 0
    not_read: int = 0
    emptied: int = 0
    now_readable: int = 0
    no_longer_readable: int = 0

    def __str__(self) -> str:
        words = (
            f"{self.items:,} items: {self.placed:,} placed, {self.unreadable:,} unreadable, {self.emptied:,} emptied"
        )
        words += f", {self.not_read:,} could not be placed" if self.not_read else ""
        words += f"; {self.now_readable:,} can be read now" if self.now_readable else ""
        return words + (f"; {self.no_longer_readable:,} can no longer be read" if self.no_longer_readable else "")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which items."""
    parser.add_argument(
        "--since", type=_moment, metavar="TIME", help="only what arrived then or later, such as 2026-01-31"
    )
    parser.add_argument("--until", type=_moment, metavar="TIME", help="only what arrived before then")
    parser.add_argument("--account", metavar="NAME", help="only what arrived at this account: its handle or its number")


def run(options: argparse.Namespace) -> int:
    """Understand a range of items again and say what became of them. Nothing is sent, fetched or stored anew."""
    account = _account(options.account) if options.account else None
    chosen = (options.since, options.until, account.pk if account else None)
    counts = Counts()
    try:
        with tqdm(total=ledger.how_many(*chosen), desc="Replaying", unit="items", disable=None, file=sys.stderr) as bar:
            for part in in_parts(ledger.between(*chosen), PART):
                again(part, counts)
                bar.update(len(part))
    except KeyboardInterrupt:
        print("Stopped.", counts, file=sys.stderr)
        return 130
    print(counts)
    return 0


def again(item_ids: Iterable[int], counts: Counts) -> None:
    """Understand some items again, in this order."""
    ids = list(item_ids)
    before = ledger.states(ids)
    taking_on.understand_here(ids)
    after = ledger.states(ids)
    kept = [after[item_id] for item_id in before if item_id in after]
    counts.items += len(ids)
    counts.emptied += len(ids) - len(kept)
    counts.placed += kept.count(Item.State.PLACED)
    counts.unreadable += kept.count(Item.State.UNREADABLE)
    counts.not_read += kept.count(Item.State.FRESH)
    changes = [(before[item_id], state) for item_id, state in after.items() if item_id in before]
    counts.now_readable += changes.count((Item.State.UNREADABLE, Item.State.PLACED))
    counts.no_longer_readable += changes.count((Item.State.PLACED, Item.State.UNREADABLE))


def _moment(text: str) -> datetime:
    try:
        return clock.parse(text)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text} is no time; write it like 2026-01-31 or 2026-01-31T14:00") from error


def _account(name: str) -> Account:
    named = Account.objects.filter(handle=name.lstrip("@")).order_by("id")
    numbered = Account.objects.filter(pk=int(name)) if name.isascii() and name.isdigit() else Account.objects.none()
    found = list(named) or list(numbered)
    if not found:
        raise Trouble(f"There is no account {name}.")
    if len(found) > 1:
        choices = ", ".join(f"{account.pk} ({account.network})" for account in found)
        raise Trouble(f"Several accounts are called {found[0].handle}; give the number of one: {choices}.")
    return found[0]
