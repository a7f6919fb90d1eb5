"""Moving payloads of matters that ended long ago into compressed files, so that the database stays small."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from earful.cli.chosen import workspace_named
from earful.cli.trouble import Trouble
from earful.conversations import clearing, filing
from earful.intake import queries as ledger
from earful.intake import vault

MONTHS = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, what, or what to look up."""
    parser.add_argument("folder", type=Path, help="where the files are")
    parser.add_argument("--months", type=int, default=MONTHS, help="matters that ended longer ago than this")
    parser.add_argument("--workspace", metavar="SLUG", help="of this one; otherwise the first")
    parser.add_argument("--find", metavar="ID", help="print what is kept of a thing, by its name on the network")


def run(options: argparse.Namespace) -> int:
    """Move what is old, part by part, and take out of the files what its authors have removed."""
    workspace = workspace_named(options.workspace)
    if options.find:
        return _find(options.folder, workspace.pk, options.find)
    if not 1 <= options.months <= clearing.MOST:
        raise Trouble(f"Choose 1 to {clearing.MOST} months.")
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        taken_out = filing.withdraw(options.folder, workspace.pk)
    except FileNotFoundError as error:
        raise Trouble(f"{error.filename} is missing. It holds messages that their authors removed since.") from error
    keeping = clearing.keep(workspace.pk, clearing.What.ARCHIVE, options.months)
    moved = 0
    with tqdm(desc="Archiving", unit="payloads", disable=None, file=sys.stderr) as bar:
        while (part := filing.part(options.folder, keeping)) is not None:
            moved += part
            bar.update(part)
    print(
        f"{moved:,} payloads were moved into {options.folder}; {taken_out:,} were taken out that their authors removed."
    )
    return 0


def _find(folder: Path, workspace_id: int, name: str) -> int:
    found = 0
    for item in ledger.filed(workspace_id, name):
        for row in vault.read(folder, item.kept_in):
            if row["item"] == item.pk:
                print(json.dumps(row, ensure_ascii=False))
                found += 1
    if not found:
        print(f"Nothing called {name} is kept in an archive file.", file=sys.stderr)
    return 0 if found else 1
