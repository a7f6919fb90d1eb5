"""What came since a page was made, told one by one: what stops an answer, in which words, and what does not."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from town import (
    a_dispatch,
    a_workspace,
    an_account,
    an_agent,
    edits,
    it_leaves,
    seen_by,
    somebody_says,
    takes_back,
    we_say,
)

from earful import flow
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Outcome, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import sight
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.replies import sentences
from earful.replies.guard import News, about
from earful.staff.models import Agent
from earful.web.desk.sending import sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def ben(ana: Agent) -> Agent:
    return an_agent(ana.workspace, "ben", "Ben Adeyemi")


@pytest.fixture
def asked(ana: Agent) -> Turn:
    return somebody_says(an_account(ana.workspace), "Where is my train?", by="maria", name="Maria")


def as_it_is(turn: Turn) -> Conversation:
    conversation = Conversation.objects.get(pk=turn.conversation_id)
    return conversation.merged_into or conversation


def told(asked: Turn, agent: Agent, happens: Callable[[], object]) -> list[News]:
    """What somebody is told who looked before something happened, and sends after it."""
    mark = seen_by(agent, as_it_is(asked))
    happens()
    draft = replies.save(as_it_is(asked), agent, "It is on its way.", None)
    reviewed, _ = flow.reply(draft, mark)
    return [one for one in reviewed.news if one.kind != "taken"]


def words(news: list[News]) -> list[str]:
    """What is told, as if no time had passed since: a slow machine may need a second."""
    told_now = (sentences.ruling(about(one)) for one in news)
    return [re.sub(r"\b[1-5] seconds? ago\.$", "just now.", one) for one in told_now]


STATES = {
    "held": "An answer by Ana Ortega leaves in 10 seconds.",
    "claimed": "An answer by Ana Ortega is leaving now.",
    "uncertain": "Nobody knows yet whether an answer by Ana Ortega arrived. Earful is looking.",
    "sent": "Ana Ortega answered just now.",
}


@pytest.mark.parametrize("state", STATES)
def test_a_colleagues_answer_wherever_it_is(ana, ben, asked, state):
    def happens():
        Dispatch.objects.filter(pk=a_dispatch(ana, as_it_is(asked), "At six.").pk).update(state=state)

    (news,) = told(asked, ben, happens)
    assert words([news]) == [STATES[state]]
    assert news.words == "At six. ^AO"


@pytest.mark.parametrize("state", ["failed", "undone"])
def test_an_answer_that_does_not_leave_is_nothing_to_read(ana, ben, asked, state):
    def happens():
        Dispatch.objects.filter(pk=a_dispatch(ana, as_it_is(asked)).pk).update(state=state)

    assert told(asked, ben, happens) == []


def test_ones_own_answer_from_another_window(ana, asked):
    news = told(asked, ana, lambda: a_dispatch(ana, as_it_is(asked), "At six."))
    assert words(news) == ["An answer of yours leaves in 10 seconds."]


def test_an_answer_in_the_networks_own_app(ana, asked):
    news = told(asked, ana, lambda: we_say(asked.account, "At seven.", parent=asked, why="own"))
    assert words(news) == ["Somebody answered in the network's own app just now."]


def test_what_customers_say_change_and_remove(ana, asked):
    later = somebody_says(asked.account, "Hello?", by="maria", parent=asked)

    def happens():
        somebody_says(asked.account, "I wonder too.", by="jo", name="Jo Field", parent=asked)
        edits(asked.account, asked, "Where is my bus?")
        takes_back(asked.account, later)

    news = told(asked, ana, happens)
    assert sorted(words(news)) == [
        "Jo Field added something just now.",
        "Maria changed a message just now.",
        "Maria removed a message just now.",
    ]


def test_what_was_never_shown_and_is_gone_again_is_nothing(ana, asked):
    assert told(asked, ana, lambda: takes_back(asked.account, somebody_says(asked.account, "Oh", parent=asked))) == []


def test_an_ending_by_a_colleague_and_not_by_oneself(ana, ben, asked):
    def ends(agent: Agent) -> None:
        conversations.end(as_it_is(asked), agent, Outcome.SPAM)

    assert words(told(asked, ana, lambda: ends(ben))) == ["Ben Adeyemi ended this just now."]
    assert told(asked, ana, lambda: ends(ana)) == []


def test_joining_and_parting(ana, ben, asked):
    other = somebody_says(asked.account, "And my bag?", by="jo")
    joined = words(told(asked, ana, lambda: conversations.merge(as_it_is(asked), as_it_is(other), ben)))
    assert joined[-1] == "Ben Adeyemi joined another conversation with this one just now."
    parted = words(told(asked, ana, lambda: conversations.split(as_it_is(asked), Turn.objects.get(pk=other.pk), ben)))
    assert parted == ["Ben Adeyemi moved messages out of this conversation just now."]


def test_a_page_of_what_was_merged_away_is_told_so(ana, ben, asked):
    into = somebody_says(asked.account, "And my bag?", by="jo")
    news = told(asked, ana, lambda: conversations.merge(as_it_is(into), as_it_is(asked), ben))
    assert {one.kind for one in news} == {"joined", "customer"}


def test_a_message_that_moved_away_is_not_answered_from_here(ana, ben, asked):
    other = somebody_says(asked.account, "And my bag?", by="jo", parent=asked)
    draft = replies.save(as_it_is(asked), ana, "At the depot.", other)
    conversations.split(as_it_is(asked), other, ben)
    draft.answers.refresh_from_db()
    reviewed, dispatch = flow.reply(draft, seen_by(ana, as_it_is(asked)))
    assert (reviewed.refused(), reviewed.rulings[0].code, dispatch) == (True, "answers_moved", None)


def test_what_colleagues_note_and_tag_stops_nobody(ana, ben, asked):
    def happens():
        conversations.leave_note(as_it_is(asked), ben, "She is kind.")
        conversations.tag(as_it_is(asked), ben, "refund")

    assert told(asked, ana, happens) == []


def test_the_echo_of_an_answer_that_was_shown_is_no_news(ana, asked):
    sent = a_dispatch(ana, as_it_is(asked), "At six.")
    assert told(asked, ana, lambda: it_leaves(sent)) == []


def test_a_page_of_yesterday_saw_nothing(ana, asked):
    with time_machine.travel(clock.now() - timedelta(hours=13), tick=False):
        mark = seen_by(ana, as_it_is(asked))
    draft = replies.save(as_it_is(asked), ana, "At six.")
    assert [one.kind for one in flow.reply(draft, mark)[0].news] == ["unseen", "customer"]


def test_what_waits_does_not_leave_beside_an_answer_in_the_networks_own_app(ana, asked):
    waits = a_dispatch(ana, as_it_is(asked), "At six.")
    we_say(asked.account, "At seven.", parent=asked, why="own")
    Dispatch.objects.update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(waits.pk)
    waits.refresh_from_db()
    assert waits.state == "failed"
    assert waits.trouble.startswith("Somebody answered in the network's own app before this left.")
    news, mark = flow.try_again(waits, ana)
    assert [one.kind for one in news] == ["native"]
    assert flow.try_again(waits, ana, mark) == ((), "")
    assert not sight.overtaken(outbox.claim(waits.pk) or waits)


def test_a_draft_of_a_merged_conversation_goes_where_that_went(ana, ben, asked):
    into = somebody_says(asked.account, "And my bag?", by="jo")
    draft = replies.save(as_it_is(asked), ana, "At six.")
    conversations.merge(as_it_is(into), as_it_is(asked), ben)
    reviewed, _ = flow.reply(draft, seen_by(ana, as_it_is(into)))
    assert reviewed.clear()
    assert Dispatch.objects.get().conversation_id == into.conversation_id


def test_what_its_writer_adds_is_no_news_on_an_answer_that_waits(ana, ben, asked):
    first = a_dispatch(ana, asked.conversation, "First hold the knob.")
    a_dispatch(ana, asked.conversation, "Then turn it to the left.")
    assert sending(first, ana, sight.scene(asked.conversation)).came == []
    a_dispatch(ben, asked.conversation, "Or ask at the counter.")
    assert [came.words for came in sending(first, ana, sight.scene(asked.conversation)).came if "Ben" in came.words]
