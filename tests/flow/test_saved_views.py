"""Views that people save: what they find, whose they are, how they are counted, and what happens to old ones."""

from datetime import timedelta

import pytest
from api_client import api_as, send
from django.test import Client
from town import a_team, a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import actions, filters, views
from earful.conversations.filters import Filters
from earful.conversations.models import SavedView, Tag
from earful.kit import clock
from earful.queues import actions as queues
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def desk_of(agent):
    client = Client()
    client.force_login(agent)
    return client


def found(agent, **wanted):
    return {row.preview for row in views.page(agent, filters.read(wanted)).rows}


def test_each_filter_finds_what_it_says_and_all_must_be_true(ana, rail):
    bo = an_agent(ana.workspace, "bo", "Bo Berg")
    other = an_account(ana.workspace, "northwindair", "Northwind Air")
    refunds = a_team(ana.workspace, "Refunds", [ana])
    old = somebody_says(rail, "Where is my train?", at=clock.now() - timedelta(hours=5)).conversation
    private = somebody_says(rail, "I want my money back, this is a scandal!", by="bo", private=True).conversation
    air = somebody_says(other, "Is the flight late?", by="cleo").conversation
    actions.tag(old, ana, "refund")
    queues.assign(private, bo, ana)
    queues.set_team(air, refunds, ana)
    train, money, flight = (c.preview for c in (old, private, air))
    assert found(ana) == {train, money, flight}
    assert found(ana, account=str(other.pk)) == {flight}
    assert found(ana, network="sandbox", team=str(refunds.pk)) == {flight}
    assert found(ana, team="nobody") == {train, money}
    assert found(ana, assignee="nobody") == {train, flight}
    assert (found(ana, assignee="me"), found(bo, assignee="me"), found(ana, assignee=bo.pk)) == (
        set(),
        {money},
        {money},
    )
    assert found(ana, tag="#Refund") == {train}
    assert found(ana, waiting_over=240) == {train}
    assert (found(ana, privacy="private"), found(ana, privacy="public")) == ({money}, {train, flight})
    assert found(ana, words="flight") == {flight}
    assert found(ana, language="en", kind="question") >= {flight}
    assert found(ana, tag="refund", privacy="private") == set()
    actions.snooze(old, ana, clock.now() + timedelta(hours=1), "Later")
    assert (found(ana), found(ana, status="snoozed"), found(ana, status="")) == (
        {money, flight},
        {train},
        {train, money, flight},
    )


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "drop table", "account": "-1", "urgency": "99", "waiting_over": "many"},
        {"assignee": "²", "team": "9" * 50, "kind": ["x"], "privacy": None},
        {"words": "\0", "tag": "\0" * 300, "unknown": 1},
    ],
)
def test_filters_that_make_no_sense_are_left_out(ana, rail, nonsense):
    somebody_says(rail, "Where is my train?")
    wanted = filters.read(nonsense)
    assert filters.read(wanted.stored()) == wanted
    assert len(views.page(ana, wanted).rows) <= 1


def test_pages_go_on_by_key_in_every_order(ana, rail):
    for number in range(5):
        somebody_says(rail, f"Where is train {number}?", by=f"person{number}")
    for wanted in (Filters(), Filters(status="")):
        seen, mark = [], ""
        for _ in range(3):
            page = views.page(ana, wanted, mark, size=2)
            seen += [row.pk for row in page.rows]
            mark = page.next
        assert (len(seen), len(set(seen)), mark) == (5, 5, "")


def test_own_team_and_shared_views_are_seen_by_those_they_are_meant_for(ana):
    bo, lead = an_agent(ana.workspace, "bo"), an_agent(ana.workspace, "lea", "Lea", Role.LEAD)
    stranger = an_agent(a_workspace("Elsewhere"), "eve")
    team = a_team(ana.workspace, "Refunds", [bo])
    own = views.keep(ana, "Mine", Filters())
    teams = views.keep(ana, "Ours", Filters(), shared="team", team=team)
    everybody = views.keep(ana, "All", Filters(), shared="workspace")
    assert [view.name for view in views.seen_by(ana)] == ["Mine", "Ours", "All"]
    assert [view.name for view in views.seen_by(bo)] == ["Ours", "All"]
    assert [view.name for view in views.seen_by(lead)] == ["All"]
    assert list(views.seen_by(stranger)) == []
    assert [views.may_change(everybody, who) for who in (ana, bo, lead)] == [True, False, True]
    with pytest.raises(actions.CannotDo):
        views.keep(bo, "Stolen", Filters(), view=teams)
    with pytest.raises(actions.CannotDo):
        views.remove(own, lead)
    views.keep(lead, "Everything", Filters(status=""), shared="workspace", view=everybody)
    assert desk_of(bo).get(f"/desk/saved-{own.pk}/").status_code == 404
    assert "Everything" in desk_of(bo).get(f"/desk/saved-{everybody.pk}/").content.decode()


def test_what_a_view_names_and_is_gone_is_said_and_finds_nothing(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    actions.tag(asked, ana, "refund")
    view = views.keep(ana, "Refunds", Filters(tag="refund"))
    assert "Where is my train?" in desk_of(ana).get(f"/desk/saved-{view.pk}/").content.decode()
    Tag.objects.all().delete()
    page = desk_of(ana).get(f"/desk/saved-{view.pk}/").content.decode()
    assert "Nothing carries its tag any more." in page
    assert "Where is my train?" not in page
    assert "No longer there" not in desk_of(ana).get(f"/desk/views/{view.pk}/").content.decode()
    gone = views.keep(ana, "Old account", Filters(account=10**9))
    assert "No longer there" in desk_of(ana).get(f"/desk/views/{gone.pk}/").content.decode()
    assert desk_of(ana).get("/desk/views/").content.decode().count("Nothing is found until it is changed.") == 2


def test_the_form_saves_changes_moves_and_removes(ana, rail):
    desk = desk_of(ana)
    assert desk.post("/desk/views/new/", {"name": "", "shared": "own"}).status_code == 422
    answer = desk.post("/desk/views/new/", {"name": "Late ones", "shared": "workspace", "waiting_over": "60"})
    late = SavedView.objects.get()
    assert answer.headers["Location"] == f"/desk/saved-{late.pk}/"
    assert (late.filters, late.shared) == ({"waiting_over": 60, "status": ""}, "workspace")
    desk.post("/desk/views/new/", {"name": "Nobody's", "shared": "own", "status": "open", "assignee": "nobody"})
    nobodys = SavedView.objects.latest("id")
    desk.post(f"/desk/views/{nobodys.pk}/move/", {"to": "up"})
    assert [view.name for view in views.seen_by(ana)] == ["Nobody's", "Late ones"]
    desk.post(
        f"/desk/views/{late.pk}/", {"name": "Very late", "shared": "own", "status": "open", "waiting_over": "240"}
    )
    late.refresh_from_db()
    assert (late.name, late.filters, late.shared) == ("Very late", {"waiting_over": 240}, "own")
    desk.post(f"/desk/views/{late.pk}/remove/")
    assert [view.name for view in views.seen_by(ana)] == ["Nobody's"]


def test_the_rail_counts_views_of_open_matters_in_one_query_and_says_when_there_are_more(ana, rail):
    for number in range(3):
        somebody_says(rail, f"Where is train {number}?", by=f"person{number}")
    open_ones = views.keep(ana, "Open", Filters())
    tagged = views.keep(ana, "Tagged", Filters(tag="refund"))
    ended = views.keep(ana, "Ended", Filters(status="ended"))
    counted = views.counts(ana, views.seen_by(ana))
    assert {pk: (each.count, each.more) for pk, each in counted.items()} == {
        open_ones.pk: (3, False),
        tagged.pk: (0, False),
    }
    assert queries_of(lambda: views.counts(ana, [open_ones, tagged, ended])) == 1
    assert queries_of(lambda: views.counts(ana, [ended])) == 0
    links = {link.name: (link.count, link.key) for link in desk_of(ana).get("/desk/needs/").context["saved_views"]}
    assert links == {"Open": ("3", "1"), "Tagged": ("0", "2"), "Ended": (None, "3")}


def test_a_saved_view_asks_as_much_for_one_row_as_for_three(ana, rail):
    view, desk = views.keep(ana, "Open", Filters()), desk_of(ana)
    somebody_says(rail, "Where is train 0?", by="person0")
    one = queries_of(lambda: desk.get(f"/desk/saved-{view.pk}/"))
    for number in (1, 2):
        somebody_says(rail, f"Where is train {number}?", by=f"person{number}")
    assert queries_of(lambda: desk.get(f"/desk/saved-{view.pk}/")) == one == 10


def test_acting_in_a_saved_view_stays_in_it(ana, rail):
    view, desk = views.keep(ana, "Open", Filters()), desk_of(ana)
    asked = somebody_says(rail, "Where is my train?").conversation
    page = desk.get(f"/desk/saved-{view.pk}/{asked.pk}/")
    assert page.context["talk"]["place"] == f"?view=saved-{view.pk}"
    answer = desk.post(f"/desk/matter/{asked.pk}/tag/?view=saved-{view.pk}", {"name": "refund"})
    assert answer.headers["Location"].startswith(f"/desk/saved-{view.pk}/{asked.pk}/")
    assert desk.get("/desk/saved-²/").status_code == 404
    assert desk.get(f"/desk/needs/{asked.pk}/?view=saved-²").status_code == 200


def test_programs_save_read_change_and_remove_views(ana, rail):
    somebody_says(rail, "Where is my train?")
    api = api_as(ana)
    status, saved = send(api, "POST", "saved-views", name="Open", filters={"privacy": "public"}, shared="workspace")
    assert (status, saved["count"], saved["more"], saved["gone"]) == (201, 1, False, [])
    assert [row["preview"] for row in api.get("/api/conversations", {"view": saved["view"]}).json()["rows"]] == [
        "Where is my train?"
    ]
    _, changed = send(api, "PUT", f"saved-views/{saved['id']}", name="Gone", filters={"tag": "never"})
    assert (changed["name"], changed["shared"], changed["gone"]) == (
        "Gone",
        "own",
        ["Nothing carries its tag any more."],
    )
    bo = api_as(an_agent(ana.workspace, "bo"))
    assert send(bo, "DELETE", f"saved-views/{saved['id']}")[0] == 404
    assert [view["name"] for view in api.get("/api/saved-views").json()] == ["Gone"]
    assert send(api, "DELETE", f"saved-views/{saved['id']}")[1] == {"removed": saved["id"]}
    assert api.get("/api/conversations", {"view": saved["view"]}).status_code == 404
