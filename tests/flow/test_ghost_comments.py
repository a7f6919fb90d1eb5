# ruff: noqa: F811 -- fixtures of the stories of forums and chats, and what asks for them
"""Comments on a Ghost site at the desk: connected on their page, heard, let through, answered, changed, and ended."""

import sys
from pathlib import Path

import pytest
from polling import poll
from test_chats import answered, changed, played, understand, use  # noqa: F401 -- fixtures, and words of the same story
from test_forums import CONNECT, connected, owner, page, shown  # noqa: F401 -- likewise

from earful import letting_in
from earful.accounts.models import Account
from earful.channels.moderating import Verdict
from earful.conversations.models import Outcome, Turn
from earful.outbox.models import Letting

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from fake_ghost import HIDDEN, KEY, MAIL, FakeGhost

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_wrong_entry_is_said_and_nothing_is_kept(page, played, monkeypatch):
    site = use(played, monkeypatch, FakeGhost())
    given = {"address": site.url, "key": KEY, "member": "nobody@desk.test"}
    told = page.post(f"{CONNECT}ghost/", given).content.decode()
    assert "The site knows none with this mail address." in told
    assert KEY not in told
    assert not Account.objects.filter(network="ghost").exists()


def test_a_comment_is_answered_below_it_and_ends(page, owner, played, monkeypatch):
    site = use(played, monkeypatch, FakeGhost())
    account = connected(page, "ghost", address=site.url, key=KEY, member=MAIL)
    asked = site.say("My Boreal does not start. What can I do?")
    poll(account)
    assert "My Boreal does not start." in shown(page)

    sent = answered(owner, "Charge the battery & wait, please.")
    assert site.under(asked)[0].startswith("Charge the battery & wait, please.")
    poll(account)
    assert shown(page).count("wait, please.") == 1
    assert Turn.objects.get(external_id=asked).outcome == Outcome.ANSWERED
    changed(owner, sent, "Warm the battery first, please.")
    assert site.under(asked)[0].startswith("Warm the battery first, please.")

    site.say("That helped, thank you.", to=sent.external_id)
    poll(account)
    assert "That helped, thank you." in shown(page), "a thread is one matter"


def test_what_a_moderator_hides_is_let_through_from_the_desk(page, owner, played, monkeypatch):
    site = use(played, monkeypatch, FakeGhost())
    account = connected(page, "ghost", address=site.url, key=KEY, member=MAIL)
    asked = site.say("Where is my parcel?")
    poll(account)
    assert "Let it through" not in shown(page)
    site.change(asked, status=HIDDEN)
    poll(account)
    assert "Let it through" in shown(page)
    letting_in.carry_out(letting_in.decide(Turn.objects.get(external_id=asked), owner, Verdict.SHOW).pk)
    assert Letting.objects.get().state == "done"
    assert site.of(asked)["status"] == "published"
    understand(account)
    assert not Turn.objects.get(external_id=asked).held
    poll(account)
    assert "Let it through" not in shown(page)
