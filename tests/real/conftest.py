"""Real servers are started once for all tests that need them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent.parent
for folder in ("real", "contract", "flow"):
    if str(TESTS / folder) not in sys.path:
        sys.path.insert(0, str(TESTS / folder))

from bluesky_network import network
from desk_window import Window
from fediverse_desk import Fediverse, connects, the_fediverse
from mail_host import MailHost, mail_host
from matrix_host import MatrixHost, matrix_host


@pytest.fixture(scope="session")
def urls() -> Iterator[dict[str, Any]]:
    """The addresses of a whole Bluesky network."""
    with network() as found:
        yield found


@pytest.fixture(scope="session")
def mail() -> Iterator[MailHost]:
    """A real mail host."""
    with mail_host() as found:
        yield found


@pytest.fixture(scope="session")
def matrix() -> Iterator[MatrixHost]:
    """A real Matrix server."""
    with matrix_host() as found:
        yield found


@pytest.fixture(scope="session")
def world() -> Iterator[Fediverse]:
    """Two servers that federate, a mock of Mastodon, and a desk that may speak to all of them."""
    with the_fediverse() as found:
        yield found


@pytest.fixture(scope="session")
def brand(world: Fediverse) -> Fediverse:
    """The world, with a desk that listens to its brand."""
    window = world.window()
    connects(window, world.relay, world.brand)
    window.close()
    return world


@pytest.fixture
def window(brand: Fediverse) -> Iterator[Window]:
    """One page of that desk."""
    made = brand.window()
    yield made
    made.close()
