"""What is past the time a workspace keeps it goes, at night, in parts; the trace and the figures stay, and open matters."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from town import a_dispatch, a_workspace, an_account, an_agent, arrives, it_leaves, somebody_says, takes_back, we_say

from earful import upkeep
from earful.accounts.models import Account
from earful.cli import retain
from earful.conversations import clearing
from earful.conversations.actions import end, leave_note
from earful.conversations.clearing import What
from earful.conversations.models import Conversation, Keeping, Note, Outcome, Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.staff.models import Agent
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=200)


@pytest.fixture
def account() -> Account:
    return an_account(a_workspace())


@pytest.fixture
def agent(account: Account) -> Agent:
    return an_agent(account.workspace)


def ended(account: Account, agent: Agent, text: str, ago: timedelta = LONG_AGO) -> Turn:
    """A matter that a person ended some time ago."""
    turn = somebody_says(account, text, at=clock.now() - ago)
    end(turn.conversation, agent, Outcome.NOT_NEEDED, "Settled by telephone.")
    Conversation.objects.filter(pk=turn.conversation_id).update(ended_at=clock.now() - ago)
    return turn


def kept(account: Account, what: What, months: int | None) -> Keeping:
    return clearing.keep(account.workspace_id, what, months)


def texts(account: Account) -> list[str]:
    return list(Turn.objects.filter(account=account).order_by("id").values_list("text", flat=True))


def payloads(account: Account) -> list[Any]:
    return list(Item.objects.filter(account=account).order_by("id").values_list("raw__text", flat=True))


def test_without_a_word_everything_is_kept_for_ever(account: Account, agent: Agent) -> None:
    ended(account, agent, "My tent is broken", timedelta(days=4000))

    upkeep.retain(0)

    assert texts(account) == payloads(account) == ["My tent is broken"]


def test_payloads_of_ended_matters_go_and_the_words_stay(account: Account, agent: Agent) -> None:
    old = ended(account, agent, "My tent is broken")
    ended(account, agent, "Lately settled", timedelta(days=5))
    somebody_says(account, "Still open", at=clock.now() - LONG_AGO)
    kept(account, What.PAYLOADS, 6)

    upkeep.retain(0)

    assert texts(account) == ["My tent is broken", "Lately settled", "Still open"]
    assert payloads(account) == [None, "Lately settled", "Still open"]
    assert Item.objects.get(pk=old.item_id).emptied_at is not None


def test_words_go_everywhere_and_the_figures_stay(account: Account, agent: Agent) -> None:
    said = somebody_says(account, "My tent is broken", at=clock.now() - LONG_AGO)
    leave_note(said.conversation, agent, "She was very sad")
    it_leaves(a_dispatch(agent, said.conversation, "A new one is on its way."))
    end(Conversation.objects.get(pk=said.conversation_id), agent, Outcome.ANSWERED)
    Conversation.objects.filter(pk=said.conversation_id).update(ended_at=clock.now() - LONG_AGO)
    before = _figures(account, agent)
    kept(account, What.TEXTS, 3)

    upkeep.retain(0)

    assert texts(account) == ["", ""]
    assert payloads(account) == [None, None]
    assert Note.objects.get(conversation=said.conversation_id).text == ""
    assert set(Dispatch.objects.values_list("text", "written")) == {("", "")}
    assert Conversation.objects.get(pk=said.conversation_id).preview == ""
    assert not [r for v in Verdict.objects.all() for r in v.reasons if r["words"]]
    assert _figures(account, agent) == before
    assert before


def _figures(account: Account, agent: Agent) -> Any:
    turns = Turn.objects.filter(account=account).order_by("id")
    stands = Conversation.objects.filter(account=account).values_list("status", "turns_count", "asker", "ended_by")
    return list(turns.values_list("outcome", "outcome_by", "outcome_at", "kind", "said_at", "needs_answer")), list(
        stands
    )


def test_spam_goes_sooner_than_the_rest(account: Account, agent: Agent) -> None:
    spam = somebody_says(
        account, "Earn $5000 a day!!! Click https://win.example https://b.example #a #b #c #d #e #f #g #h"
    )
    Turn.objects.filter(pk=spam.pk).update(outcome=Outcome.SPAM, needs_answer=False)
    Conversation.objects.filter(pk=spam.conversation_id).update(status="ended", ended_at=clock.now() - LONG_AGO)
    ended(account, agent, "My tent is broken")
    kept(account, What.SPAM, 1)

    upkeep.retain(0)

    assert texts(account) == ["", "My tent is broken"]


def test_it_can_be_cut_off_anywhere_and_goes_on(account: Account, agent: Agent, settings: Any) -> None:
    for number in range(5):
        ended(account, agent, f"Matter {number}", LONG_AGO + timedelta(days=number))
    keeping = kept(account, What.TEXTS, 3)
    whole = clearing.PART
    clearing.PART = 2
    try:
        clearing.part(keeping)
        assert texts(account).count("") == 2

        class Killed(Exception): ...

        def die(*_: Any) -> Any:
            raise Killed

        with (
            connection.execute_wrapper(
                lambda execute, sql, *rest: (
                    die() if "preview" in sql and sql.startswith("UPDATE") else execute(sql, *rest)
                )
            ),
            pytest.raises(Killed),
        ):
            clearing.part(keeping)
        assert texts(account).count("") == 2, "a part is whole or not at all"
        upkeep.retain_on()
    finally:
        clearing.PART = whole
    assert texts(account) == [""] * 5
    keeping.refresh_from_db()
    assert (keeping.cleared, keeping.last_cleared) == (5, 5)


def test_what_is_opened_again_is_left_alone_and_comes_up_again_when_it_ends(account: Account, agent: Agent) -> None:
    first = ended(account, agent, "My tent is broken")
    kept(account, What.TEXTS, 3)
    upkeep.retain(0)

    again = somebody_says(account, "It broke again", parent=first)
    upkeep.retain(0)
    assert texts(account) == ["", "It broke again"]

    Conversation.objects.filter(pk=again.conversation_id).update(status="ended", ended_at=timezone.now() - LONG_AGO / 2)
    upkeep.retain(0)
    assert texts(account) == ["", ""]


def test_a_removal_is_honoured_whatever_is_kept(account: Account, agent: Agent) -> None:
    old = ended(account, agent, "My tent is broken")
    kept(account, What.PAYLOADS, 3)
    upkeep.retain(0)

    takes_back(account, old)

    assert texts(account) == [""]


def test_a_later_edit_brings_the_words_of_now(account: Account, agent: Agent) -> None:
    old = ended(account, agent, "My tent is broken")
    raw = Item.objects.get(pk=old.item_id).raw
    kept(account, What.TEXTS, 3)
    upkeep.retain(0)

    arrives(account, {**raw, "version": "2", "change": "edited", "text": "It is fine now"})

    assert texts(account) == ["It is fine now"]
    assert Turn.objects.get(pk=old.pk).emptied_at is None


def test_a_dry_run_says_it_and_touches_nothing(account: Account, agent: Agent, capsys: Any) -> None:
    ended(account, agent, "My tent is broken")
    we_say(account, "Good morning", at=clock.now() - LONG_AGO)
    kept(account, What.TEXTS, 3)

    retain.run(_options(account, dry_run=True))

    said = capsys.readouterr().out
    day: datetime = clock.now() - LONG_AGO
    assert f"kept for 3 months; 1 messages in 1 matters are older, the oldest ended on {day:%Y-%m-%d}" in said
    assert "What networks delivered, as it came: kept for ever." in said
    assert "" not in texts(account)

    retain.run(_options(account, dry_run=False))
    assert "Cleared in 1 parts." in capsys.readouterr().out
    assert texts(account) == ["", "Good morning"]


def _options(account: Account, *, dry_run: bool) -> Any:
    return type("Options", (), {"workspace": account.workspace.slug, "dry_run": dry_run})()


def test_the_desk_says_that_the_words_are_past_their_time(account: Account, agent: Agent) -> None:
    old = ended(account, agent, "My tent is broken")
    kept(account, What.TEXTS, 3)
    upkeep.retain(0)
    client = Client()
    client.force_login(agent)

    page = client.get(f"/desk/all/{old.conversation_id}/").content.decode()

    assert "The time to keep these words is over." in page
    assert "My tent is broken" not in page
