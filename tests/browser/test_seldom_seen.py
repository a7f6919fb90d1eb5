"""Pages that need a past: what to leave out of a query, where Earful listens, and an answer that stands on the desk itself."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed
from tests.flow.running_desk import Desk

NAMES = """
from uuid import uuid4
from earful.accounts.models import Account
from earful.conversations.models import Turn
from earful.kit import clock
from earful.listening.models import Found, Query, Source
from earful.outbox.models import Dispatch
from earful.staff.models import Agent
now, by = clock.now(), Agent.objects.earliest("pk")
house = by.workspace
"""
NOISE = """
who = {"workspace": house, "made_by": by, "made_at": now, "changed_by": by, "changed_at": now}
query = Query.objects.create(name="Lamps of ours", text="lumen", **who)
for turn in Turn.objects.filter(text__contains="How many lumen has the sun"):
    Found.objects.create(workspace=house, query=query, item=turn.item, at=now, refused_by=by, refused_at=now)
account = Account.objects.create(workspace=house, network="mastodon", handle="care@social.example", external_id="1",
    name="Northwind", state=Account.State.PAUSED, settings={}, connected_at=now)
Source.objects.create(workspace=house, account=account, way="search", heard_at=now, found=3, switched_by=by, switched_at=now)
print(f"query {query.pk}")
"""
PUT_AWAY = """
Dispatch.objects.filter(account__handle="blog.example").delete()
Query.objects.filter(name="Lamps of ours").delete()
Account.objects.filter(handle__in=["care@social.example", "blog.example"]).delete()
"""
SAID = """
turn = Turn.objects.get(text__contains="Does the ferry run at night")
account = Account.objects.create(workspace=house, network="webmention", handle="blog.example", external_id="blog.example",
    name="Northwind", state=Account.State.PAUSED, settings={}, connected_at=now)
dispatch = Dispatch.objects.create(workspace=house, conversation=turn.conversation, account=account, agent=by, answers=turn,
    key=uuid4(), text="It does, until two o'clock.\\n\\nBring <b>tea</b>.", written="It does.", state=Dispatch.State.SENT,
    created_at=now, release_at=now, settled_at=now)
print(f"said {dispatch.key}")
"""


def is_good(page: Page) -> None:
    assert in_every_light(page) == {}
    assert zoomed(page) == []


def done(desk: Desk, what: str) -> str:
    """Given to the desk as it stands in its database; what was printed."""
    found = desk.run("manage", "shell", "-c", NAMES + what)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def past(settled_town: Town, desk: Desk, browser: Browser, address: str, staff: dict[str, Any]) -> Iterator[list[str]]:
    """What came, and what became of it, for all tests here: the number of the query, and the answer's key."""
    context = browser.new_context(base_url=address, storage_state=staff["owner"])
    page = context.new_page()
    page.goto("/desk/needs/")
    for words in ("at noon", "in winter", "behind a cloud"):
        settled_town.say(somebody("Nils Noon"), f"How many lumen has the sun {words}?")
    faye = somebody("Faye Late")
    settled_town.say(faye, "Does the ferry run at night?")
    expect(page.locator("#row-list .row").filter(has_text="Nils Noon")).to_have_count(3)
    at.row(page, faye).wait_for()
    context.close()
    yield re.findall(r"^(?:query|said) (\S+)$", done(desk, NOISE + SAID), re.MULTILINE)
    done(desk, PUT_AWAY)
    settled_town.fall_silent()


def test_what_to_leave_out_of_a_query(past: list[str], visit: Visit) -> None:
    page = visit()
    page.goto(f"/house/listening/{past[0]}/")
    expect(page.get_by_role("heading", name="Met where it was not about you")).to_be_visible()
    expect(page.get_by_role("button", name="Leave out sun")).to_be_visible()
    is_good(page)


def test_where_it_is_listened(past: list[str], visit: Visit) -> None:
    assert past
    page = visit()
    page.goto("/house/listening/")
    expect(page.get_by_role("button", name="Switch off: Mastodon")).to_be_visible()
    expect(page.get_by_role("button", name="Switch on: Mastodon")).to_be_visible()
    is_good(page)


def test_an_answer_that_stands_here(past: list[str], visit: Visit) -> None:
    page = visit("")
    page.goto(f"/said/{past[1]}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("An answer by Northwind")
    expect(page.locator(".e-content")).to_contain_text("Bring <b>tea</b>.")
    is_good(page)
