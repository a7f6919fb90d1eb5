"""Reddit, Lemmy and Stack Exchange at the desk: connected on their page, heard, answered, changed and taken back."""

import sys
from pathlib import Path

import pytest
from polling import poll
from test_forums import answered, carried_out, connected, owner, page, shown, trusted, use  # noqa: F401 -- fixtures
from town import seen_by

from earful import amending
from earful.conversations.models import Conversation

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_exchange import KEY, TOKEN, FakeExchange
from fake_lemmy import PASSWORD, USER, FakeLemmy
from fake_reddit import CLIENT, REFRESH, SECRET, US, FakeReddit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_post_on_reddit_is_heard_answered_and_the_answer_changed(page, owner, trusted, monkeypatch):  # noqa: F811 -- fixtures
    site = use(trusted, monkeypatch, FakeReddit())
    given = {"client": CLIENT, "secret": SECRET, "user": US, "refresh": REFRESH, "places": "boreal", "words": ""}
    account = connected(page, "reddit", **given, api=site.url, login=site.url)
    asked = site.post("It does not start. What can I do?", title="Boreal 2")
    poll(account)
    assert "Boreal 2" in shown(page)
    sent = answered(owner, "Warm the battery first, please.")
    assert site.under(asked) == ["Warm the battery first, please. ^OO"]
    poll(account)
    assert shown(page).count("Warm the battery first, please.") == 1
    _, made = amending.edit(sent, owner, "Charge the battery first, please.", seen=seen_by(owner, sent.conversation))
    carried_out(made)
    assert site.under(asked) == ["Charge the battery first, please. ^OO"]
    site.remove(asked)
    account.refresh_from_db()
    poll(account)
    assert "What can I do?" not in shown(page)


def test_a_private_message_on_lemmy_stays_one_matter(page, owner, trusted, monkeypatch):  # noqa: F811 -- fixtures
    site = use(trusted, monkeypatch, FakeLemmy())
    account = connected(page, "lemmy", address=site.url, user=USER, password=PASSWORD, places="boreal", words="")
    site.write("My order number is 5. Where is it?")
    poll(account)
    assert Conversation.objects.get().private
    sent = answered(owner, "It leaves tomorrow.")
    site.write("Thank you. And the hat?")
    poll(account)
    assert Conversation.objects.count() == 1
    assert "And the hat?" in shown(page)
    carried_out(amending.delete(sent, owner))
    assert [one["deleted"] for one in site.messages] == [False, True, False]


def test_a_question_on_stack_overflow_is_answered_with_a_token_only(page, owner, trusted, monkeypatch):  # noqa: F811 -- fixtures
    site = use(trusted, monkeypatch, FakeExchange())
    given = {"site": "stackoverflow", "tags": "boreal", "words": "", "user": "", "key": KEY, "token": TOKEN}
    account = connected(page, "stackexchange", **given, api=site.url)
    asked = site.ask("It does not start. What can I do?", title="Boreal 2 in the cold")
    poll(account)
    assert "Boreal 2 in the cold" in shown(page)
    answered(owner, "Charge the battery first, please. I work for Northwind.")
    assert site.under(asked) == ["Charge the battery first, please. I work for Northwind. ^OO"]
    account.settings |= {"answers": False}
    account.save()
    assert "Without an access token Earful only listens there." in shown(page)
