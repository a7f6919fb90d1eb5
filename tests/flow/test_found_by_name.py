"""What a listening query found is called so on the desk, warns who answers it, and is taken back with one press."""

import pytest
from api_client import api_as, page_of, send
from town import a_workspace, an_account, an_agent, edits, somebody_says

from earful.accounts import actions as accounts
from earful.channels.contract import Connected, Us
from earful.conversations.models import Conversation, SavedView, Turn
from earful.listening import actions
from earful.listening.models import Found, Query
from earful.replies import actions as replies
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return an_agent(a_workspace(), "lena", "Lena Lead", Role.LEAD)


@pytest.fixture
def lamps(lead):
    return actions.make(lead, "Lumen lamps", '"lumen lamp" OR lumen')


@pytest.fixture
def rail(lead):
    return an_account(lead.workspace)


def names(turn):
    return list(Found.objects.filter(item=Turn.objects.get(pk=turn.pk).item).values_list("query__name", flat=True))


def rulings(agent, turn):
    draft = replies.save(Conversation.objects.get(pk=turn.conversation_id), agent, "We mend it on Monday.", turn)
    return {one.code for one in replies.review(draft).rulings}


def test_a_query_is_named_at_what_it_found(lead, lamps, rail):
    found = somebody_says(rail, "My Lumen lamp flickers, does anybody else's?", why="found")
    assert names(found) == ["Lumen lamps"]
    page = page_of(lead)
    said = page.get(f"/desk/all/{found.conversation_id}/").content.decode()
    assert "Found by:" in said
    assert "?q=found%3ALumen+lamps" in said
    listed = page.get("/desk/all/?q=found:lumen%20lamps").content.decode()
    assert "flickers" in listed
    assert "flickers" not in page.get("/desk/all/?q=found:other").content.decode()
    assert "speaks of you, not to you" in said
    why = page.get(f"/desk/matter/{found.conversation_id}/why/").content.decode()
    assert "Nobody wrote to you here. It was found because it fits what you listen for: “Lumen lamps”." in why


def test_a_view_is_saved_by_what_found_it_and_holds_nothing_once_that_is_deleted(lead, lamps, rail):
    found = somebody_says(rail, "My Lumen lamp flickers, does anybody else's?", why="found")
    somebody_says(rail, "@northwindrail where is my train?")
    page = page_of(lead)
    page.post(
        "/desk/views/new/", {"name": "Lamps", "status": "", "found_by": lamps.pk, "assignee": "", "shared": "own"}
    )
    view = SavedView.objects.get()
    assert view.filters == {"status": "", "found_by": lamps.pk}
    api, where = api_as(lead), {"view": f"saved-{view.pk}"}
    rows = api.get("/api/conversations", where).json()["rows"]
    assert [row["id"] for row in rows] == [found.conversation_id]
    assert send(api, "GET", "saved-views")[1][0]["filters"]["found_by"] == lamps.pk
    actions.delete(lamps)
    assert api.get("/api/conversations", where).json()["rows"] == []
    assert send(api, "GET", "saved-views")[1][0]["gone"] == ["Its listening query is deleted."]


def test_programs_are_told_which_query_found_a_turn_and_who_refused_it(lead, lamps, rail):
    found = somebody_says(rail, "How many lumen does the sun have?", why="found")
    api, where = api_as(lead), f"conversations/{found.conversation_id}"
    query = {"id": lamps.pk, "name": "Lumen lamps"}
    assert send(api, "GET", where)[1]["turns"][0]["found_by"] == [{"query": query, "refused_by": None}]
    page_of(lead).post(f"/desk/turn/{found.pk}/not-us/")
    refused = {"query": query, "refused_by": {"id": lead.pk, "name": "Lena Lead"}}
    assert send(api, "GET", where)[1]["turns"][0]["found_by"] == [refused]


def test_what_was_written_to_us_is_no_find_and_the_query_is_told_all_the_same(lead, lamps, rail):
    asked = somebody_says(rail, "@northwindrail my lumen is dark")
    assert names(asked) == ["Lumen lamps"]
    page = page_of(lead)
    assert "Found by" not in page.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert (
        "It also fits what you listen for: “Lumen lamps”."
        in page.get(f"/desk/matter/{asked.conversation_id}/why/").content.decode()
    )
    edits(rail, asked, "@northwindrail my lamp is dark")
    assert names(asked) == []


def test_nothing_is_named_that_is_paused_elsewhere_or_does_not_fit(lead, lamps, rail):
    other = an_agent(a_workspace("Other"), "olaf", "Olaf", Role.LEAD)
    actions.make(other, "Theirs", "flickers")
    assert names(somebody_says(rail, "It flickers")) == []
    actions.switch(lamps, lead, on=False)
    assert names(somebody_says(rail, "The lumen flickers")) == []


def test_who_was_not_asked_is_told_before_answering(lead, lamps, rail):
    found = somebody_says(rail, "My Lumen flickers", why="found")
    assert "unasked" in rulings(lead, found)
    asked = somebody_says(rail, "Can you mend it, @northwindrail?", parent=found)
    assert "unasked" not in rulings(lead, asked)


def test_not_about_us_ends_it_and_is_counted(lead, lamps, rail):
    found = somebody_says(rail, "How many lumen does the sun have?", why="found")
    page = page_of(lead)
    said = page.post(f"/desk/turn/{found.pk}/not-us/", follow=True).content.decode()
    assert "Lena Lead says it is not about you." in said
    talk = Conversation.objects.get(pk=found.conversation_id)
    assert (talk.status, Turn.objects.get(pk=found.pk).outcome_reason) == ("ended", "Not about us")
    again = page.post(f"/desk/turn/{found.pk}/not-us/", follow=True).content.decode()
    assert "it was said already" in again
    assert "1 found, 1 not about you" in page.get("/house/listening/").content.decode()


def test_programs_write_try_and_delete_queries(lead, rail):
    api = api_as(lead)
    somebody_says(rail, "My Lumen flickers")
    status, tried = send(api, "POST", "listening-queries/preview", text="lumen -sun")
    assert (status, tried["text"], tried["found"], tried["read"]) == (200, "lumen AND NOT sun", 1, 1)
    status, made = send(api, "POST", "listening-queries", name="Lamps", text="lumen -sun")
    assert (status, made["text"], made["found"]) == (201, "lumen AND NOT sun", 0)
    assert send(api, "POST", "listening-queries", name="lamps", text="x")[0] == 409
    status, told = send(api, "POST", "listening-queries", name="Broken", text="rail (late")
    assert (status, told["at"]) == (422, 6)
    somebody_says(rail, "Another Lumen flickers")
    where = f"listening-queries/{made['id']}"
    assert send(api, "GET", where)[1]["found"] == 1
    status, changed = send(api, "PUT", where, name="Lamps", text="lumen", on=False)
    assert (changed["text"], changed["on"]) == ("lumen", False)
    assert send(api, "DELETE", where)[0] == 204
    assert not Query.objects.exists()
    assert not Found.objects.exists()
    assert send(api, "GET", where)[0] == 404


def test_a_query_is_deleted_on_its_page(lead, lamps):
    page = page_of(lead)
    assert "Delete Lumen lamps" in page.get(f"/house/listening/{lamps.pk}/").content.decode()
    page.post(f"/house/listening/{lamps.pk}/delete/")
    assert not Query.objects.exists()


def test_the_text_is_not_called_optional(lead):
    said = page_of(lead).get("/house/listening/new/").content.decode()
    label = said.partition('for="id_text"')[2].partition("</label>")[0]
    assert "optional" not in label


def test_noise_is_proposed_with_its_counts_and_left_out_by_one_press(lead, lamps, rail):
    suns = [somebody_says(rail, f"The sun gives many lumen, {n}", by=f"astro{n}", why="found") for n in range(4)]
    for number in range(6):
        somebody_says(rail, f"My lumen lamp flickers, {number}", by=f"ana{number}", why="found")
    page = page_of(lead)
    where = f"/house/listening/{lamps.pk}/"
    assert "Met where it was not about you" not in page.get(where).content.decode()
    for sun in suns:
        page.post(f"/desk/turn/{sun.pk}/not-us/")
    said = page.get(where).content.decode()
    assert "in 4 that were not about you, in 0 others" in said
    assert "Leave out sun" in said
    lamps.refresh_from_db()
    assert lamps.text == '"lumen lamp" OR lumen', "never silently"
    page.post(f"{where}leave-out/", {"text": "sun"})
    lamps.refresh_from_db()
    assert lamps.text == '("lumen lamp" OR lumen) AND NOT sun'
    assert names(somebody_says(rail, "The sun gives more lumen")) == []
    assert "Leave out sun" not in page.get(where).content.decode()
    api = api_as(lead)
    status, told = send(api, "GET", f"listening-queries/{lamps.pk}/noise")
    assert (status, {"text": "gives", "refused": 4, "kept": 0} in told) == (200, True)
    status, changed = send(api, "POST", f"listening-queries/{lamps.pk}/leave-out", text="gives")
    assert changed["text"] == '("lumen lamp" OR lumen) AND NOT sun AND NOT gives'


def test_programs_switch_searches(lead, rail):
    account = accounts.connect(lead.workspace, "bluesky", Connected(Us("did:plc:us", "us.test"), "Us"))
    api = api_as(lead)
    status, told = send(api, "PUT", f"accounts/{account.pk}/listening-sources/search", on=True)
    assert (status, told["way"], told["on"], told["trouble"]) == (200, "search", True, "")
    assert send(api, "PUT", f"accounts/{account.pk}/listening-sources/tags", on=True)[0] == 409
    assert send(api, "PUT", f"accounts/{rail.pk}/listening-sources/search", on=True)[0] == 409
    assert [one["account"]["network"] for one in send(api, "GET", "listening-sources")[1]] == ["bluesky"]
