import argparse
import asyncio
import os

from earful.channels.contract import Failure
from earful.channels.sandbox import trouble
from earful.cli.trouble import Trouble
from earful.kit import environment
from earful.kit.transport import Transport

CALM = "calm"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which trouble, for whom, for how long."""
    names = [*trouble.BY_NAME, CALM]
    parser.add_argument("name", nargs="?", choices=names, metavar="NAME", help="which; without one they are listed")
    parser.add_argument("--brand", default="", help="only for the brand with this handle")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long it lasts; default: 120")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same trouble")


def run(options: argparse.Namespace) -> int:
    """Order it in the sandbox town of this machine."""
    if options.name is None:
        for choice in trouble.CHOICES:
            print(f"{choice.name:20} {choice.title}. {choice.words}")
        print(f"{CALM:20} All trouble ends.")
        return 0
    if options.name == trouble.REVOKED and not options.brand:
        raise Trouble(f"Say whose sign-in ends: earful town-trouble '{trouble.REVOKED}' --brand HANDLE.")
    try:
        asyncio.run(_order(f"http://127.0.0.1:{environment.read(os.environ).town_port}", options))
    except Failure as failure:
        raise Trouble(failure.words) from failure
    return 0


async def _order(url: str, options: argparse.Namespace) -> None:
    async with Transport() as door:
        if options.name == CALM:
            await trouble.calm(url, door)
        else:
            told = {"brand": options.brand, "seconds": options.seconds, "seed": options.seed}
            await trouble.order(url, door, options.name, **told)
