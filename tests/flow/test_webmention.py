"""Webmention at the desk: told, looked at later, heard; and an answer that stands here and is told there."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from mentioning import a_site, it_is_mentioned, it_stands
from town import a_dispatch, a_workspace, an_agent

from earful import flow, heeding
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.webmention import words
from earful.conversations.models import Conversation, Turn
from earful.intake import knocks
from earful.intake.models import Item, Knock
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.staff.rules import Role

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_web import FakeWeb

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(monkeypatch) -> Iterator[FakeWeb]:
    made = FakeWeb()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", made.place)
    yield made
    made.close()


@pytest.fixture
def owner():
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def page(owner) -> Client:
    client = Client()
    client.force_login(owner, backend="earful.web.signed_in.Backend")
    return client


def site(owner, web) -> Account:
    return a_site(owner.workspace, web.ours, f"{web.url}/desk")


def tell(account: Account, source: str, target: str, **more):
    form = urlencode({"source": source, "target": target})
    kind = more.get("kind", "application/x-www-form-urlencoded")
    return Client().post(f"/hooks/webmention/{account.external_id}/", form, content_type=kind)


def look() -> None:
    """A worker takes what waits."""
    for knock in Knock.objects.filter(ended_at=None).order_by("pk"):
        heeding.look_up(knock.pk)
    for item in Item.objects.filter(state="fresh").order_by("pk"):
        flow.understand(item.pk)


def test_what_is_told_is_visited_later_and_heard(owner, page, web):
    account = site(owner, web)
    source = web.say("When does the shop open?", to=f"{web.ours}/post")
    answer = tell(account, source, f"{web.ours}/post")
    assert (answer.status_code, web.asked) == (202, []), "nobody is visited by the request that tells"
    assert tell(account, source, f"{web.ours}/post").status_code == 202
    assert Knock.objects.count() == 1
    look()
    turn = Turn.objects.get()
    assert (turn.text, turn.author.name, turn.why) == ("When does the shop open?", "Carol", "reply")
    assert Knock.objects.count() == 0
    matter = page.get(f"/desk/all/{turn.conversation_id}/").content.decode()
    assert "When does the shop open?" in matter

    web.edit(source, "When does the shop open on Sundays?")
    tell(account, source, f"{web.ours}/post")
    look()
    assert Turn.objects.get().text == "When does the shop open on Sundays?"

    web.remove(source)
    tell(account, source, f"{web.ours}/post")
    look()
    assert Turn.objects.get().removed_at


@pytest.mark.parametrize(
    ("source", "target", "status"),
    [
        ("https://carol.example/1", "https://elsewhere.example/", 400),
        ("OURS/post", "OURS/post", 400),
        ("OURS/a", "OURS/post", 400),
        ("https://desk.example/said/00000000-0000-0000-0000-000000000000/", "OURS/post", 400),
        ("file:///etc/passwd", "OURS/post", 400),
        ("http://2130706433/", "OURS/post", 400),
        ("http://carol@example.org/", "OURS/post", 400),
        ("http://carol.example:22/", "OURS/post", 400),
        (f"https://carol.example/{'x' * 300}", "OURS/post", 400),
        ("https://carol.example/1", "OURS/post#comments", 202),
    ],
)
def test_what_cannot_be_true_is_not_taken(owner, source, target, status):
    account = a_site(owner.workspace)
    answer = tell(
        account, source.replace("OURS", "https://blog.example"), target.replace("OURS", "https://blog.example")
    )
    assert answer.status_code == status
    assert answer.json()["words"].endswith(".")
    assert Knock.objects.count() == (status == 202)


def test_only_forms_are_taken_and_only_while_it_listens(owner):
    account = a_site(owner.workspace)
    at = f"/hooks/webmention/{account.external_id}/"
    assert Client().get(at).status_code == 405
    assert (
        Client().post("/hooks/webmention/0123/", "source=a&target=b", "application/x-www-form-urlencoded").status_code
        == 404
    )
    assert Client().post(at, "{}", "application/json").status_code == 400
    assert (
        Client()
        .post(at, "source=https://a.example/&source=b&target=c", "application/x-www-form-urlencoded")
        .status_code
        == 400
    )
    assert Client().post(at, "x" * 9_000, "application/x-www-form-urlencoded").status_code == 400
    accounts.set_state(account, Account.State.PAUSED)
    assert tell(account, "https://carol.example/1", "https://blog.example/post").status_code == 503
    assert Knock.objects.count() == 0


def test_so_much_waits_and_no_more(owner, monkeypatch):
    account = a_site(owner.workspace)
    told = [tell(account, f"https://carol.example/{n}", "https://blog.example/post").status_code for n in range(22)]
    assert told == [202] * 20 + [429] * 2
    assert tell(account, "https://carol.example/3", "https://blog.example/post").status_code == 202, "it waits already"
    monkeypatch.setattr(knocks, "MOST", 21)
    assert tell(account, "https://dan.example/1", "https://blog.example/post").status_code == 202
    assert tell(account, "https://eve.example/1", "https://blog.example/post").status_code == 429


def test_what_is_not_true_is_said_and_not_kept(owner, page, web):
    account = site(owner, web)
    unlinked, liked = web.say("Nothing about you", link="https://other.example/"), web.say("x")
    web.pages[web.path(liked)] = f'<p class="h-entry"><a class="u-like-of" href="{web.ours}/post">liked</a></p>'
    for source in (unlinked, liked, f"{web.url}/nowhere"):
        tell(account, source, f"{web.ours}/post")
    look()
    assert Item.objects.count() == 0
    assert {knock.trouble for knock in Knock.objects.all()} == {words.NO_LINK, words.NO_PAGE}
    shown = page.get(f"/house/accounts/{account.pk}/mentions/").content.decode()
    assert words.NO_LINK in shown
    assert f"{web.url}/desk/hooks/webmention/{account.external_id}/" in shown


def test_who_does_not_answer_is_asked_again_and_in_the_end_let_be(owner, web):
    account = site(owner, web)
    source = web.say("hello")
    web.pages[web.path(source)] = (500, None, {})
    tell(account, source, f"{web.ours}/post")
    for tried in range(knocks.TRIES):
        knock = Knock.objects.get()
        assert (knock.tries, knock.ended_at) == (tried, None)
        heeding.look_up(knock.pk)
    assert Knock.objects.get().ended_at
    tell(account, source, f"{web.ours}/post")
    assert Knock.objects.get().ended_at is None, "told again, it is looked at again"


def test_while_the_account_is_paused_nobody_is_visited(owner, web):
    account = site(owner, web)
    tell(account, web.say("hello"), f"{web.ours}/post")
    accounts.set_state(account, Account.State.PAUSED)
    look()
    assert (web.asked, Knock.objects.count()) == ([], 1)
    accounts.set_state(account, Account.State.LISTENING)
    look()
    assert Turn.objects.get().text == "hello"


def test_an_answer_stands_here_and_is_told_there(owner, page, web):
    account = site(owner, web)
    source = web.say("When does the shop open?")
    tell(account, source, f"{web.ours}/post")
    look()
    dispatch = a_dispatch(owner, Conversation.objects.get(), "At nine, <b>each</b> day.")
    standing = f"/said/{dispatch.key}/"
    assert Client().get(standing).status_code == 404, "not before it is sent"
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    look()
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT
    assert web.heard[web.path(source)] == [f"{web.url}/desk{standing}"]
    shown = Client().get(standing)
    said = shown.content.decode()
    assert f'class="u-in-reply-to" href="{source}"' in said
    assert "At nine, &lt;b&gt;each&lt;/b&gt; day." in said
    assert "script-src" not in shown["Content-Security-Policy"]
    assert Turn.objects.filter(ours=True).get().external_id == f"{web.url}/desk{standing}"

    back = web.say("Thank you! And on Sundays?", to=f"{web.url}/desk{standing}", link=f"{web.url}/desk{standing}")
    assert tell(account, back, f"{web.url}/desk{standing}").status_code == 202
    look()
    assert Conversation.objects.count() == 1
    assert Turn.objects.get(external_id=back).why == "reply"


def test_an_answer_is_gone_when_its_words_are(owner):
    dispatch = it_stands(owner, it_is_mentioned(a_site(owner.workspace)))
    assert Client().get(f"/said/{dispatch.key}/").status_code == 200
    outbox.forget(dispatch.account_id, dispatch.external_id)
    assert Client().get(f"/said/{dispatch.key}/").status_code == 410
    other = "00000000-0000-0000-0000-000000000000"
    assert Client().get(f"/said/{other}/").status_code == 404


def test_answers_on_other_networks_do_not_stand_here(owner):
    dispatch = it_stands(owner, it_is_mentioned(a_site(owner.workspace)))
    Account.objects.filter(pk=dispatch.account_id).update(network="mail")
    assert Client().get(f"/said/{dispatch.key}/").status_code == 404
