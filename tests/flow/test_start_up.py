import json
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.flow.running_desk import Desk, a_desk, eventually

NAMES = {"web", "live", "listen", "work", "town"}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One desk for the whole story; every test leaves it running."""
    with a_desk(bare=True) as desk:
        desk.up()
        yield desk


def test_it_says_one_line_and_serves(desk: Desk) -> None:
    assert (desk.folder / "up.said").read_text().count("\n") == 1
    assert set(desk.children()) == NAMES
    assert desk.get("/healthz")[0] == 200
    assert desk.get("/")[0] == 302


def press(desk: Desk, link: str) -> tuple[int, str]:
    """Open a sign-in link and press its button: the status, and the cookie of whoever is signed in then."""
    opened, headers = desk.get(link)
    assert opened in (200, 403)
    if opened == 403:
        return opened, ""
    cookie = headers["set-cookie"].split(";")[0]
    path, _, key = link.partition("?key=")
    form = {"key": key, "csrfmiddlewaretoken": cookie.partition("=")[2]}
    status, headers = desk.get(path, form, cookie)
    return status, headers.get("set-cookie", "").partition("sessionid=")[2].split(";")[0]


def test_the_link_signs_in_once(desk: Desk) -> None:
    status, session = press(desk, desk.link)
    assert status == 302
    front = desk.get("/")[1]["location"]
    assert (desk.get(front)[0], desk.get(front, cookie=f"sessionid={session}")[0]) == (302, 200)
    assert press(desk, desk.link) == (403, "")


def test_a_new_link_can_be_had(desk: Desk) -> None:
    printed = desk.run("signin")
    assert printed.returncode == 0
    assert press(desk, printed.stdout.strip().removeprefix(f"http://127.0.0.1:{desk.port}"))[0] == 302
    unknown = desk.run("signin", "--as", "nobody-here")
    assert (unknown.returncode, unknown.stderr.strip()) == (
        1,
        "Nobody with the sign-in name nobody-here works here.",
    )


def test_a_second_one_on_the_same_folder_is_refused(desk: Desk) -> None:
    assert desk.process
    second = desk.run("up")
    assert second.returncode == 1
    assert second.stderr.startswith(f"Earful already runs on {desk.folder} (process {desk.process.pid}).")
    assert second.stderr.count("\n") == 1


def test_the_doctor_finds_it_well(desk: Desk) -> None:
    def well() -> bool:
        checked = desk.run("doctor", "--json")
        return checked.returncode == 0 and json.loads(checked.stdout)["well"]

    assert eventually(well, 60), desk.run("doctor").stdout


def test_a_child_that_is_killed_comes_back(desk: Desk) -> None:
    for name in ("work", "web"):
        killed = desk.children()[name]
        killed.kill()
        assert eventually(lambda name=name, old=killed: desk.children().get(name, old) != old)
    assert eventually(lambda: desk.get("/healthz")[0] == 200)


def test_a_database_that_is_killed_comes_back(desk: Desk) -> None:
    killed = desk.server()
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: desk.server() not in (0, killed))
    assert eventually(lambda: desk.get("/healthz")[0] == 200 and desk.get("/")[0] == 302)
    assert eventually(lambda: set(desk.children()) == NAMES)


def test_kill_9_of_everything_then_a_start_keeps_every_row(desk: Desk) -> None:
    before = owners(desk)
    desk.kill_everything()
    desk.up()
    assert owners(desk) == before
    assert before.startswith("owner ")


def test_children_end_with_a_killed_parent_and_a_start_follows_at_once(desk: Desk) -> None:
    assert desk.process
    children = psutil.Process(desk.process.pid).children(recursive=True)
    desk.process.kill()
    desk.process.wait(10)
    desk.up()
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_it_stops_in_order_within_seconds_and_leaves_nothing(desk: Desk) -> None:
    assert desk.process
    everyone = psutil.Process(desk.process.pid).children(recursive=True)
    begun = time.monotonic()
    assert desk.stop() == 0
    assert time.monotonic() - begun < 45  # each process has its grace; a busy machine takes longer
    assert not [one for one in everyone if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not (desk.folder / "postgres" / "postmaster.pid").exists()
    assert desk.get("/healthz")[0] == 0


def owners(desk: Desk) -> str:
    """The owner's name and when the desk was opened: what must survive."""
    shown = desk.run(
        "manage",
        "shell",
        "-v",
        "0",
        "-c",
        "from earful.staff.models import Agent\n"
        "for agent in Agent.objects.all(): print(agent.username, agent.workspace.created_at.isoformat())",
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout
