"""Putting a conversation away from its page and from the API, and what the list says about it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from api_client import api_as, send
from django.test import Client
from town import a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import actions
from earful.conversations.models import Conversation, Event
from earful.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace(time_zone="Europe/Berlin"), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana)
    return client


def put_away(desk, conversation, **how):
    form = {"until": "tomorrow", "reason": "Waiting for the depot", "seen": conversation.turns_count, **how}
    return desk.post(f"/desk/matter/{conversation.pk}/snooze/?view=needs", form, follow=True)


def test_one_press_puts_it_away_until_nine_tomorrow_where_the_desk_stands(ana, rail, desk):
    asked = somebody_says(rail, "Where is my train?").conversation
    page = put_away(desk, asked).content.decode()
    asked.refresh_from_db()
    assert asked.snoozed_until.astimezone(ZoneInfo("Europe/Berlin")).hour == 9
    assert "Ana Ortega put this away until <b>tomorrow, 09:00</b>." in page
    assert "Waiting for the depot" in page
    assert f'action="/desk/undo/{Event.objects.get(what="snoozed").pk}/' in page
    (row,) = desk.get("/desk/snoozed/").context["rows"]
    assert (row.away, row.away_by, row.away_why) == (asked.snoozed_until, "Ana Ortega", "Waiting for the depot")


def test_an_own_time_is_read_in_the_zone_of_the_desk(rail, desk):
    asked = somebody_says(rail, "Where is my train?").conversation
    day = clock.now().date() + timedelta(days=30)
    put_away(desk, asked, until="own", own=f"{day}T14:30")
    asked.refresh_from_db()
    assert asked.snoozed_until.date() == day
    assert asked.snoozed_until.hour in {12, 13}


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"until": "own", "own": "2020-01-01T09:00"}, {"until": "x"}])
def test_what_is_missing_is_said(rail, desk, wrong):
    asked = somebody_says(rail, "Where is my train?").conversation
    page = put_away(desk, asked, **wrong).content.decode()
    assert 'role="alert"' in page
    assert not Conversation.objects.filter(snoozed_until__isnull=False).exists()


def test_words_that_came_while_the_page_was_open_are_read_first(rail, desk):
    turn = somebody_says(rail, "Where is my train?")
    somebody_says(rail, "And my bag?", parent=turn)
    assert "Something was said meanwhile." in put_away(desk, turn.conversation, seen=1).content.decode()


def test_it_is_brought_back_and_undone_from_the_page(ana, rail, desk):
    asked = somebody_says(rail, "Where is my train?").conversation
    put_away(desk, asked)
    desk.post(f"/desk/matter/{asked.pk}/back/")
    asked.refresh_from_db()
    assert asked.snoozed_until is None
    (row,) = desk.get("/desk/needs/").context["rows"]
    assert (row.away, row.away_why) == (None, "Waiting for the depot")
    put_away(desk, asked)
    desk.post(f"/desk/undo/{Event.objects.filter(what='snoozed').latest('id').pk}/")
    asked.refresh_from_db()
    assert asked.snoozed_until is None


def test_the_list_asks_as_much_for_one_row_as_for_three(ana, rail, desk):
    def away(who):
        asked = somebody_says(rail, "Where is my train?", by=who).conversation
        actions.snooze(asked, ana, clock.now() + timedelta(hours=1), "Later")

    away("one")
    desk.get("/desk/snoozed/")
    first = queries_of(lambda: desk.get("/desk/snoozed/"))
    away("two")
    away("three")
    assert queries_of(lambda: desk.get("/desk/snoozed/")) == first == 9


def test_the_working_views_say_when_what_is_put_away_presses(ana, rail, desk):
    late = somebody_says(rail, "Where is my train?", at=clock.now() - timedelta(hours=5)).conversation
    fresh = somebody_says(rail, "Is the café open?", by="bo").conversation
    for each in (late, fresh):
        actions.snooze(each, ana, clock.now() + timedelta(hours=1), "Later")
    assert desk.get("/desk/needs/").context["pressing"] == 1
    assert "1 put away is urgent or waits past our promise" in desk.get("/desk/mine/").content.decode()
    assert desk.get("/desk/snoozed/").context["pressing"] == 0
    Conversation.objects.filter(pk=fresh.pk).update(urgency=2)
    assert desk.get("/desk/unassigned/").context["pressing"] == 2


def test_programs_put_away_bring_back_and_undo(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    api, until = api_as(ana), (clock.now() + timedelta(hours=2)).isoformat()
    at = f"conversations/{asked.pk}"
    _, done = send(api, "POST", f"{at}/snooze", until=until, reason="Depot", turns_count=1)
    assert (done["conversation"]["snoozed_why"], api.get("/api/views").json()["snoozed"]) == ("Depot", 1)
    assert send(api, "POST", f"events/{done['event_id']}/undo")[1]["conversation"]["snoozed_until"] is None
    assert send(api, "POST", f"{at}/snooze", until="2020-01-01T00:00:00", reason="x")[0] == 422
    send(api, "POST", f"{at}/snooze", until=until, reason="Depot")
    assert send(api, "POST", f"{at}/back")[1]["conversation"]["snoozed_until"] is None
