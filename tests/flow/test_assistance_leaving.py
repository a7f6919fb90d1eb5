"""What the assistant wrote leaves when a person has made it theirs; from pages and programs, with and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from a_model import Model, a_model, writes
from api_client import api_as, page_of, send
from django.test import Client
from test_assistance import asks_for, connected, entered
from town import a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful.conversations.models import Event
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.replies import tuning
from earful.replies.guard import USUAL
from earful.replies.models import Assist
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = "Your train stands in Linz and leaves again at 16:20 from platform 7."
HX = {"HX-Request": "true"}


@pytest.fixture
def model() -> Iterator[Model]:
    with a_model() as model:
        yield model


@pytest.fixture
def ana() -> Any:
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def asked(ana: Any) -> Any:
    return somebody_says(an_account(ana.workspace), "Where is my train?", by="maria")


@pytest.fixture
def desk(ana: Any) -> Client:
    return page_of(ana)


@pytest.fixture
def given(ana: Any, asked: Any, model: Model) -> Assist:
    connected(ana, model)
    model.answers = [writes(GIVEN)]
    return asks_for(ana, asked, "draft")


def sent_from_page(desk: Client, ana: Any, asked: Any, text: str) -> tuple[bool, str]:
    page = desk.post(f"/desk/matter/{asked.conversation_id}/send/", entered(ana, asked, text), headers=HX)
    return Dispatch.objects.exists(), page.content.decode()


def test_untouched_it_stays_until_somebody_has_read_it(ana: Any, asked: Any, desk: Client, given: Assist) -> None:
    assert desk.post(f"/desk/assist/{given.pk}/take/", {"text": ""}, headers=HX).status_code == 204
    left, page = sent_from_page(desk, ana, asked, GIVEN.replace("stands", "stand"))
    assert not left
    assert 'data-code="untouched_assist"' in page
    assert "I have read it" in page
    told = desk.post(f"/desk/matter/{asked.conversation_id}/assist/read/", entered(ana, asked, GIVEN), headers=HX)
    assert "untouched_assist" not in told.content.decode()
    assert 'data-code="assisted"' in told.content.decode()
    assert sent_from_page(desk, ana, asked, GIVEN)[0]
    assert Dispatch.objects.get().assisted


def test_touched_it_leaves_and_that_is_known(ana: Any, asked: Any, desk: Client, given: Assist) -> None:
    desk.post(f"/desk/assist/{given.pk}/take/", {"text": ""}, headers=HX)
    assert sent_from_page(desk, ana, asked, GIVEN.replace("Linz", "Graz"))[0]
    dispatch = Dispatch.objects.get()
    assert api_as(ana).get(f"/api/dispatches/{dispatch.pk}").json()["assisted"] is True
    it_leaves(dispatch)
    assert Event.objects.get(what="sent").details["assisted"] is True
    assert (
        "Ana Ortega answered, with the help of the assistant"
        in desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    )
    lead = page_of(an_agent(ana.workspace, "lea", "Lea Lind", Role.LEAD))
    assert "Your train stands in Graz" in lead.get("/house/assistance/").content.decode()
    assert desk.get("/house/assistance/").status_code == 403


def test_programs_meet_the_same_ruling(ana: Any, asked: Any, given: Assist) -> None:
    api, matter = api_as(ana), f"conversations/{asked.conversation_id}"
    text = api.get(f"/api/assists/{given.pk}").json()["text"]
    send(api, "PUT", f"{matter}/draft", text=text, answers_id=asked.pk)
    seen = api.get(f"/api/{matter}").json()["seen"]
    status, told = send(api, "POST", f"{matter}/draft/send", seen=seen, insist=["untouched_assist"], reason="I like it")
    assert (status, told["rulings"][0]["code"]) == (422, "untouched_assist")
    assert send(api, "POST", f"{matter}/assists/read")[0] == 204
    assert send(api, "POST", f"{matter}/draft/send", seen=seen)[0] == 201
    assert Dispatch.objects.get().assisted


def test_no_desk_can_switch_it_off(ana: Any) -> None:
    assert {"untouched_assist", "assist_gap"} & set(USUAL) == set()
    with pytest.raises(ValueError, match="untouched_assist"):
        tuning.decide("untouched_assist", "off", ana)


def test_ones_own_words_are_ones_own(ana: Any, asked: Any, desk: Client, given: Assist) -> None:
    assert sent_from_page(desk, ana, asked, "It is on its way; I will tell you at 15:00 what I found.")[0]
    assert Dispatch.objects.get().assisted is False


def test_where_something_was_lost_nothing_leaves(ana: Any, asked: Any, desk: Client, model: Model) -> None:
    connected(ana, model)
    model.answers = [writes("Hello [[NAME_9]], your train stands in Linz and leaves at 16:20.")]
    one = asks_for(ana, asked, "draft")
    assert one.gaps == 1
    left, page = sent_from_page(desk, ana, asked, f"{one.text} Sorry for the long wait, Ana.")
    assert not left
    assert "The assistant lost something here: ⟨name?⟩." in page
    assert "It lost something in 1 place" in desk.get(f"/desk/assist/{one.pk}/").content.decode()


def test_what_it_wrote_passes_the_guard(ana: Any, asked: Any, desk: Client, model: Model) -> None:
    connected(ana, model)
    model.answers = [writes("It stands in Linz. Check out our new range!")]
    one = asks_for(ana, asked, "draft")
    desk.post(f"/desk/assist/{one.pk}/take/", {"text": ""}, headers=HX)
    desk.post(f"/desk/matter/{asked.conversation_id}/assist/read/", entered(ana, asked, one.text), headers=HX)
    left, page = sent_from_page(desk, ana, asked, one.text)
    assert not left
    assert "This sells" in page


def test_taken_back_it_is_marked_as_before(ana: Any, asked: Any, desk: Client, given: Assist) -> None:
    desk.post(f"/desk/assist/{given.pk}/take/", {"text": ""}, headers=HX)
    sent_from_page(desk, ana, asked, GIVEN.replace("Linz", "Graz"))
    outbox.take_back(Dispatch.objects.select_related("conversation", "agent", "answers").get())
    draft = drafts.draft(asked.conversation, ana)
    assert draft is not None
    codes = {one.code for one in replies.review(draft).rulings}
    assert codes == {"assisted"}
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert 'data-code="assisted"' in page
    replies.save(asked.conversation, ana, GIVEN)
    assert {one.code for one in replies.review(drafts.draft(asked.conversation, ana)).rulings} >= {"untouched_assist"}
    replies.discard(asked.conversation, ana)
    replies.save(asked.conversation, ana, GIVEN)
    assert replies.review(drafts.draft(asked.conversation, ana)).rulings == ()


def test_by_forms_alone(ana: Any, asked: Any, desk: Client, model: Model) -> None:
    connected(ana, model)
    at = f"/desk/matter/{asked.conversation_id}/"
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert f'form="reply" formaction="{at}assist/ask/' in page
    long = "I am really very sorry. Your train stands in Linz at the moment, as far as we can see here now."
    shown = desk.post(f"{at}assist/ask/", entered(ana, asked, long, what="shorten"), follow=True)
    assert "The assistant is being asked." in shown.content.decode()
    assert drafts.draft(asked.conversation, ana).text == long, "what stood in the form is kept"
    one = Assist.objects.get()
    model.answers = [writes("Sorry. Your train stands in Linz.")]
    from earful import assistance

    assistance.assist(one.pk)
    page = desk.get(f"/desk/assist/{one.pk}/").content.decode()
    assert "Sorry. Your train stands in Linz." in page
    desk.post(f"/desk/assist/{one.pk}/take/")
    assert drafts.draft(asked.conversation, ana).text == "Sorry. Your train stands in Linz."
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert 'data-code="untouched_assist"' in page
    desk.post(f"{at}assist/read/", entered(ana, asked, "Sorry. Your train stands in Linz."))
    assert sent_from_page(desk, ana, asked, "Sorry. Your train stands in Linz.")[0]


def test_what_was_written_meanwhile_is_never_replaced(ana: Any, asked: Any, desk: Client, model: Model) -> None:
    connected(ana, model)
    model.answers = [writes("Sorry.")]
    one = asks_for(ana, asked, "shorten", "I am very sorry.")
    replies.save(asked.conversation, ana, "I am very sorry. And there is more.")
    desk.post(f"/desk/assist/{one.pk}/take/")
    assert drafts.draft(asked.conversation, ana).text == "I am very sorry. And there is more.\n\nSorry."


@pytest.mark.parametrize(
    ("what", "said"),
    [("draft", ""), ("shorten", "Write something first."), ("explain", "Write the word that is to be explained.")],
)
def test_there_must_be_something_to_help_with(
    ana: Any, asked: Any, desk: Client, model: Model, what: str, said: str
) -> None:
    connected(ana, model)
    told = desk.post(f"/desk/matter/{asked.conversation_id}/assist/ask/", {"what": what}, headers=HX).content.decode()
    assert (said or "is being asked") in told
    assert model.asked == []
