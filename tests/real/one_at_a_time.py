"""Servers whose ports are fixed: whoever wants them waits for other runs on this machine."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(network: str) -> Iterator[None]:
    """Nobody else has this network's servers meanwhile; the lock goes with the process that holds it."""
    with (Path(tempfile.gettempdir()) / f"earful-{network}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
