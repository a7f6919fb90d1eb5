"""Two agents, four pages, two programs, dying workers, a forgetful network: no answer that nobody meant, no false state.

EARFUL_EXAMPLES asks for more examples than the few that every run tries.
"""

import os
import threading
from collections.abc import Iterator

import pytest
from api_client import api_as, send
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from scripted import Scripted, installed
from sending import Desk, a_desk
from two_agents import FINDS, SENDS, Story

from earful.accounts.models import Account
from earful.outbox.models import Dispatch
from earful.replies import tuning
from earful.staff.actions import invite
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = int(os.environ.get("EARFUL_EXAMPLES", "16"))
PAGES, AGENTS, ANY = st.integers(0, 3), st.integers(0, 1), st.integers(0, 9)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted(repeats=False)) as net:
        yield a_desk(net)


@pytest.fixture
def ben(desk: Desk) -> Agent:
    """What the guard makes of many answers in a row is told elsewhere; here all that stops one is what was not seen."""
    tuning.decide("too_often", "off", desk.agent)
    return invite(desk.agent.workspace, "ben", "Ben Adeyemi", Role.AGENT)


class TwoAgents(RuleBasedStateMachine):
    """Any order of what they, the customer, the network and the workers do."""

    desk: Desk
    ben: Agent

    def __init__(self) -> None:
        super().__init__()
        self.desk.net.posts.clear()
        self.story = Story(self.desk, self.ben)

    @initialize()
    def both_look(self) -> None:
        """Both have it open, and Ana has sent something."""
        for page in self.story.pages:
            self.story.open(page)
        self.story.write(self.story.pages[0])
        self.story.press(self.story.pages[0])

    @rule(page=PAGES)
    def opens(self, page: int) -> None:
        self.story.open(self.story.pages[page])

    @rule(page=PAGES, confirmed=st.booleans(), anew=st.booleans())
    def sends(self, page: int, confirmed: bool, anew: bool) -> None:
        if anew or not self.story.pages[page].text:
            self.story.write(self.story.pages[page])
        self.story.press(self.story.pages[page], confirmed=confirmed)

    @rule(page=PAGES, insists=st.booleans())
    def sends_and_is_asked(self, page: int, insists: bool) -> None:
        self.story.write(self.story.pages[page])
        self.story.press(self.story.pages[page])
        if insists and self.story.pages[page].asked:
            self.story.press(self.story.pages[page], confirmed=True)

    @rule(page=PAGES, whose=PAGES, kind=st.sampled_from(["none", "another's", "nonsense"]))
    def sends_with_a_mark_that_is_not_its_own(self, page: int, whose: int, kind: str) -> None:
        mark = {"none": "", "another's": self.story.pages[whose].seen, "nonsense": "1"}[kind]
        if kind == "another's" and self.story.pages[whose].agent == self.story.pages[page].agent:
            return
        made = len(self.story.dispatches())
        self.story.write(self.story.pages[page])
        self.story.press(self.story.pages[page], forged=mark)
        assert len(self.story.dispatches()) == made

    @rule(which=AGENTS, looks=st.booleans(), insists=st.booleans())
    def a_program_sends(self, which: int, looks: bool, insists: bool) -> None:
        self.story.ask(which, looks=looks, insists=insists)

    @rule(which=AGENTS)
    def ends(self, which: int) -> None:
        self.story.end(which)

    @rule()
    def the_customer_says_more(self) -> None:
        self.story.customer()

    @rule()
    def the_customer_changes_it(self) -> None:
        self.story.edit()

    @rule()
    def somebody_answers_natively(self) -> None:
        self.story.native()

    @rule()
    def our_words_are_heard(self) -> None:
        self.story.echo()

    @precondition(lambda self: self.story.dispatches())
    @rule(which=ANY, happens=st.sampled_from(["undo", "give_up", "sweep", "late_receipt"]))
    def something_happens_to_one(self, which: int, happens: str) -> None:
        getattr(self.story, happens)(self._one(which))

    @precondition(lambda self: self.story.dispatches())
    @rule(which=ANY, page=PAGES)
    def is_tried_again(self, which: int, page: int) -> None:
        self.story.try_again(self.story.pages[page], self._one(which))

    @precondition(lambda self: self.story.dispatches())
    @rule(which=ANY, goes=st.sampled_from([*sorted(SENDS), "lost answer"]))
    def a_worker_takes_one(self, which: int, goes: str) -> None:
        Account.objects.filter(pk=self.desk.account.pk).update(state=Account.State.LISTENING)
        self.story.work(self._one(which), goes)
        Account.objects.filter(pk=self.desk.account.pk).update(state=Account.State.LISTENING)

    @precondition(lambda self: self.story.dispatches())
    @rule(which=ANY, after=st.booleans())
    def a_worker_dies(self, which: int, after: bool) -> None:
        self.story.die(self._one(which), after=after)

    @precondition(lambda self: self.story.dispatches())
    @rule(which=ANY, goes=st.sampled_from(sorted(FINDS)))
    def one_is_looked_for(self, which: int, goes: str) -> None:
        self.story.look(self._one(which), goes)

    @invariant()
    def no_state_is_false(self) -> None:
        if hasattr(self, "story"):
            self.story.is_true()

    def teardown(self) -> None:
        """In the end everything has settled, and both doors tell it as it is."""
        self.story.is_told()
        self.story.settles()
        self.story.echo()
        self.story.is_true()
        self.story.is_told()

    def _one(self, which: int) -> Dispatch:
        there = list(self.story.dispatches().values())
        return there[which % len(there)]


def test_no_order_of_events_sends_what_nobody_meant(desk: Desk, ben: Agent) -> None:
    here = type("Here", (TwoAgents,), {"desk": desk, "ben": ben})
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=12,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(here, settings=how)


def test_of_two_who_send_at_the_same_moment_one_is_asked(desk: Desk, ben: Agent) -> None:
    place = f"conversations/{desk.hears('Where is my tent?').conversation_id}"
    both, told = threading.Barrier(2), {}
    programs = {agent.username: api_as(agent) for agent in (desk.agent, ben)}
    marks = {}
    for name, api in programs.items():
        send(api, "PUT", f"{place}/draft", text=f"An answer by {name}")
        marks[name] = api.get(f"/api/{place}").json()["seen"]
    programs["ben"].post(f"/api/{place}/assign", {"agent_id": None}, content_type="application/json")

    def press(name: str) -> None:
        both.wait()
        told[name] = send(programs[name], "POST", f"{place}/draft/send", seen=marks[name])
        connection.close()

    pressing = [threading.Thread(target=press, args=(name,)) for name in programs]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    (won,) = (name for name, (status, _) in told.items() if status == 201)
    (status, asked) = told["ben" if won == "ana" else "ana"]
    assert status == 409
    assert [news["kind"] for news in asked["news"]] == ["leaving", "taken"]
    assert Dispatch.objects.get().agent.username == won
