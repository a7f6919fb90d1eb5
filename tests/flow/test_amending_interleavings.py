"""Whatever happens to an answer in whatever order: it is never said twice, and nobody is ever wrong about what stands there."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import Scripted, installed, parcel
from sending import Desk, a_desk, due

from earful import amending as after
from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch, Expired, Refused, Retry
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import amended, amending, sight
from earful.outbox.models import Amendment, Dispatch

pytestmark = pytest.mark.django_db(transaction=True)
State, What = Amendment.State, Amendment.What
CHANGES = {
    "ok": "ok",
    "lost answer": "lost answer",
    "lost request": "lost request",
    "busy": Retry("Busy.", 0.0),
    "refused": Refused("No."),
    "signed out": Expired("Sign in again."),
    "stumble": RuntimeError("odd"),
}
FINDS = {"ok": "ok", "busy": Retry("Busy.", 0.0), "signed out": Expired("Sign in again.")}
WHICH = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("edit")),
    st.tuples(st.just("edit")),
    st.tuples(st.just("delete")),
    st.tuples(st.just("work"), WHICH, st.sampled_from(sorted(CHANGES))),
    st.tuples(st.just("work"), WHICH, st.just("lost answer")),
    st.tuples(st.just("die before"), WHICH),
    st.tuples(st.just("die after"), WHICH),
    st.tuples(st.just("late"), WHICH),
    st.tuples(st.just("sweep"), WHICH),
    st.tuples(st.just("look"), WHICH, st.sampled_from(sorted(FINDS))),
    st.tuples(st.just("call off"), WHICH),
    st.tuples(st.just("hear")),
    st.tuples(st.just("understand")),
)


class Story:
    """One answer that left, after it was undone once, and everything that can happen to it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.net = desk, desk.net
        self.asked = desk.hears("Where is my tent?", by=f"town:{Turn.objects.count()}")
        outbox.take_back(desk.answers(self.asked, "It is"))
        self.sent = desk.leaves(desk.answers(self.asked, "It leaves on day 0."))
        desk.comes_back()
        self.number = 0
        self.under_way: list[tuple[Amendment, object]] = []  # done on the network by workers who have not said so yet

    def take(self, step: tuple[str, ...]) -> None:
        """One thing happens; what is impossible now changes nothing."""
        what, *rest = step
        try:
            if rest:
                rows = list(Amendment.objects.filter(dispatch=self.sent.pk).order_by("pk"))
                if rows:
                    getattr(self, "to_" + what.replace(" ", "_"))(rows[int(rest[0]) % len(rows)], *rest[1:])
            else:
                getattr(self, what)()
        except outbox.TooLate:
            assert what in {"edit", "delete", "call off"}

    def edit(self) -> None:
        self.number += 1
        matter = Conversation.objects.get(pk=self.sent.conversation_id)
        seen = sight.scene(matter).confirming(self.desk.agent)
        reviewed, made = after.edit(self.now, self.desk.agent, f"It leaves on day {self.number}.", seen=seen)
        assert made is not None, reviewed.rulings

    def delete(self) -> None:
        after.delete(self.now, self.desk.agent)

    def hear(self) -> None:
        """The network tells us how our post stands."""
        for post in self.net.posts:
            if post.id == self.sent.external_id:
                flow.arrive(self.desk.account, Batch((parcel(post.raw),)))

    def understand(self) -> None:
        self.desk.comes_back()

    def to_work(self, one: Amendment, next_: str) -> None:
        Amendment.objects.filter(pk=one.pk, state=State.WAITING).update(release_at=clock.now())
        self.net.changes[:] = [CHANGES[next_]]
        after.carry_out(one.pk)
        self.net.changes.clear()

    def to_die_before(self, one: Amendment) -> None:
        Amendment.objects.filter(pk=one.pk, state=State.WAITING).update(release_at=clock.now())
        amending.claim(one.pk)

    def to_die_after(self, one: Amendment) -> None:
        Amendment.objects.filter(pk=one.pk, state=State.WAITING).update(release_at=clock.now())
        claimed = amending.claim(one.pk)
        if claimed is not None:
            try:
                self.under_way.append((claimed, after._do(claimed)))
            except Refused as refused:  # it is gone, or other
                after.not_done(claimed, refused)

    def to_late(self, _one: Amendment) -> None:
        """A worker that was taken for dead says after all what it did."""
        if self.under_way:
            claimed, found = self.under_way.pop()
            after.done(claimed, found)  # type: ignore[arg-type]  # -- as it was given

    def to_sweep(self, one: Amendment) -> None:
        if one.state in amended.OPEN:
            after.doubt(amended.get(one.pk))

    def to_look(self, one: Amendment, next_: str) -> None:
        self.net.finds[:] = [FINDS[next_]]
        after.look_after(one.pk)
        self.net.finds.clear()

    def to_call_off(self, one: Amendment) -> None:
        amending.call_off(amended.get(one.pk), self.desk.agent)

    @property
    def now(self) -> Dispatch:
        return Dispatch.objects.select_related("account", "conversation", "answers", "agent").get(pk=self.sent.pk)

    @property
    def there(self) -> list[str]:
        return [post.text for post in self.net.posts if post.key == str(self.sent.key)]

    def is_true(self) -> None:
        """What Earful says is so, and nothing happened twice."""
        assert len(self.there) <= 1
        assert max(Counter(self.net.changed).values(), default=0) <= 1
        rows = list(Amendment.objects.filter(dispatch=self.sent.pk).order_by("pk"))
        deletes = [row for row in rows if row.what == What.DELETE]
        if any(row.state == State.DONE for row in deletes):
            assert self.there == [], "what was deleted never comes back"
        if self.there == []:
            assert any(row.state in {State.CLAIMED, State.UNCERTAIN, State.DONE} for row in deletes), "gone, unknown"
        for row in rows:
            put_up = f"{self.sent.external_id}: {row.text}" in self.net.changed
            if row.state in {State.WAITING, State.DROPPED}:
                assert row.what == What.DELETE or not put_up, f"{row.state}, yet it was done"
            if row.state == State.DONE and row.what == What.EDIT:
                assert put_up
            if row.state in {State.FAILED, State.UNCERTAIN}:
                assert row.trouble

    def settles(self) -> None:
        """The network gets well, time passes, workers work: nothing stays in between."""
        Account.objects.filter(pk=self.desk.account.pk).update(state=Account.State.LISTENING)
        for _ in range(12):
            for one in amended.open_ones(self.sent.pk).order_by("pk"):
                self.to_sweep(one)
                self.to_look(one, "ok")
                self.to_work(one, "ok")
        self.desk.comes_back()
        rows = list(Amendment.objects.filter(dispatch=self.sent.pk))
        assert not [row for row in rows if row.state in amended.OPEN]
        turn = Turn.objects.get(account=self.desk.account, external_id=self.sent.external_id)
        matter = Conversation.objects.get(pk=self.sent.conversation_id)
        if self.there:
            assert [turn.text] == self.there == [self.now.text]
            assert (turn.removed_at, matter.status) == (None, "waiting")
        else:
            assert any(row.state == State.DONE for row in rows if row.what == What.DELETE)
            assert (turn.text, turn.removed_at is not None, matter.status) == ("", True, "open")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted(repeats=False)) as net:
        yield a_desk(net)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=4, max_size=14).map(lambda steps: [("edit",), *steps]))
def test_any_order_of_events_changes_once_and_tells_the_truth(desk: Desk, steps: list[tuple[str, ...]]) -> None:
    desk.net.posts.clear()
    desk.net.changed.clear()
    Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING, trouble="")
    story = Story(desk)
    for step in steps:
        Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING)
        story.take(step)
        story.is_true()
    story.settles()
    story.is_true()


def test_the_checks_are_worth_something(desk: Desk) -> None:
    """A network that deletes and then says that it did not is caught by the very checks above."""
    story = Story(desk)
    due(story.sent)
    story.delete()
    [row] = amended.record(story.sent.pk)
    claimed = amending.claim(row.pk)
    assert claimed is not None
    after._do(claimed)
    after.not_done(claimed, Refused("No."))
    with pytest.raises(AssertionError):
        story.is_true()
