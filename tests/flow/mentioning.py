"""Somebody's page that links to one of ours, and an answer to it."""

from town import a_dispatch

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts.models import Account
from earful.channels.contract import Batch, Connected, Receipt, Us
from earful.channels.webmention import parcels
from earful.channels.webmention.pages import Ours
from earful.conversations.models import Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.staff.models import Agent, Workspace

SOURCE = "https://carol.example/1"


def a_site(workspace: Workspace, pages: str = "https://blog.example", desk: str = "https://desk.example") -> Account:
    """An account that takes webmentions."""
    settings = {"key": f"{workspace.pk:016x}", "pages": [pages], "desk": desk}
    return accounts.connect(
        workspace, "webmention", Connected(Us(settings["key"], "blog.example"), "Northwind", settings)
    )


def it_is_mentioned(account: Account, text: str = "When does the shop open?", source: str = SOURCE) -> Turn:
    """A page that was looked at."""
    found = {"kind": "reply", "html": f"<p>{text}</p>", "answers": [], "author": {"name": "Carol"}}
    told = parcels.mention(source, "https://blog.example/post", source, found, clock.now(), known=False)
    for item in flow.arrive(account, Batch((told,))):
        flow.understand(item)
    return Turn.objects.get(account=account, external_id=source)


def it_stands(agent: Agent, turn: Turn, text: str = "At nine, each day.") -> Dispatch:
    """An answer that was told there."""
    dispatch = a_dispatch(agent, turn.conversation, text)
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now())
    claimed = outbox.claim(dispatch.pk)
    assert claimed is not None
    us = Us(claimed.account.external_id, claimed.account.handle)
    page = Ours.of(claimed.account.settings).answer(str(claimed.key))
    flow.sent(claimed, Receipt(page, page, parcels.own(page, outbox.outbound(claimed), us, SOURCE, "")))
    claimed.refresh_from_db()
    return claimed
