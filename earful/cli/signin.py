import argparse
import os

from earful.cli.address import desk
from earful.cli.trouble import Trouble
from earful.kit import environment
from earful.staff import actions, queries
from earful.staff.models import Agent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom."""
    parser.add_argument("--as", dest="username", metavar="USERNAME", help="someone else than the owner")


def run(options: argparse.Namespace) -> int:
    """Print a fresh link."""
    print(desk(environment.read(os.environ)) + actions.one_time_link(_agent(options.username)))
    return 0


def _agent(username: str | None) -> Agent:
    if username is None:
        return actions.open_workspace("Our desk")
    agent = queries.agent(username)
    if agent is None:
        raise Trouble(f"Nobody with the sign-in name {username} works here.")
    return agent
