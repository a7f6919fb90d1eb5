"""The board: every number is that of the list behind it, and what is stuck is named."""

from datetime import timedelta

import pytest
from django.test import Client
from sharing import share
from town import a_workspace, an_account, an_agent, somebody_says, we_say

from earful.conversations import actions as conversations
from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.insights.board import board
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.sharing import shifts
from earful.staff import abilities
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def lea():
    return an_agent(a_workspace(answer_within_minutes=120), name="Lea Lindt", role=Role.OWNER)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def asks(rail, by, minutes):
    return somebody_says(rail, "Where is my train?", by=by, at=clock.now() - minutes * MINUTES).conversation


def listed(agent, view):
    return [row.pk for row in queries.page(agent, view).rows]


def test_every_number_is_that_of_the_list_behind_it(lea, rail):
    late, later, soon, calm = (asks(rail, by, ago) for by, ago in (("a", 300), ("b", 200), ("c", 90), ("d", 5)))
    told = board(lea.workspace_id)
    assert (told.late, told.hour, told.open) == (2, 1, 4)
    assert listed(lea, "late") == [late.pk, later.pk], "what is due first comes first"
    assert listed(lea, "hour") == [soon.pk]
    assert calm.pk in listed(lea, "needs")
    we_say(rail, "It is coming.", parent=late.turns.get())
    told = board(lea.workspace_id)
    assert (told.late, told.open) == (1, 3)
    assert listed(lea, "late") == [later.pk]


def test_what_is_put_away_is_late_all_the_same(lea, rail):
    away = asks(rail, "a", 300)
    conversations.snooze(away, lea, clock.now() + 60 * MINUTES, "The depot looks")
    told = board(lea.workspace_id)
    assert (told.late, told.open, told.nobody.awake) == (1, 0, 0)
    assert listed(lea, "late") == [away.pk]
    assert listed(lea, "needs") == []


def test_it_says_who_has_what_and_who_is_not_here(lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    queues.assign(asks(rail, "a", 300), lea, lea)
    queues.assign(asks(rail, "b", 10), bo, lea)
    queues.beat(lea, "page", None)
    told = board(lea.workspace_id)
    assert [(load.agent.name, load.on_duty, load.open, load.late) for load in told.loads] == [
        ("Lea Lindt", True, 1, 1),
        ("Bo Berg", False, 1, 0),
    ]
    assert (told.nobody.open, told.away) == (0, 1)


def test_somebody_who_left_is_named_with_what_they_have(lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    queues.assign(asks(rail, "b", 10), bo, lea)
    type(bo).objects.filter(pk=bo.pk).update(is_active=False)
    assert [load.agent.name for load in board(lea.workspace_id).loads] == ["Bo Berg"]


def test_the_page_in_words(lea, rail):
    client = Client()
    client.force_login(lea)
    assert "Nobody is waiting." in client.get("/house/board/").content.decode()
    asks(rail, "a", 300)
    shown = " ".join(client.get("/house/board/").content.decode().split())
    assert '<a href="/desk/late/">1</a>' in shown
    assert "The oldest waits" in shown
    assert client.get("/desk/late/").status_code == 200
    assert client.get("/desk/hour/").status_code == 200


def test_a_late_list_of_any_length_is_read_page_by_page(lea, rail):
    first = asks(rail, "a", 300)
    for number in range(3):
        asks(rail, f"c{number}", 200 - number)
    one = queries.page(lea, "late", size=2)
    two = queries.page(lea, "late", one.next, size=2)
    assert [row.pk for row in (*one.rows, *two.rows)] == listed(lea, "late")
    assert one.rows[0].pk == first.pk
    assert two.next == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_same_for_one_as_for_three(lea, rail, rows, django_assert_num_queries):
    for number in range(rows):
        asks(rail, f"c{number}", 300)
    with django_assert_num_queries(8):
        board(lea.workspace_id)
    assert Conversation.objects.count() == rows


def test_it_says_what_each_can_have_whether_they_are_on_shift_and_why_matters_lie_with_nobody(lea, rail):
    type(lea.workspace).objects.update(hand_out="level")
    tomorrow = clock.now() + timedelta(days=1)
    shifts.tell(lea, shifts.Open("UTC", ["09:00-17:00" if day == tomorrow.weekday() else "" for day in range(7)]), lea)
    abilities.set_capacity(lea, 4)
    queues.beat(lea, "page", None)
    asks(rail, "a", 5)
    share(lea.workspace)
    told = board(lea.workspace_id)
    assert [(load.agent.name, load.capacity, load.on_shift) for load in told.loads] == [("Lea Lindt", 4, False)]
    assert told.why == [("off_shift", 1)]
    client = Client()
    client.force_login(lea)
    shown = " ".join(client.get("/house/board/").content.decode().split())
    for piece in ("Nobody who could answer them is on shift", "off shift", '<td class="num">4</td>'):
        assert piece in shown
    shifts.at_any_time(lea, lea)
    share(lea.workspace)
    told = board(lea.workspace_id)
    assert (told.why, told.loads[0].open, told.loads[0].on_shift) == ([], 1, None)
