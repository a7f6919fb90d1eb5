"""Importing an archive file: read, stored and understood, however often and from wherever it is started again."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from earful import taking_on
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.archive import parcels
from earful.channels.archive.parcels import NOBODY, ROWS, Filed
from earful.channels.contract import Parcel
from earful.cli.chosen import in_parts, workspace_named
from earful.cli.trouble import Trouble
from earful.intake import archives, imports
from earful.intake import queries as ledger
from earful.intake.addressees import Addressees
from earful.intake.archives import Archive, NotAnArchive, Record
from earful.intake.models import ImportRun, Item
from earful.staff.models import Workspace

BATCH = 200  # parcels stored in one transaction
STOPPED = "Stopped. The same command goes on from here."
NAMELESS = "Unknown brand"


@dataclass
class Counts:
    """What an import did. A turn is new, was already here, or is unreadable and kept as it stands."""

    conversations: int = 0
    turns: int = 0
    new: int = 0
    already_here: int = 0
    unreadable: int = 0

    def __str__(self) -> str:
        return (
            f"{self.conversations:,} conversations, {self.turns:,} turns: {self.new:,} new, "
            f"{self.already_here:,} already here, {self.unreadable:,} unreadable"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, where to, how much."""
    parser.add_argument("file", type=Path, help="conversations as JSON lines, or tweets as CSV; plain or .gz")
    parser.add_argument("--workspace", metavar="SLUG", help="another workspace than the first")
    parser.add_argument("--limit", type=int, metavar="N", help="stop after the first N records of the file")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(options: argparse.Namespace) -> int:
    """Import one file and say what came of it."""
    workspace = workspace_named(options.workspace)
    counts = Counts()
    try:
        archive = archives.recognise(options.file)
        Import(workspace, archive, counts).run(options.limit)
    except NotAnArchive as refusal:
        if counts.turns:
            print(counts, file=sys.stderr)
        raise Trouble(refusal.words) from refusal
    except KeyboardInterrupt:
        print(STOPPED, counts, file=sys.stderr)
        return 130
    print(json.dumps(asdict(counts)) if options.json else counts)
    return 0


class Import:
    """One file on its way into a workspace; `counts` is kept up to date."""

    def __init__(self, workspace: Workspace, archive: Archive, counts: Counts) -> None:
        self._workspace, self._archive, self._counts = workspace, archive, counts
        self._accounts: dict[str, Account] = {}

    def run(self, limit: int | None = None) -> None:
        """Store and understand what is not here yet."""
        run = imports.begin(self._workspace, self._archive)
        taking_on.understand_here(ledger.not_read(self._workspace.pk, "archive"))
        with Addressees() as whose:
            if self._archive.shape == ROWS:
                self._look_around(whose)
            self._store(run, whose, limit)
        if limit is None:
            imports.finish(run)

    def _look_around(self, whose: Addressees) -> None:
        for records in in_parts(self._walk("Looking for brands", None)):
            whose.note(record.value for record in records if record.value is not None)
        whose.settle()
        self._counts.conversations = whose.threads()

    def _store(self, run: ImportRun, whose: Addressees, limit: int | None) -> None:
        waiting: list[Filed] = []
        position = held = 0
        for record in self._walk("Importing", limit):
            filed = self._file(record, whose)
            position = record.number
            if position <= run.position:
                self._counts.turns += len(filed.parcels)
                self._counts.already_here += len(filed.parcels)
                continue
            waiting.append(filed)
            held += len(filed.parcels)
            if held >= BATCH:
                self._bring(run, waiting, position)
                waiting, held = [], 0
        self._bring(run, waiting, position)

    def _walk(self, words: str, limit: int | None) -> Iterator[Record]:
        with tqdm(
            total=self._archive.size, desc=words, unit="B", unit_scale=True, disable=None, file=sys.stderr
        ) as bar:
            for record in self._archive.records():
                if limit is not None and record.number > limit:
                    return
                bar.update(record.at - bar.n)
                yield record

    def _file(self, record: Record, whose: Addressees) -> Filed:
        if self._archive.shape == ROWS:
            row: Mapping[str, str] | None = record.value
            filed = None if row is None else parcels.of_row(row, whose.brand(row), whose.answers(row))
        else:
            filed = parcels.of_conversation(record.value)
            self._counts.conversations += filed is not None
        return filed or parcels.of_nothing(self._archive.shape, record.line, record.number)

    def _bring(self, run: ImportRun, filed: list[Filed], position: int) -> None:
        parts: dict[Account, list[Parcel]] = {}
        for one in filed:
            parts.setdefault(self._account(one.brand), []).extend(one.parcels)
        turns = sum(len(parcels) for parcels in parts.values())
        fresh = taking_on.import_batch(run, parts, position)
        unreadable = list(ledger.states(fresh).values()).count(Item.State.UNREADABLE)
        self._counts.turns += turns
        self._counts.new += len(fresh) - unreadable
        self._counts.unreadable += unreadable
        self._counts.already_here += turns - len(fresh)

    def _account(self, brand: str) -> Account:
        if brand not in self._accounts:
            name = NAMELESS if brand == NOBODY else brand
            self._accounts[brand] = accounts.open_archive(self._workspace, brand, name)
        return self._accounts[brand]
