# ruff: noqa: ARG002 -- being there is what fixtures are for
"""Settings on a network that hide what customers say: found, shown, and put right only when the owner agrees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from scripted import Scripted, installed
from town import a_workspace, an_agent

from earful import taking_on
from earful.accounts import actions
from earful.accounts.models import Account
from earful.channels.contract import Connected, Hindrance, Refused, Retry, Us
from earful.staff.models import Agent
from earful.staff.rules import Role

PRIVATE = Hindrance("private", "Private messages of strangers are hidden.", "Letting them through shows them.")
NEW = Hindrance("new", "What new accounts write is hidden.", "Letting it through shows it.")


@dataclass
class Hiding(Scripted):
    """A network that hides things. `trouble`: what goes wrong when it is asked; `stubborn`: it says yes, and does not."""

    hides: list[Hindrance] = field(default_factory=lambda: [PRIVATE, NEW])
    lifted: list[str] = field(default_factory=list)
    trouble: Exception | None = None
    stubborn: bool = False

    async def hindrances(self) -> tuple[Hindrance, ...]:
        if self.trouble:
            raise self.trouble
        return tuple(self.hides)

    async def lift(self, code: str) -> None:
        if self.trouble:
            raise self.trouble
        self.lifted.append(code)
        if not self.stubborn:
            self.hides = [one for one in self.hides if one.code != code]


@pytest.fixture
def hiding(transactional_db: None) -> Iterator[Hiding]:
    with installed(Hiding()) as network:
        yield network


@pytest.fixture
def owner(transactional_db: None) -> Agent:
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def account(hiding: Hiding, owner: Agent) -> Account:
    made = actions.connect(owner.workspace, "scripted", Connected(Us("scripted:us", "northwind"), "Northwind"))
    taking_on.look_what_hides(made.pk)
    return made


def page_of(agent: Agent) -> Client:
    page = Client()
    page.force_login(agent, backend="earful.web.signed_in.Backend")
    return page


def seen(agent: Agent, account: Account) -> str:
    return page_of(agent).get(f"/house/accounts/{account.pk}/").content.decode()


def lets_through(agent: Agent, account: Account, code: str) -> str:
    answer = page_of(agent).post(f"/house/accounts/{account.pk}/let-through/", {"code": code}, follow=True)
    return answer.content.decode()


def asked() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="look_what_hides").order_by("id")]


class TestFinding:
    def test_a_new_account_is_looked_at_and_every_hour_again(self, hiding, owner):
        made = taking_on.connect(owner.workspace, "scripted", Connected(Us("scripted:us", "northwind"), "Northwind"))
        assert asked() == [{"account_id": made.pk}]
        taking_on.look_everywhere_what_hides(0)
        assert asked() == [{"account_id": made.pk}] * 2

    def test_who_is_paused_is_not_asked_about(self, hiding, account):
        actions.set_state(account, Account.State.PAUSED)
        taking_on.look_everywhere_what_hides(0)
        assert asked() == []

    def test_what_is_lost_and_what_helps_stand_on_the_page(self, owner, account):
        words = seen(owner, account)
        for one in (PRIVATE, NEW):
            assert one.words in words
            assert one.remedy in words
        assert words.count("Let them through") == 2
        assert "hides messages from you" in page_of(owner).get("/house/accounts/").content.decode()

    def test_what_is_gone_is_not_shown_any_more(self, hiding, owner, account):
        hiding.hides = []
        taking_on.look_what_hides(account.pk)
        assert "What you do not hear" not in seen(owner, account)

    def test_a_network_that_cannot_say_changes_nothing(self, hiding, owner, account):
        hiding.trouble = Retry("Busy.", 5.0)
        taking_on.look_what_hides(account.pk)
        assert PRIVATE.words in seen(owner, account)

    def test_looking_never_changes_anything(self, hiding, owner, account):
        seen(owner, account)
        taking_on.look_what_hides(account.pk)
        assert hiding.lifted == []


class TestLettingThrough:
    def test_only_what_the_owner_agreed_to(self, hiding, owner, account):
        words = lets_through(owner, account, "private")
        assert hiding.lifted == ["private"]
        assert "These messages come through from now on." in words
        assert PRIVATE.words not in words
        assert NEW.words in words

    @pytest.mark.parametrize("trouble", [Refused("The server does not let us."), Retry("Busy.", 5.0)])
    def test_a_refusal_leaves_the_warning(self, hiding, owner, account, trouble):
        hiding.trouble = trouble
        words = lets_through(owner, account, "private")
        assert f"{trouble.words} Nothing was changed." in words
        assert PRIVATE.words in words

    def test_a_yes_that_changes_nothing_is_seen_through(self, hiding, owner, account):
        hiding.stubborn = True
        words = lets_through(owner, account, "private")
        assert "did not take the change" in words
        assert PRIVATE.words in words

    def test_what_never_stood_there_is_not_touched(self, hiding, owner, account):
        assert "does not stand in the way any more" in lets_through(owner, account, "everything")
        assert hiding.lifted == []

    def test_only_owners(self, hiding, owner, account):
        agent = an_agent(owner.workspace)
        assert page_of(agent).post(f"/house/accounts/{account.pk}/let-through/", {"code": "new"}).status_code == 403
        assert hiding.lifted == []


class TestByProgram:
    def test_what_hides_is_told_and_let_through(self, hiding, owner, account):
        page = page_of(owner)
        [told] = page.get("/api/accounts").json()
        assert [one["code"] for one in told["hindrances"]] == ["private", "new"]
        address = f"/api/accounts/{account.pk}/let-through"
        left = page.post(address, {"code": "new"}, content_type="application/json")
        assert [one["code"] for one in left.json()["hindrances"]] == ["private"]
        assert hiding.lifted == ["new"]
        assert page.post(address, {"code": "new"}, content_type="application/json").status_code == 409

    def test_a_refusal_is_a_sentence(self, hiding, owner, account):
        hiding.trouble = Refused("The server does not let us.")
        address = f"/api/accounts/{account.pk}/let-through"
        answer = page_of(owner).post(address, {"code": "new"}, content_type="application/json")
        assert (answer.status_code, answer.json()) == (422, {"words": "The server does not let us."})

    def test_only_owners(self, hiding, owner, account):
        address = f"/api/accounts/{account.pk}/let-through"
        answer = page_of(an_agent(owner.workspace)).post(address, {"code": "new"}, content_type="application/json")
        assert answer.status_code == 403
