"""Everything on this machine: the database, the town, and five processes, watched until told to stop."""

import fcntl
import http.client
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django

from earful.channels.contract import Failure
from earful.cli import forking
from earful.cli.address import check_free, desk
from earful.cli.ground import check
from earful.cli.household import Household
from earful.cli.trouble import Trouble
from earful.kit import cluster as sharing
from earful.kit import environment
from earful.kit.cluster import Cluster, DatabaseRefused
from earful.kit.environment import Environment
from earful.kit.premises import tell

ORDER = (("web", 8.0), ("live", 5.0), ("listen", 6.0), ("work", 13.0), ("town", 5.0))
PATIENCE = 90.0
BEAT = 0.25
CHILDREN_LINGER = 20.0  # seconds in which the children of a killed one are sure to have ended
LOOKS_AT_DATABASE = 3.0


def run() -> int:
    """Start, say so in one line, and look after everything until told to stop."""
    env = environment.read(os.environ)
    with _alone(env.data_dir) as after_a_kill:
        _check_ports(env, CHILDREN_LINGER if after_a_kill else 0)
        share = _database(env)
        graces = [(name, grace) for name, grace in ORDER if env.town or name != "town"]
        household = Household(graces, env.data_dir / "log", {"work": env.work_processes})
        try:
            _open(env, household)
            _look_after(household, share)
        finally:
            _close(household, share)
    return 0


@contextmanager
def _alone(data_dir: Path) -> Iterator[bool]:
    """One `earful up` for a data folder; tells whether the last one was killed, for it could not clear its number."""
    path = data_dir / "up.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = path.read_text().strip() or "unknown"
            raise Trouble(
                f"Earful already runs on {data_dir} (process {pid}). "
                "Stop that one, or name another folder in EARFUL_DATA."
            ) from error
        after_a_kill = path.stat().st_size > 0
        os.truncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        try:
            yield after_a_kill
        finally:
            os.truncate(lock, 0)
    finally:
        os.close(lock)


def _check_ports(env: Environment, patience: float) -> None:
    until = time.monotonic() + patience
    ports = [(env.host, env.port, "EARFUL_PORT"), (env.host, env.live_port, "EARFUL_LIVE_PORT")]
    if env.town:
        ports.append(("127.0.0.1", env.town_port, "EARFUL_TOWN_PORT"))
    for host, port, setting in ports:
        while True:
            try:
                check_free(host, port, setting)
                break
            except Trouble:
                if time.monotonic() > until:
                    raise
                time.sleep(BEAT)


def _database(env: Environment) -> Cluster | None:
    if not env.embedded:
        check(env.database_url)
        return None
    tell("Starting the database.")
    share = sharing.start(env.data_dir)
    os.environ["DATABASE_URL"] = share.url
    return share


def _open(env: Environment, household: Household) -> None:
    """Tables, first workspace, processes, the town's brands, and the one line that says it is ready."""
    django.setup()
    # These read Django's models, which need the settings first.
    from earful import taking_on  # noqa: PLC0415 -- see above
    from earful.cli import static, tables  # noqa: PLC0415 -- see above
    from earful.staff import actions as staff  # noqa: PLC0415 -- see above

    if tables.missing():
        tell("Bringing the database up to date.")
        tables.migrate()
    static.gather()
    owner = staff.open_workspace("Our desk")
    tell("Starting the processes.")
    tables.let_go()
    forking.preload()
    household.start()
    _wait(household, env.near, env.port, "/healthz")
    _wait(household, env.near, env.live_port, "/healthz")
    if env.town:
        _wait(household, "127.0.0.1", env.town_port, "/health")
        try:
            taking_on.settle_town(f"http://127.0.0.1:{env.town_port}")
        except Failure as failure:
            tell(f"The brands of the sandbox town are not connected: {failure.words}")
    household.tend(beginning=True)
    print(f"Earful is ready: {desk(env)}/  Sign in once with {desk(env)}{staff.one_time_link(owner)}", flush=True)
    tables.let_go()  # also before a process that ended is copied anew


def _wait(household: Household, host: str, port: int, path: str) -> None:
    """Until a process answers. Raises Trouble."""
    until = time.monotonic() + PATIENCE
    while not _answers(host, port, path):
        household.tend(beginning=True)
        if time.monotonic() > until:
            raise Trouble(f"Nothing answers on port {port} after {PATIENCE:.0f} seconds; the logs tell more.")
        time.sleep(BEAT)


def _answers(host: str, port: int, path: str) -> bool:
    line = http.client.HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _look_after(household: Household, share: Cluster | None) -> None:
    looked = time.monotonic()
    while True:
        household.tend()
        if share and time.monotonic() - looked > LOOKS_AT_DATABASE:
            looked = time.monotonic()
            _revive(share)
        time.sleep(BEAT)


def _revive(share: Cluster) -> None:
    if share.runs():
        return
    tell("The database ended and starts again.")
    with suppress(DatabaseRefused):
        share.revive()
        return
    tell("The database does not start; earful doctor says more. Trying again.")


def _close(household: Household, share: Cluster | None) -> None:
    """Stop all in order; a second Ctrl-C does not leave half of them running."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    tell("Stopping.")
    household.stop()
    if share:
        share.leave()
