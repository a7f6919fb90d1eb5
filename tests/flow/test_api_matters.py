"""Programs do what people do: hand over, tag, note, end, judge, merge, split, and take back."""

import pytest
from api_client import api_as, send
from town import a_team, a_workspace, an_account, an_agent, everyone, somebody_says

from earful.conversations.models import Conversation, Event, Turn
from earful.staff.models import Agent
from earful.staff.rules import Act, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def turn(ana) -> Turn:
    return somebody_says(an_account(ana.workspace), "Where is my train?")


@pytest.fixture
def matter(turn) -> str:
    return f"conversations/{turn.conversation_id}"


def test_it_is_taken_handed_over_and_laid_back(ana, turn, matter):
    bo, api = an_agent(ana.workspace, "bo", "Bo Berg"), api_as(ana)
    for to in (ana.pk, bo.pk, None):
        status, done = send(api, "POST", f"{matter}/assign", agent_id=to)
        assert (status, (done["conversation"]["assignee"] or {}).get("id")) == (200, to)
    assert Conversation.objects.get(pk=turn.conversation_id).assignee is None


def test_only_those_who_answer_can_be_given_something(ana, matter):
    viewer = an_agent(ana.workspace, "vi", "Vi Viewer", Role.VIEWER)
    stranger = an_agent(a_workspace("Contoso"), "sam", "Sam Stranger")
    for nobody in (viewer.pk, stranger.pk, 2**62):
        assert send(api_as(ana), "POST", f"{matter}/assign", agent_id=nobody) == (
            422, {"words": "There is no such colleague to take it."},
        )  # fmt: skip


def test_it_goes_to_a_team_of_this_desk_only(ana, matter):
    team, elsewhere = a_team(ana.workspace), a_team(a_workspace("Contoso"))
    assert send(api_as(ana), "POST", f"{matter}/team", team_id=team.pk)[1]["conversation"]["team"]["id"] == team.pk
    assert send(api_as(ana), "POST", f"{matter}/team", team_id=elsewhere.pk)[0] == 422
    assert send(api_as(ana), "POST", f"{matter}/team", team_id=None)[1]["conversation"]["team"] is None


def test_tags_come_and_go(ana, matter):
    api = api_as(ana)
    assert send(api, "POST", f"{matter}/tags", name="  Late Train ")[1]["conversation"]["tags"] == ["late train"]
    assert send(api, "POST", f"{matter}/tags", name="Ulm")[1]["conversation"]["tags"] == ["late train", "ulm"]
    assert send(api, "DELETE", f"{matter}/tags?name=late%20train")[1]["conversation"]["tags"] == ["ulm"]
    assert send(api, "POST", f"{matter}/tags", name="  ") == (422, {"words": "Write a word for the tag."})


def test_a_note_is_left_for_the_team(ana, matter):
    status, note = send(api_as(ana), "POST", f"{matter}/notes", text="Her third delay this week.")
    assert (status, note["text"], note["agent"]["name"]) == (201, "Her third delay this week.", "Ana Ortega")
    assert send(api_as(ana), "POST", f"{matter}/notes", text=" ") == (422, {"words": "The note is empty."})


def test_it_is_ended_with_a_reason_and_the_end_is_taken_back_once(ana, turn, matter):
    api = api_as(ana)
    assert send(api, "POST", f"{matter}/end", outcome="not_needed") == (
        422, {"words": "Say why no answer is needed."},
    )  # fmt: skip
    status, done = send(api, "POST", f"{matter}/end", outcome="not_needed", reason="She found it herself.")
    assert (status, done["conversation"]["status"]) == (200, "ended")
    turn.refresh_from_db()
    assert (turn.outcome, turn.outcome_reason, turn.outcome_by) == ("not_needed", "She found it herself.", ana)
    status, back = send(api, "POST", f"events/{done['event_id']}/undo")
    assert (status, back["conversation"]["status"]) == (200, "open")
    assert send(api, "POST", f"events/{done['event_id']}/undo") == (409, {"words": "This was already undone."})


def test_nobody_ends_it_as_removed_because_only_its_author_can(ana, matter):
    assert send(api_as(ana), "POST", f"{matter}/end", outcome="removed")[0] == 422


def test_a_person_overrules_triage(ana, turn):
    api = api_as(ana)
    assert send(api, "POST", f"turns/{turn.pk}/judge", needs_answer=False) == (
        422, {"words": "Say why no answer is needed."},
    )  # fmt: skip
    done = send(api, "POST", f"turns/{turn.pk}/judge", needs_answer=False, reason="A joke.")[1]
    assert done["conversation"]["status"] == "ended"
    done = send(api, "POST", f"turns/{turn.pk}/judge", needs_answer=True)[1]
    assert done["conversation"]["status"] == "open"


def test_two_matters_become_one_and_two_again(ana, turn, matter):
    api, other = api_as(ana), somebody_says(turn.account, "And my bag is gone.")
    status, done = send(api, "POST", f"{matter}/merge", other_id=other.conversation_id)
    assert (status, done["conversation"]["turns_count"]) == (200, 2)
    assert send(api, "POST", f"events/{done['event_id']}/undo")[1]["conversation"]["turns_count"] == 1
    assert send(api, "POST", f"{matter}/merge", other_id=turn.conversation_id) == (
        409, {"words": "This is the same conversation."},
    )  # fmt: skip


def test_a_turn_becomes_a_matter_of_its_own_and_returns(ana, turn, matter):
    api, second = api_as(ana), somebody_says(turn.account, "My bag is gone too.", by="bo", parent=turn)
    status, done = send(api, "POST", f"{matter}/split", turn_id=second.pk)
    assert (status, done["conversation"]["asker"]["handle"]) == (200, "bo")
    assert done["conversation"]["id"] != turn.conversation_id
    assert send(api, "POST", f"events/{done['event_id']}/undo")[1]["conversation"]["turns_count"] == 2
    assert send(api, "POST", f"{matter}/split", turn_id=turn.pk)[0] == 409


ACTS = [
    ("GET", "views", Act.READ),
    ("GET", "conversations/{c}", Act.READ),
    ("GET", "customers", Act.READ),
    ("GET", "accounts", Act.READ),
    ("GET", "staff", Act.READ),
    ("POST", "conversations/{c}/assign", Act.ANSWER),
    ("POST", "conversations/{c}/notes", Act.ANSWER),
    ("POST", "conversations/{c}/end", Act.ANSWER),
    ("POST", "turns/{t}/judge", Act.ANSWER),
    ("PUT", "conversations/{c}/draft", Act.ANSWER),
    ("POST", "conversations/{c}/draft/send", Act.ANSWER),
    ("POST", "conversations/{c}/merge", Act.JOIN),
    ("POST", "conversations/{c}/split", Act.JOIN),
    ("POST", "customers/1/join", Act.JOIN),
    ("GET", "unreadable", Act.LEDGER),
    ("POST", "unreadable/{i}/retry", Act.LEDGER),
    ("GET", "networks", Act.ACCOUNTS),
    ("POST", "accounts", Act.ACCOUNTS),
    ("POST", "accounts/{a}/pause", Act.ACCOUNTS),
    ("PUT", "accounts/{a}/signature", Act.ACCOUNTS),
    ("POST", "staff", Act.STAFF),
    ("PUT", "staff/1/role", Act.STAFF),
]
BODY = {
    "agent_id": None, "text": "A note.", "outcome": "thanked", "needs_answer": True, "other_id": 1, "turn_id": 1,
    "signature": "none", "username": "x y", "name": "N", "role": "agent", "network": "nowhere",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "act"), ACTS, ids=[f"{m} {p}" for m, p, _ in ACTS])
def test_each_role_may_do_what_it_may_and_nothing_else(turn, method, path, act):
    places = {"c": turn.conversation_id, "t": turn.pk, "i": turn.item_id, "a": turn.account_id}
    for role, agent in everyone(turn.workspace).items():
        body = {**BODY, "username": f"{agent.username}friend"}
        status, answer = send(api_as(agent), method, path.format(**places), **body)
        assert (status == 403) is not agent.may(act), (role, status, answer)


def test_what_is_done_elsewhere_cannot_be_touched(turn, matter):
    spy = api_as(an_agent(a_workspace("Contoso"), "spy", "Sam Spy", Role.OWNER))
    send(api_as(an_agent(turn.workspace, "lea", "Lea")), "POST", f"{matter}/end", outcome="thanked")
    event = Event.objects.get(what="ended")
    for method, path in (
        ("POST", f"{matter}/assign"),
        ("POST", f"{matter}/tags"),
        ("DELETE", f"{matter}/tags?name=x"),
        ("POST", f"{matter}/notes"),
        ("POST", f"{matter}/end"),
        ("POST", f"{matter}/merge"),
        ("POST", f"{matter}/split"),
        ("PUT", f"{matter}/draft"),
        ("POST", f"turns/{turn.pk}/judge"),
        ("POST", f"events/{event.pk}/undo"),
        ("POST", f"accounts/{turn.account_id}/pause"),
        ("POST", f"unreadable/{turn.item_id}/retry"),
        ("POST", f"customers/{turn.author.customer_id}/join"),
    ):
        assert send(spy, method, path, **BODY)[0] == 404, path
    assert Event.objects.get(pk=event.pk).undone_at is None
