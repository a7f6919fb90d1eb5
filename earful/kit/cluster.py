"""One embedded database, shared by every process of one data folder.

Each holds a shared lock on `postgres.users`. Whoever leaves tries to take it alone, and if that succeeds nobody else
is left and it stops the server. The kernel drops the locks of a process that is killed, so a later start finds its
way: the server may still be running, and is then simply used.
"""

import atexit
import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from earful.kit import postgres, premises
from earful.kit.premises import DatabaseRefused, Premises, Say

__all__ = ["Cluster", "DatabaseRefused", "cluster", "start"]


class Cluster:
    """A held share of the embedded database at `url`; `leave` gives it back."""

    def __init__(self, data_dir: Path, *, fsync: bool, say: Say) -> None:
        self._data_dir, self._fsync, self._say = data_dir, fsync, say
        self._users: int | None = _open(data_dir / "postgres.users")
        self._pid = os.getpid()
        try:
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self.premises = self._ensure()
            self.url = postgres.url(self.premises)
        except BaseException:
            self.leave()
            raise
        atexit.register(self.leave)

    def answers(self) -> bool:
        """Whether the server takes connections right now."""
        return postgres.answers(self.premises)

    def runs(self) -> bool:
        """Whether the server is there, however busy."""
        return postgres.runs(self.premises)

    def revive(self) -> None:
        """Start the server again if it has died. Raises DatabaseRefused."""
        if not self.premises.data.exists():
            raise DatabaseRefused(f"The database in {self._data_dir} has been removed while it was used.")
        self._ensure()

    def leave(self) -> None:
        """Give the share back; the last one stops the server. A forked copy of this object leaves nothing."""
        users, self._users = self._users, None
        if users is None or self._pid != os.getpid():
            return
        atexit.unregister(self.leave)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if hasattr(self, "premises"):
                postgres.stop(self.premises)
        os.close(users)

    def _ensure(self) -> Premises:
        turn = _open(self._data_dir / "postgres.turn")
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            found = premises.find(self._data_dir)
            premises.prepare(found, self._say)
            postgres.ensure(found, fsync=self._fsync)
            return found
        finally:
            os.close(turn)


def start(data_dir: Path, *, fsync: bool = True, say: Say = premises.tell) -> Cluster:
    """Share the embedded database of a data folder, made and started as needed. Raises DatabaseRefused."""
    return Cluster(data_dir, fsync=fsync, say=say)


@contextlib.contextmanager
def cluster(data_dir: Path, *, fsync: bool = True, say: Say = premises.tell) -> Iterator[str]:
    """The same for the length of a block; gives the address. Raises DatabaseRefused."""
    share = start(data_dir, fsync=fsync, say=say)
    try:
        yield share.url
    finally:
        share.leave()


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseRefused(f"The file {path} cannot be made ({error.strerror}).") from error
