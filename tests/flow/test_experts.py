"""Somebody outside the team is asked by mail about one conversation, and answers the team."""

from datetime import timedelta

import pytest
import time_machine
from a_mail_server import a_mail_server
from asking import QUESTION, asker, invited, key_of, mails_leave, opened
from django.test import Client
from town import a_workspace, an_account, an_agent, queries_of, somebody_says, we_say

from earful.conversations import actions
from earful.conversations.models import Conversation, Event, Invitation, Letter, Note
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.replies.models import Draft
from earful.staff import changes
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, FORM = 7, 11  # questions an expert's page and the asking form put to the database


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


@pytest.fixture
def ana():
    return asker(an_agent(a_workspace(), "ana", "Ana Ortega"))


@pytest.fixture
def rail(ana):
    return an_account(ana.agent.workspace)


@pytest.fixture
def matter(rail):
    return somebody_says(rail, "My chair arm is loose. SECRETWORD").conversation


def test_a_question_goes_out_and_the_answer_comes_back(ana, matter, post):
    actions.leave_note(matter, ana.agent, "TEAMONLY he wrote before")
    ana.asks(matter)
    assert "The mail to Jo Builder is about to leave" in ana.page(matter)
    assert mails_leave() == 1
    (mail,) = post.mails
    assert (mail.to, mail.message["subject"]) == (["jo@example.org"], "Ana Ortega of Northwind Rail has a question")
    assert "Which screw holds the left arm?" in mail.text
    assert "SECRETWORD" not in mail.text
    assert "Mail sent to jo@example.org, not opened yet" in ana.page(matter)

    jo = opened(mail.link)
    page = jo.get(jo.at).content.decode()
    assert "Ana Ortega asks you" in page
    assert "SECRETWORD" in page
    for hidden in ("TEAMONLY", "@maria", "avatars", "person/maria", "jo@example.org"):
        assert hidden not in page
    assert "Jo Builder (expert) opened this" in ana.page(matter)

    version = Conversation.objects.get(pk=matter.pk).version
    assert jo.post(f"{jo.at}write/", {"text": "The long one.", "note": "1"}).status_code == 302
    assert jo.post(f"{jo.at}write/", {"text": "Please use the long screw.", "propose": "1"}).status_code == 302
    assert "The team has it." in jo.get(jo.at).content.decode()
    seen = ana.page(matter)
    assert "Jo Builder (expert)" in seen
    assert "The long one." in seen
    assert "proposes an answer" in seen
    assert Conversation.objects.get(pk=matter.pk).version > version
    told = [event.details["did"] for event in Event.objects.filter(what="expert").order_by("id")]
    assert told == ["asked", "came", "wrote", "proposed"]
    assert not Dispatch.objects.exists()


def test_what_an_expert_proposes_goes_into_an_answer_and_no_further(ana, matter, post):
    jo = opened(invited(ana, matter, post))
    jo.post(f"{jo.at}write/", {"text": "Use the long screw.", "propose": "1"})
    jo.post(f"{jo.at}write/", {"text": "Between us: it breaks.", "note": "1"})
    proposal, note = Note.objects.order_by("id")
    assert ana.desk.post(f"/desk/expert/note/{note.pk}/use/").status_code == 404
    for _ in range(2):
        ana.desk.post(f"/desk/expert/note/{proposal.pk}/use/?view=needs")
    assert Draft.objects.get(agent=ana.agent).text == "Use the long screw."
    Draft.objects.update(text="Hello Maria!")
    ana.desk.post(f"/desk/expert/note/{proposal.pk}/use/?view=needs")
    assert Draft.objects.get(agent=ana.agent).text == "Hello Maria!\n\nUse the long screw."
    assert not Dispatch.objects.exists()


def test_looking_at_a_link_uses_nothing_up_and_a_press_does(ana, matter, post):
    link = invited(ana, matter, post)
    key = key_of(link)
    for look in ("get", "head", "get"):
        answer = getattr(Client(), look)("/expert/open/", {"key": key})
        assert answer.status_code == 200
        assert (answer["Referrer-Policy"], "no-store" in answer["Cache-Control"]) == ("same-origin", True)
        assert "expert" not in answer.cookies
    assert Letter.objects.get().used_at is None
    assert Invitation.objects.get().seen_at is None
    opened(link)
    second = Client().post("/expert/open/", {"key": key})
    assert second.status_code == 403
    assert "This link was used" in second.content.decode()
    assert "Send me a fresh link" in second.content.decode()


def test_a_link_needs_the_page_it_was_shown_on(ana, matter, post):
    key = key_of(invited(ana, matter, post))
    assert Client(enforce_csrf_checks=True).post("/expert/open/", {"key": key}).status_code == 403
    assert Letter.objects.get().used_at is None


def test_a_fresh_link_goes_to_the_address_that_was_asked_and_not_too_often(ana, matter, post):
    key = key_of(invited(ana, matter, post))
    opened(post.mails[0].link)
    early = Client().post("/expert/fresh/", {"key": key})
    assert early.status_code == 429
    assert "wait five minutes" in early.content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert "Look into your mail" in Client().post("/expert/fresh/", {"key": key}).content.decode()
        assert Client().post("/expert/fresh/", {"key": key}).status_code == 429
        mails_leave()
        assert [mail.to for mail in post.mails] == [["jo@example.org"]] * 2
        jo = opened(post.mails[1].link)
        assert jo.get(jo.at).status_code == 200
    for minutes in range(12, 200, 6):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            Client().post("/expert/fresh/", {"key": key})
    assert Letter.objects.count() == 10


def test_after_twelve_hours_one_is_out_and_words_are_given_back(ana, matter, post):
    jo = opened(invited(ana, matter, post))
    with time_machine.travel(clock.now() + timedelta(hours=11, minutes=59)):
        assert jo.get(jo.at).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1)):
        answer = jo.post(f"{jo.at}write/", {"text": "Written for long", "note": "1"})
        assert answer.status_code == 403
        assert "Written for long" in answer.content.decode()
        assert "Send me a fresh link" in answer.content.decode()
        assert not Note.objects.exists()
        assert "Look into your mail" in jo.post(f"{jo.at}again/").content.decode()
        mails_leave()
        assert opened(post.mails[-1].link).get(jo.at).status_code == 200


@pytest.mark.parametrize("how", ["late", "withdrawn", "left", "reads only"])
def test_what_does_not_hold_any_more_opens_nothing(ana, matter, post, how):
    link, later = invited(ana, matter, post), clock.now() + timedelta(minutes=10)
    jo = opened(link)
    unused = Letter.objects.get()
    Letter.objects.create(
        workspace=matter.workspace, invitation=unused.invitation, sha256="f" * 64, state="sent", created_at=clock.now()
    )
    match how:
        case "late":
            later = clock.now() + timedelta(days=7, minutes=1)
        case "withdrawn":
            ana.desk.post(f"/desk/expert/{unused.invitation_id}/withdraw/")
        case "left":
            an_agent(matter.workspace, role=Role.OWNER)
            changes.let_go(ana.agent)
        case "reads only":
            changes.set_role(ana.agent, Role.VIEWER)
    with time_machine.travel(later):
        for answer in (
            jo.get(jo.at),
            jo.post(f"{jo.at}write/", {"text": "No", "note": "1"}),
            Client().get("/expert/open/", {"key": key_of(link)}),
            Client().post("/expert/open/", {"key": key_of(link)}),
            Client().post("/expert/fresh/", {"key": key_of(link)}),
            jo.post(f"{jo.at}again/"),
        ):
            assert answer.status_code == 403
            assert "fresh link" not in answer.content.decode()
            assert "SECRETWORD" not in answer.content.decode()
    assert not Note.objects.exists()
    assert Letter.objects.count() == 2
    assert mails_leave() == 0


@pytest.mark.parametrize("key", ["", "x", "é", "A" * 43, "../../", "%00", "A" * 5000, "' or 1=1 --"])
def test_a_made_up_key_opens_nothing(db, key):
    for answer in (
        Client().get("/expert/open/", {"key": key}),
        Client().post("/expert/open/", {"key": key}),
        Client().post("/expert/fresh/", {"key": key}),
    ):
        assert answer.status_code == 403
        assert "This link opens nothing" in answer.content.decode()


@pytest.mark.parametrize("cookie", ["", "1", "1:x:y", "é", "0", "x" * 4000])
def test_a_made_up_cookie_opens_nothing(ana, matter, post, cookie):
    ana.asks(matter)
    pk, client = Invitation.objects.get().pk, Client()
    client.cookies["expert"] = cookie
    assert client.get(f"/expert/{pk}/").status_code == 403


def test_where_mail_is_off_the_link_is_shown_once_to_hand_over(ana, matter, settings):
    settings.MAIL = None
    form = {"name": "Jo", "address": "jo@example.org", "question": QUESTION}
    page = ana.desk.post(f"/desk/matter/{matter.pk}/expert/", form)
    link = next(part for part in page.content.decode().split('"') if "/expert/open/?key=" in part)
    assert "no-store" in page["Cache-Control"]
    assert mails_leave() == 0
    assert "Hand the link over; it was not opened yet" in ana.page(matter)
    assert key_of(link) not in ana.page(matter)
    assert Letter.objects.get().sha256 != key_of(link)
    jo = opened(link)
    used = Client().get("/expert/open/", {"key": key_of(link)}).content.decode()
    assert "Ask Ana Ortega for a new one." in used
    assert "SECRETWORD" in jo.get(jo.at).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        anew = ana.desk.post(f"/desk/expert/{Invitation.objects.get().pk}/again/").content.decode()
    assert "/expert/open/?key=" in anew


def test_what_not_everybody_could_read_is_withheld(ana, rail, matter, post):
    asked = matter.turns.get()
    shown = we_say(rail, "We look into it", parent=asked)
    named = somebody_says(rail, "My address is SECRETSTREET 5", parent=shown)
    type(named).objects.filter(pk=named.pk).update(readers="named")
    jo = opened(invited(ana, matter, post))
    page = jo.get(jo.at).content.decode()
    assert "SECRETSTREET" not in page
    assert "1 message that not everybody could read is not shown." in page
    assert "We look into it" in page


def test_of_a_private_conversation_nothing_is_shown(ana, rail, post):
    private = somebody_says(rail, "SECRETWORD in private", private=True).conversation
    jo = opened(invited(ana, private, post))
    for page in (jo.get(jo.at), ana.desk.get(f"/desk/matter/{private.pk}/expert/")):
        assert "SECRETWORD" not in page.content.decode()
        assert "This conversation is private" in page.content.decode()


def test_pictures_are_those_of_what_is_shown(ana, rail, matter, post):
    jo = opened(invited(ana, matter, post))
    other = somebody_says(rail, "Another matter", by="bo", pictures=1)
    gone = matter.turns.get()
    for turn, number in ((other, 0), (gone, 0), (gone, 10**9)):
        assert jo.get(f"{jo.at}picture/{turn.pk}/{number}/").status_code == 404


def test_pages_of_one_and_of_three_ask_the_same(ana, rail, matter, post):
    jo = opened(invited(ana, matter, post))
    asked = matter.turns.get()
    counted = []
    for number in (1, 2, 3):
        somebody_says(rail, f"Me too {number}", by=f"person{number}", parent=asked, pictures=1)
        jo.post(f"{jo.at}write/", {"text": f"Note {number}", "note": "1"})
        jo.get(jo.at)  # the message that it arrived is read
        page = queries_of(lambda: jo.get(jo.at))
        form = queries_of(lambda: ana.desk.get(f"/desk/matter/{matter.pk}/expert/"))
        counted.append((page, form))
    assert (counted[0], counted[2]) == ((PAGE, FORM), (PAGE, FORM))
