"""The brand's accounts: honest health, and connecting that tries before it keeps."""

import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_team, a_workspace, an_account, an_agent

from earful.accounts import actions
from earful.accounts.models import Account
from earful.kit import clock, seal
from earful.staff.models import Agent
from earful.staff.rules import Role

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_bluesky import FakeBluesky  # the network on the loopback that the adapters are tested with

PASSWORD = "desk-pass-word-1234"
CONNECT = "/house/accounts/connect/bluesky/"


@pytest.fixture
def bluesky(monkeypatch) -> Iterator[FakeBluesky]:
    fake = FakeBluesky()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", fake.url.removeprefix("http://"))
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
    fake.thread.join()


@pytest.fixture
def owner() -> Agent:
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def page(owner) -> Client:
    client = Client()
    client.force_login(owner, backend="earful.web.signed_in.Backend")
    return client


def entries(fake: FakeBluesky, **other: str) -> dict[str, str]:
    return {"handle": "desk.test", "app_password": PASSWORD, "server": fake.url, "directory": fake.url, **other}


@pytest.mark.django_db
class TestHealth:
    def test_a_green_dot_names_its_proof(self, page, owner):
        rail = an_account(owner.workspace)
        Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - timedelta(seconds=4))
        words = page.get("/house/accounts/").content.decode()
        assert re.search(r"Heard \d s ago\.", words)
        assert "dot good" in words

    def test_signed_out_says_what_it_means_and_what_to_do(self, owner):
        rail = an_account(owner.workspace)
        with time_machine.travel("2026-11-20 14:02:30+00:00", tick=False):
            actions.note_poll(rail.pk)
        with time_machine.travel("2026-11-20 15:00+00:00", tick=False):
            actions.note_trouble(rail.pk, "signed out", signed_out=True)
            client = Client()
            client.force_login(owner, backend="earful.web.signed_in.Backend")
            words = client.get("/house/accounts/").content.decode()
        assert "Sandbox town signed us out. Sign in again to keep listening." in words
        assert "Nothing is lost: we will catch up from 14:02." in words
        assert "dot trouble" in words

    def test_late_is_not_green(self, page, owner):
        rail = an_account(owner.workspace)
        Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - timedelta(minutes=7))
        words = page.get("/house/accounts/").content.decode()
        assert "Last heard 7 min ago, which is longer than it should be." in words
        assert "dot late" in words

    def test_pausing_and_resuming(self, page, owner):
        rail = an_account(owner.workspace)
        page.post(f"/house/accounts/{rail.pk}/pause/")
        assert "Paused. Nothing new is heard until you resume." in page.get("/house/accounts/").content.decode()
        page.post(f"/house/accounts/{rail.pk}/resume/")
        rail.refresh_from_db()
        assert rail.state == "listening"

    def test_resuming_does_not_hide_that_we_are_signed_out(self, page, owner):
        rail = an_account(owner.workspace)
        actions.note_trouble(rail.pk, "signed out", signed_out=True)
        page.post(f"/house/accounts/{rail.pk}/resume/")
        rail.refresh_from_db()
        assert rail.state == "signed_out"

    def test_without_accounts_the_page_shows_the_way(self, page):
        assert "No account is connected yet" in page.get("/house/accounts/").content.decode()

    def test_the_signature_is_chosen_by_example(self, page, owner):
        rail, refunds = an_account(owner.workspace), a_team(owner.workspace)
        words = page.get(f"/house/accounts/{rail.pk}/").content.decode()
        assert "Your parcel is on its way. ^OO" in words
        assert "Your parcel is on its way. – Olga" in words
        page.post(f"/house/accounts/{rail.pk}/", {"signature": "name", "team": refunds.pk})
        rail.refresh_from_db()
        assert (rail.signature, rail.team) == ("name", refunds)

    def test_a_team_of_others_cannot_be_chosen(self, page, owner):
        rail, theirs = an_account(owner.workspace), a_team(a_workspace("Elsewhere"))
        answer = page.post(f"/house/accounts/{rail.pk}/", {"signature": "name", "team": theirs.pk})
        assert "Select a valid choice." in answer.content.decode()
        rail.refresh_from_db()
        assert rail.team is None

    def test_accounts_of_others_do_not_exist_here(self, page):
        theirs = an_account(a_workspace("Elsewhere"), "elsewhere")
        assert "elsewhere" not in page.get("/house/accounts/").content.decode()
        assert page.get(f"/house/accounts/{theirs.pk}/").status_code == 404
        assert page.post(f"/house/accounts/{theirs.pk}/pause/").status_code == 404

    @pytest.mark.parametrize("accounts", [1, 3])
    def test_the_list_asks_the_database_the_same_for_one_as_for_three(
        self, page, owner, accounts, django_assert_num_queries
    ):
        for number in range(accounts):
            an_account(owner.workspace, f"brand{number}")
        page.get("/house/accounts/")
        with django_assert_num_queries(6):
            page.get("/house/accounts/")

    def test_networks_without_entries_are_not_offered(self, page):
        words = page.get("/house/accounts/connect/").content.decode()
        assert "Bluesky" in words
        assert "Sandbox town" not in words
        assert page.get("/house/accounts/connect/sandbox/").status_code == 404
        assert page.get("/house/accounts/connect/nonsense/").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestConnecting:
    def test_the_page_explains_each_step(self, page):
        words = page.get(CONNECT).content.decode()
        assert "Add an app password, name it Earful, and copy it; Bluesky shows it only once." in words
        assert 'type="password"' in words
        assert "<details" in words

    def test_a_login_that_works_is_kept_sealed_and_the_past_is_fetched(self, page, owner, bluesky):
        answer = page.post(CONNECT, entries(bluesky))
        account = Account.objects.get()
        assert answer.url == f"/house/accounts/{account.pk}/connected/"
        assert (account.workspace, account.handle, account.state) == (owner.workspace, "desk.test", "listening")
        assert PASSWORD.encode() not in bytes(account.sealed_secrets)
        assert seal.unseal(account.sealed_secrets, settings.SEALING_KEY)["app_password"] == PASSWORD
        assert ProcrastinateJob.objects.filter(task_name="backfill", args__account_id=account.pk).count() == 1
        assert "Fetching the last seven days." in page.get(answer.url).content.decode()

    REFUSALS = [
        ({"app_password": "wrong"}, "Bluesky does not accept it for this handle."),
        ({"handle": "nobody.test"}, "Nobody on Bluesky has this name."),
        ({"handle": ""}, "Fill this in."),
        ({"server": "ftp://town.example"}, "This is not the address of a Bluesky server."),
    ]

    @pytest.mark.parametrize(("wrong", "words"), REFUSALS)
    def test_a_refusal_stands_at_the_entry_it_is_about(self, page, bluesky, wrong, words):
        answer = page.post(CONNECT, entries(bluesky, **wrong))
        content = answer.content.decode()
        assert answer.status_code == 422
        assert words in content
        at = next(iter(wrong))
        field = content.partition(f'id="id_{at}"')[2].partition("</ul>")[0]
        assert words in field
        assert not Account.objects.exists()

    def test_entries_are_kept_but_for_secrets(self, page, bluesky):
        content = page.post(CONNECT, entries(bluesky, app_password="my-own-secret")).content.decode()
        assert 'value="desk.test"' in content
        assert "my-own-secret" not in content

    def test_a_server_that_does_not_answer_is_no_fault_of_the_entries(self, page, bluesky, monkeypatch):
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", "127.0.0.1:9")
        answer = page.post(CONNECT, entries(bluesky, server="http://127.0.0.1:9"))
        assert answer.status_code == 422
        assert "Nothing was saved." in answer.content.decode()

    def test_an_internal_address_is_never_called(self, page, bluesky, monkeypatch):
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", "")
        answer = page.post(CONNECT, entries(bluesky))
        assert answer.status_code == 422
        assert bluesky.calls == []

    def test_signing_in_again_keeps_the_account_and_its_place(self, page, bluesky):
        page.post(CONNECT, entries(bluesky))
        account = Account.objects.get()
        Account.objects.update(cursor="here", polled_at=clock.now())
        actions.note_trouble(account.pk, "out", signed_out=True)
        address = f"/house/accounts/{account.pk}/sign-in/"
        assert 'value="desk.test"' in page.get(address).content.decode()
        assert page.post(address, entries(bluesky)).url == f"/house/accounts/{account.pk}/"
        account.refresh_from_db()
        assert (account.state, account.trouble, account.cursor) == ("listening", "", "here")
        assert Account.objects.count() == 1

    def test_signing_in_again_as_somebody_else_is_refused(self, page, bluesky):
        page.post(CONNECT, entries(bluesky))
        account = Account.objects.get()
        other = entries(bluesky, handle="carol.test", app_password="carol-pass-word-1234")
        answer = page.post(f"/house/accounts/{account.pk}/sign-in/", other)
        assert "This signs in @carol.test, but here it is about @desk.test." in answer.content.decode()
        assert Account.objects.count() == 1
