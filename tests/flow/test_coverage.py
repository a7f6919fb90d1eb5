"""Coverage: what came in each hour of the week, how much of it was ignored, and how many were on shift, against a slow count."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says, takes_back, we_say

from earful.conversations import actions as conversations
from earful.conversations.models import Turn
from earful.insights import coverage as insights
from earful.insights import queries as figures
from earful.insights import rules
from earful.insights.coverage import coverage, in_hour
from earful.insights.owed import PERIOD
from earful.insights.week import cut
from earful.kit import clock
from earful.queues.promises import policies, settling
from earful.queues.sharing import shifts
from earful.staff import changes
from earful.staff.rules import Role
from earful.web.house import coverage_words

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ZONE = ZoneInfo("Asia/Kolkata")  # half an hour beside the others


@pytest.fixture
def lea():
    return an_agent(a_workspace(answer_within_minutes=120, time_zone=ZONE.key), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def asks(rail, ago, by="maria"):
    return somebody_says(rail, "Where is my train?", by=by, at=clock.now() - ago)


def cells(lea):
    return {(cell.day, cell.hour): cell for row in coverage(lea.workspace).cells for cell in row}


def everything_that_can_come_of_it(lea, rail):
    """Answered in time and late, not answered, thanked, ended in every way, taken back early and late, not due yet, too long ago."""
    for place, days in enumerate((1, 2, 2, 9, 20)):
        base = timedelta(days=days, hours=place)
        in_time, late, never = (asks(rail, base + n * 7 * MINUTE, by=f"p{place}{n}") for n in range(3))
        we_say(rail, "On its way.", parent=in_time, at=in_time.said_at + 30 * MINUTE)
        we_say(rail, "On its way.", parent=late, at=late.said_at + 5 * HOUR)
        for n, outcome in enumerate(("not_needed", "spam", "handed_on", "answered", "peer")):
            ended = asks(rail, base + (30 + n) * MINUTE, by=f"q{place}{n}")
            conversations.end(ended.conversation, lea, outcome, "As agreed.")
        early, gone = (asks(rail, base + (40 + n) * MINUTE, by=f"r{place}{n}") for n in range(2))
        takes_back(rail, early)
        takes_back(rail, gone)
        Turn.objects.filter(pk=early.pk).update(outcome_at=early.said_at + MINUTE)
        assert never.outcome == ""
    asks(rail, 10 * MINUTE, by="fresh")
    asks(rail, timedelta(days=40), by="old")
    type(early.conversation).objects.update(stirred=True)
    while settling.settle_stirred():
        pass


def test_every_cell_is_what_the_figures_say_of_its_hour(lea, rail):
    everything_that_can_come_of_it(lea, rail)
    now = clock.now()
    within = timedelta(minutes=policies.base(lea.workspace_id).first)
    arrived, due, ignored = Counter(), Counter(), Counter()
    for said in figures.items(lea.workspace_id, now - PERIOD):
        shown = said.said_at.astimezone(ZONE)
        place = (shown.weekday(), shown.hour)
        if rules.owes(said, within) and now - PERIOD < said.said_at <= now:
            arrived[place] += 1
            due[place] += said.due(within) <= now
            ignored[place] += said.due(within) <= now and rules.is_ignored(said, within)
    found = cells(lea)
    assert {place: one.arrived for place, one in found.items() if one.arrived} == dict(arrived)
    assert {place: one.due for place, one in found.items() if one.due} == {p: n for p, n in due.items() if n}
    assert {place: one.ignored for place, one in found.items() if one.ignored} == {
        p: n for p, n in ignored.items() if n
    }
    assert sum(arrived.values()) > 20
    assert 5 < sum(ignored.values()) < sum(due.values())


def test_behind_a_cell_are_its_conversations_the_ignored_first(lea, rail):
    everything_that_can_come_of_it(lea, rail)
    for (day, hour), cell in cells(lea).items():
        rows = in_hour(lea.workspace, day, hour, 500)
        assert len(rows) == cell.arrived, "each of these asked once"
        assert sum(ignored for _pk, ignored in rows) == cell.ignored
        assert [ignored for _pk, ignored in rows] == sorted((one for _pk, one in rows), reverse=True)


def test_people_on_shift_are_counted_by_the_minute(lea, rail):
    bo, cy = an_agent(lea.workspace, name="Bo Berg"), an_agent(lea.workspace, name="Cy Cole")
    shifts.tell(bo, shifts.Open("Europe/Berlin", ["09:00-12:30, 13:15-17:00"] * 5 + ["", "10:00-11:00"]), lea)
    shifts.tell(cy, shifts.Open("UTC", ["22:00-24:00"] * 7, special={"2026-01-01": ""}), lea)
    changes.go_away(cy, clock.now() - timedelta(days=3), None, None)
    told = coverage(lea.workspace)
    assert (told.with_shifts, told.without) == (2, 1)
    away = told.now - timedelta(days=3)
    slow, there = Counter(), Counter()
    moment = told.since.replace(second=0, microsecond=0) + MINUTE
    while moment < told.now:
        shown = moment.astimezone(ZONE)
        place = (shown.weekday(), shown.hour)
        there[place] += 1
        berlin = moment.astimezone(ZoneInfo("Europe/Berlin"))
        at = berlin.strftime("%H:%M")
        weekday = berlin.weekday() < 5 and ("09:00" <= at < "12:30" or "13:15" <= at < "17:00")
        slow[place] += weekday or (berlin.weekday() == 6 and "10:00" <= at < "11:00")
        slow[place] += moment.astimezone(UTC).hour >= 22 and moment < away
        moment += MINUTE
    for row in told.cells:
        for cell in row:
            place = (cell.day, cell.hour)
            assert cell.people == pytest.approx(slow[place] / there[place], abs=0.02), place


def test_an_hour_of_the_week_is_cut_where_the_clock_on_the_wall_shows_it():
    begin = datetime(2026, 10, 24, 22, 15, tzinfo=UTC)
    pieces = list(cut(begin, begin + 4 * HOUR, ZoneInfo("Europe/Berlin")))
    assert sum((length for _place, length in pieces), timedelta()) == 4 * HOUR
    assert [place for place, _length in pieces] == [(6, 0), (6, 1), (6, 2), (6, 2), (6, 3)], "this night has 2:00 twice"
    assert [length for _place, length in pieces] == [45 * MINUTE, HOUR, HOUR, HOUR, 15 * MINUTE]


@pytest.mark.parametrize(
    ("due", "ignored", "warm"),
    [(0, 0, 0), (9, 0, 0), (100, 4, 1), (20, 2, 2), (1, 1, 2), (10, 2, 3), (2, 2, 3), (10, 4, 4), (100, 36, 4)],
)
def test_only_what_was_ignored_warms_and_one_alone_does_not_glow(due, ignored, warm):
    assert coverage_words.heat(insights.Cell(0, 0, due, due, ignored)) == warm


def page_of(agent):
    client = Client()
    client.force_login(agent)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_in_words(lea, rail):
    page = page_of(lea)
    shown = words(page.get("/house/coverage/"))
    assert "Nobody needed an answer in the last four weeks." in shown
    assert "Nobody has shifts yet, so it is not known who was there." in shown
    turn = asks(rail, 5 * HOUR)
    shifts.tell(lea, shifts.Open("UTC", ["00:00-24:00"] * 7), lea)
    shown = words(page.get("/house/coverage/"))
    assert "1 messages needed an answer" in shown or "1 message needed an answer" in shown
    assert "Of 1 person by their shifts." in shown
    local = turn.said_at.astimezone(ZONE)
    address = f"/house/coverage/{local.weekday()}/{local.hour}/"
    assert address in shown
    behind = words(page.get(address))
    assert "Maria" in behind
    assert ">ignored</span>" in behind
    assert page.get("/house/coverage/7/0/").status_code == 404
    assert page.get("/house/coverage/0/24/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_for_one_as_for_three(lea, rail, rows, django_assert_num_queries):
    for n in range(rows):
        asks(rail, timedelta(days=n, hours=3), by=f"c{n}")
        shifts.tell(an_agent(lea.workspace), shifts.Open("UTC", ["09:00-17:00"] * 7), lea)
    with django_assert_num_queries(4):
        coverage(lea.workspace)
