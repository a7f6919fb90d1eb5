"""The pages of promises and hours: what a lead can say there, how it is read back, and what is refused in words."""

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

from earful.queues.models import Calendar, Clock, Policy
from earful.queues.promises import policies, timetables
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
WEEK = {f"day{place}": "09:00-17:00" if place < 5 else "" for place in range(7)}
HOURS = {"name": "Office", "time_zone": "Europe/Berlin", "country": "DE", "region": "BY", "special": "", **WEEK}
PROMISE = {
    "name": "Urgent complaints",
    "kind": "complaint",
    "urgency": "2",
    "first": "30 min",
    "next": "1 h",
    "warn": "60",
}


@pytest.fixture
def lead():
    return an_agent(a_workspace(answer_within_minutes=120), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def page(lead):
    client = Client()
    client.force_login(lead)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def promised(lead):
    return [(one.name, one.first) for one in policies.in_force(lead.workspace_id)]


def test_a_new_desk_promises_one_thing(page):
    shown = words(page.get("/house/promises/"))
    assert "Everything else" in shown
    assert "<b>2 h</b>" in shown
    assert "No hours are named yet" in shown


def test_a_lead_promises_something_and_reads_it_back(page, lead):
    assert page.post("/house/promises/new/", PROMISE).url == "/house/promises/"
    assert promised(lead) == [("Urgent complaints", 30), ("", 120)]
    shown = words(page.get("/house/promises/"))
    for piece in ("Urgent complaints", "Complaint", "urgent only", "<b>30 min</b>", "<b>1 h</b>", "by the wall clock"):
        assert piece in shown
    form = words(page.get(f"/house/promises/{policies.in_force(lead.workspace_id)[0].pk}/"))
    assert 'value="30 min"' in form
    assert 'value="60"' in form


def test_what_is_promised_holds_for_a_message(page, lead):
    account = an_account(lead.workspace)
    page.post("/house/promises/new/", {**PROMISE, "kind": "", "urgency": "0", "account_id": account.pk})
    turn = somebody_says(account, "Where is my train?")
    assert (Clock.objects.get(turn=turn).due_at - turn.said_at).total_seconds() == 30 * 60


def test_a_promise_is_changed_moved_and_withdrawn(page, lead):
    page.post("/house/promises/new/", PROMISE)
    page.post("/house/promises/new/", {**PROMISE, "name": "Press", "first": "1 d"})
    press, urgent, base = policies.in_force(lead.workspace_id)
    page.post(f"/house/promises/{press.pk}/move/", {"down": "1"})
    assert promised(lead) == [("Urgent complaints", 30), ("Press", 1440), ("", 120)]
    page.post(f"/house/promises/{urgent.pk}/", {**PROMISE, "first": "1:15"})
    assert promised(lead)[0] == ("Urgent complaints", 75)
    page.post(f"/house/promises/{press.pk}/withdraw/")
    page.post(f"/house/promises/{base.pk}/", {"first": "4 h", "next": "4 h", "warn": "75"})
    assert promised(lead) == [("Urgent complaints", 75), ("", 240)]
    page.post(f"/house/promises/{policies.base(lead.workspace_id).pk}/withdraw/")
    assert "can be changed, but not withdrawn" in words(page.get("/house/promises/"))
    assert page.get(f"/house/promises/{press.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": "soon"}, "Write a length of time, like 30 min"),
        ({"first": "0"}, "Write a length of time"),
        ({"first": "900000 d"}, "between a minute and a year"),
        ({"first": "", "next": ""}, "Promise something"),
        ({"name": ""}, "Give it a name"),
        ({"warn": "99"}, "at most 95"),
        ({"kind": "love"}, "Select a valid choice"),
        ({"account_id": "99999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_promised_is_told_in_words(page, lead, wrong, said):
    answer = page.post("/house/promises/new/", {**PROMISE, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert promised(lead) == [("", 120)]


def test_hours_are_named_changed_and_chosen(page, lead):
    assert page.post("/house/promises/hours/new/", HOURS).url == "/house/promises/"
    office = Calendar.objects.get()
    shown = words(page.get(f"/house/promises/hours/{office.pk}/"))
    assert "Epiphany" in shown, "holidays ahead are named, so that one sees that they are the right ones"
    page.post(f"/house/promises/hours/{office.pk}/", {**HOURS, "special": "2026-12-24 09:00-12:00\n2026-12-31"})
    assert timetables.says(office).special == {"2026-12-24": "09:00-12:00", "2026-12-31": ""}
    page.post("/house/promises/new/", {**PROMISE, "calendar_id": office.pk})
    assert "by the hours of Office" in words(page.get("/house/promises/"))
    page.post(f"/house/promises/hours/{office.pk}/retire/")
    assert "counts by these hours" in words(page.get("/house/promises/"))
    page.post(f"/house/promises/{policies.in_force(lead.workspace_id)[0].pk}/withdraw/")
    page.post(f"/house/promises/hours/{office.pk}/retire/")
    assert not timetables.in_use(lead.workspace_id)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day0": "9 to 5"}, "“9 to 5” cannot be read"),
        ({f"day{place}": "" for place in range(7)}, "Nobody would ever be there"),
        ({"special": "Christmas"}, "“Christmas” is no day"),
        ({"special": "2026-13-01"}, "“2026-13-01” is no day"),
        ({"special": "2026-12-24 noon"}, "“noon” cannot be read"),
        ({"region": "XX"}, "“XX” is no part of that country"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"name": " "}, "Give these hours a name"),
    ],
)
def test_hours_that_cannot_be_are_told_in_words(page, wrong, said):
    answer = page.post("/house/promises/hours/new/", {**HOURS, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Calendar.objects.exists()


def test_two_hours_of_a_name(page):
    page.post("/house/promises/hours/new/", HOURS)
    assert "called “office” already" in words(page.post("/house/promises/hours/new/", {**HOURS, "name": "office"}))


def test_an_agent_reads_what_is_promised_and_changes_nothing(lead):
    client = Client()
    client.force_login(an_agent(lead.workspace, name="Ana Ortega"))
    assert "New promise" not in words(client.get("/house/promises/"))
    assert client.post("/house/promises/new/", PROMISE).status_code == 403
    assert not Policy.objects.filter(base=False).exists()


def test_another_house_has_its_own(page, lead):
    other = an_agent(a_workspace(), role=Role.LEAD)
    theirs = policies.promise(other.workspace_id, policies.Terms("Theirs", first=5), other)
    assert page.get(f"/house/promises/{theirs.pk}/").status_code == 404
    assert page.post(f"/house/promises/{theirs.pk}/withdraw/").status_code == 404


def test_something_else_is_promised_to_a_group(page, lead):
    account = an_account(lead.workspace)
    first = somebody_says(account, "Where is my train?", by="maria")
    address = f"/house/customers/{first.author.customer_id}/"
    page.post(f"{address}group/", {"name": "Press"})
    assert "Press" in words(page.get(address))
    group = lead.workspace.customer_groups.get()
    page.post("/house/promises/new/", {"name": "The press", "group_id": group.pk, "first": "10 min", "warn": "75"})
    turn = somebody_says(account, "Hello? Where is it?", by="maria")
    other = somebody_says(account, "Hello? Where is it?", by="bo")
    assert (Clock.objects.get(turn=turn).due_at - turn.said_at).total_seconds() == 600
    assert (Clock.objects.get(turn=other).due_at - other.said_at).total_seconds() == 7200
    page.post(f"{address}group/", {"off": group.pk})
    assert not group.customers.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_as_for_three(page, lead, rows, django_assert_num_queries):
    for number in range(rows):
        page.post("/house/promises/new/", {**PROMISE, "name": f"Promise {number}"})
    page.get("/house/promises/")
    with django_assert_num_queries(7):
        page.get("/house/promises/")
