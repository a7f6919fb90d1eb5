"""Topics where people meet them: on a message, in the palette, in lists, in the history."""

import pytest
from api_client import api_as, page_of, send
from topic_town import topics_of
from town import a_workspace, an_account, an_agent, queries_of, somebody_says, we_say

from earful.conversations import filters, queries, sorting, views
from earful.conversations.filters import Filters
from earful.staff.rules import Role
from earful.triage.topics import actions

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


@pytest.fixture
def refunds(lea):
    return actions.name(lea, "Refunds", "Money that should come back", ["My money back."])


def found(agent, words):
    return {row.pk for row in queries.page(agent, "all", words=words).rows}


def test_a_message_is_put_under_a_topic_and_taken_off(lea, rail, refunds):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    desk = page_of(lea)
    offered = desk.get(f"/desk/turn/{turn.pk}/topics/", headers=SCRIPT).content.decode()
    assert "Refunds" in offered
    assert "<html" not in offered
    assert "Back to the conversation" in desk.get(f"/desk/turn/{turn.pk}/topics/").content.decode()

    page = desk.post(f"/desk/turn/{turn.pk}/topic/", {"topic": refunds.pk}, headers=SCRIPT).content.decode()
    assert "turn-topic" in page
    assert "?q=topic%3ARefunds" in page
    assert "Lea Lind put this here." in page
    assert "Lea Lind put a message under the topic Refunds" in page
    assert 'aria-pressed="true"' in desk.get(f"/desk/turn/{turn.pk}/topics/", headers=SCRIPT).content.decode()

    page = desk.post(f"/desk/turn/{turn.pk}/topic/", {"not": refunds.pk}, headers=SCRIPT).content.decode()
    assert "turn-topic" not in page
    assert "Lea Lind took a message off the topic Refunds" in page
    assert topics_of(turn) == []


def test_it_is_undone_like_everything_else(lea, rail, refunds):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    sorting.put_under(turn, lea, refunds, holds=True)
    event = turn.conversation.events.get(what="topic")
    page_of(lea).post(f"/desk/undo/{event.pk}/", headers=SCRIPT)
    assert topics_of(turn) == []


@pytest.mark.parametrize("sent", [{}, {"topic": "x"}, {"topic": "999999"}, {"not": "0"}])
def test_nonsense_is_refused_in_words(lea, rail, refunds, sent):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    answer = page_of(lea).post(f"/desk/turn/{turn.pk}/topic/", sent, headers=SCRIPT)
    assert answer.status_code == 200
    assert "Choose a topic." in answer.content.decode()


def test_a_retired_topic_and_a_removed_message_refuse_in_words(lea, rail, refunds):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    actions.retire(refunds, lea)
    answer = page_of(lea).post(f"/desk/turn/{turn.pk}/topic/", {"topic": refunds.pk}, headers=SCRIPT)
    assert "This topic was changed meanwhile." in answer.content.decode()
    ours = we_say(rail, "On its way.", parent=turn)
    assert page_of(lea).post(f"/desk/turn/{ours.pk}/topic/", {"topic": refunds.pk}).status_code == 404


def test_the_palette_sorts_by_a_few_letters(lea, rail, refunds):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    desk = page_of(lea)

    def offered(words):
        groups = desk.get("/desk/palette/", {"words": words, "pk": turn.conversation_id}, headers=SCRIPT).context
        return {group.name: group.entries for group in groups["groups"]}

    assert "Topic…" in [entry.words for entry in offered("")["With this conversation: Maria"]]
    (entry,) = offered("refu")["Its topic"]
    assert entry.words == "Topic Refunds"
    desk.post(entry.post, entry.values, headers=SCRIPT)
    assert topics_of(turn) == ["Refunds"]
    (entry,) = offered("topic")["Its topic"]
    assert entry.words == "Topic Refunds: take it off"
    viewer = an_agent(lea.workspace, "vi", "Vi", Role.VIEWER)
    page = page_of(viewer).get("/desk/palette/", {"words": "refu", "pk": turn.conversation_id}, headers=SCRIPT)
    assert [group.name for group in page.context["groups"]] == []


def test_lists_find_by_topic(lea, rail, refunds):
    money, train = (somebody_says(rail, words) for words in ("Where is my money?", "Where is my train?"))
    more = somebody_says(rail, "And when?", by="bo", parent=money)
    for turn in (money, more):
        sorting.put_under(turn, lea, refunds, holds=True)
    assert found(lea, "topic:refunds") == {money.conversation_id}
    assert found(lea, "TOPIC: Refunds ") == {money.conversation_id}
    assert found(lea, "topic:") == set()
    assert found(lea, "topic:nothing") == set()
    wanted = filters.read({"topic": str(refunds.pk), "status": ""})
    assert {row.pk for row in views.page(lea, wanted).rows} == {money.conversation_id}
    assert len(views.page(lea, Filters(status="")).rows) == 2
    sorting.put_under(train, lea, refunds, holds=False)
    assert len(views.page(lea, wanted).rows) == 1

    elsewhere = an_agent(a_workspace("Elsewhere"), "eve", role=Role.LEAD)
    assert found(elsewhere, "topic:refunds") == set()
    actions.retire(refunds, lea)
    assert found(lea, "topic:refunds") == set()
    assert filters.gone(wanted, lea.workspace_id) == ["Its topic is not in use any more."]
    assert list(views.page(lea, wanted).rows) == []


def test_a_common_topic_is_found_the_long_way_too(lea, rail, refunds, monkeypatch):
    for number in range(4):
        turn = somebody_says(rail, f"Money {number}?", by=f"guest{number}")
        sorting.put_under(turn, lea, refunds, holds=True)
    monkeypatch.setattr("earful.conversations.search.RARE", 1)
    assert len(found(lea, "topic:refunds")) == 4


def test_a_view_is_saved_by_topic(lea, rail, refunds):
    desk = page_of(lea)
    assert "Refunds" in desk.get("/desk/views/new/").content.decode()
    desk.post("/desk/views/new/", {"name": "Money", "status": "open", "topic": refunds.pk, "shared": "own"})
    (view,) = views.seen_by(lea)
    assert view.filters == {"topic": refunds.pk}


def test_a_list_asks_as_often_with_topics_as_without(lea, rail, refunds):
    turns = [somebody_says(rail, f"Money {number}?", by=f"guest{number}") for number in range(3)]
    desk = page_of(lea)
    at = f"/desk/all/{turns[0].conversation_id}/"
    without = queries_of(lambda: desk.get(at))
    for turn in turns:
        sorting.put_under(turn, lea, refunds, holds=True)
    assert queries_of(lambda: desk.get(at)) == without


def test_programs_read_and_say_it(lea, rail, refunds):
    turn = somebody_says(rail, "Where is my money?", by="maria")
    program = api_as(lea)
    status, _ = send(program, "POST", f"turns/{turn.pk}/topic", topic_id=refunds.pk)
    assert status == 200
    _, whole = send(program, "GET", f"conversations/{turn.conversation_id}")
    (about,) = whole["turns"][0]["verdict"]["topics"]
    assert about["topic"] == {"id": refunds.pk, "name": "Refunds"}
    assert about["by"]["name"] == "Lea Lind"
    _, (told,) = send(program, "GET", "topics")
    assert (told["name"], told["count"], told["examples_count"]) == ("Refunds", 1, 2)
    status, made = send(program, "POST", "topics", name="Delays", words=["Late again"], turn_ids=[turn.pk])
    assert (status, made["examples_count"]) == (201, 2)
    assert send(program, "POST", "topics", name="delays", words=["Late again"])[0] == 422
    assert send(program, "POST", f"topics/{made['id']}/merge", other_id=refunds.pk)[0] == 200
    _, gone = send(program, "GET", "topics?state=retired")
    assert gone[0]["merged_into"]["name"] == "Delays"
    assert send(program, "POST", f"topics/{refunds.pk}/back")[1]["state"] == "in_use"
