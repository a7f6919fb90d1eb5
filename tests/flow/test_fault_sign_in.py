"""The network no longer knows us: replies wait, are seen to wait, and leave after somebody has signed in again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from scripted import Scripted, installed
from sending import Desk, State, a_desk

from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.contract import Expired
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def test_an_ended_sign_in_stops_the_account_and_the_reply_waits_for_a_new_one(desk: Desk) -> None:
    desk.net.sends = [Expired("Sign in again, please.")]
    first, second = (desk.answers(desk.hears(words)) for words in ("Where is my tent?", "And my boat?"))
    for dispatch in (first, second):
        held = desk.leaves(dispatch)
        assert (held.state, held.trouble, held.attempts) == (State.HELD, "Sign in again, please.", 0)
    assert len(desk.net.asked) == 1, "who is signed out is not asked again for each reply"
    desk.account.refresh_from_db()
    assert (desk.account.state, desk.account.trouble) == (Account.State.SIGNED_OUT, "Sign in again, please.")
    assert outbox.take_back(second).text == "It is on its way."
    Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING, trouble="")
    assert desk.leaves(first).state == State.SENT
    assert len(desk.net.posts) == 1


def test_a_reply_does_not_wait_for_a_sign_in_for_ever(desk: Desk) -> None:
    desk.net.sends = [Expired("Sign in again, please.")]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    desk.leaves(dispatch)
    Dispatch.objects.filter(pk=dispatch.pk).update(created_at=clock.now() - timedelta(hours=25))
    desk.net.sends = [Expired("Sign in again, please.")]
    failed = desk.leaves(dispatch)
    assert (failed.state, failed.trouble) == (State.FAILED, "It waited for a day, and nobody signed in again.")


def test_the_agent_sees_that_it_waits(desk: Desk) -> None:
    desk.net.sends = [Expired("Sign in again, please.")]
    asked = desk.hears("Where is my tent?")
    desk.leaves(desk.answers(asked))
    person = Client()
    person.force_login(desk.agent)
    page = person.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "It leaves by itself once the account is signed in again." in page
    assert "Sign in again, please." in page


def test_a_poll_that_succeeds_is_a_sign_in(desk: Desk) -> None:
    """A network may refuse by mistake; whoever is known again is listened to again."""
    accounts.note_trouble(desk.account.pk, "Sign in again, please.", signed_out=True)
    accounts.note_poll(desk.account.pk)
    desk.account.refresh_from_db()
    assert (desk.account.state, desk.account.trouble) == (Account.State.LISTENING, "")


def test_who_was_paused_stays_paused(desk: Desk) -> None:
    accounts.set_state(desk.account, Account.State.PAUSED)
    accounts.note_trouble(desk.account.pk, "Sign in again, please.", signed_out=True)
    desk.account.refresh_from_db()
    assert (desk.account.state, desk.account.trouble) == (Account.State.PAUSED, "Sign in again, please.")
