"""What cannot be read here waits for a person, and our own words that stand in its place are nobody's kind or urgency."""

import time
from typing import Any

import pytest
from api_client import page_of
from town import a_workspace, an_agent

from earful import flow
from earful.accounts import actions as accounts
from earful.channels import registry
from earful.channels.contract import Batch, Connected, Parcel, Us
from earful.conversations.models import Turn
from earful.staff.rules import Role
from earful.triage.models import Verdict

NOW = int(time.time())
US = {"matrix": Us("@care:boreal.example", "@care:boreal.example"), "telegram": Us("99", "boreal"), "discord": Us("42", "boreal")}  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def matrix(**event: Any) -> dict[str, Any]:
    made = {"event_id": "$one", "sender": "@carol:else.example", "origin_server_ts": NOW * 1000, "content": {}, **event}
    return {"id": "!room:else.example/$one", "event": made, "room": {"id": "!room:else.example", "alone": True}}


def telegram(**message: Any) -> dict[str, Any]:
    who = {"id": 5, "first_name": "Carol", "is_bot": False}
    return {"message": {"message_id": 7, "date": NOW, "chat": {"id": 5, "type": "private"}, "from": who, **message}}


def heard(network: str, raw: dict[str, Any]) -> Turn:
    account = accounts.connect(a_workspace(), network, Connected(US[network], "Boreal", {}, {"token": "t"}))
    named = registry.get(network).read(raw, US[network]).external_id
    for item in flow.arrive(account, Batch((Parcel(named, "1", raw),))):
        flow.understand(item)
    return Turn.objects.select_related("conversation", "item").get(account=account)


SEALED = matrix(type="m.room.encrypted", content={"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"})
FILE = {"msgtype": "m.file", "body": "URGENT please suggest.pdf", "info": {"size": 5_000_000}}


@pytest.mark.parametrize(
    ("network", "raw"),
    [
        ("matrix", SEALED),
        ("matrix", matrix(type="m.room.message", content=FILE)),
        ("telegram", telegram(voice={"duration": 12, "mime_type": "audio/ogg"})),
        ("telegram", telegram(document={"file_name": "We sue you.pdf", "file_size": 9000})),
    ],
)
def test_it_waits_for_a_person_and_nothing_is_guessed(network: str, raw: dict[str, Any]) -> None:
    turn = heard(network, raw)
    verdict = Verdict.objects.get(item=turn.item)
    told = (verdict.needs_answer, verdict.kind, verdict.kinds, verdict.urgency, verdict.tier, verdict.language)
    assert told == (True, "other", "", 0, "rules", "und")
    assert turn.conversation.status == "open"
    assert turn.text.startswith("[")
    assert [reason["code"] for reason in verdict.reasons] == ["unread"]


def test_why_says_so_in_words() -> None:
    turn = heard("matrix", SEALED)
    page = page_of(an_agent(turn.conversation.workspace, name="Lena Lead", role=Role.LEAD))
    shown = page.get(f"/desk/all/{turn.conversation_id}/").content.decode()
    assert "What it says cannot be read here, so a person looks." in shown
    assert "Encrypted end to end" in shown


def test_a_sticker_says_nothing_and_words_beside_a_file_are_judged_alone() -> None:
    sticker = Verdict.objects.get(item=heard("telegram", telegram(sticker={"emoji": "🔥"})).item)
    assert (sticker.kind, sticker.urgency, "unread" in str(sticker.reasons)) == ("other", 0, False)
    worded = telegram(caption="Where is my order?", document={"file_name": "Fire, call the police.pdf"})
    verdict = Verdict.objects.get(item=heard("telegram", worded).item)
    assert (verdict.needs_answer, verdict.kind, verdict.urgency) == (True, "question", 0)
