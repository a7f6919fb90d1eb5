"""One world for each network that has a `<name>_fixture.py` here; the suite runs in all of them.

EARFUL_WORLDS names further folders with such files, for packages that bring a network: docs/your-own-channel.md.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GIVEN = [Path(folder).resolve() for folder in os.environ.get("EARFUL_WORLDS", "").split(os.pathsep) if folder]
for folder in GIVEN:
    if not list(folder.glob("*_fixture.py")):
        why = "holds no file that ends in _fixture.py" if folder.is_dir() else "is no folder"
        raise pytest.UsageError(f"EARFUL_WORLDS names {folder}, which {why}.")
THEIRS = [*GIVEN, *sorted(HERE.parents[1].glob("examples/*/tests"))]
PLACES = [place for theirs in THEIRS for place in (theirs, theirs.parent)] + [HERE]
for folder in PLACES:  # so that fixtures and suite find each other, wherever pytest was started
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
pytest.register_assert_rewrite(
    "contract_tools",
    "contract_amending",
    "contract_moderating",
    "contract_garbled",
    "contract_keeping",
    "contract_listening",
    "contract_reading",
    "contract_sending",
    "matrix_manners",
)

from contract_world import World

NETWORKS = sorted(
    path.name.removesuffix("_fixture.py") for folder in (HERE, *THEIRS) for path in folder.glob("*_fixture.py")
)


@pytest.fixture(params=NETWORKS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with importlib.import_module(f"{request.param}_fixture").world() as made:
        yield made
