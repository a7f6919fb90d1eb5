"""Who works here: inviting, roles, leaving, and one's own page."""

import re

import pytest
from django.test import Client
from town import a_team, a_workspace, an_agent

from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
NEWCOMER = {"public_name": "Bo Berg", "username": "bo", "email": "", "role": "agent"}


@pytest.fixture
def owner() -> Agent:
    return an_agent(a_workspace(), "olga", "Olga Owner", Role.OWNER)


@pytest.fixture
def page(owner) -> Client:
    return browser(owner)


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def link_in(content: str) -> str:
    return re.search(r'value="http://testserver(/sign-in/once/\?key=[^"]+)"', content)[1]


def test_an_invitation_ends_in_a_link_that_lets_the_person_in(page, owner):
    answer = page.post("/house/staff/invite/", NEWCOMER)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    bo = Agent.objects.get(username="bo")
    assert (bo.workspace, bo.role, bo.name, bo.has_usable_password()) == (owner.workspace, "agent", "Bo Berg", False)
    visitor = Client()
    key = link_in(answer.content.decode()).partition("key=")[2]
    assert visitor.post("/sign-in/once/", {"key": key}).status_code == 302
    assert "Bo Berg" in visitor.get("/house/me/").content.decode()


REFUSED = [
    ({"username": "OLGA"}, "signs in with this name already"),
    ({"username": "bo berg"}, "without spaces"),
    ({"username": ""}, "Choose a sign-in name."),
    ({"public_name": ""}, "name."),
    ({"email": "nonsense"}, "This is not an e-mail address."),
    ({"email": "Olga@Northwind.example"}, "has this e-mail address already"),
    ({"role": "emperor"}, "not one of the available choices"),
]


@pytest.mark.parametrize(("wrong", "words"), REFUSED)
def test_a_wrong_entry_is_said_and_the_rest_is_kept(page, owner, wrong, words):
    Agent.objects.filter(pk=owner.pk).update(email="olga@northwind.example")
    answer = page.post("/house/staff/invite/", {**NEWCOMER, **wrong})
    content = answer.content.decode()
    assert answer.status_code == 422
    assert words in content
    assert "Bo Berg" in content or "public_name" in wrong
    assert Agent.objects.count() == 1


def test_people_of_another_workspace_are_not_shown_nor_touched(page):
    stranger = an_agent(a_workspace("Elsewhere"), "eve", "Eve Else", Role.OWNER)
    assert "Eve Else" not in page.get("/house/staff/").content.decode()
    for act in ("link", "role", "let-go", "welcome-back"):
        assert page.post(f"/house/staff/{stranger.pk}/{act}/", {"role": "viewer"}).status_code == 404
    stranger.refresh_from_db()
    assert (stranger.role, stranger.is_active) == ("owner", True)


def test_a_role_is_changed_and_the_administration_follows_it(page, owner):
    bo = an_agent(owner.workspace, "bo", "Bo")
    page.post(f"/house/staff/{bo.pk}/role/", {"role": "owner"})
    bo.refresh_from_db()
    assert (bo.role, bo.is_staff, bo.is_superuser) == ("owner", True, True)
    page.post(f"/house/staff/{bo.pk}/role/", {"role": "viewer"})
    bo.refresh_from_db()
    assert (bo.role, bo.is_staff, bo.is_superuser) == ("viewer", False, False)


def test_the_last_owner_stays_owner(page, owner):
    an_agent(owner.workspace, "gone", "Gone", Role.OWNER).__class__.objects.filter(username="gone").update(
        is_active=False
    )
    for act in ("role", "let-go"):
        answer = page.post(f"/house/staff/{owner.pk}/{act}/", {"role": "agent"}, follow=True)
        assert "Make a colleague owner first." in answer.content.decode()
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == ("owner", True)


def test_an_owner_who_gives_it_up_lands_where_they_may_be(page, owner):
    an_agent(owner.workspace, "second", "Second", Role.OWNER)
    answer = page.post(f"/house/staff/{owner.pk}/role/", {"role": "agent"}, follow=True)
    assert answer.redirect_chain == [("/house/me/", 302)]
    assert page.get("/house/staff/").status_code == 403


def test_whoever_leaves_is_out_at_once_and_may_come_back(page, owner):
    bo = an_agent(owner.workspace, "bo", "Bo Berg")
    theirs = browser(bo)
    assert theirs.get("/house/me/").status_code == 200
    page.post(f"/house/staff/{bo.pk}/let-go/")
    assert theirs.get("/house/me/").status_code == 302
    refused = page.post(f"/house/staff/{bo.pk}/link/", follow=True).content.decode()
    assert "Bo Berg has left." in refused
    assert "key=" not in refused
    page.post(f"/house/staff/{bo.pk}/welcome-back/")
    assert link_in(page.post(f"/house/staff/{bo.pk}/link/").content.decode())


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_as_for_three(page, owner, people, django_assert_num_queries):
    for number in range(people):
        a_team(owner.workspace, f"Team {number}", [an_agent(owner.workspace)])
    page.get("/house/staff/")
    with django_assert_num_queries(7):
        page.get("/house/staff/")


def test_one_says_who_one_is(page, owner):
    answer = page.post("/house/me/", {"public_name": "Olga O.", "bio": "Trains.", "email": "o@northwind.example"})
    assert answer.url == "/house/me/"
    owner.refresh_from_db()
    assert (owner.public_name, owner.bio, owner.email) == ("Olga O.", "Trains.", "o@northwind.example")
    assert page.post("/house/me/", {"public_name": " ", "bio": "", "email": ""}).status_code == 422


def test_the_workspace_is_settled(page, owner):
    entered = {
        "name": "Northwind Rail",
        "time_zone": "Europe/Madrid",
        "take_back_after_minutes": "2 h",
        "accent": "teal",
    }
    assert page.post("/house/settings/", entered).url == "/house/settings/"
    owner.workspace.refresh_from_db()
    kept = owner.workspace
    assert (kept.name, kept.time_zone, kept.accent) == ("Northwind Rail", "Europe/Madrid", "teal")
    assert kept.take_back_after_minutes == 120


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"time_zone": "Mars/Olympus"}, {"accent": "x"}],
)
def test_a_workspace_takes_no_nonsense(page, owner, wrong):
    entered = {"name": "N", "time_zone": "UTC", "accent": ""}
    assert page.post("/house/settings/", {**entered, **wrong}).status_code == 422
