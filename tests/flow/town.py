"""A small town for the tests: people and accounts made through Earful's own actions, words through the pipeline.

desk = a_workspace()
ana = an_agent(desk, "ana", "Ana Ortega")
rail = an_account(desk)
asked = somebody_says(rail, "Where is my train?", by="maria")
we_say(rail, "On its way.", parent=asked)
"""

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.contract import Batch, Connected, Receipt, Us
from earful.channels.sandbox import wire
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import sight
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.staff.actions import invite
from earful.staff.models import Agent, Team, Workspace
from earful.staff.rules import Role

_numbers = itertools.count(1)
PAGE = "https://town.example"


def a_workspace(name: str = "Northwind", **more: Any) -> Workspace:
    """A brand's desk."""
    return Workspace.objects.create(name=name, slug=f"desk-{next(_numbers)}", created_at=clock.now(), **more)


def an_agent(workspace: Workspace, username: str = "", name: str = "Ana Ortega", role: Role = Role.AGENT) -> Agent:
    """Somebody who works there."""
    return invite(workspace, username or f"agent{next(_numbers)}", name, role)


def everyone(workspace: Workspace) -> dict[Role, Agent]:
    """One person of each role."""
    return {role: an_agent(workspace, f"{role}{next(_numbers)}", f"{role.title()} Person", role) for role in Role}


def a_team(workspace: Workspace, name: str = "Refunds", members: Sequence[Agent] = ()) -> Team:
    """Colleagues who share a queue."""
    team = Team.objects.create(workspace=workspace, name=name)
    team.members.set(members)
    return team


def an_account(workspace: Workspace, handle: str = "northwindrail", name: str = "Northwind Rail") -> Account:
    """The brand in the sandbox town, listening, heard a moment ago."""
    us = Us(f"town:person:{next(_numbers)}", handle)
    account = accounts.connect(workspace, "sandbox", Connected(us, name, {"url": "http://127.0.0.1:9"}, {"token": "t"}))
    accounts.note_poll(account.pk)
    account.refresh_from_db()
    return account


def a_payload(
    account: Account,
    text: str,
    *,
    by: str = "maria",
    name: str = "",
    parent: Turn | None = None,
    at: datetime | None = None,
    private: bool = False,
    pictures: int = 0,
    why: str = "",
    **more: Any,
) -> dict[str, Any]:
    """What the town would hand over. `by`: a customer's handle, or the account's own."""
    number = next(_numbers)
    ours = by == account.handle
    person = account.external_id if ours else f"town:person:{by}"
    moment = (at or clock.now()).isoformat()
    root = _root(parent)
    return {
        "id": f"town:post:{number:06d}",
        "version": "1",
        "change": "said",
        "at": moment,
        "why": why or ("reply" if parent else "mention"),
        "reach": "private" if private else "public",
        "author": {
            "id": person,
            "handle": by,
            "name": name or (account.name if ours else by.title()),
            "avatar": f"{PAGE}/avatars/{by}.png",
            "page": f"{PAGE}/person/{by}",
        },
        "text": text,
        "language": "en",
        "said_at": moment,
        "parent": parent.external_id if parent else None,
        "root": root if root and parent else None,
        "url": f"{PAGE}/post/{number:06d}",
        "pictures": [_picture(number, place) for place in range(pictures)],
        "order": number,
        **more,
    }


def _root(parent: Turn | None) -> str:
    return "" if parent is None else (parent.item.raw.get("root") or parent.external_id)


def _picture(number: int, place: int) -> dict[str, Any]:
    return {"url": f"{PAGE}/pictures/{number}-{place}.png", "alt": f"Picture {place + 1}", "width": 320, "height": 200}


def arrives(account: Account, *payloads: dict[str, Any]) -> None:
    """Payloads reach the ledger and are understood at once, as a worker would."""
    for item_id in flow.arrive(account, Batch(tuple(wire.parcel(raw) for raw in payloads))):
        flow.understand(item_id)
    unread = account.items.filter(state="unreadable").values_list("trouble", flat=True)
    assert not unread, list(unread)


def somebody_says(account: Account, text: str, **how: Any) -> Turn:
    """A customer speaks; the turn that came of it. See a_payload."""
    raw = a_payload(account, text, **how)
    arrives(account, raw)
    return Turn.objects.select_related("conversation", "item", "author").get(account=account, external_id=raw["id"])


def we_say(account: Account, text: str, **how: Any) -> Turn:
    """The brand speaks in the network's own app."""
    return somebody_says(account, text, by=account.handle, **how)


def edits(account: Account, turn: Turn, text: str, version: str = "2") -> None:
    """Its author changes what they said."""
    arrives(account, {**turn.item.raw, "version": version, "change": "edited", "text": text})


def takes_back(account: Account, turn: Turn) -> None:
    """Its author removes what they said."""
    gone = {"id": turn.external_id, "version": "removed", "change": "removed", "author": None}
    arrives(account, {**gone, "at": clock.now().isoformat(), "why": "reply"})


def a_dispatch(
    agent: Agent, conversation: Conversation, text: str = "We are looking into it.", answers: Turn | None = None
) -> Dispatch:
    """An agent answers: the reply waits in its undo window."""
    draft = replies.save(conversation, agent, text, answers)
    reviewed, dispatch = flow.reply(draft, seen_by(agent, conversation))
    assert dispatch is not None, reviewed.rulings
    return dispatch


def seen_by(agent: Agent, conversation: Conversation) -> str:
    """The mark of somebody to whom the conversation was shown as it stands now, and who was asked whether to send."""
    return sight.scene(Conversation.objects.get(pk=conversation.pk)).confirming(agent)


def it_leaves(dispatch: Dispatch) -> Turn:
    """The undo window ends, the town takes the reply, and our words come back through the ledger."""
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    claimed = outbox.claim(dispatch.pk)
    assert claimed is not None
    account, parent = claimed.account, Turn.objects.select_related("item").get(pk=claimed.answers_id)
    raw = a_payload(account, claimed.text, by=account.handle, parent=parent, why="own")
    flow.sent(claimed, Receipt(raw["id"], raw["url"], wire.parcel(raw)))
    for item in account.items.filter(external_id=raw["id"]):
        flow.understand(item.pk)
    return Turn.objects.get(account=account, external_id=raw["id"])


def queries_of(count: Callable[[], Any]) -> int:
    """How many questions a call asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        count()
    return len(asked)
