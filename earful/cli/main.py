"""The `earful` command: a list of commands, each in a module of its own, loaded when it is asked for."""

import argparse
import importlib
import inspect
import os
import signal
import sys
from dataclasses import dataclass
from importlib.metadata import version
from types import FrameType
from typing import Any

from earful.cli import leash
from earful.cli.ground import Needs, standing
from earful.cli.trouble import Trouble
from earful.kit import environment
from earful.kit.environment import EnvironmentRefused
from earful.kit.premises import DatabaseRefused


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `module` has `run(options)`, and `add_arguments(parser)` if it takes any."""

    name: str
    sentence: str
    module: str
    needs: Needs
    serves: bool = False  # runs until it is stopped, so that stopping it is no failure


COMMANDS = (
    Command("up", "Start everything on this machine and keep it running.", "earful.cli.up", Needs.NOTHING, serves=True),
    Command(
        "doctor", "Check that all is well, and say what to do where it is not.", "earful.cli.doctor", Needs.NOTHING
    ),
    Command("signin", "Print a link that signs someone in once.", "earful.cli.signin", Needs.DESK),
    Command("import", "Read an archive file into the ledger.", "earful.cli.importing", Needs.DESK),
    Command("replay", "Understand stored items again.", "earful.cli.replay", Needs.DESK),
    Command("retain", "Clear away what is past the time it is kept for.", "earful.cli.retain", Needs.DESK),
    Command("archive", "Move old payloads into compressed files.", "earful.cli.archive", Needs.DESK),
    Command(
        "recount", "Count all conversations anew, should the kept counts be wrong.", "earful.cli.recount", Needs.DESK
    ),
    Command("web", "Serve the pages.", "earful.cli.web", Needs.DESK, serves=True),
    Command("live", "Tell open pages what changed.", "earful.cli.live", Needs.DESK, serves=True),
    Command("listen", "Listen to the networks.", "earful.cli.listen", Needs.DESK, serves=True),
    Command("work", "Do the work that waits in the database.", "earful.cli.work", Needs.DESK, serves=True),
    Command("town", "Run the sandbox town, a pretend network.", "earful.cli.town", Needs.NOTHING, serves=True),
    Command("town-trouble", "Order trouble in the sandbox town.", "earful.cli.town_trouble", Needs.NOTHING),
    Command("backup", "Save everything in one encrypted file, and prove it.", "earful.cli.backup", Needs.DATABASE),
    Command("restore", "Bring a desk back from a backup.", "earful.cli.restore", Needs.DATABASE),
    Command(
        "upgrade-database",
        "Take the rows over from an older PostgreSQL.",
        "earful.cli.upgrade_database",
        Needs.NOTHING,
    ),
    Command("migrate", "Bring the database up to date.", "earful.cli.migrate", Needs.DATABASE),
    Command("openapi", "Print the description of the API.", "earful.cli.openapi", Needs.SETTINGS),
    Command("triage", "Teach triage from a labelled file, and measure it.", "earful.cli.triage", Needs.SETTINGS),
    Command("bench", "Measure, and compare with what was promised.", "earful.bench.main", Needs.DATABASE),
    Command("manage", "Pass a command on to Django's own management.", "earful.cli.manage", Needs.DATABASE),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status. What can be expected to go wrong ends in a sentence, not in a traceback."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    command = next((command for command in COMMANDS if command.name == name), None)
    if command is None:
        return _answer(name)
    try:
        return _begin(command, rest)
    except (Trouble, EnvironmentRefused, DatabaseRefused) as trouble:
        print(trouble.words, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if command.serves else 130
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _answer(name: str) -> int:
    """To what is no command."""
    if name in ("-V", "--version"):
        print(f"earful {version('earful')}")
    elif name in ("-h", "--help", "help"):
        print(overview())
    else:
        print(f"There is no command {name}. Run earful without one to see them all.", file=sys.stderr)
        return 1
    return 0


def overview() -> str:
    """All commands, a line each."""
    lines = [f"  {command.name:8} {command.sentence}" for command in COMMANDS]
    return "\n".join(
        ["earful COMMAND: a self-hosted social care desk.", "", *lines, "", "Each explains itself: --help"]
    )


def _begin(command: Command, rest: list[str]) -> int:
    os.environ["EARFUL_ROLE"] = f"earful-{command.name}"
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # nohup means it
            signal.signal(name, _stop)
    leash.watch()
    wants_help = bool(rest) and rest[0] in ("-h", "--help")
    needs = min(command.needs, Needs.SETTINGS) if wants_help else command.needs
    if needs is Needs.DESK or command.name == "up":
        importlib.import_module(
            "earful.cli.packages"
        ).check()  # takes a moment that help and small commands can do without
    with standing(environment.read(), needs, waits=command.serves):
        module = importlib.import_module(command.module)  # Django's parts need its settings first; bench lies ahead
        parser = argparse.ArgumentParser(prog=f"earful {command.name}", description=command.sentence)
        if hasattr(module, "add_arguments"):
            module.add_arguments(parser)
        options = parser.parse_args(rest)
        return _status(module.run(options) if inspect.signature(module.run).parameters else module.run())


def _status(returned: Any) -> int:
    return returned if isinstance(returned, int) else 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Being told to stop and Ctrl-C are the same thing; asyncio and Django know the latter."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
