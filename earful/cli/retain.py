"""Clearing away what is past its time now, or only saying what it would be."""

import argparse

from earful import upkeep
from earful.cli.chosen import workspace_named
from earful.conversations import clearing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to do it."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be cleared, and touch nothing")
    parser.add_argument("--workspace", metavar="SLUG", help="only say it of this one")


def run(options: argparse.Namespace) -> int:
    """Do what the nightly job does, or tell."""
    for keeping in clearing.kept(workspace_named(options.workspace).pk):
        print(f"{keeping.get_what_display()}: {_told(clearing.due(keeping), keeping.months)}")
    if not options.dry_run:
        parts = upkeep.retain_on()
        print(f"Cleared in {parts} parts." if parts else "Nothing was past its time.")
    return 0


def _told(due: clearing.Due, months: int | None) -> str:
    if months is None:
        return "kept for ever."
    if not due.matters or due.oldest is None:
        return f"kept for {months} months; nothing is older."
    least = "at least " if due.more else ""
    return (
        f"kept for {months} months; {least}{due.messages:,} messages in {due.matters:,} matters are older, "
        f"the oldest ended on {due.oldest:%Y-%m-%d}."
    )
