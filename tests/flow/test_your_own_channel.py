"""The example of docs/your-own-channel.md, installed as a package beside Earful, from the connect page to an answer."""

import importlib
import sys
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from town import a_dispatch, a_workspace, an_agent

from earful import flow
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import registry
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = Path(__file__).parents[2]
EXAMPLE = HOUSE / "examples/earful-board"
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


def test_from_the_connect_page_to_an_answer(board, client):
    from a_board import TOKEN

    desk = a_workspace()
    client.force_login(an_agent(desk, role=Role.OWNER))
    assert "Notice board" in client.get("/house/accounts/connect/").content.decode()
    wrong = client.post("/house/accounts/connect/board/", {"url": board.url, "token": "guessed"})
    assert wrong.status_code == 422
    assert "does not take this sign-in" in wrong.content.decode()
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


def test_the_tutorial_holds_the_whole_example():
    tutorial = TUTORIAL.read_text()
    code = (EXAMPLE / "earful_board.py").read_text()
    assert len(code.splitlines()) < 150
    blocks = [block.partition("```")[0] for block in tutorial.split("```python\n")[1:]]
    assert "\n\n\n".join(block.strip() for block in blocks if "contract_world" not in block) == code.strip()
    assert (EXAMPLE / "pyproject.toml").read_text().strip() in tutorial
    assert (EXAMPLE / "tests/board_fixture.py").read_text().strip() in tutorial


def test_a_network_that_can_do_less_is_no_longer():
    code = (HOUSE / "examples/earful-guestbook/earful_guestbook.py").read_text()
    assert len([line for line in code.splitlines() if line.strip()]) < 150
