"""The contract suite, and what is Matrix's own, on a real Synapse.

Not run by default: `pytest tests/real/test_matrix_adapter.py`.
"""

import pytest
from contract_suite import *  # noqa: F403 -- the suite's tests, run here on a real server
from matrix_host import MatrixHost
from matrix_manners import *  # noqa: F403 -- likewise
from matrix_world import MatrixWorld


@pytest.fixture
def world(matrix: MatrixHost) -> MatrixWorld:
    return MatrixWorld(matrix.url, matrix.people)
