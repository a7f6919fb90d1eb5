"""The pages of routing, as a lead uses them, and how they read."""

import pytest
from django.test import Client
from town import a_team, a_workspace, an_account, an_agent, somebody_says

from earful.queues.models import Route, Shift
from earful.queues.sharing import leading, shifts
from earful.staff import abilities
from earful.staff.models import Skill
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
WEEK = {f"day{place}": "09:00-17:00" if place < 5 else "" for place in range(7)}
SHIFT = {"time_zone": "Europe/Berlin", "country": "DE", "region": "", "special": "", **WEEK}


@pytest.fixture
def lead():
    return an_agent(a_workspace(), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def page(lead):
    client = Client()
    client.force_login(lead)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def test_a_lead_hands_out_evenly_and_forbids_picking(page, lead):
    assert page.post("/house/routing/sharing/", {"hand_out": "level", "no_picking": "1"}).url == "/house/routing/"
    lead.workspace.refresh_from_db()
    assert (lead.workspace.hand_out, lead.workspace.no_picking) == ("level", True)
    page.post("/house/routing/sharing/", {"hand_out": "by_hand"})
    lead.workspace.refresh_from_db()
    assert (lead.workspace.hand_out, lead.workspace.no_picking) == ("by_hand", False)


def test_routes_are_added_read_moved_changed_and_removed(page, lead):
    rail, team = an_account(lead.workspace), a_team(lead.workspace, "Refunds")
    page.post("/house/routing/skills/", {"name": " Billing "})
    skill = Skill.objects.get()
    assert page.post("/house/routing/new/", {"kind": "complaint", "skill_id": skill.pk}).status_code == 302
    assert page.post("/house/routing/new/", {"account_id": rail.pk, "team_id": team.pk}).status_code == 302
    shown = words(page.get("/house/routing/"))
    for piece in ("Complaint", "takes the skill Billing", "Northwind Rail", "to the team Refunds", "not known here"):
        assert piece in shown
    first, second = leading.routes(lead.workspace_id)
    assert (first.team, second.skill) == (team, skill), "the newest is asked first"
    page.post(f"/house/routing/{first.pk}/move/", {"down": "1"})
    assert [row.pk for row in leading.routes(lead.workspace_id)] == [second.pk, first.pk]
    page.post(f"/house/routing/{first.pk}/", {"language": "de", "team_id": team.pk})
    first.refresh_from_db()
    assert (first.language, first.account_id) == ("de", None)
    assert "A route asks for this skill" in words(page.post(f"/house/routing/skills/{skill.pk}/remove/", follow=True))
    page.post(f"/house/routing/{second.pk}/remove/")
    page.post(f"/house/routing/skills/{skill.pk}/remove/")
    assert (Route.objects.count(), Skill.objects.count()) == (1, 0)


def test_a_route_that_leads_nowhere_is_refused_in_words(page):
    answer = page.post("/house/routing/new/", {"kind": "complaint"})
    assert answer.status_code == 422
    assert "Say to which team it goes" in words(answer)


def test_a_route_leads_what_comes_and_what_a_person_says_stands(lead):
    rail, refunds, press = (
        an_account(lead.workspace),
        a_team(lead.workspace, "Refunds"),
        a_team(lead.workspace, "Press"),
    )
    leading.add(lead.workspace_id, leading.Terms(account_id=rail.pk, team_id=refunds.pk))
    asked = somebody_says(rail, "Where is my money?")
    asked.conversation.refresh_from_db()
    assert asked.conversation.team == refunds
    from earful.queues import actions as queues

    queues.set_team(asked.conversation, press, lead)
    somebody_says(rail, "Hello? Where is it?", parent=asked)
    asked.conversation.refresh_from_db()
    assert asked.conversation.team == press


def test_what_somebody_can_do_is_told_and_read_back(page, lead):
    bo, skill = an_agent(lead.workspace, name="Bo Berg"), abilities.name_skill(lead.workspace_id, "Billing")
    told = {"languages": "German, en, Polski", "capacity": "12", "skills": [skill.pk]}
    assert page.post(f"/house/routing/people/{bo.pk}/", told).url == "/house/routing/"
    bo.refresh_from_db()
    assert (bo.speaks, bo.capacity, list(bo.skills.all())) == (frozenset({"de", "en", "pl"}), 12, [skill])
    shown = words(page.get("/house/routing/"))
    assert "English, German, Polish · Billing · 0 open of at most 12 · no set times" in shown
    assert 'value="English, German, Polish"' in words(page.get(f"/house/routing/people/{bo.pk}/"))
    wrong = page.post(f"/house/routing/people/{bo.pk}/", {"languages": "Klingon", "capacity": "0"})
    assert wrong.status_code == 422
    assert "“Klingon” is no language known here." in words(wrong)
    assert "It must be at least 1." in words(wrong)


def test_shifts_are_told_from_now_on_and_seen_by_their_person(page, lead):
    bo = an_agent(lead.workspace, name="Bo Berg")
    assert page.post(f"/house/routing/people/{bo.pk}/shifts/", SHIFT).url == f"/house/routing/people/{bo.pk}/"
    page.post(f"/house/routing/people/{bo.pk}/shifts/", SHIFT)
    assert Shift.objects.count() == 1, "the same again changes nothing"
    assert "09:00-17:00" in words(page.get(f"/house/routing/people/{bo.pk}/shifts/"))
    own = Client()
    own.force_login(bo)
    assert "09:00-17:00" in words(own.get("/house/me/"))
    wrong = page.post(f"/house/routing/people/{bo.pk}/shifts/", {**SHIFT, "day0": "late"})
    assert wrong.status_code == 422
    assert "cannot be read" in words(wrong)
    page.post(f"/house/routing/people/{bo.pk}/shifts/none/")
    assert shifts.now_of(bo) is None
    assert "No set times" in words(own.get("/house/me/"))
    assert Shift.objects.count() == 2, "what was told before is still known"


def test_ones_own_languages(lead):
    bo = an_agent(lead.workspace, name="Bo Berg")
    own = Client()
    own.force_login(bo)
    assert own.post("/house/me/languages/", {"languages": "Portuguese"}).url == "/house/me/"
    bo.refresh_from_db()
    assert bo.speaks == {"pt"}
    assert "Portuguese" in words(own.get("/house/me/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_as_for_three(page, lead, rows, django_assert_num_queries):
    for number in range(rows):
        person = an_agent(lead.workspace, name=f"Person {number}")
        abilities.set_skills(person, [abilities.name_skill(lead.workspace_id, f"Skill {number}")])
        leading.add(lead.workspace_id, leading.Terms(kind="complaint", team_id=a_team(lead.workspace, f"T{number}").pk))
        shifts.tell(person, shifts.Open("UTC", ["09:00-17:00"] * 7), lead)
    with django_assert_num_queries(16):
        page.get("/house/routing/")
