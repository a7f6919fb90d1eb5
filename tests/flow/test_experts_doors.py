"""An expert's browser opens one conversation and nothing else of the desk; and what happens to it happens to them."""

from datetime import timedelta

import pytest
from a_mail_server import a_mail_server
from api_client import api_as, send
from asking import asker, invited, opened
from django.urls import reverse
from roles_table import ANYONE, EXPERT
from test_roles import api_rows, ask, furnished, page_rows, refused
from town import a_workspace, an_account, an_agent, somebody_says

from earful import upkeep
from earful.conversations import actions, clearing
from earful.conversations.clearing import What
from earful.conversations.models import Conversation, Event, Invitation, Letter, Note, Outcome
from earful.kit import clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


@pytest.fixture
def ana():
    return asker(an_agent(a_workspace(), "ana", "Ana Ortega", Role.OWNER))


@pytest.fixture
def rail(ana):
    return an_account(ana.agent.workspace)


def test_every_other_door_stays_shut(ana, rail, post):
    world = furnished(ana.agent.workspace, ana.agent)
    jo = opened(invited(ana, Conversation.objects.get(pk=world["pk"]), post))
    own = Invitation.objects.latest("id").pk
    let_in = []
    for name, method, address, who, form in page_rows(world):
        if who != ANYONE and not refused(*ask(jo, method, address, form=form)):
            let_in.append(name)
    for name, method, address, _who, body in api_rows(world):
        if not refused(*ask(jo, method, address, body)):
            let_in.append(name)
    assert let_in == []
    assert jo.get(f"/expert/{own}/").status_code == 200
    assert jo.get(f"/expert/{world['expert_id']}/").status_code == 403  # another's invitation into the same matter
    assert jo.get("/admin/").status_code == 302
    assert jo.get("/desk/all/").url.startswith(reverse("account_login"))
    doors = {name for name, _, _, who, _ in page_rows(world) if who == EXPERT}
    assert doors == {f"expert{part}" for part in ("", "_open", "_fresh", "_write", "_leave", "_again", "_picture")}


def test_an_agent_in_the_same_browser_stays_who_they_are(ana, rail, post):
    matter = somebody_says(rail, "My chair arm is loose").conversation
    jo = opened(invited(ana, matter, post))
    jo.force_login(ana.agent, backend="earful.web.signed_in.Backend")
    page = jo.get(jo.at).content.decode()
    assert 'id="nav"' not in page
    assert "earful-live" not in page
    jo.post(f"{jo.at}write/", {"text": "As Jo", "note": "1"})
    assert Note.objects.get().invitation is not None


def test_leaving_forgets_the_browser(ana, rail, post):
    jo = opened(invited(ana, somebody_says(rail, "Loose").conversation, post))
    assert "Thank you" in jo.post(f"{jo.at}leave/").content.decode()
    assert jo.get(jo.at).status_code == 403


def test_a_merged_conversation_is_still_the_one_they_were_asked_about(ana, rail, post):
    first = somebody_says(rail, "My chair arm is loose", by="maria")
    second = somebody_says(rail, "The arm again", by="bo")
    jo = opened(invited(ana, second.conversation, post))
    event = actions.merge(first.conversation, second.conversation, ana.agent)
    assert "My chair arm is loose" in jo.get(jo.at).content.decode()
    jo.post(f"{jo.at}write/", {"text": "The long screw.", "note": "1"})
    assert "The long screw." in ana.page(first.conversation)
    actions.undo(event, ana.agent)
    page = jo.get(jo.at).content.decode()
    assert "My chair arm is loose" not in page
    assert "The arm again" in page


def test_when_the_words_of_a_matter_go_so_does_who_was_asked(ana, rail, post):
    matter = somebody_says(rail, "My chair arm is loose").conversation
    jo = opened(invited(ana, matter, post))
    jo.post(f"{jo.at}write/", {"text": "PRIVATEWORD", "note": "1"})
    actions.end(matter, ana.agent, Outcome.HANDED_ON, "To Jo.")
    Conversation.objects.filter(pk=matter.pk).update(ended_at=clock.now() - timedelta(days=200))
    clearing.keep(matter.workspace_id, What.TEXTS, 6)
    upkeep.retain(0)
    asked = Invitation.objects.get()
    assert (asked.name, asked.address, asked.question) == ("", "", "")
    assert not Letter.objects.exists()
    assert jo.get(jo.at).status_code == 403
    assert not any("Jo" in str(event.details) for event in Event.objects.filter(what="expert"))
    page = ana.page(matter)
    assert "An expert was asked; who it was is kept no longer" in page
    assert "PRIVATEWORD" not in page
    assert "Jo Builder" not in page
    assert "jo@example.org" not in ana.desk.get(f"/desk/matter/{matter.pk}/expert/").content.decode()


def test_programs_ask_list_and_withdraw(ana, rail, post, settings):
    matter = somebody_says(rail, "My chair arm is loose").conversation
    client, at = api_as(ana.agent), f"conversations/{matter.pk}/experts"
    status, asked = send(client, "POST", at, name="Jo", address="jo@example.org", question="Which screw?")
    assert (status, asked["link"]) == (201, "")
    (listed,) = send(client, "GET", at)[1]
    assert (listed["name"], listed["open"], [one["state"] for one in listed["letters"]]) == ("Jo", True, ["waiting"])
    _, gone = send(client, "DELETE", f"experts/{listed['id']}")
    assert gone["revoked_at"]
    assert not gone["open"]
    wrong = send(client, "POST", at, name="Jo", address="nowhere", question="Which screw?")
    assert wrong == (422, {"words": "This is not a mail address."})
    settings.MAIL = None
    _, handed = send(client, "POST", at, name="Bo", address="bo@example.org", question="Which screw?")
    jo = opened(handed["link"])
    jo.post(f"{jo.at}write/", {"text": "The long one.", "propose": "1"})
    (note,) = send(client, "GET", f"conversations/{matter.pk}")[1]["notes"]
    assert (note["expert"], note["proposal"], note["agent"]["name"]) == (handed["expert"]["id"], True, "Ana Ortega")
