"""The embedded PostgreSQL: made, started, stopped. Only this file knows how; what calls it knows only `Premises`.

It listens on a socket in a closed folder and on no port. Who may enter the folder may do everything: the rows belong
to the same person anyway.
"""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from earful.kit.premises import DatabaseRefused, Premises, make_socket_folder

NAME = "earful"
PATIENCE = 120.0  # a crash recovery may take its time
ROOM_TO_BEGIN, ROOM_TO_START = 300, 50  # megabytes
LOG_BYTES = 10 * 1024 * 1024
CHANGE, WHOLE = "postgres.change", "whole"  # rows being taken over from an older version, and the note that all came
SETTINGS = """# Written by Earful at every start; put your own settings into postgresql.conf, after the include.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
port = 5432
max_connections = 60
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
fsync = {sure}
full_page_writes = {sure}
"""


def url(premises: Premises) -> str:
    """The address that Django, procrastinate and psycopg understand alike."""
    return f"postgresql://{NAME}@/{NAME}?host={premises.socket}"


def ensure(premises: Premises, *, fsync: bool = True) -> None:
    """Have the server run and answer; the caller sees to it that nobody else does this. Raises DatabaseRefused."""
    finish_change(premises)
    _make_rows(premises)
    _check_version(premises)
    _have_it_run(premises, fsync=fsync)
    _make_database(premises)


def ensure_old(premises: Premises) -> None:
    """Have a server of an older version run on its own rows, with its own programs. Raises DatabaseRefused."""
    _have_it_run(premises, fsync=True)


def finish_change(premises: Premises) -> None:
    """Put rows that were taken over completely in the place of the old ones; harmless to repeat after a kill."""
    change = premises.home / CHANGE
    note = change / WHOLE
    if not note.exists():
        return
    try:
        aside = premises.data.with_name(f"{premises.data.name}-{note.read_text().strip()}")
        if (change / premises.data.name).exists():
            if premises.data.exists():
                premises.data.rename(aside)
            (change / premises.data.name).rename(premises.data)
        shutil.rmtree(change)
    except OSError as error:
        raise _refusal(premises, str(error)) from error


def _have_it_run(premises: Premises, *, fsync: bool) -> None:
    until = time.monotonic() + PATIENCE
    while _pid(premises) is not None:  # it runs, or is still starting, recovering or stopping
        if answers(premises):
            return
        if time.monotonic() > until:
            raise DatabaseRefused(f"The database runs but does not answer. Its log: {log_path(premises)}")
        time.sleep(0.1)
    (premises.data / "postmaster.pid").unlink(missing_ok=True)  # a dead one's; its number may be another's by now
    make_socket_folder(premises)
    _start(premises, fsync=fsync, until=until)


def stop(premises: Premises) -> None:
    """Stop the server; its connections end, its rows are safe."""
    for mode in ("fast", "immediate"):
        if _pid(premises) is None:
            break
        with contextlib.suppress(DatabaseRefused):
            premises.run(_program(premises, "pg_ctl"), "stop", "-D", "postgres", "-s", "-w", "-t", "20", "-m", mode)
    with contextlib.suppress(OSError):  # the rows may have been removed by hand
        premises.socket.rmdir()


def answers(premises: Premises, database: str = "postgres") -> bool:
    """Whether a connection succeeds right now."""
    try:
        with _connect(premises, database):
            return True
    except (psycopg.OperationalError, FileNotFoundError):
        return False


def runs(premises: Premises) -> bool:
    """Whether the server's process is there, busy or not."""
    return _pid(premises) is not None


def log_path(premises: Premises) -> Path:
    """Where the server writes what it has to say."""
    return premises.data / "postgres.log"


def _make_rows(premises: Premises) -> None:
    """The first time only. Made beside and renamed, so that a kill half-way leaves nothing that looks complete."""
    _check_room(premises, ROOM_TO_START if premises.data.exists() else ROOM_TO_BEGIN)
    if (premises.data / "PG_VERSION").exists():
        return
    fresh = premises.home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(mode=0o700)
        if premises.person:
            os.chown(fresh, premises.person.uid, premises.person.gid)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = (f"--username={NAME}", "--auth=trust", "--no-instructions")
        made = premises.run(_program(premises, "initdb"), "-D", fresh.name, *access, *locale)
        if made.returncode != 0:
            raise _refusal(premises, made.stderr)
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'earful.conf'\n")
        fresh.rename(premises.data)
    except OSError as error:
        raise _refusal(premises, str(error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _check_room(premises: Premises, megabytes: int) -> None:
    free = shutil.disk_usage(premises.home).free // 2**20
    if free < megabytes:
        raise DatabaseRefused(
            f"The disk is nearly full: {free} MB free at {premises.home}, and the database needs {megabytes} MB. "
            "Make room and start again."
        )


def _check_version(premises: Premises) -> None:
    theirs = (premises.data / "PG_VERSION").read_text().strip()
    said = premises.run(_program(premises, "initdb"), "--version").stdout.split()
    ours = said[-1].split(".")[0] if said else "unknown"
    if theirs != ours:
        raise DatabaseRefused(
            f"The rows in {premises.data} were written by PostgreSQL {theirs}; this Earful brings PostgreSQL {ours}. "
            "Run earful upgrade-database once; it keeps the old rows until you remove them."
        )


def _start(premises: Premises, *, fsync: bool, until: float) -> None:
    _write_settings(premises, fsync=fsync)
    log = log_path(premises)
    while True:
        begin = log.stat().st_size if log.exists() else 0
        started = premises.run(
            *(_program(premises, "pg_ctl"), "start", "-D", "postgres", "-l", "postgres/postgres.log", "-s", "-w"),
            *("-t", str(int(PATIENCE))),
            timeout=PATIENCE + 10,
        )
        if started.returncode == 0:
            return
        said = started.stderr + (log.read_bytes()[begin:].decode(errors="replace") if log.exists() else "")
        # connections of a server that was killed end a moment after it, and hold its memory until then
        if "shared memory" not in said or time.monotonic() > until:
            raise _refusal(premises, said)
        time.sleep(0.3)


def _write_settings(premises: Premises, *, fsync: bool) -> None:
    try:
        log = log_path(premises)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.rename(log.with_suffix(".log.1"))
        (premises.data / "earful.conf").write_text(
            SETTINGS.format(socket=premises.socket, sure="on" if fsync else "off", **_shares())
        )
        (premises.data / "earful.conf").chmod(0o644)
    except OSError as error:
        raise _refusal(premises, str(error)) from error


def _shares() -> dict[str, int]:
    """What the server may keep itself (it takes that only as rows come) and what the system keeps, in megabytes."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    limit = Path("/sys/fs/cgroup/memory.max")  # of a container
    with contextlib.suppress(OSError, ValueError):
        megabytes = min(megabytes, int(limit.read_text()) // 2**20)
    return {"buffers": min(max(megabytes // 16, 64), 512), "cache": max(megabytes // 2, 128)}


def _make_database(premises: Premises) -> None:
    try:
        with _connect(premises, "postgres") as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                connection.execute("create database earful")
    except psycopg.Error as error:
        raise _refusal(premises, str(error)) from error


def _connect(premises: Premises, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(premises.socket), port=5432, user=NAME, dbname=database, connect_timeout=5, autocommit=True
    )


def _program(premises: Premises, name: str) -> Path:
    return premises.programs / name


def _pid(premises: Premises) -> int | None:
    """The running server's process, if any."""
    try:
        pid = int((premises.data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return pid if _is_server(pid) else None


def _is_server(pid: int) -> bool:
    """Whether a live process of this number is a PostgreSQL; one that ended but was never collected is not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        if Path("/proc/self/stat").exists():
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
            return name.startswith("postgres") and rest.split()[0] not in ("Z", "X")
        shown = subprocess.run(  # noqa: S603 -- a number and nothing else
            ["ps", "-o", "comm=", "-p", str(pid)],  # noqa: S607 -- wherever this system keeps it
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return False
    return "postgres" in shown.stdout


def _refusal(premises: Premises, said: str) -> DatabaseRefused:
    if "No space left on device" in said:
        return DatabaseRefused(
            f"The disk is full where the database lives ({premises.home}). Make room and start again."
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "error:"))] or lines
    reason = telling[-1].split(": ", 1)[-1].removeprefix("FATAL:").strip() if telling else "it did not say why"
    return DatabaseRefused(f"The database did not start: {reason.rstrip('.')}. Its log: {log_path(premises)}")
