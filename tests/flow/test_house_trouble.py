"""Try what happens when...: for the sandbox town's accounts only, by those who may connect accounts."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from town import a_workspace, an_account, everyone

from earful.accounts.models import Account
from earful.staff.rules import Role

sys.path.insert(0, str(Path(__file__).parent.parent / "contract"))

from sandbox_fixture import BRAND, RunningTown, running_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningTown]:
    with running_town() as made:
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", f"127.0.0.1:{made.port}")
        yield made


@pytest.fixture
def account(town: RunningTown) -> Account:
    found = an_account(a_workspace(), handle=BRAND)
    Account.objects.filter(pk=found.pk).update(settings={"url": town.url})
    return Account.objects.get(pk=found.pk)


def page_of(account: Account, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(everyone(account.workspace)[role])
    return client


def address(account: Account, what: str = "") -> str:
    return f"/house/accounts/{account.pk}/trouble/{what}"


def ordered(town: RunningTown) -> list[dict[str, object]]:
    return town.ask("GET", "/faults")["faults"]


def test_an_owner_orders_trouble_sees_it_and_ends_it(account: Account, town: RunningTown) -> None:
    owner = page_of(account)
    assert "All is calm" in owner.get(address(account)).content.decode()
    after = owner.post(address(account, "begin/"), {"name": "silence", "minutes": "5"}, follow=True)
    assert "Trouble is on" in after.content.decode()
    (fault,) = ordered(town)
    assert (fault["kind"], fault["brand"], fault["seconds"], fault["times"]) == ("silent", BRAND, 300, 0)
    owner.post(address(account, "begin/"), {"name": "storm", "minutes": "1"})
    assert len(ordered(town)) > 10
    after = owner.post(address(account, "end/"), follow=True)
    assert "All is calm" in after.content.decode()
    assert ordered(town) == []


def test_a_sign_in_that_ended_is_begun_again_on_the_page(account: Account, town: RunningTown) -> None:
    owner = page_of(account)
    before = bytes(account.sealed_secrets)
    owner.post(address(account, "begin/"), {"name": "signed out for good", "minutes": "1"})
    Account.objects.filter(pk=account.pk).update(state="signed_out", trouble="Signed out.", external_id="town:person:1")
    assert "Sign in again" in owner.get(address(account)).content.decode()
    card = town.connect()
    Account.objects.filter(pk=account.pk).update(external_id=card["id"])
    owner.post(address(account, "sign-in/"))
    account.refresh_from_db()
    assert (account.state, account.trouble) == ("listening", "")
    assert bytes(account.sealed_secrets) != before


def test_a_town_that_is_away_is_said_on_the_page(account: Account, town: RunningTown) -> None:
    town.stop()
    owner = page_of(account)
    assert "cannot be reached" in owner.get(address(account)).content.decode()
    after = owner.post(address(account, "begin/"), {"name": "rush", "minutes": "1"}, follow=True)
    assert "cannot be reached" in after.content.decode()


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.VIEWER])
def test_others_may_not(account: Account, town: RunningTown, role: Role) -> None:
    other = page_of(account, role)
    assert other.get(address(account)).status_code == 403
    assert other.post(address(account, "begin/"), {"name": "rush", "minutes": "1"}).status_code == 403
    assert ordered(town) == []


def test_real_accounts_are_not_played_with(account: Account, town: RunningTown) -> None:
    Account.objects.filter(pk=account.pk).update(network="bluesky")
    owner = page_of(account)
    assert owner.get(address(account)).status_code == 404
    assert owner.post(address(account, "begin/"), {"name": "rush", "minutes": "1"}).status_code == 404
    assert "Try what happens" not in owner.get(f"/house/accounts/{account.pk}/").content.decode()


@pytest.mark.parametrize("form", [{"name": "rain", "minutes": "1"}, {"name": "rush", "minutes": "999"}, {}])
def test_an_order_that_is_none_does_nothing(account: Account, town: RunningTown, form: dict[str, str]) -> None:
    assert page_of(account).post(address(account, "begin/"), form).status_code == 404
    assert ordered(town) == []


def test_the_account_leads_there(account: Account, town: RunningTown) -> None:
    assert address(account) in page_of(account).get(f"/house/accounts/{account.pk}/").content.decode()
