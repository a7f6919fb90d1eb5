# ruff: noqa: F811 -- fixtures of the stories of forums, and what asks for them
"""Chats and reviews of places at the desk: connected on their page, heard, answered, and shown with what becomes of them."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from polling import poll
from test_forums import connected, owner, page, shown  # noqa: F401 -- fixtures, and words of the same story
from town import a_dispatch, seen_by

from earful import amending, flow
from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.outbox import amended
from earful.outbox.models import Amendment, Dispatch
from earful.staff.models import Agent

sys.path.append(str(Path(__file__).parents[1] / "contract"))
import fake_discord
import fake_ratings
import fake_slack
from fake_site import FakeSite

CONNECT = "/house/accounts/connect/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def played() -> Iterator[list[FakeSite]]:
    made: list[FakeSite] = []
    yield made
    for site in made:
        site.close()


def use(played, monkeypatch, site, *places: str):
    played.append(site)
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", ",".join((site.place, *places)))
    return site


def answered(owner: Agent, text: str) -> Dispatch:
    """The undo window ends, and a worker takes the answer."""
    dispatch = a_dispatch(owner, Conversation.objects.get(), text)
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT
    understand(dispatch.account)
    return dispatch


def understand(account: Account) -> None:
    for item in account.items.filter(state="fresh"):
        flow.understand(item.pk)


def changed(owner: Agent, sent: Dispatch, text: str) -> None:
    _, made = amending.edit(sent, owner, text, seen=seen_by(owner, sent.conversation))
    assert made
    Amendment.objects.filter(pk=made.pk).update(release_at=clock.now() - timedelta(seconds=1))
    amending.carry_out(made.pk)
    assert amended.get(made.pk).state == Amendment.State.DONE
    understand(sent.account)


def test_a_question_on_discord_is_answered_and_the_answer_changed(page, owner, played, monkeypatch):
    discord = use(played, monkeypatch, fake_discord.FakeDiscord())
    account = connected(page, "discord", token=fake_discord.TOKEN, hears="all", api=f"{discord.url}/api/v10")
    asked = discord.say("carol", text=f"<@{fake_discord.BOT['id']}> my Boreal does not start. What can I do?")
    poll(account)
    assert "@northwind my Boreal does not start." in shown(page)

    sent = answered(owner, "Warm the battery first, please.")
    assert discord.under(asked)[0].startswith("Warm the battery first, please.")
    poll(account)
    assert shown(page).count("Warm the battery first, please.") == 1
    changed(owner, sent, "Charge the battery first, please.")
    assert discord.under(asked)[0].startswith("Charge the battery first, please.")

    room = discord.thread(fake_discord.TALK, "Boreal", asked.partition("/")[2])
    discord.say("carol", room, "That helped, thank you.")
    poll(account)
    assert "That helped, thank you." in shown(page), "a thread belongs to the message it began with"


def test_a_thread_on_slack_is_one_matter(page, owner, played, monkeypatch):
    slack = fake_slack.FakeSlack()
    use(played, monkeypatch, slack, slack.socket.place)
    given = {"token": fake_slack.TOKEN, "app_token": "", "hears": "all", "api": f"{slack.url}/api"}
    account = connected(page, "slack", **given)
    asked = slack.say("carol", text="Our import fails since &lt;Monday&gt;. What can we do?")
    poll(account)
    assert "Our import fails since &lt;Monday&gt;." in shown(page)
    assert "Carol" in shown(page)

    sent = answered(owner, "Does it say <why>?")
    assert slack.under(asked)[0].startswith("Does it say <why>?")
    poll(account)
    assert shown(page).count("Does it say") == 1
    changed(owner, sent, "Does it say why?")
    assert slack.under(asked)[0].startswith("Does it say why?")

    slack.say("dan", text="We see that as well.", to=asked)
    slack.edit(asked, "Our export fails.")
    poll(account)
    assert "We see that as well." in shown(page)
    assert "Our export fails." in shown(page)
    slack.remove(asked)
    poll(account)
    assert "Our export fails." not in shown(page)


def test_stars_on_google_are_answered_and_wait_again_when_they_change(page, owner, played, monkeypatch):
    google = use(played, monkeypatch, fake_ratings.FakeBusiness())
    at = {"api": f"{google.url}/v4", "accounts": f"{google.url}/accounts/v1", "places": f"{google.url}/places/v1"}
    given = {"client": fake_ratings.CLIENT, "client_secret": fake_ratings.SECRET, "refresh": fake_ratings.REFRESH}
    given |= {**at, "token": f"{google.url}/token", "place": "Northwind Lisbon"}
    account = connected(page, "googlebusiness", **given)
    name = google.say("We waited an hour. Is it always like that?", "mira", 2)
    poll(account)
    assert "★★☆☆☆ 2/5" in shown(page)
    answered(owner, "We are sorry. On Mondays there are more of us now.")
    assert google.under(name)[0].startswith("We are sorry.")
    conversation = Conversation.objects.get()
    assert conversation.waiting_since is None

    google.edit(name, "An hour again! Why?", 1)
    poll(account)
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    assert "★☆☆☆☆ 1/5" in shown(page)


def test_trustpilot_says_where_a_plan_is_needed(page, played, monkeypatch):
    pilot = use(played, monkeypatch, fake_ratings.FakeTrustpilot())
    pilot.paid = False
    given = {"unit": "northwind.example", "key": fake_ratings.KEY, "secret": fake_ratings.KEY_SECRET}
    answer = page.post(f"{CONNECT}trustpilot/", {**given, "user": fake_ratings.USER, "api": f"{pilot.url}/v1"})
    assert answer.status_code == 422
    assert "That belongs to its paid plans." in answer.content.decode()
    assert "Costs money there" in page.get(CONNECT).content.decode()
