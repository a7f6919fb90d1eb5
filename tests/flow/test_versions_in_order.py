"""Versions of one thing that come in the wrong order: what its author said last is what stands."""

import pytest

from earful.conversations.models import Turn
from tests.flow.town import a_payload, a_workspace, an_account, arrives

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = ("2026-11-22T10:00:00+00:00", "2026-11-22T10:05:00+00:00", "2026-11-22T10:09:00+00:00")


@pytest.fixture
def account():
    return an_account(a_workspace())


def versions(account, *order: int) -> list[dict]:
    said = a_payload(account, "Where is my train?")
    texts = ["Where is my train?", "Where is my train to York?", "Found it, thank you."]
    moments = [FIRST, SECOND, THIRD]
    return [
        {
            **said,
            "version": str(number),
            "change": "said" if number == 1 else "edited",
            "text": texts[number - 1],
            "at": moments[number - 1],
            "said_at": FIRST,
        }
        for number in order
    ]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 3), (1, 3, 2)])
@pytest.mark.parametrize("together", [True, False])
def test_the_last_words_stand_whichever_came_last(account, order: tuple[int, ...], together: bool) -> None:
    payloads = versions(account, *order)
    for batch in [payloads] if together else [[one] for one in payloads]:
        arrives(account, *batch)
    assert [turn.text for turn in Turn.objects.all()] == ["Found it, thank you."]


def test_an_older_version_does_not_bring_back_what_was_removed(account) -> None:
    first, second = versions(account, 1, 2)
    gone = {"id": first["id"], "version": "removed", "change": "removed", "author": None, "at": THIRD, "why": "reply"}
    arrives(account, second)
    arrives(account, gone)
    arrives(account, first)
    turn = Turn.objects.get()
    assert turn.removed_at is not None
    assert turn.text == ""
