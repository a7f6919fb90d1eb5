"""The guard on what leaves: from the page and from programs, set aside with a reason that stays, tuned by leads."""

from datetime import timedelta

import pytest
from api_client import api_as, page_of, send
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.outbox import sight
from earful.outbox.models import Dispatch, Insistence
from earful.replies import actions as replies
from earful.replies import tuning
from earful.replies.models import GuardSetting
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
CALM = "Calm down, it is only late."


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def asked(ana):
    return somebody_says(an_account(ana.workspace), "Where is my train?", by="maria")


@pytest.fixture
def desk(ana):
    return page_of(ana)


def entered(ana, asked, text, **more):
    shown = sight.scene(Conversation.objects.get(pk=asked.conversation_id)).sight()
    return {"text": text, "seen": shown.mark(ana), **more}


def rulings_of(agent, turn, text):
    draft = replies.save(Conversation.objects.get(pk=turn.conversation_id), agent, text, turn)
    return {one.code for one in replies.review(draft).rulings}


def test_what_sells_never_leaves_and_the_page_says_why_and_how_to_mend_it(ana, asked, desk):
    text = "It stands in Linz. Check out our new range!"
    page = desk.post(f"/desk/matter/{asked.conversation_id}/send/", entered(ana, asked, text)).content.decode()
    assert "This sells: “check out our”." in page
    assert 'data-mended="It stands in Linz."' in page
    assert 'name="insist"' not in page
    again = entered(ana, asked, text, insist="selling", reason="They like it")
    desk.post(f"/desk/matter/{asked.conversation_id}/send/", again)
    assert not Dispatch.objects.exists()


def test_what_wants_a_reason_leaves_with_one_and_it_is_written_down(ana, asked, desk):
    at = f"/desk/matter/{asked.conversation_id}/send/"
    page = desk.post(at, entered(ana, asked, CALM)).content.decode()
    assert 'name="insist" value="talking_down"' in page
    desk.post(at, entered(ana, asked, CALM, insist="talking_down", reason="  "))
    assert not Dispatch.objects.exists()
    desk.post(at, entered(ana, asked, CALM, insist="talking_down", reason="We joke all day"))
    one = Insistence.objects.get()
    assert (one.code, one.reason, one.dispatch.agent, one.dispatch.written) == (
        "talking_down",
        "We joke all day",
        ana,
        CALM,
    )
    house = desk.get("/house/guard/").content.decode()
    assert "We joke all day" in house
    assert "left with a reason 1 time in 30 days" in house


def test_a_reason_for_one_thing_is_none_for_another(ana, asked, desk):
    at = f"/desk/matter/{asked.conversation_id}/send/"
    desk.post(at, entered(ana, asked, f"{CALM} See https://bit.ly/3xy", insist="talking_down", reason="We joke"))
    assert not Dispatch.objects.exists()


def test_programs_meet_the_same_guard(ana, asked):
    api, matter = api_as(ana), f"conversations/{asked.conversation_id}"
    send(api, "PUT", f"{matter}/draft", text="See https://a.example/?utm_source=x now", answers_id=asked.pk)
    seen = api.get(f"/api/{matter}").json()["seen"]
    status, told = send(api, "POST", f"{matter}/draft/send", seen=seen, insist=["campaign_link"], reason="No")
    assert (status, told["rulings"][0]["mended"]) == (422, "See https://a.example/ now")
    send(api, "PUT", f"{matter}/draft", text=CALM, answers_id=asked.pk)
    assert send(api, "POST", f"{matter}/draft/send", seen=seen)[0] == 409
    assert send(api, "POST", f"{matter}/draft/send", seen=seen, insist=["talking_down"], reason="We joke")[0] == 201
    assert Insistence.objects.get().reason == "We joke"


def test_the_desk_knows_what_the_words_do_not_say(ana, asked):
    it_leaves(a_dispatch(ana, asked.conversation, "It stands in Linz, and leaves again at 16:20 from platform 7."))
    told = "It stands in Linz, and leaves again at 16:20 from platform 7."
    assert rulings_of(ana, asked, told) == set()
    Conversation.objects.update(solved_at=clock.now() - timedelta(hours=1))
    assert rulings_of(ana, asked, told) == {"after_solved"}


def test_the_same_words_for_many_want_a_thought(ana):
    account = an_account(ana.workspace)
    text = "It stands in Linz, and leaves again at 16:20 from platform 7."
    for number in range(4):
        turn = somebody_says(account, "Where is my train?", by=f"person{number}")
        assert rulings_of(ana, turn, text) == ({"same_text"} if number == 3 else set())
        if number < 3:
            it_leaves(a_dispatch(ana, turn.conversation, text))


def test_leads_decide_what_a_rule_weighs_and_that_stays_known(ana, asked):
    lead = an_agent(ana.workspace, "lea", "Lea Lind", Role.LEAD)
    page = page_of(lead)
    page.post("/house/guard/change/", {"talking_down": "off", "selling": "confirm", "contacts": "020 7946 0018\n"})
    assert rulings_of(ana, asked, f"{CALM} Call 020 7946 0018.") == set()
    assert "Lea Lind decided that" in page.get("/house/guard/").content.decode()
    page.post("/house/guard/change/", {"talking_down": "off", "selling": "confirm", "contacts": "020 7946 0018\n"})
    assert sorted(GuardSetting.objects.values_list("code", "strength", "by__username")) == [
        ("contacts", "", "lea"),
        ("selling", "confirm", "lea"),
        ("talking_down", "off", "lea"),
    ]
    other = an_agent(a_workspace("Elsewhere"))
    assert tuning.tuned(other.workspace_id) == tuning.Tuned()


def test_agents_read_it_and_change_nothing(ana, desk):
    assert desk.get("/house/guard/").status_code == 200
    assert desk.post("/house/guard/change/", {"selling": "off"}).status_code == 403
    assert not GuardSetting.objects.exists()


def test_what_is_no_rule_and_no_weight_is_not_written(ana):
    lead = an_agent(ana.workspace, "lea", "Lea Lind", Role.LEAD)
    for code, weight in (("nothing", "off"), ("selling", "loud")):
        with pytest.raises(ValueError, match=code):
            tuning.decide(code, weight, lead)
