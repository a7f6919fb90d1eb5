"""The example of docs/your-own-channel.md, installed as a package beside Earful, from the connect page to an answer."""

import asyncio
import importlib
import re
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from town import a_dispatch, a_workspace, an_agent

from earful import amending as after
from earful import flow
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.contract import Batch, Retry, Us
from earful.cli import ear
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transport import Transport
from earful.outbox import amended, sight
from earful.outbox.models import Amendment, Dispatch
from earful.staff.rules import Role
from tests.flow.running_desk import a_desk

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = Path(__file__).parents[2]
EXAMPLE = HOUSE / "examples/earful-board"
GUESTBOOK = HOUSE / "examples/earful-guestbook"
TUTORIAL = HOUSE / "docs/your-own-channel.md"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """What pip would write for it: the folder on the path, and its name and entry points beside it."""
    about = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    info = tmp_path / f"{about['name'].replace('-', '_')}-{about['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n")
    [(name, where)] = about["entry-points"]["earful.networks"].items()
    (info / "entry_points.txt").write_text(f"[earful.networks]\n{name} = {where}\n")
    for folder in (tmp_path, EXAMPLE, EXAMPLE / "tests"):
        monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    registry.networks.cache_clear()
    yield
    registry.networks.cache_clear()
    for module in ("earful_board", "a_board"):
        sys.modules.pop(module, None)


@pytest.fixture
def board(installed, monkeypatch):
    from a_board import a_board

    with a_board() as (one, _server):
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", f"127.0.0.1:{one.port}")
        yield one


def hear(account, cursor):
    """One poll, as the listener would do it."""

    async def ask():
        async with reaching.adapter(account) as (adapter, _):
            return [batch async for batch in adapter.poll(cursor)]

    for batch in async_to_sync(ask)():
        for item in flow.arrive(account, batch):
            flow.understand(item)
    return Account.objects.get(pk=account.pk).cursor


def works(made):
    Amendment.objects.filter(pk=made.pk).update(release_at=clock.now() - timedelta(seconds=1))
    after.carry_out(made.pk)
    assert amended.get(made.pk).state == Amendment.State.DONE


def test_from_the_connect_page_to_an_answer_that_is_changed_and_taken_back(board, client):
    from a_board import TOKEN

    desk = a_workspace()
    client.force_login(an_agent(desk, role=Role.OWNER))
    assert "Notice board" in client.get("/house/accounts/connect/").content.decode()
    wrong = client.post("/house/accounts/connect/board/", {"url": board.url, "token": "guessed"})
    assert wrong.status_code == 422
    assert "Notice board does not accept this." in wrong.content.decode()
    assert "Token: " not in wrong.content.decode(), "it stands at that field"
    away = client.post("/house/accounts/connect/board/", {"url": "http://127.0.0.1:1", "token": TOKEN})
    assert away.context["form"].errors["url"][0].startswith("This address is not spoken to.")
    bare = client.post("/house/accounts/connect/board/", {"url": board.url.removeprefix("http://"), "token": TOKEN})
    assert bare.context["form"].errors["url"] == ["An address begins with http:// or https://."]
    entered = {"url": board.url, "token": TOKEN}
    assert client.post("/house/accounts/connect/board/", entered).status_code == 302
    account = Account.objects.get(network="board")
    assert account.handle == "desk.test"

    cursor = hear(account, None)
    asked = board.say("@desk.test Where is my order?", "carol")
    cursor = hear(account, cursor)
    turn = Turn.objects.get(external_id=asked)
    assert (turn.text, turn.author.handle) == ("@desk.test Where is my order?", "carol")
    dispatch = a_dispatch(an_agent(desk, "ana", "Ana Ortega"), turn.conversation, "It is on its way.")
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)

    [reply] = [post for post in board.posts.values() if post["parent"] == asked]
    assert reply["text"].startswith("It is on its way.")
    hear(account, cursor)
    assert Item.objects.filter(external_id=reply["id"]).count() == 1, "what we posted and what we hear is one"

    flow.understand(Item.objects.get(external_id=reply["id"]).pk)
    sent = Dispatch.objects.get(pk=dispatch.pk)
    seen = sight.scene(sent.conversation).confirming(sent.agent)
    _, made = after.edit(sent, sent.agent, "It leaves on Tuesday.", seen=seen)
    works(made)
    assert board.posts[reply["id"]]["text"].startswith("It leaves on Tuesday.")
    works(after.delete(Dispatch.objects.get(pk=sent.pk), sent.agent))
    assert board.posts[reply["id"]]["removed"]


def test_no_thread_is_asked_for_where_polls_bring_everything(installed, monkeypatch):
    from earful_board import NETWORK

    asked = []

    class Around:
        async def thread(self, anchor):
            asked.append(anchor)
            raise Retry("Later.", 1.0)

    monkeypatch.setattr(ear.conversations, "lively", lambda *_: ["post-1"])
    for threads in (True, False):
        with replaced(NETWORK, threads=threads):
            asyncio.run(ear.Ear(Account(network="board"), 60.0, "here")._check(Around()))
    assert asked == ["post-1"]


def asked_of(board, question):
    """What the example's adapter says of this board."""
    from a_board import TOKEN, US
    from earful_board import NETWORK

    async def ask():
        async with Transport() as door:
            return await question(
                NETWORK.open(Us(US["id"], US["name"]), {"url": board.url}, {"token": TOKEN}, None, door)
            )

    return asyncio.run(ask())


def test_a_long_thread_is_read_to_its_end(board, monkeypatch):
    monkeypatch.setattr("earful_board.PAGE", 2)
    first = board.say("@desk.test Where is my order?", "carol")
    below = [board.say(f"Mine too, {number}.", "dan", first) for number in range(4)]
    batch = asked_of(board, lambda adapter: adapter.thread(below[0]))
    assert [one.external_id for one in batch.parcels] == [first, *below], "a reply of ours may be the last of them"


def test_a_full_page_that_leads_nowhere_is_not_asked_for_without_end(board, monkeypatch):
    monkeypatch.setattr("earful_board.PAGE", 1)
    board.say("@desk.test Where is my order?", "carol")
    board.page = lambda _asked: {"posts": [*board.posts.values()], "last": 1}

    async def poll(adapter):
        return [batch async for batch in adapter.poll("0")]

    with pytest.raises(Retry, match="again and again"):
        asked_of(board, poll)


class Sparing:
    """A network that answers so many checks a round; of what it never tells, nothing comes of asking."""

    def __init__(self, answers, never=""):
        self.answers, self.never, self.told, self.left = answers, never, [], 0

    async def check(self, ids):
        self.left -= 1
        if self.left < 0 or self.never in ids:
            raise Retry("Later.", 1.0)
        self.told += ids
        return Batch()


def rounds(network, monkeypatch, posts, most):
    """So many rounds of looking whether something changed."""
    from earful_board import NETWORK

    async def nothing(*_):
        pass

    monkeypatch.setattr(ear.conversations, "watched", lambda *_: posts)
    monkeypatch.setattr(ear.Ear, "_arrive", nothing)
    with replaced(NETWORK, threads=False, checks=2):
        one = ear.Ear(Account(network="board"), 60.0, "here")
        for _ in range(most):
            network.left = network.answers
            asyncio.run(one._check(network))


def test_a_network_that_allows_few_requests_is_asked_for_every_post_in_turn(installed, monkeypatch):
    posts = [f"post-{number}" for number in range(9)]
    network = Sparing(answers=2)
    rounds(network, monkeypatch, posts, 3)
    assert network.told[:9] == posts, "each round goes on where the last one ended"
    rounds(network := Sparing(answers=9), monkeypatch, posts, 2)
    assert network.told == [*posts, *posts], "where all can be asked for, the newest comes first each time"


def test_a_post_of_which_a_network_never_tells_holds_up_no_other_for_long(installed, monkeypatch):
    posts = [f"post-{number}" for number in range(6)]
    rounds(network := Sparing(answers=9, never="post-2"), monkeypatch, posts, 6)
    assert min(network.told.count(one) for one in ("post-0", "post-1", "post-4", "post-5")) >= 2


@contextmanager
def replaced(network, **can):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(network), "can", replace(network.can, **can))
        yield


BROKEN = {
    "import nothing_of_this_name": "ModuleNotFoundError: No module named 'nothing_of_this_name'",
    "NETWORK = 3": "earful_broken:NETWORK is no network: it has no name, label, can, steps, fields, connect, read, open, allows, measure",
    "class NETWORK: name = 'x'": "earful_broken:NETWORK is a class; name an object of it",
    "raise SystemExit(3)": "SystemExit: 3",
}


@pytest.mark.parametrize(("code", "why"), BROKEN.items())
def test_a_package_that_cannot_be_loaded_stops_the_start(tmp_path, code, why):
    info = tmp_path / "earful_broken-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: earful-broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[earful.networks]\nbroken = earful_broken:NETWORK\n")
    (tmp_path / "earful_broken.py").write_text(code)
    words = (
        f"The package earful-broken, which brings the network broken, cannot be loaded ({why}). "
        "Mend it and install it again, or uninstall it."
    )
    with a_desk(bare=True) as desk:
        for command in ("up", "web", "listen"):
            ended = desk.run(command, PYTHONPATH=str(tmp_path))
            assert (ended.returncode, ended.stdout, ended.stderr.strip()) == (1, "", words)
        told = desk.run("doctor", PYTHONPATH=str(tmp_path))
        assert told.returncode == 1
        assert f"attention  packages: {words}" in told.stdout
        assert not (desk.folder / "postgres").exists()


def test_the_tutorial_holds_the_whole_example():
    tutorial = TUTORIAL.read_text()
    code = (EXAMPLE / "earful_board.py").read_text()
    assert len(code.splitlines()) < 150
    blocks = [block.partition("```")[0] for block in tutorial.split("```python\n")[1:]]
    assert lines("".join(blocks)) == lines(code)
    assert (EXAMPLE / "pyproject.toml").read_text().strip() in tutorial
    fixture = (EXAMPLE / "tests/board_fixture.py").read_text()
    assert fixture.partition("    def own")[0].strip() in tutorial
    assert fixture[fixture.index("@contextmanager") :].strip() in tutorial
    page = (GUESTBOOK / "earful_guestbook.py").read_text()
    for method in ("page", "measure"):
        (found,) = re.findall(rf"    (?:async )?def {method}.*?\n\n", page, re.DOTALL)
        assert found.strip() in tutorial


def lines(code):
    return [line for line in code.splitlines() if line]


def test_a_network_that_can_do_less_is_no_longer():
    code = (GUESTBOOK / "earful_guestbook.py").read_text()
    assert len([line for line in code.splitlines() if line.strip()]) < 150
