# ruff: noqa: ARG002 -- the contract names what this network does not need, and being there is what fixtures are for
"""Signing in on a network's own page: whoever comes back must have left here, lately, once, and as the same account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from scripted import Scripted, installed
from town import a_workspace, an_agent

from earful.accounts import actions
from earful.accounts.models import Account
from earful.channels.contract import Connected, Departure, Expired, Field, Json, Refused, Retry, Us
from earful.kit import clock, seal
from earful.kit.transport import Transport, Unreachable
from earful.staff.models import Agent
from earful.staff.rules import Role

CONNECT = "/house/accounts/connect/there/"
BACK = f"{CONNECT}back/"
LOST = "This sign-in was used already, or was begun in another browser."
OTHERS = "This answer belongs to another sign-in. Nothing was changed."


@dataclass
class There(Scripted):
    """A network with a page of its own. `departing`, `coming`: what goes wrong then, if anything."""

    name: str = "there"
    label: str = "There"
    fields: tuple[Field, ...] = (Field("server", "Server"),)
    departing: Exception | None = None
    coming: Exception | None = None
    who: str = "brand"
    asked_back: list[str] = field(default_factory=list)
    told: list[tuple[Any, Any]] = field(default_factory=list)

    async def depart(self, values: Mapping[str, str], back: str, transport: Transport) -> Departure:
        """To the page of whatever server was entered."""
        if self.departing:
            raise self.departing
        self.asked_back.append(back)
        query = {"state": f"word-{len(self.asked_back)}", "redirect_uri": back}
        url = f"https://{values['server']}/authorize?{urlencode(query)}"
        return Departure(url, {"server": values["server"], "verifier": "a secret of ours"})

    async def come_back(self, kept: Json, query: Mapping[str, str], transport: Transport) -> Connected:
        """As whoever the owner is there."""
        self.told.append((dict(kept), dict(query)))
        if self.coming:
            raise self.coming
        return Connected(Us(f"there:{self.who}", self.who), "Brand", {"server": kept["server"]}, {"token": "t0ken"})


@pytest.fixture
def there(transactional_db: None) -> Iterator[There]:
    with installed(There()) as network:
        yield network


@pytest.fixture
def owner(transactional_db: None) -> Agent:
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


def signed_in(agent: Agent) -> Client:
    page = Client()
    page.force_login(agent, backend="earful.web.signed_in.Backend")
    return page


@pytest.fixture
def page(owner: Agent) -> Client:
    return signed_in(owner)


def leaves(page: Client, address: str = CONNECT, server: str = "town.example") -> str:
    """The word by which the owner is known again."""
    answer = page.post(address, {"server": server})
    assert answer.status_code == 302
    assert answer.url.startswith(f"https://{server}/authorize?")
    return parse_qs(urlsplit(answer.url).query)["state"][0]


def returns(page: Client, state: str, **more: str) -> tuple[str, str]:
    """Where coming back leads, and what the page there says."""
    answer = page.get(BACK, {"state": state, "code": "the-code", **more})
    assert answer.status_code == 302
    return answer.url, page.get(answer.url).content.decode()


class TestComingBack:
    def test_the_account_is_kept_and_nothing_of_the_way_there(self, there, page, owner):
        url, words = returns(page, leaves(page))
        account = Account.objects.get()
        assert url == f"/house/accounts/{account.pk}/connected/"
        assert "We are listening to" in words
        assert (account.workspace, account.handle) == (owner.workspace, "brand")
        assert seal.unseal(account.sealed_secrets, settings.SEALING_KEY) == {"token": "t0ken"}
        assert there.asked_back == [f"http://testserver{BACK}"]
        assert there.told == [
            ({"server": "town.example", "verifier": "a secret of ours"}, {"state": "word-1", "code": "the-code"})
        ]
        assert "away" not in page.session

    def test_what_is_remembered_meanwhile_is_sealed(self, there, page):
        leaves(page)
        kept = Session.objects.get(pk=page.session.session_key).get_decoded()
        assert "a secret of ours" not in str(kept)

    def test_the_form_may_lead_there_and_only_this_one(self, there, page, monkeypatch):
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", "desk.test:80")
        assert "form-action 'self' https: http://desk.test:80;" in page.get(CONNECT)["Content-Security-Policy"]
        assert "form-action 'self';" in page.get("/house/accounts/")["Content-Security-Policy"]

    def test_the_page_says_that_one_signs_in_there(self, there, page):
        words = page.get(CONNECT).content.decode()
        assert "Go on to the sign-in there" in words
        assert "Earful never sees the password" in words

    def test_behind_a_proxy_the_way_back_is_the_public_address(self, there, owner, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        settings.ALLOWED_HOSTS = ["desk.example"]
        page = Client(headers={"host": "desk.example", "x-forwarded-proto": "https"})
        page.force_login(owner, backend="earful.web.signed_in.Backend")
        leaves(page)
        assert there.asked_back == [f"https://desk.example{BACK}"]


class TestRefused:
    def test_a_server_that_will_not_do_is_named_at_its_entry(self, there, page):
        there.departing = Refused("Server: this is no server of the fediverse.")
        answer = page.post(CONNECT, {"server": "nonsense.example"})
        assert answer.status_code == 422
        assert "This is no server of the fediverse." in answer.content.decode()
        assert 'value="nonsense.example"' in answer.content.decode()

    @pytest.mark.parametrize(
        "away", [Retry("The server is busy.", 5.0), Unreachable("town.example cannot be reached.")]
    )
    def test_a_server_that_is_away_is_no_fault_of_the_entry(self, there, page, away):
        there.departing = away
        answer = page.post(CONNECT, {"server": "town.example"})
        assert answer.status_code == 422
        assert "Nothing was saved." in answer.content.decode()

    FAILURES = [
        (Refused("You said no on town.example."), "You said no on town.example."),
        (Expired("The answer is too old."), "The answer is too old."),
        (Retry("town.example is busy.", 5.0), "town.example is busy. Nothing was saved. Try again in a moment."),
        (Unreachable("town.example cannot be reached."), "town.example cannot be reached. Nothing was saved."),
    ]

    @pytest.mark.parametrize(("failure", "words"), FAILURES)
    def test_what_goes_wrong_there_is_said_where_one_starts_again(self, there, page, failure, words):
        there.coming = failure
        url, shown = returns(page, leaves(page))
        assert url == CONNECT
        assert words in shown
        assert not Account.objects.exists()

    def test_only_owners(self, there, owner):
        assert signed_in(an_agent(owner.workspace)).get(BACK).status_code == 403

    def test_who_was_signed_out_meanwhile_signs_in_and_is_told(self, there, page, owner):
        state = leaves(page)
        page.logout()
        answer = page.get(BACK, {"state": state, "code": "c"})
        assert answer.url.startswith("/house/sign-in/?next=")
        url, words = returns(signed_in(owner), state)
        assert url == CONNECT
        assert LOST in words
        assert there.told == []


class TestForged:
    def test_a_word_that_was_never_given_is_refused_and_uses_nothing_up(self, there, page):
        state = leaves(page)
        for forged in ("", "word-2", "wörd"):
            url, words = returns(page, forged)
            assert url == CONNECT
            assert OTHERS in words
        assert there.told == []
        assert "/connected/" in returns(page, state)[0]

    def test_without_having_left(self, there, page):
        assert LOST in returns(page, "word-1")[1]
        assert there.told == []

    def test_the_same_answer_twice(self, there, page):
        state = leaves(page)
        returns(page, state)
        url, words = returns(page, state)
        assert url == CONNECT
        assert LOST in words
        assert len(there.told) == Account.objects.count() == 1

    def test_an_answer_meant_for_somebody_else(self, there, page, owner):
        theirs = signed_in(an_agent(owner.workspace, role=Role.OWNER))
        state = leaves(theirs)
        assert LOST in returns(page, state)[1]
        assert "/connected/" in returns(theirs, state)[0]

    def test_only_the_last_of_two_departures_counts(self, there, page):
        first, second = leaves(page), leaves(page)
        assert OTHERS in returns(page, first)[1]
        assert "/connected/" in returns(page, second)[0]

    def test_the_answer_of_another_network(self, there, page):
        state = leaves(page)
        with installed(There(name="elsewhere")) as other:
            answer = page.get("/house/accounts/connect/elsewhere/back/", {"state": state, "code": "c"})
            assert OTHERS in page.get(answer.url).content.decode()
            assert other.told == []

    def test_it_ends_after_a_while(self, there, page):
        state = leaves(page)
        with time_machine.travel(clock.now() + timedelta(minutes=21)):
            assert "took too long" in returns(page, state)[1]
        assert there.told == []

    def test_remembered_under_another_key(self, there, page):
        state = leaves(page)
        session = page.session
        session["away"] = seal.seal({"state": state}, "another key").decode()
        session.save()
        assert "cannot be read any more" in returns(page, state)[1]


class TestSigningInAgain:
    @pytest.fixture
    def account(self, there: There, page: Client) -> Account:
        returns(page, leaves(page))
        account = Account.objects.get()
        Account.objects.update(cursor="here", polled_at=clock.now())
        actions.note_trouble(account.pk, "out", signed_out=True)
        return account

    def test_keeps_the_account_and_its_place(self, page, account):
        address = f"/house/accounts/{account.pk}/sign-in/"
        assert 'value="town.example"' in page.get(address).content.decode()
        url, words = returns(page, leaves(page, address))
        assert url == f"/house/accounts/{account.pk}/"
        assert "Signed in again." in words
        account.refresh_from_db()
        assert (account.state, account.trouble, account.cursor) == ("listening", "", "here")

    def test_as_somebody_else_is_refused(self, there, page, account):
        there.who = "somebody"
        url, words = returns(page, leaves(page, f"/house/accounts/{account.pk}/sign-in/"))
        assert url == f"/house/accounts/{account.pk}/sign-in/"
        assert "This signs in @somebody, but here it is about @brand." in words
        assert Account.objects.get().state == "signed_out"
