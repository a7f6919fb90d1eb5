"""Programs read the desk: views, search, one conversation whole, and only what is theirs to see."""

import pytest
from api_client import api_as
from town import a_dispatch, a_team, a_workspace, an_account, an_agent, it_leaves, somebody_says, we_say

from earful.conversations import actions, queries
from earful.conversations.models import Conversation
from earful.queues import actions as queues
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def test_the_views_count_what_the_desk_counts(ana, rail):
    turn = somebody_says(rail, "Where is my train?")
    somebody_says(rail, "Why is my ticket so dear?", by="bo")
    queues.assign(turn.conversation, ana, ana)
    assert api_as(ana).get("/api/views").json() == queries.counts(ana)
    assert queries.counts(ana)["mine"] == 1


def test_a_view_goes_on_where_the_page_before_stopped(ana, rail):
    for number in range(5):
        somebody_says(rail, f"Where is train number {number}?", by=f"customer{number}")
    for view in ("needs", "all"):
        seen, mark = [], ""
        for _ in range(4):
            page = api_as(ana).get("/api/conversations", {"view": view, "size": 2, "mark": mark}).json()
            seen += [row["id"] for row in page["rows"]]
            mark = page["next"]
            if not mark:
                break
        assert sorted(seen) == sorted(Conversation.objects.values_list("pk", flat=True))
        assert len(set(seen)) == 5


def test_a_row_says_who_where_what_and_who_has_it(ana, rail):
    turn = somebody_says(rail, "Where is my train?", by="maria")
    queues.assign(turn.conversation, ana, ana)
    queues.set_team(turn.conversation, a_team(ana.workspace, "Trains"), ana)
    for tag in ("late", "delay"):
        actions.tag(turn.conversation, ana, tag)
    (row,) = api_as(ana).get("/api/conversations").json()["rows"]
    assert row["account"] == {"id": rail.pk, "network": "sandbox", "handle": rail.handle, "name": rail.name}
    assert (row["asker"]["handle"], row["asker"]["customer_id"]) == ("maria", turn.author.customer_id)
    assert (row["status"], row["preview"], row["turns_count"]) == ("open", "Where is my train?", 1)
    assert row["assignee"] == {"id": ana.pk, "name": "Ana Ortega"}
    assert row["team"]["name"] == "Trains"
    assert row["tags"] == ["delay", "late"]
    assert row["waiting_since"][:23] == turn.said_at.isoformat()[:23]


def test_search_finds_words_people_and_tags(ana, rail):
    turn = somebody_says(rail, "The heating is broken again", by="maria")
    somebody_says(rail, "Where is my train?", by="bo")
    actions.tag(turn.conversation, ana, "cold")
    for words in ("heating", "@maria", "tag:cold"):
        rows = api_as(ana).get("/api/conversations", {"view": "all", "words": words}).json()["rows"]
        assert [row["id"] for row in rows] == [turn.conversation_id], words
    assert api_as(ana).get("/api/conversations", {"view": "all", "words": "bicycle"}).json()["rows"] == []


def test_one_conversation_holds_everything(ana, rail):
    asked = somebody_says(rail, "Where is my train?", by="maria")
    somebody_says(rail, "Mine is late too!", by="bo", parent=asked)
    actions.leave_note(asked.conversation, ana, "She wrote yesterday too.")
    answer = it_leaves(a_dispatch(ana, asked.conversation, "It stands in Ulm."))
    waiting = a_dispatch(ana, asked.conversation, "It moves again.")
    whole = api_as(ana).get(f"/api/conversations/{asked.conversation_id}").json()
    first, second, third = whole["turns"]
    assert (first["role"], second["role"], third["role"]) == ("asker", "customer", "us")
    assert (first["answers"], second["answers"], third["id"]) == (None, first["id"], answer.pk)
    assert third["agent"]["name"] == "Ana Ortega"
    verdict = Verdict.objects.get(item=asked.item)
    assert first["verdict"]["needs_answer_p"] == verdict.needs_answer_p
    assert [r["code"] for r in first["verdict"]["reasons"]] == [r["code"] for r in verdict.reasons]
    assert third["verdict"] is None
    assert first["outcome"] == "answered"
    assert [note["text"] for note in whole["notes"]] == ["She wrote yesterday too."]
    assert {event["what"] for event in whole["events"]} >= {"opened", "noted", "assigned", "sent"}
    states = {each["id"]: (each["state"], each["can_undo"]) for each in whole["dispatches"]}
    assert states[waiting.pk] == ("held", True)
    assert ("sent", False) in states.values()
    assert whole["seen"]


def test_what_a_matter_answers_stands_above_it(ana, rail):
    ours = we_say(rail, "New timetable from Monday.", why="own")
    turn = somebody_says(rail, "Will the night train stop in Ulm?", parent=ours)
    whole = api_as(ana).get(f"/api/conversations/{turn.conversation_id}").json()
    assert [above["text"] for above in whole["above"]] == ["New timetable from Monday."]


def test_a_merged_conversation_leads_to_the_one_it_went_into(ana, rail):
    kept, other = (somebody_says(rail, text).conversation for text in ("Where is my train?", "And my bag?"))
    actions.merge(kept, other, ana)
    assert api_as(ana).get(f"/api/conversations/{other.pk}").json()["id"] == kept.pk


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(ana, rail, count, django_assert_num_queries):
    for number in range(count):
        turn = somebody_says(rail, f"Where is train number {number}?", by=f"customer{number}")
        queues.assign(turn.conversation, ana, ana)
        actions.tag(turn.conversation, ana, "train")
        somebody_says(rail, "Still waiting?", by=f"customer{number}", parent=turn)
    client = api_as(ana)
    client.get("/api/me")  # the first use of a token is written down
    with django_assert_num_queries(3):  # the token, rows, tags
        assert len(client.get("/api/conversations").json()["rows"]) == count
    with django_assert_num_queries(2):
        client.get("/api/views")
    with django_assert_num_queries(3):  # the token, customers, handles
        assert len(client.get("/api/customers").json()) == count
    with django_assert_num_queries(2):
        client.get("/api/accounts")


@pytest.mark.parametrize("answers", [1, 3])
def test_a_conversation_asks_the_database_as_often_for_many_turns_as_for_few(
    ana, rail, answers, django_assert_num_queries
):
    turn = somebody_says(rail, "Where is my train?")
    for number in range(answers):
        somebody_says(rail, "And mine?", by=f"customer{number}", parent=turn)
        actions.leave_note(turn.conversation, ana, "Looked.")
    a_dispatch(ana, turn.conversation, "It stands in Ulm.")
    client = api_as(ana)
    client.get("/api/me")
    with django_assert_num_queries(10):
        client.get(f"/api/conversations/{turn.conversation_id}")


def test_another_workspace_does_not_exist(ana, rail):
    turn = somebody_says(rail, "Where is my train?")
    dispatch = a_dispatch(ana, turn.conversation)
    spy = api_as(an_agent(a_workspace("Contoso"), "spy", "Sam Spy", Role.OWNER))
    assert spy.get("/api/conversations", {"view": "all"}).json() == {"rows": [], "next": ""}
    assert spy.get("/api/customers").json() == []
    assert spy.get("/api/accounts").json() == []
    for path in (
        f"conversations/{turn.conversation_id}",
        f"dispatches/{dispatch.pk}",
        f"customers/{turn.author.customer_id}",
        f"unreadable/{turn.item_id}",
    ):
        answer = spy.get(f"/api/{path}")
        assert (answer.status_code, answer.json()) == (404, {"words": "There is nothing here."})


MADE_UP = ["e30", "WzFd", "WyJ4IiwgMV0", "WzEsICJ4IiwgMl0", "WzEsICIyMDI0LTAxLTAxIiwgInkiXQ", "////", "W1tbW1tb"]


@pytest.mark.parametrize("mark", MADE_UP)
@pytest.mark.parametrize("view", ["needs", "all"])
def test_a_mark_that_somebody_made_up_breaks_nothing(ana, rail, mark, view):
    somebody_says(rail, "Where is my train?")
    answer = api_as(ana).get("/api/conversations", {"view": view, "mark": mark})
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize(
    ("asked", "where"),
    [({"view": "secret"}, "view"), ({"size": 0}, "size"), ({"size": "x"}, "size"), ({"words": "a\x00b"}, "words")],
)
def test_what_is_not_understood_is_said_with_its_place(ana, asked, where):
    answer = api_as(ana).get("/api/conversations", asked)
    assert answer.status_code == 422
    assert answer.json()["words"].startswith(f"Look at {where}: ")
