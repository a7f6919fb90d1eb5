"""Whatever happens in whatever order, a reply stands on the network at most once, and no state is ever false.

The network here does not recognise a key it has seen: each send that gets through stands there once more.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import Scripted, installed
from sending import Desk, State, a_desk, due

from earful import flow, upkeep
from earful.accounts.models import Account
from earful.channels.contract import Expired, Failure, Refused, Retry
from earful.conversations.models import Turn
from earful.outbox import actions as outbox
from earful.outbox import sight
from earful.outbox.models import Dispatch

pytestmark = pytest.mark.django_db(transaction=True)

SENDS = {
    "ok": "ok",
    "lost answer": "lost answer",
    "lost request": "lost request",
    "busy": Retry("Busy.", 0.0),
    "refused": Refused("No."),
    "signed out": Expired("Sign in again."),
    "stumble": RuntimeError("odd"),
}
FINDS = {"ok": "ok", "busy": Retry("Busy.", 0.0), "signed out": Expired("Sign in again.")}
SETTLED = {State.SENT, State.FAILED, State.UNDONE}
WHICH = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("answer"), WHICH),
    st.tuples(st.just("undo"), WHICH),
    st.tuples(st.just("work"), WHICH, st.sampled_from(sorted(SENDS))),
    st.tuples(st.just("work"), WHICH, st.just("lost answer")),
    st.tuples(st.just("die before sending"), WHICH),
    st.tuples(st.just("die after sending"), WHICH),
    st.tuples(st.just("sweep"), WHICH),
    st.tuples(st.just("look"), WHICH, st.sampled_from(sorted(FINDS))),
    st.tuples(st.just("try again"), WHICH),
    st.tuples(st.just("give up"), WHICH),
)


class Story:
    """One conversation, at most two replies in it, and everything that can happen to them."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.net = desk, desk.net
        self.asked = desk.hears("Where is my tent?", by=f"town:{Turn.objects.count()}")
        self.replies: list[Dispatch] = []

    def take(self, step: tuple[str, ...]) -> None:
        """One thing happens; what is impossible now changes nothing."""
        what, which, *rest = step
        if what == "answer":
            if len(self.replies) < 2:
                self.replies.append(self.desk.answers(self.asked, f"Reply {len(self.replies) + 1}"))
            return
        one = Dispatch.objects.get(pk=self.replies[int(which) % len(self.replies)].pk)
        due(one)
        try:
            getattr(self, what.replace(" ", "_"))(one, *rest)
        except outbox.TooLate:
            assert what in {"undo", "try again", "give up"}

    def undo(self, one: Dispatch) -> None:
        outbox.take_back(one)

    def work(self, one: Dispatch, next_: str) -> None:
        self.net.sends[:] = [SENDS[next_]]
        flow.send(one.pk)
        self.net.sends.clear()

    def die_before_sending(self, one: Dispatch) -> None:
        outbox.claim(one.pk)

    def die_after_sending(self, one: Dispatch) -> None:
        claimed = outbox.claim(one.pk)
        if claimed is not None:
            flow.reaching.send(claimed.account, outbox.outbound(claimed))

    def sweep(self, one: Dispatch) -> None:
        if one.state != State.SENT:
            upkeep.doubt(one)

    def look(self, one: Dispatch, next_: str) -> None:
        self.net.finds[:] = [FINDS[next_]]
        flow.look(one.pk)
        self.net.finds.clear()

    def try_again(self, one: Dispatch) -> None:
        flow.try_again(one, self.desk.agent, sight.scene(one.conversation).confirming(self.desk.agent))

    def give_up(self, one: Dispatch) -> None:
        outbox.lay_aside(one)

    def is_true(self) -> None:
        """What Earful says is so."""
        there = Counter(post.key for post in self.net.posts)
        assert max(there.values(), default=0) <= 1
        for one in Dispatch.objects.filter(pk__in=[reply.pk for reply in self.replies]):
            posts = [post for post in self.net.posts if post.key == str(one.key)]
            if one.state == State.SENT:
                assert [post.id for post in posts] == [one.external_id]
                assert one.trouble == ""
            elif one.state in {State.HELD, State.FAILED, State.UNDONE}:
                assert posts == [], f"{one.state}, yet it stands there"
            if one.state in {State.FAILED, State.UNCERTAIN}:
                assert one.trouble

    def settles(self) -> None:
        """The network gets well, time passes, workers work: nothing stays in between."""
        # somebody signed in again
        Account.objects.filter(pk=self.desk.account.pk).update(state=Account.State.LISTENING)
        for _ in range(12):
            for one in Dispatch.objects.filter(pk__in=[r.pk for r in self.replies]).order_by("pk"):
                if one.state in {State.CLAIMED, State.UNCERTAIN}:
                    upkeep.doubt(one)
                    self.look(one, "ok")
                if one.state not in SETTLED:
                    due(one)
                    self.work(one, "ok")
        states = set(Dispatch.objects.filter(pk__in=[r.pk for r in self.replies]).values_list("state", flat=True))
        assert states <= SETTLED


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted(repeats=False)) as net:
        yield a_desk(net)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=5, max_size=12).map(lambda steps: [("answer", 0), *steps]))
def test_any_order_of_events_sends_at_most_once_and_tells_the_truth(desk: Desk, steps: list[tuple[str, ...]]) -> None:
    desk.net.posts.clear()
    Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING, trouble="")
    story = Story(desk)
    for step in steps:
        Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING)
        story.take(step)
        story.is_true()
    story.settles()
    story.is_true()


@pytest.mark.parametrize("failure", [f for f in SENDS.values() if isinstance(f, Failure)])
def test_the_script_is_worth_something(desk: Desk, failure: Failure) -> None:
    """A network that puts a reply up and then says that it did not is caught by the very checks above."""
    story = Story(desk)
    story.take(("answer", "0"))
    desk.net.sends = ["lost answer"]
    due(story.replies[0])
    claimed = outbox.claim(story.replies[0].pk)
    assert claimed is not None
    with pytest.raises(Failure):
        flow.reaching.send(claimed.account, outbox.outbound(claimed))
    flow.not_sent(claimed, failure)
    with pytest.raises(AssertionError):
        story.is_true()
