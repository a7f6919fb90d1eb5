"""What is behind a customer's link: looked at by a worker, from a server that may mean us harm."""

import gzip
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from a_link_server import LinkServer, a_server, answer, leads, page
from api_client import api_as, page_of
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, queries_of, somebody_says, takes_back

from earful import behind_links, upkeep
from earful.conversations import actions, clearing
from earful.conversations.links import asks, showing, wire
from earful.conversations.links.models import LinkLook
from earful.conversations.links.words import CannotLook
from earful.conversations.models import Conversation, Outcome
from earful.kit import clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there() -> Iterator[LinkServer]:
    with a_server() as server:
        yield server


@pytest.fixture
def ana() -> Any:
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def desk(ana: Any) -> Client:
    return page_of(ana)


def said(ana: Any, *addresses: str, **more: Any) -> Any:
    return somebody_says(an_account(ana.workspace), f"Look: {' and '.join(addresses)} !", **more)


def looked(turn: Any, there: LinkServer, number: int = 0) -> showing.Line:
    """Somebody asks, and a worker looks, with this one server allowed."""
    look = behind_links.want(turn.workspace_id, showing.links(turn)[number].address)
    claimed = asks.claim(look.pk)
    assert claimed is not None
    behind_links.put(claimed, there.permitted)
    return showing.lines(turn)[number]


def seen(there: LinkServer, given: Any, path: str = "/") -> wire.Seen:
    there.pages[path] = given
    return wire.look(there.at(path), there.permitted)


# --- a calm look ---------------------------------------------------------------------------------------------------


def test_an_agent_asks_a_worker_looks_and_everybody_reads(ana: Any, desk: Client, there: LinkServer) -> None:
    turn = said(ana, there.at("/s"))
    there.pages["/s"] = leads("/shop?a=ä b")
    there.pages["/shop?a=%C3%83%C2%A4%20b"] = there.pages["/shop?a=%C3%A4%20b"] = page(
        "Wool &amp; more", "Yarn of all sorts."
    )
    whole = desk.get(f"/desk/all/{turn.conversation_id}/").content.decode()
    assert "What is behind this link?" in whole
    fragment = {"HX-Request": "true"}
    at = f"/desk/turn/{turn.pk}/links/"
    assert ">Look</button>" in desk.get(at, headers=fragment).content.decode()
    assert there.asked == []
    asked = desk.post(f"{at}0/look/", headers=fragment).content.decode()
    assert "every 900ms" in asked
    assert desk.get(f"{at}0/", headers=fragment).status_code == 204
    assert ProcrastinateJob.objects.get(task_name="look_behind").args == {"look_id": LinkLook.objects.get().pk}
    behind_links.put(asks.claim(LinkLook.objects.get().pk), there.permitted)
    now = desk.get(f"{at}0/", headers=fragment).content.decode()
    assert "<b>127.0.0.1</b>" in now
    assert "Wool &amp; more" in now
    assert "Yarn of all sorts." in now
    ben = api_as(an_agent(ana.workspace, "ben", "Ben")).get(f"/api/turns/{turn.pk}/links/0").json()
    assert (ben["state"], ben["title"], ben["hops"], ben["elsewhere"]) == ("seen", "Wool & more", 1, False)
    behind_links.want(turn.workspace_id, there.at("/s"))
    assert len(there.asked) == 2


def test_nothing_of_ours_is_told_to_the_page(ana: Any, there: LinkServer) -> None:
    there.pages["/"] = leads("/two", "301 Moved").replace(b"\r\n\r\n", b"\r\nset-cookie: a=b\r\n\r\n", 1)
    there.pages["/two"] = page()
    assert wire.look(there.at("/#part"), there.permitted).told.title == "A page"
    for asked in there.asked:
        first, *head = asked.strip().split("\r\n")
        assert first.startswith("GET /")
        names = {line.partition(":")[0].lower() for line in head}
        assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert "#" not in first
    assert "python" not in there.asked[0].lower()


def test_a_short_link_shows_where_it_leads(ana: Any, desk: Client, there: LinkServer) -> None:
    turn = said(ana, f"http://localhost:{there.port}/x")
    there.pages["/x"] = leads(there.at("/end"))
    there.pages["/end"] = page("End")
    line = looked(turn, there)
    assert (line.elsewhere, line.host, line.target) == (True, "127.0.0.1", there.at("/end"))
    assert "Leads elsewhere" in desk.get(f"/desk/turn/{turn.pk}/links/").content.decode()


def test_forms_alone(ana: Any, desk: Client, there: LinkServer) -> None:
    turn = said(ana, there.at("/"), "https://other.example/")
    there.pages["/"] = page("Here")
    answered = desk.post(f"/desk/turn/{turn.pk}/links/0/look/", follow=True)
    assert answered["Refresh"] == "2"
    behind_links.put(asks.claim(LinkLook.objects.get().pk), there.permitted)
    answered = desk.get(f"/desk/turn/{turn.pk}/links/")
    assert "Refresh" not in answered
    assert "Here" in answered.content.decode()


# --- what a running desk refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "localhost."])
def test_a_desk_never_opens_what_is_inside(ana: Any, there: LinkServer, monkeypatch: Any, host: str) -> None:
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", f"127.0.0.1:{there.port},127.0.0.1:80,localhost:80,[::1]:80,::1:80")
    there.pages["/"] = page()
    turn = said(ana, f"http://{host}/")
    look = behind_links.want(turn.workspace_id, f"http://{host}/")
    behind_links.look_behind(look.pk)
    look.refresh_from_db()
    assert (look.state, look.failed in {"internal", "unreachable"}) == ("failed", True)
    assert look.failed == "internal" or host.endswith(".")  # not every resolver knows that one
    assert wire.look(there.at()).why == "port"
    assert there.asked == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1/", "internal"),
        ("http://[::ffff:127.0.0.1]/", "internal"),
        ("http://[64:ff9b::7f00:1]/", "internal"),
        ("http://[2002:7f00:1::]/", "internal"),
        ("http://169.254.169.254/latest/meta-data/", "internal"),
        ("http://100.100.100.200/", "internal"),
        ("//10.0.0.1/", "internal"),
        ("http://0x7f.1/", "odd"),
        ("http://2130706433/", "odd"),
        ("http://me@example.org/", "user"),
        ("http://example.org:22/", "port"),
        ("file:///etc/passwd", "no_address"),
        ("javascript:alert(1)", "broken"),
        ("http://[::1", "broken"),
    ],
)
def test_every_step_of_the_way_is_checked_anew(there: LinkServer, target: str, why: str) -> None:
    found = seen(there, leads(target))
    assert (found.why, found.told.title) == (why, "")
    assert len(there.asked) == 1


def test_a_redirect_to_another_port_of_the_machine_is_refused(there: LinkServer) -> None:
    with a_server() as inside:
        inside.pages["/"] = page("secret")
        assert seen(there, leads(inside.at())).why == "port"
        assert inside.asked == []


# --- what may come back -------------------------------------------------------------------------------------------


def test_round_and_round(there: LinkServer) -> None:
    found = seen(there, leads("/"))
    assert (found.why, found.hops) == ("round", 4)
    assert len(there.asked) == 5


def drips(peer: socket.socket) -> None:
    for sign in b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + b"<p>" * 500:
        peer.sendall(bytes([sign]))
        time.sleep(0.05)


def endless(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>Endless</title>")
    while True:
        peer.sendall(b"x" * 65536)


def endless_head(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        peer.sendall(b"x-a: " + b"b" * 4000 + b"\r\n")


def half(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 900\r\n\r\n<title>Ha")
    peer.shutdown(socket.SHUT_WR)


def silent(peer: socket.socket) -> None:
    peer.shutdown(socket.SHUT_WR)
    peer.recv(1)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (half, "broken"),
        (silent, "broken"),
        (endless_head, "broken"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "broken"),
        (answer(b"%PDF", "application/pdf"), "sort"),
        (answer(b"<title>a</title>", "image/png"), "sort"),
        (answer(b"<title>a</title>", ""), "sort"),
        (answer(b"no", status="404 Not Found"), "status"),
        (answer(b"no", status="503 Busy"), "status"),
        (answer(b"", status="302 Found"), "status"),
        (answer(b"x", "text/html", "content-encoding: br"), "packed"),
        (answer(b"xxxx", "text/html", "content-encoding: gzip"), "packed"),
    ],
)
def test_whatever_comes_back_is_said_in_a_sentence(
    ana: Any, desk: Client, there: LinkServer, given: Any, why: str
) -> None:
    turn = said(ana, there.at())
    there.pages["/"] = given
    line = looked(turn, there)
    assert LinkLook.objects.get().failed == why
    assert line.state == "failed"
    assert line.words.endswith(".")
    assert line.words in desk.get(f"/desk/turn/{turn.pk}/links/").content.decode().replace("&#x27;", "'")


def test_a_slow_one_is_left_after_five_seconds(there: LinkServer) -> None:
    begun = time.monotonic()
    assert seen(there, drips).why == "slow"
    assert time.monotonic() - begun < 20


def test_an_endless_one_is_read_to_a_bound(there: LinkServer) -> None:
    begun = time.monotonic()
    assert seen(there, endless).told.title == "Endless"
    assert time.monotonic() - begun < 30


def test_a_bomb_stays_small(there: LinkServer) -> None:
    bomb = gzip.compress(b"<title>Boom</title>" + b" " * 200_000_000)
    assert seen(there, answer(bomb, "text/html", "content-encoding: gzip")).told.title == "Boom"


def test_a_file_is_not_read_but_its_place_is_shown(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at("/s"))
    there.pages["/s"] = leads("/manual.pdf")
    there.pages["/manual.pdf"] = answer(b"%PDF" * 100_000, "application/pdf")
    line = looked(turn, there)
    assert (line.target, line.state) == (there.at("/manual.pdf"), "failed")
    assert "application/pdf" in line.words


def test_what_a_page_says_is_only_words(ana: Any, desk: Client, there: LinkServer) -> None:
    turn = said(ana, there.at())
    there.pages["/"] = page(
        f"\u202eevil\u0000<script>alert(1)</script> {'x' * 5000}", "&lt;img src=x onerror=alert(1)&gt;"
    )
    line = looked(turn, there)
    assert len(line.title) <= 300
    assert "\u202e" not in line.title
    shown = desk.get(f"/desk/turn/{turn.pk}/links/").content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


# --- off, used up, kept, forgotten --------------------------------------------------------------------------------


def test_off_means_that_not_a_byte_leaves(ana: Any, desk: Client, there: LinkServer) -> None:
    turn = said(ana, there.at())
    there.pages["/"] = page()
    look = behind_links.want(turn.workspace_id, there.at())
    claimed = asks.claim(look.pk)
    owner = page_of(an_agent(ana.workspace, "olga", "Olga", Role.OWNER))
    assert owner.post("/house/settings/links/", {"hourly": "5"}).status_code == 302
    assert asks.claim(look.pk) is None
    assert not LinkLook.objects.exists()
    asks.record(claimed, wire.Seen("https://x.example/", 0))
    assert not LinkLook.objects.exists()
    assert "What is behind" not in desk.get(f"/desk/all/{turn.conversation_id}/").content.decode()
    assert "switched off" in desk.post(f"/desk/turn/{turn.pk}/links/0/look/").content.decode()
    assert api_as(ana).post(f"/api/turns/{turn.pk}/links/0/look").status_code == 409
    assert there.asked == []
    assert owner.post("/house/settings/links/", {"on": "on", "hourly": "0"}).status_code == 422


def test_a_job_that_was_waiting_when_it_was_switched_off_does_nothing(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at())
    look = behind_links.want(turn.workspace_id, there.at())
    asks.LinkLooking.objects.update(on=False)
    behind_links.look_behind(look.pk)
    look.refresh_from_db()
    assert (look.state, look.failed) == ("failed", "off")


def test_a_desk_has_so_many_looks_in_an_hour(ana: Any) -> None:
    asks.decide(ana.workspace, on=True, hourly=2)
    for number in range(2):
        behind_links.want(ana.workspace_id, f"https://x.example/{number}")
    behind_links.want(ana.workspace_id, "https://x.example/0")
    with pytest.raises(CannotLook, match="2 links within an hour"):
        behind_links.want(ana.workspace_id, "https://x.example/9")
    assert behind_links.want(a_workspace("Elsewhere").pk, "https://x.example/9").pk
    asks.LinkLooking.objects.filter(workspace=ana.workspace).update(since=clock.now() - timedelta(hours=1, seconds=1))
    assert behind_links.want(ana.workspace_id, "https://x.example/9").pk


def test_it_is_kept_for_a_day_and_what_failed_may_be_tried_again(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at())
    assert not looked(turn, there).again
    LinkLook.objects.update(wanted_at=clock.now() - timedelta(minutes=2))
    assert showing.lines(turn)[0].again
    there.pages["/"] = page("Now")
    assert looked(turn, there).title == "Now"
    assert LinkLook.objects.count() == 1
    LinkLook.objects.update(wanted_at=clock.now() - timedelta(days=1, seconds=1))
    assert showing.lines(turn)[0].state == "unknown"
    behind_links.tidy(0)
    assert not LinkLook.objects.exists()


def test_whoever_dies_while_looking_leaves_nothing_stuck(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at())
    look = behind_links.want(turn.workspace_id, there.at())
    assert asks.claim(look.pk) is not None  # and here its worker is killed
    behind_links.look_behind(look.pk)  # as the sweep would
    assert there.asked == []
    LinkLook.objects.update(wanted_at=clock.now() - timedelta(seconds=61))
    line = showing.lines(turn)[0]
    assert (line.state, line.words, line.again) == ("failed", "The look was interrupted. Look again.", True)


def test_it_goes_with_the_words_it_stood_in(ana: Any, there: LinkServer) -> None:
    account = an_account(ana.workspace)
    turn, other = somebody_says(account, f"a {there.at('/a')}"), somebody_says(account, f"b {there.at('/b')}")
    looked(turn, there)
    looked(other, there)
    takes_back(account, turn)
    assert [look.address for look in LinkLook.objects.all()] == [there.at("/b")]
    actions.end(other.conversation, ana, Outcome.HANDED_ON, "To the shop.")
    Conversation.objects.filter(pk=other.conversation_id).update(ended_at=clock.now() - timedelta(days=400))
    clearing.keep(ana.workspace_id, "texts", 1)
    assert upkeep.retain_on() == 1
    assert not LinkLook.objects.exists()


def test_no_transaction_is_open_while_somebody_looks(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at())

    def given(peer: socket.socket) -> None:
        from django.db import connections

        with connections["default"].cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()"
            )
            open_now.append(cursor.fetchone()[0])
        connections["default"].close()
        peer.sendall(page())

    open_now: list[int] = []
    there.pages["/"] = given
    assert looked(turn, there).state == "seen"
    assert open_now == [0]
    assert not connection.in_atomic_block


def test_links_of_others_are_not_there(ana: Any, there: LinkServer) -> None:
    turn = said(ana, there.at())
    eve = an_agent(a_workspace("Elsewhere"), "eve", "Eve")
    assert page_of(eve).get(f"/desk/turn/{turn.pk}/links/").status_code == 404
    assert page_of(ana).post(f"/desk/turn/{turn.pk}/links/7/look/").status_code == 404
    assert api_as(ana).get(f"/api/turns/{turn.pk}/links/-1").status_code == 404


def test_ten_links_ask_the_database_no_more_than_one(ana: Any, desk: Client) -> None:
    one = said(ana, "https://x.example/1")
    ten = said(ana, *(f"https://x.example/{n}" for n in range(10)))
    for turn in (one, ten):
        for link in showing.links(turn):
            behind_links.want(ana.workspace_id, link.address)
    asked = [queries_of(lambda at=turn.pk: desk.get(f"/desk/turn/{at}/links/")) for turn in (one, ten)]
    assert asked[0] == asked[1]
