"""One world for each network that has a `<name>_fixture.py` here; the suite runs in all of them."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
if str(HERE) not in sys.path:  # so that fixtures and suite find each other, wherever pytest was started
    sys.path.insert(0, str(HERE))
pytest.register_assert_rewrite(
    "contract_tools",
    "contract_amending",
    "contract_keeping",
    "contract_listening",
    "contract_reading",
    "contract_sending",
)

from contract_world import World

NETWORKS = sorted(path.name.removesuffix("_fixture.py") for path in HERE.glob("*_fixture.py"))


@pytest.fixture(params=NETWORKS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with importlib.import_module(f"{request.param}_fixture").world() as made:
        yield made
