"""A workspace with a language model connected, and customers of whom triage thinks what a test says."""

from typing import Any

from a_model import Model
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_payload, an_agent

from earful import flow, judging
from earful.accounts.models import Account
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.conversations.models import Turn
from earful.triage import advisers
from earful.triage.models import Adviser, Opinion
from earful.triage.rules import KINDS, Assessment, Tier

KEY = "sk-very-secret-0001"


def connected(account: Account, at: Model, **more: Any) -> Adviser:
    given = {"on": True, "address": at.url, "model": "tiny-1", "key": KEY, "private": False, "ceiling": 100}
    advisers.connect(account.workspace, advisers.Wishes(**{**given, **more}))
    return advisers.of(account.workspace_id)


def thinks(p: float = 0.5, *, kind_p: float = 0.8, tier: Tier = Tier.PRECISE, **more: Any) -> Assessment:
    """A verdict as a test needs it, whatever the weights of the day say."""
    rest = (1 - kind_p) / 4
    kinds = {kind: kind_p if kind == "question" else rest for kind in KINDS}
    return Assessment("test-1", p >= 0.3, p, "question", kinds, tier=tier, **more)


def comes(account: Account, text: str, thought: Assessment | None = None, **how: Any) -> Turn:
    """Somebody speaks, and triage thinks what the test says."""
    raw = a_payload(account, text, **how)
    (item_id,) = flow.arrive(account, Batch((wire.parcel(raw),)))
    for item, inbound in judging.read_all([item_id]):
        about = judging.subject(account, inbound, ())
        flow.place([judging.Judged(item, inbound, thought or thinks(), about)])
    return Turn.objects.select_related("item", "conversation").get(account=account, external_id=raw["id"])


def opinion(turn: Turn) -> Opinion | None:
    return Opinion.objects.filter(item_id=turn.item_id).first()


def given(turn: Turn) -> Opinion:
    found = opinion(turn)
    assert found is not None
    assert found.state == "given", found.failed
    return found


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="opinions", status="todo").count()


def desk(account: Account) -> Client:
    client = Client()
    client.force_login(an_agent(account.workspace), backend="earful.web.signed_in.Backend")
    return client


def page(account: Account, turn: Turn) -> str:
    return " ".join(desk(account).get(f"/desk/all/{turn.conversation_id}/").content.decode().split())
