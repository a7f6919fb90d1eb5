"""After a private half: "Solved?" once and in private only, the customer's own word, and a public ending if somebody wants."""

import pytest
from django.test import Client
from privately import handed_over, ours_on_page, replied, understood, written
from town import a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful import flow
from earful.channels.contract import Readers
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.outbox.models import Dispatch, PublicClosing, SolvedQuestion, Visit
from earful.replies.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_the_open(settings):
    """The desk has an address that customers reach."""
    settings.URL = settings.PUBLIC_URL = "https://care.northwind.example"


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def asked(rail):
    return somebody_says(rail, "You charged me twice for my booking. Where is my money?")


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana)
    return client


def test_solved_is_asked_once_on_the_page_and_not_yet_brings_it_back(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    maria, _ = written(link)
    understood(asked.account)
    desk.post(f"/desk/visit/{Visit.objects.get().pk}/in/")
    understood(asked.account)
    assert "Somebody waits" in trouble(desk.post(f"/desk/matter/{asked.conversation_id}/solved/", follow=True))
    ours_on_page(ana, asked.conversation, "It came back to your card.")
    assert "Is it solved?" not in maria.get(link).content.decode()
    desk.post(f"/desk/matter/{asked.conversation_id}/solved/")
    assert "Is it solved?" in maria.get(link).content.decode()
    assert "asked already" in trouble(desk.post(f"/desk/matter/{asked.conversation_id}/solved/", follow=True))
    flow.queues.assign(Conversation.objects.get(), None, ana)
    for _ in range(2):
        maria.post(link, {"solved": "not_yet", "text": "Half of it is missing."})
    understood(asked.account)
    matter = Conversation.objects.get()
    assert (matter.status, matter.assignee_id) == ("open", ana.pk)
    assert Turn.objects.filter(text="Half of it is missing.", author=asked.author).count() == 1
    assert SolvedQuestion.objects.get().answer == "not_yet"


def test_yes_is_the_customers_own_word(desk, ana, rail):
    asked = somebody_says(rail, "You charged me twice for my booking. Where is my money?", private=True)
    it_leaves(replied(ana, asked, "It came back to your card."))
    desk.post(f"/desk/matter/{asked.conversation_id}/solved/")
    text = Draft.objects.get().text
    link = "/private/" + text.partition("/private/")[2]
    page = Client().get(link)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
    assert not SolvedQuestion.objects.get().answer, "looking answers nothing"
    assert "charged me twice" not in page.content.decode()
    assert "Thank you" in Client().post(link, {"solved": "yes"}).content.decode()
    assert "Thank you" in Client().post(link, {"solved": "not_yet"}).content.decode(), "the first answer holds"
    understood(rail)
    matter = Conversation.objects.get()
    assert matter.solved_by_word
    assert matter.solved_at <= clock.now()


def test_a_colleague_writes_down_that_the_customer_says_so(desk, ana, asked):
    it_leaves(replied(ana, asked, "It runs again from platform 2."))
    assert not Conversation.objects.get().solved_by_word
    desk.post(f"/desk/matter/{asked.conversation_id}/confirmed/")
    matter = Conversation.objects.get()
    assert (matter.solved_by_word, matter.solved_at <= clock.now()) == (True, True)
    somebody_says(asked.account, "And where is the 9:50 now?", parent=asked)
    assert Conversation.objects.get().status == "open"
    assert not Conversation.objects.get().solved_by_word
    assert "asked in private threads only" in trouble(
        desk.post(f"/desk/matter/{asked.conversation_id}/solved/", follow=True)
    )


def test_a_matter_solved_in_private_is_closed_in_public_too_if_somebody_wants(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    written(link)
    understood(asked.account)
    ours_on_page(ana, asked.conversation, "It came back to your card.")
    where = f"/desk/all/{asked.conversation_id}/"
    assert "solved in private" not in desk.get(where).content.decode()
    desk.post(f"/desk/matter/{asked.conversation_id}/confirmed/")
    assert "solved in private" in desk.get(where).content.decode()
    assert "Say why" in trouble(
        desk.post(f"/desk/matter/{asked.conversation_id}/closing/", {"decline": "1"}, follow=True)
    )
    before = Dispatch.objects.count()
    desk.post(f"/desk/matter/{asked.conversation_id}/closing/")
    draft = Draft.objects.get()
    assert (draft.readers, draft.answers_id) == (Readers.EVERYBODY, asked.pk)
    assert "solved this together in private" in draft.text
    assert Dispatch.objects.count() == before, "nothing is sent by itself"
    draft.text = draft.text.rpartition("\n")[2]
    assert flow.replies.review(draft).rulings == (), "closing the loop is no bothering"
    assert "Propose a public line" not in desk.get(where).content.decode()
    assert PublicClosing.objects.get().reason == ""


def trouble(answer):
    return answer.content.decode()
