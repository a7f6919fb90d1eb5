"""Programs write, and people's rules hold: the guard, the undo window, one reply for one draft."""

import io
import threading
from datetime import timedelta

import pytest
from api_client import api_as, send
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says, takes_back

from earful.accounts.models import Account
from earful.conversations.models import Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.replies.models import Draft
from earful.staff.models import Agent

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


def a_picture(width: int = 40) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (width, 30), "teal").save(drawn, "PNG")
    return SimpleUploadedFile("train.png", drawn.getvalue(), "image/png")


def seen(api, matter) -> str:
    """The mark of what a program was shown."""
    return api.get(f"/api/{matter}").json()["seen"]


def test_a_draft_is_kept_read_and_thrown_away(ana, turn, matter):
    api = api_as(ana)
    assert send(api, "GET", f"{matter}/draft") == (404, {"words": "You have no draft in this conversation."})
    status, draft = send(api, "PUT", f"{matter}/draft", text="It stands in", answers_id=turn.pk)
    assert (status, draft["text"], draft["answers_id"], draft["enclosures"]) == (200, "It stands in", turn.pk, [])
    assert send(api, "GET", f"{matter}/draft")[1]["text"] == "It stands in"
    assert send(api, "DELETE", f"{matter}/draft") == (204, None)
    assert not Draft.objects.exists()


def test_a_draft_answers_only_what_stands_in_its_conversation(ana, turn, matter):
    other = somebody_says(turn.account, "And my bag?", by="bo")
    status, answer = send(api_as(ana), "PUT", f"{matter}/draft", text="x", answers_id=other.pk)
    assert (status, answer["words"]) == (422, "You can only answer a message of this conversation.")


def test_a_draft_is_nobody_elses(ana, turn, matter):
    send(api_as(ana), "PUT", f"{matter}/draft", text="Mine.")
    bo = api_as(an_agent(ana.workspace, "bo", "Bo Berg"))
    assert send(bo, "GET", f"{matter}/draft")[0] == 404
    assert send(bo, "POST", f"{matter}/draft/send")[0] == 404


def test_the_guard_speaks_before_anything_leaves(ana, turn, matter):
    api = api_as(ana)
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    status, reviewed = send(api, "POST", f"{matter}/draft/review", seen=seen(api, matter))
    assert (status, reviewed["text"], reviewed["clear"]) == (200, "It stands in Ulm. ^AO", True)
    assert reviewed["length"] == {
        "used": 21,
        "limit": reviewed["length"]["limit"],
        "units": "characters",
        "over": False,
    }
    assert (reviewed["answers_id"], reviewed["rulings"]) == (turn.pk, [])
    send(api, "PUT", f"{matter}/draft", text="long " * 2000)
    (ruling,) = send(api, "POST", f"{matter}/draft/review", seen=seen(api, matter))[1]["rulings"]
    assert (ruling["code"], ruling["strength"]) == ("too_long", "refuse")
    assert ruling["words"].startswith("Too long by ")
    assert not Dispatch.objects.exists()


def test_a_cleared_draft_leaves_once_and_can_be_taken_back(ana, turn, matter):
    api = api_as(ana)
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    status, dispatch = send(api, "POST", f"{matter}/draft/send", seen=seen(api, matter))
    assert (status, dispatch["state"], dispatch["can_undo"]) == (201, "held", True)
    assert (dispatch["text"], dispatch["answers_id"]) == ("It stands in Ulm. ^AO", turn.pk)
    assert send(api, "POST", f"{matter}/draft/send")[0] == 404
    status, draft = send(api, "POST", f"dispatches/{dispatch['id']}/undo")
    assert (status, draft["text"]) == (200, "It stands in Ulm.")
    assert send(api, "POST", f"dispatches/{dispatch['id']}/undo") == (409, {"words": "It is already on its way."})
    assert send(api, "GET", f"dispatches/{dispatch['id']}")[1]["state"] == "undone"


def test_what_the_guard_refuses_stays_however_often_it_is_confirmed(ana, turn, matter):
    api = api_as(ana)
    send(api, "PUT", f"{matter}/draft", text="   ")
    status, answer = send(api, "POST", f"{matter}/draft/send", seen=seen(api, matter))
    assert (status, answer["words"]) == (422, "Write something first.")
    assert [ruling["code"] for ruling in answer["rulings"]] == ["empty"]
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.", answers_id=turn.pk)
    takes_back(turn.account, turn)
    assert send(api, "POST", f"{matter}/draft/send")[1]["rulings"][0]["code"] == "answers_removed"
    assert not Dispatch.objects.exists()


def test_what_came_since_the_program_looked_wants_to_be_read_first(ana, turn, matter):
    api = api_as(ana)
    before = seen(api, matter)
    late = somebody_says(turn.account, "Never mind, it is here!", parent=turn)
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    status, answer = send(api, "POST", f"{matter}/draft/send", seen=before)
    assert (status, answer["rulings"][0]["code"]) == (409, "newer_customer")
    (news,) = answer["news"]
    assert (news["text"], news["turn_id"]) == ("Never mind, it is here!", late.pk)
    somebody_says(turn.account, "Or is it?", parent=late)
    status, again = send(api, "POST", f"{matter}/draft/send", seen=answer["seen"])
    assert (status, [one["text"] for one in again["news"]]) == (409, ["Or is it?"])
    assert send(api, "POST", f"{matter}/draft/send", seen=again["seen"])[0] == 201


@pytest.mark.parametrize("mark", [None, "", "1", "eyJjIjoxfQ:1x:forged"])
def test_whoever_cannot_say_what_they_saw_saw_nothing(ana, turn, matter, mark):
    api = api_as(ana)
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    status, answer = send(api, "POST", f"{matter}/draft/send", **({} if mark is None else {"seen": mark}))
    assert (status, [one["kind"] for one in answer["news"]]) == (409, ["unseen", "customer"])
    assert send(api, "POST", f"{matter}/draft/send", seen=answer["seen"])[0] == 201


def test_a_mark_is_worth_nothing_in_other_hands(ana, turn, matter):
    bo = api_as(an_agent(ana.workspace, "bo", "Bo Berg"))
    mark = seen(api_as(ana), matter)
    send(bo, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    assert send(bo, "POST", f"{matter}/draft/send", seen=mark)[1]["news"][0]["kind"] == "unseen"
    elsewhere = somebody_says(turn.account, "Is the bar open?", by="jo")
    mark = seen(bo, f"conversations/{elsewhere.conversation_id}")
    assert send(bo, "POST", f"{matter}/draft/send", seen=mark)[1]["news"][0]["kind"] == "customer"


@pytest.mark.django_db(transaction=True)
def test_two_programs_that_send_one_draft_at_once_send_one_reply(ana, turn, matter):
    api, answers = api_as(ana), []
    send(api, "PUT", f"{matter}/draft", text="It stands in Ulm.")
    mark = seen(api, matter)
    together = threading.Barrier(4)

    def press() -> None:
        together.wait()
        answers.append(send(api, "POST", f"{matter}/draft/send", seen=mark)[0])
        connection.close()

    pressing = [threading.Thread(target=press) for _ in range(4)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    assert answers.count(201) == 1, answers
    assert set(answers) <= {201, 404, 409}
    assert Dispatch.objects.count() == 1


def test_pictures_are_enclosed_described_looked_at_and_taken_out(ana, turn, matter):
    api = api_as(ana)
    added = api.post(f"/api/{matter}/draft/enclosures", {"picture": a_picture(), "alt": ""})
    assert added.status_code == 201
    picture = added.json()
    assert (picture["mime"], picture["width"], picture["height"], picture["alt"]) == ("image/jpeg", 40, 30, "")
    send(api, "PUT", f"{matter}/draft", text="This is where it stands.")
    assert send(api, "POST", f"{matter}/draft/send")[1]["rulings"][0]["code"] == "missing_alt"
    assert send(api, "PATCH", f"enclosures/{picture['id']}", alt="A map of Ulm")[1]["alt"] == "A map of Ulm"
    bytes_ = api.get(f"/api/enclosures/{picture['id']}")
    assert (bytes_["Content-Type"], bytes_.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert [e["alt"] for e in send(api, "GET", f"{matter}/draft")[1]["enclosures"]] == ["A map of Ulm"]
    assert send(api, "DELETE", f"enclosures/{picture['id']}") == (204, None)
    assert send(api, "GET", f"{matter}/draft")[1]["enclosures"] == []
    assert send(api, "GET", f"enclosures/{picture['id']}")[0] == 404


def test_what_is_no_picture_leaves_nothing_behind(ana, turn, matter):
    words = SimpleUploadedFile("train.png", b"not a picture", "image/png")
    answer = api_as(ana).post(f"/api/{matter}/draft/enclosures", {"picture": words})
    assert answer.status_code == 422
    assert answer.json()["words"].startswith("This file could not be read as a picture.")
    assert not Draft.objects.exists()


def test_a_colleague_does_not_see_or_change_the_pictures_of_a_draft(ana, turn, matter):
    picture = api_as(ana).post(f"/api/{matter}/draft/enclosures", {"picture": a_picture()}).json()
    bo = api_as(an_agent(ana.workspace, "bo", "Bo Berg"))
    for method in ("GET", "PATCH", "DELETE"):
        assert send(bo, method, f"enclosures/{picture['id']}", alt="x")[0] == 404


def test_what_was_sent_cannot_be_taken_back(ana, turn):
    dispatch = a_dispatch(ana, turn.conversation)
    it_leaves(dispatch)
    api = api_as(ana)
    for what in ("undo", "again", "aside"):
        assert send(api, "POST", f"dispatches/{dispatch.pk}/{what}")[0] == 409
    assert send(api, "GET", f"dispatches/{dispatch.pk}")[1]["state"] == "sent"


def test_a_reply_that_was_not_sent_is_shown_and_tried_again_or_laid_aside(ana, turn):
    first, second = a_dispatch(ana, turn.conversation, "One."), a_dispatch(ana, turn.conversation, "Two.")
    for dispatch in (first, second):
        Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
        outbox.record_failed(outbox.claim(dispatch.pk), "The town is closed.")
    api = api_as(ana)
    page = api.get("/api/dispatches", {"size": 1}).json()
    assert [(row["id"], row["trouble"]) for row in page["rows"]] == [(first.pk, "The town is closed.")]
    page = api.get("/api/dispatches", {"size": 1, "mark": page["next"]}).json()
    assert ([row["id"] for row in page["rows"]], page["next"]) == ([second.pk], "")
    assert send(api, "POST", f"dispatches/{first.pk}/again")[1]["state"] == "held"
    assert send(api, "POST", f"dispatches/{second.pk}/aside")[1]["text"] == "Two."
    assert api.get("/api/dispatches").json()["rows"] == []


def test_nothing_leaves_from_an_account_that_is_signed_out(ana, turn, matter):
    Account.objects.update(state=Account.State.SIGNED_OUT)
    send(api_as(ana), "PUT", f"{matter}/draft", text="It stands in Ulm.")
    status, answer = send(api_as(ana), "POST", f"{matter}/draft/send")
    assert (status, answer["rulings"][0]["code"]) == (422, "signed_out")
