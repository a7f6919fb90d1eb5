"""Understanding everything again changes nothing that was right, and mends what could not be read."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict

from earful import flow, taking_on
from earful.accounts.actions import connect, open_archive
from earful.accounts.models import Account
from earful.channels import registry
from earful.channels.archive import parcels
from earful.channels.contract import Batch, Connected, Inbound, Json, Unreadable, Us
from earful.channels.sandbox import wire
from earful.channels.sandbox.network import SandboxTown
from earful.cli import replay
from earful.cli.trouble import Trouble
from earful.conversations.actions import end, judge, leave_note, merge, split, tag
from earful.conversations.models import Conversation, Event, Outcome, Turn
from earful.intake import queries as ledger
from earful.intake.models import Item
from earful.queues.promises import settling
from earful.staff.actions import open_workspace
from earful.staff.models import Agent
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Moody(SandboxTown):
    """A network whose reader is broken until it is mended."""

    name = "moody"
    mended = False

    def read(self, raw: Json, us: Us) -> Inbound:
        if not self.mended:
            raise Unreadable("This reader does not know the payload.")
        return super().read(raw, us)


@pytest.fixture
def moody() -> Iterator[Moody]:
    network = Moody()
    registry.networks()["moody"] = network
    try:
        yield network
    finally:
        del registry.networks()["moody"]


@pytest.fixture
def agent() -> Agent:
    return open_workspace("Northwind")


def brand(agent: Agent, network: str = "sandbox") -> Account:
    return connect(agent.workspace, network, Connected(Us("us", "northwind.test"), "Northwind"))


def say(name: str, text: str, by: str = "ana", to: str | None = None, version: str = "1", **given: Any) -> Json:
    """What the town hands out for one thing that was said."""
    minutes = int("".join(filter(str.isdigit, name)) or 0)
    return {
        "id": name,
        "version": version,
        "change": "said",
        "author": {"id": by, "handle": f"{by}.test", "name": by.title(), "avatar": "", "page": ""},
        "text": text,
        "said_at": (START + timedelta(minutes=minutes)).isoformat(),
        "why": "reply" if to else "mention",
        "reach": "public",
        "parent": to,
        "root": None,
        "url": "",
        "pictures": [],
        "order": minutes,
        **given,
    }


def hear(account: Account, *raws: Json) -> list[int]:
    """Store and understand, as the worker would."""
    fresh = flow.arrive(account, Batch(tuple(wire.parcel(raw) for raw in raws)))
    taking_on.understand_here(fresh)
    return fresh


def turn(name: str) -> Turn:
    return Turn.objects.select_related("conversation").get(external_id=name)


def everything() -> dict[str, Any]:
    """The whole desk but for what counts versions and moments of making."""
    verdicts = Verdict.objects.order_by("item_id", "version")
    conversations = Conversation.objects.order_by("pk")
    return {
        "turns": [model_to_dict(one, exclude=["search"]) for one in Turn.objects.order_by("pk")],
        "verdicts": [model_to_dict(one, exclude=["id", "made_at"]) for one in verdicts],
        "conversations": [model_to_dict(one, exclude=["version", "tags"]) for one in conversations],
        "events": list(Event.objects.order_by("pk").values_list("what", "conversation", "agent")),
        "items": list(
            Item.objects.order_by("pk").values_list("external_id", "version", "state", "trouble", "emptied_at")
        ),
    }


def run(**options: Any) -> int:
    return replay.run(argparse.Namespace(**{"since": None, "until": None, "account": None, **options}))


def a_busy_day(account: Account, agent: Agent) -> None:
    """Questions, answers, an edit, a removal, and what people decided about them."""
    hear(
        account,
        say("m01", "@northwind.test my parcel never came, where is it?"),
        say("m02", "We are looking into it.", by="us", to="m01"),
        say("m03", "Thank you!", to="m02"),
        say("m10", "@northwind.test the app crashes again", by="ben"),
        say("m11", "same here, it crashes", by="cleo", to="m10"),
        say("m20", "@northwind.test do you ship to Malta?", by="dan"),
        say("m30", "@northwind.test this was a mistake", by="eve"),
        say("m40", "@northwind.test nice weather today", by="fay"),
        say("m50", "@northwind.test and where is my second parcel?"),
    )
    hear(
        account,
        say("m20", "@northwind.test do you ship to Malta and Gozo?", by="dan", version="2", change="edited"),
        {"id": "m30", "version": "2", "change": "removed", "at": START.isoformat(), "why": "mention"},
        {"id": "m60", "version": "1", "change": "said"},
    )
    judge(turn("m40"), agent, needs_answer=False, reason="Just the weather.")
    judge(turn("m03"), agent, needs_answer=True)
    merge(turn("m01").conversation, turn("m50").conversation, agent)
    split(turn("m10").conversation, turn("m11"), agent)
    leave_note(turn("m10").conversation, agent, "Known since Monday.")
    tag(turn("m10").conversation, agent, "app")
    end(turn("m20").conversation, agent, Outcome.HANDED_ON, "The shop answers.")
    settling.settle_stirred()  # as after every request


def test_a_replay_of_everything_changes_nothing(agent: Agent, capsys: Any) -> None:
    a_busy_day(brand(agent), agent)
    before = everything()
    assert {one["outcome"] for one in before["turns"]} >= {"answered", "handed_on", "not_needed"}
    assert sorted(state for _, _, state, _, _ in before["items"]).count("unreadable") == 1

    assert run() == 0

    assert everything() == before
    assert capsys.readouterr().out.strip() == "12 items: 10 placed, 1 unreadable, 1 emptied"
    assert turn("m30").text == ""


def test_a_replay_of_an_archive_changes_nothing(agent: Agent) -> None:
    said = [
        {"role": "customer", "by": "user1", "at": "2026-01-05T10:00:00Z", "text": f"Where is it {n}?"} for n in (1, 2)
    ]
    reply = {"role": "agent", "by": "Northwind", "at": None, "text": "On its way."}
    for session, turns in (("1", [*said, reply]), ("2", said), ("3", [reply])):
        filed = parcels.of_conversation({"company": "Northwind", "session": session, "turns": turns})
        assert filed
        account = open_archive(agent.workspace, "Northwind", "Northwind")
        taking_on.understand_here(flow.arrive(account, Batch(filed.parcels)))
    before = everything()
    assert {one["outcome_reason"] for one in before["turns"]} >= {"rule:archive"}

    run()

    assert everything() == before


def test_what_could_not_be_read_is_placed_once_the_reader_is_mended(agent: Agent, moody: Moody, capsys: Any) -> None:
    account = brand(agent, "moody")
    hear(account, say("m01", "@northwind.test hello?"), say("m02", "@northwind.test are you there?", by="ben"))
    assert not Turn.objects.exists()
    assert ledger.unreadable(agent.workspace_id).count() == 2

    run()
    assert ledger.unreadable(agent.workspace_id).count() == 2
    moody.mended = True
    capsys.readouterr()
    run()

    assert ledger.unreadable(agent.workspace_id).count() == 0
    assert [one.text for one in Turn.objects.order_by("id")] == [
        "@northwind.test hello?",
        "@northwind.test are you there?",
    ]
    assert capsys.readouterr().out.strip() == "2 items: 2 placed, 0 unreadable, 0 emptied; 2 can be read now"


def test_only_what_was_asked_for_is_read_again(agent: Agent, moody: Moody, capsys: Any) -> None:
    account, other = brand(agent, "moody"), brand(agent)
    first = hear(account, say("m01", "@northwind.test one"))
    late = hear(account, say("m02", "@northwind.test two"))
    hear(other, say("m03", "@northwind.test three"))
    Item.objects.filter(pk__in=first).update(arrived_at=START)
    Item.objects.filter(pk__in=late).update(arrived_at=START + timedelta(days=1))
    moody.mended = True

    run(since=START, until=START + timedelta(hours=1), account=str(account.pk))

    assert capsys.readouterr().out.startswith("1 items: 1 placed")
    assert list(Item.objects.filter(state="unreadable").values_list("external_id", flat=True)) == ["m02"]
    with pytest.raises(Trouble, match=r"Several accounts are called northwind\.test"):
        run(account="@northwind.test")
    with pytest.raises(Trouble, match="no account nobody"):
        run(account="nobody")


def test_a_time_that_is_none_is_explained(capsys: Any) -> None:
    parser = argparse.ArgumentParser()
    replay.add_arguments(parser)

    with pytest.raises(SystemExit):
        parser.parse_args(["--since", "yesterday"])

    assert "yesterday is no time" in capsys.readouterr().err
