"""From a public thread to a private half: on the network where it can be, else on a private page that needs no account."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from privately import handed_over, ours_on_page, understood, words_of, written
from town import a_workspace, an_account, an_agent, queries_of, seen_by, somebody_says, takes_back

from earful import flow, in_private
from earful.channels.contract import Readers
from earful.conversations.models import Conversation, Turn, Way
from earful.conversations.refusing import CannotDo
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.approval import actions as approving
from earful.outbox.approval import deciding
from earful.outbox.models import Approval, Dispatch, PrivatePage, Visit
from earful.replies import actions as replies
from earful.replies import sharing
from earful.replies.models import Draft
from earful.staff.rules import Role

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


def test_a_public_link_shows_a_form_and_nothing_else(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    page = Client().get(link)
    assert page.status_code == 200
    body = page.content.decode()
    for hidden in ("charged me twice", "Maria", "maria", "Ana Ortega", "9:40"):
        assert hidden not in body
    assert "anybody may have opened it" in body
    assert "<script" not in body
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert page["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert not Visit.objects.exists(), "looking changes nothing"
    key = link.rstrip("/").rpartition("/")[2]
    assert key not in str(PrivatePage.objects.values().get()), "of the link only the hash is kept"


def test_what_is_written_there_is_private_and_part_of_the_conversation(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    browser, answer = written(link)
    assert answer.status_code == 302
    understood(asked.account)
    turn = Turn.objects.get(external_id__startswith="page:", ours=False)
    assert (turn.conversation_id, turn.readers, turn.why) == (asked.conversation_id, Readers.NAMED, "message")
    assert turn.author is None, "nobody knows yet who it is"
    assert Conversation.objects.get().status == "open", "somebody waits"
    seen = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "Is it the customer?" in seen
    assert "A visitor of the private page" in seen
    assert "private page" in seen
    assert Visit.objects.get().word in seen
    assert Visit.objects.get().word in browser.get(link).content.decode()

    visit = Visit.objects.get()
    desk.post(f"/desk/visit/{visit.pk}/in/")
    understood(asked.account)
    turn.refresh_from_db()
    assert (turn.author_id, turn.edited_at) == (asked.author_id, None)
    ours_on_page(ana, turn.conversation, "Dear Maria, your 40 pounds came back to your card ending in 77.")
    body = browser.get(link).content.decode()
    assert "your 40 pounds came back" in body
    assert "Ana Ortega" in body
    assert "Order 123-77" in body
    assert "charged me twice" not in body, "nothing public stands there"
    assert "runs again" not in body


def test_who_is_not_let_in_reads_nothing(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    maria, _ = written(link)
    troll, _ = written(link, "I am Maria too, tell me everything")
    understood(asked.account)
    first, second = Visit.objects.order_by("pk")
    desk.post(f"/desk/visit/{first.pk}/in/")
    understood(asked.account)
    theirs = Turn.objects.get(external_id__startswith=f"page:{first.pk}:")
    ours_on_page(ana, asked.conversation, "SECRET for Maria alone", theirs)
    for browser in (troll, Client()):
        page = browser.get(link)
        assert page.status_code == 403
        assert "SECRET" not in page.content.decode()
        assert "in by this link already" in page.content.decode()
    assert troll.post(link, {"text": "again"}).status_code == 403
    assert "SECRET" in maria.get(link).content.decode()
    assert "tell me everything" not in maria.get(link).content.decode()
    desk.post(f"/desk/visit/{second.pk}/in/")
    assert Visit.objects.get(pk=second.pk).let_in_at is None, "one is in by a link, and no second"
    desk.post(f"/desk/visit/{first.pk}/out/")
    assert "SECRET" not in maria.get(link).content.decode()


def test_what_answers_another_visitor_is_not_shown_to_the_one_who_is_in(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    maria, _ = written(link)
    written(link, "Me too!")
    understood(asked.account)
    first, second = Visit.objects.order_by("pk")
    desk.post(f"/desk/visit/{first.pk}/in/")
    understood(asked.account)
    page = desk.get(f"/desk/all/{asked.conversation_id}/?answer={words_of(second).pk}").content.decode()
    assert "a visitor reads it once somebody has let them in" in page
    ours_on_page(ana, asked.conversation, "Who are you?", words_of(second))
    ours_on_page(ana, asked.conversation, "Hello Maria.", words_of(first))
    body = maria.get(link).content.decode()
    assert ("Hello Maria." in body, "Who are you?" in body, "Me too!" in body) == (True, False, False)


def test_what_was_just_written_stands_there_at_once(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    browser, _ = written(link, "Nobody has read this yet.")
    assert "Nobody has read this yet." in browser.get(link).content.decode()
    understood(asked.account)
    assert browser.get(link).content.decode().count("Nobody has read this yet.") == 1


def test_a_second_press_adds_nothing_and_other_words_do(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    browser, _ = written(link, "Once.")
    once = browser.get(link).context["once"]
    for text in ("Twice.", "Twice.", "Twice, and more."):
        browser.post(link, {"text": text, "once": once})
    understood(asked.account)
    said = Turn.objects.filter(external_id__startswith="page:").order_by("pk")
    assert [turn.text for turn in said] == ["Once.", "Twice.", "Twice, and more."]
    empty = browser.post(link, {"text": "  ", "once": "x"})
    assert empty.status_code == 422
    assert "Write something first." in empty.content.decode()


def test_a_stranger_is_kept_short(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    browser, _ = written(link, "0")
    answers = [written(link, str(number), browser)[1].status_code for number in range(1, 7)]
    assert answers == [302, 302, 302, 302, 422, 422]
    for _ in range(8):
        written(link, "me")
    assert Visit.objects.count() == 8
    refused = written(link, "what I wrote at length")[1]
    assert refused.status_code == 403
    assert "what I wrote at length" in refused.content.decode(), "it can be copied"
    assert "takes nobody more" in refused.content.decode()
    pressed = [browser.post(link, {"text": "x"}, REMOTE_ADDR="192.0.2.7").status_code for _ in range(32)]
    assert pressed[-1] == 429


def test_an_old_link_opens_nothing(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    written(link)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        late = Client().get(link)
    assert (late.status_code, "time of this page is over" in late.content.decode()) == (403, True)
    assert Client().get("/private/made-up/").status_code == 404
    assert "opens nothing" in Client().get("/private/made-up/").content.decode()


def test_an_answer_to_a_page_goes_to_no_network(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    written(link)
    understood(asked.account)
    dispatch = ours_on_page(ana, asked.conversation, "Thank you, I am looking into it.")
    assert (dispatch.way, dispatch.readers) == (Way.PAGE, Readers.NAMED)
    with pytest.raises(ValueError, match="no network"):
        flow.outbox.outbound(dispatch)
    flow.send(dispatch.pk)
    flow.look(dispatch.pk)
    assert Turn.objects.filter(external_id=f"page:us:{dispatch.key}").count() == 1


def test_what_was_written_for_few_is_not_opened_to_more(desk, ana, asked):
    matter = asked.conversation
    replies.open_to(matter, ana, Way.PAGE, asked)
    replies.save(matter, ana, "Your card ending in 77 was charged back.", asked, readers="named")
    with pytest.raises(CannotDo):
        in_private.publicly(matter, ana)
    page = desk.get(f"/desk/all/{matter.pk}/").content.decode()
    assert "Private page that only Maria reads, as Ana Ortega from Northwind Rail" in page
    desk.post(f"/desk/matter/{matter.pk}/public/", {"text": "x"})
    assert Draft.objects.get().way == Way.PAGE
    desk.post(f"/desk/matter/{matter.pk}/draft/discard/")
    desk.post(f"/desk/matter/{matter.pk}/public/")
    assert (Draft.objects.get().way, Draft.objects.get().readers) == ("", Readers.EVERYBODY)


def test_a_page_that_shows_other_readers_sends_nothing(desk, ana, asked):
    """Another window switched: what this one says of its readers is not so any more."""
    matter = asked.conversation
    mark = desk.get(f"/desk/all/{matter.pk}/").context["talk"]["composer"]["seen"]
    replies.open_to(matter, ana, Way.PAGE, asked)
    form = {"text": "Good morning, it runs again.", "seen": mark, "answers": asked.pk, "readers": "everybody"}
    refused = desk.post(f"/desk/matter/{matter.pk}/send/", form, follow=True).content.decode()
    assert "who reads it has changed" in refused
    assert "Private page that only Maria reads" in refused
    assert not Dispatch.objects.exists()
    replies.discard(matter, ana)
    desk.post(f"/desk/matter/{matter.pk}/send/", form | {"readers": "named"})
    assert not Dispatch.objects.exists()


def test_taking_back_keeps_for_whom_it_was_written(desk, ana, asked):
    matter = asked.conversation
    replies.open_to(matter, ana, Way.PAGE, asked)
    draft = replies.save(matter, ana, "Only for you.", asked, readers="named")
    _, dispatch = flow.reply(draft, seen_by(ana, matter))
    replies.save(matter, ana, "Hello everybody!", asked, readers="everybody")
    back = flow.outbox.take_back(dispatch)
    assert (back.way, back.readers) == (Way.PAGE, Readers.NAMED)
    assert Draft.objects.get().readers == Readers.NAMED


def test_a_removed_question_takes_nothing_private_along(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    maria, _ = written(link)
    understood(asked.account)
    takes_back(asked.account, asked)
    assert written(link, "Still here", maria)[1].status_code == 302
    understood(asked.account)
    assert Turn.objects.filter(text="Still here", conversation=asked.conversation_id).exists()


def test_a_customers_page_asks_the_database_little(desk, ana, asked):
    link = handed_over(desk, ana, asked)
    browser, _ = written(link)
    understood(asked.account)
    few = queries_of(lambda: browser.get(link))
    for number in range(3):
        written(link, f"More {number}", browser)
    understood(asked.account)
    assert queries_of(lambda: browser.get(link)) == few <= 12


def test_networks_are_never_asked_of_a_page(asked):
    from earful.conversations import queries

    in_private.say(_visit(asked), "Here.", "one")
    understood(asked.account)
    assert queries.watched(asked.account_id, clock.now() - timedelta(days=1), 50) == [asked.external_id]
    later = asked.said_at + timedelta(seconds=1)
    assert queries.watched(asked.account_id, clock.now() - timedelta(days=1), 50, later) == []


def _visit(asked):
    agent = an_agent(asked.conversation.workspace)
    _page, where = in_private.page(asked.conversation, agent)
    Client().post("/private/" + where.partition("/private/")[2], {"text": "Hello", "once": "a"})
    Item.objects.filter(external_id__startswith="page:").delete()
    return in_private.opening.VISITS.get()


def test_a_colleague_who_goes_on_with_a_draft_and_one_who_approves_it_keep_for_whom_it_is(desk, ana, asked):
    matter, lea = asked.conversation, an_agent(asked.conversation.workspace, "lea", "Lea Lind", Role.LEAD)
    replies.open_to(matter, ana, Way.PAGE, asked)
    draft = replies.save(matter, ana, "Only for you, Maria.", asked, readers="named")
    sharing.share(draft, shared=True)
    replies.save(matter, lea, "Hello everybody.", asked, readers="everybody")
    taken = sharing.take_over(draft, lea, Draft.objects.get(pk=draft.pk).saved_at.isoformat())
    assert (taken.way, taken.readers) == (Way.PAGE, Readers.NAMED)
    replies.discard(matter, lea)

    approving.begin_crisis(lea, "Storm")
    replies.open_to(matter, ana, Way.PAGE, asked)
    draft = replies.save(matter, ana, "Only for you again.", asked, readers="named")
    waits = flow.reply(draft, seen_by(ana, matter))[1]
    assert isinstance(waits, Approval)
    assert not Dispatch.objects.exists()
    assert (waits.way, waits.readers) == (Way.PAGE, Readers.NAMED)
    back = deciding.withdraw(waits, ana)
    assert (back.way, back.readers) == (Way.PAGE, Readers.NAMED)


def test_a_draft_is_for_those_it_would_reach_when_nobody_says_for_whom(desk, ana, asked):
    hidden = somebody_says(asked.account, "My card ends in 77.", parent=asked, private=True)
    matter = asked.conversation
    assert replies.save(matter, ana, "Thank you for 77.", hidden).readers == Readers.NAMED
    with pytest.raises(CannotDo):
        in_private.publicly(matter, ana)
