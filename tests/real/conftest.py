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


@pytest.fixture(scope="session")
def urls() -> Iterator[dict[str, Any]]:
    """The addresses of a whole Bluesky network."""
    with network() as found:
        yield found
