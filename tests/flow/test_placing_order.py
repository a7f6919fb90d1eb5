"""Any order of arrival of the same thread ends in the same conversations, turns and standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earful.accounts.models import Account
from earful.channels.contract import Change, Inbound, Person, Why
from earful.conversations.actions import Saying, place_all
from earful.conversations.models import Conversation, Turn
from earful.conversations.standing import refresh
from earful.intake.models import Item
from earful.staff.actions import open_workspace
from earful.staff.models import Workspace
from earful.triage.rules import Assessment

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
fresh = count()


@dataclass(frozen=True)
class Said:
    """One turn of a thread: who, in answer to which (by place in the thread), when, and whether it needs an answer."""

    by: str
    answers: int | None = None
    minute: int = 0
    asks: bool = True
    praise: bool = False
    absent: bool = False  # never arrives: deleted before we listened, or not shown to us


def arrive(
    workspace: Workspace, thread: Sequence[Said], order: Sequence[int], *, rooted: bool = True, together: int = 1
) -> Account:
    """The thread arrives at an account of its own, in this order, so many turns at a time."""
    account = Account.objects.create(
        workspace=workspace, network="sandbox", external_id="us", handle=f"us-{next(fresh)}", connected_at=START
    )
    Account.objects.filter(pk=account.pk).update(external_id=f"us-{account.pk}")
    account.refresh_from_db()
    heard = [number for number in order if not thread[number].absent]
    for start in range(0, len(heard), together):
        place_all([_saying(account, thread, number, rooted=rooted) for number in heard[start : start + together]])
    return account


def _saying(account: Account, thread: Sequence[Said], number: int, *, rooted: bool) -> Saying:
    said = thread[number]
    item = Item.objects.create(
        workspace=account.workspace, account=account, external_id=f"t{number}", version="1", raw={}, arrived_at=START
    )
    author = account.external_id if said.by == "us" else said.by
    inbound = Inbound(
        external_id=f"t{number}",
        change=Change.SAID,
        author=Person(author, said.by),
        text=f"words {number}",
        said_at=START + timedelta(minutes=said.minute),
        why=Why.OWN if said.by == "us" else Why.MENTION,
        parent_id=None if said.answers is None else f"t{said.answers}",
        root_id="t0" if rooted and said.answers is not None else None,
    )
    ours = said.by == "us"
    kind = "praise" if said.praise else "complaint"
    assessment = Assessment("1", said.asks and not ours, 0.9, kind, urgency=number % 3, language="en")
    return Saying(item, inbound, assessment)


def picture(account: Account) -> Any:
    """Everything that must not depend on the order of arrival."""
    conversations = []
    for one in Conversation.objects.filter(account=account, merged_into=None):
        turns = Turn.objects.filter(conversation=one).select_related("author").order_by("external_id")
        said = [
            (t.external_id, t.parent_external_id, t.ours, t.author and t.author.handle, t.needs_answer, t.outcome,
             t.outcome_reason, t.outcome_at)
            for t in turns
        ]  # fmt: skip
        standing = (one.status, one.waiting_since, one.last_at, one.urgency, one.kind, one.language, one.preview)
        closed = (one.asker and one.asker.handle, one.turns_count, one.ended_at is not None, one.private)
        conversations.append((said, standing, closed))
    return sorted(conversations, key=lambda one: one[0][0][0])


@st.composite
def threads(draw: st.DrawFn) -> list[Said]:
    """A thread as networks have them: an answer may bear the same minute as what it answers, or be far later."""
    thread: list[Said] = []
    for number in range(draw(st.integers(2, 7))):
        answers = None if number == 0 else draw(st.integers(0, number - 1))
        earlier = 0 if answers is None else thread[answers].minute
        thread.append(
            Said(
                by=draw(st.sampled_from(["ana", "ben", "us"])),
                answers=answers,
                minute=earlier + draw(st.integers(0, 2)),
                asks=draw(st.booleans()),
                praise=draw(st.booleans()),
                absent=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return thread


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(thread=threads(), rooted=st.booleans(), data=st.data())
def test_any_order_of_arrival_ends_in_the_same_standing(thread: list[Said], rooted: bool, data: st.DataObject) -> None:
    workspace = open_workspace("Northwind").workspace
    order = data.draw(st.permutations(range(len(thread))))

    as_said = arrive(workspace, thread, range(len(thread)), rooted=rooted)
    as_heard = arrive(workspace, thread, order, rooted=rooted)
    in_parts = arrive(workspace, thread, order, rooted=rooted, together=data.draw(st.integers(2, 7)))

    assert picture(as_heard) == picture(as_said)
    assert picture(in_parts) == picture(as_said)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(thread=threads(), data=st.data())
def test_what_was_followed_and_what_is_told_anew_are_the_same(thread: list[Said], data: st.DataObject) -> None:
    workspace = open_workspace("Northwind").workspace
    account = arrive(workspace, thread, range(len(thread)), together=data.draw(st.integers(1, 3)))
    followed = picture(account)

    for conversation in Conversation.objects.filter(account=account, merged_into=None):
        refresh(conversation)

    assert picture(account) == followed


def both_ways(thread: Sequence[Said], *, rooted: bool = True) -> Any:
    """The picture of a thread, having seen that forwards and backwards give the same."""
    workspace = open_workspace("Northwind").workspace
    forwards = picture(arrive(workspace, thread, range(len(thread)), rooted=rooted))
    assert picture(arrive(workspace, thread, range(len(thread))[::-1], rooted=rooted)) == forwards
    return forwards


def test_replies_under_the_brands_own_post_are_matters_of_their_own() -> None:
    found = both_ways([Said("us"), Said("ana", 0, 1), Said("ben", 0, 2), Said("ana", 1, 3)])

    assert [[turn[0] for turn in said] for said, *_ in found] == [["t0"], ["t1", "t3"], ["t2"]]


def test_an_answer_heard_before_its_question_leaves_the_customer_to_speak_next() -> None:
    (_, standing, _), = both_ways([Said("ana"), Said("us", 0, 1)])  # fmt: skip

    assert standing[0] == "waiting"


def test_the_first_answer_counts_whichever_is_heard_first() -> None:
    (said, _, _), = both_ways([Said("ana"), Said("us", 0, 1), Said("us", 0, 5)])  # fmt: skip

    assert said[0][5] == "answered"
    assert said[0][7] == START + timedelta(minutes=1)


def test_a_thread_with_a_hole_stays_together_by_its_root() -> None:
    found = both_ways([Said("ana"), Said("ben", 0, 1, absent=True), Said("ana", 1, 2), Said("us", 2, 3)])

    assert [[turn[0] for turn in said] for said, *_ in found] == [["t0", "t2", "t3"]]


def test_an_answer_in_the_same_instant_as_its_question_comes_after_it() -> None:
    (said, standing, _), = both_ways([Said("ana"), Said("us", 0, 0)])  # fmt: skip

    assert (said[0][5], standing[0]) == ("answered", "waiting")


def test_more_answers_than_anyone_counted_are_pulled_together() -> None:
    workspace = open_workspace("Northwind").workspace
    crowd = [Said("ana"), *(Said(f"c{n}", 0, 1) for n in range(1, 231))]

    account = arrive(workspace, crowd, [*range(1, 231), 0])

    assert Conversation.objects.filter(account=account, merged_into=None).count() == 1


def test_our_words_were_taken_for_another_persons_answer_until_the_post_between_was_heard() -> None:
    thread = [Said("ana"), Said("ben", 0, 1), Said("us", 1, 2)]
    workspace = open_workspace("Northwind").workspace

    late = picture(arrive(workspace, thread, [0, 2, 1]))

    assert late == picture(arrive(workspace, thread, [0, 1, 2]))
    assert [turn[5] for turn in late[0][0]] == ["", "answered", ""]
