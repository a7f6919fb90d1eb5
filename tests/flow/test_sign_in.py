"""Getting in: by password, by a link that works once, and by nothing else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from town import a_workspace, an_agent

from earful.kit import clock
from earful.staff.actions import one_time_link
from earful.staff.models import Agent

pytestmark = pytest.mark.django_db
SIGN_IN = "/house/sign-in/"
PASSWORD = "seven quiet herons"


@pytest.fixture(autouse=True)
def nobody_tried_before(settings):
    """And passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def ana() -> Agent:
    agent = an_agent(a_workspace(), "ana")
    agent.set_password(PASSWORD)
    agent.email = "ana@northwind.example"
    agent.save()
    return agent


def signed_in(client: Client) -> str:
    """Who the browser is signed in as, by name; "" for nobody."""
    number = client.session.get("_auth_user_id")
    return Agent.objects.get(pk=number).username if number else ""


def key_in(page: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', page)[1]


@pytest.mark.parametrize("name", ["ana", "ana@northwind.example", "Ana@Northwind.example"])
def test_name_or_address_and_password_open_the_desk(ana, name):
    client = Client()
    answer = client.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert (answer.status_code, answer.url, signed_in(client)) == (302, "/", "ana")


def test_a_stranger_is_sent_to_our_own_page_and_comes_back_where_they_wanted_to_be(ana):
    client = Client()
    asked = client.get("/house/me/")
    assert asked.url == f"{SIGN_IN}?next=/house/me/"
    form = client.get(asked.url).content.decode()
    assert 'name="next" value="/house/me/"' in form
    assert client.post(SIGN_IN, {"login": "ana", "password": PASSWORD, "next": "/house/me/"}).url == "/house/me/"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_next_never_leads_away(ana, away):
    answer = Client().post(SIGN_IN, {"login": "ana", "password": PASSWORD, "next": away})
    assert answer.url == "/"


def test_a_wrong_password_is_said_plainly_and_says_nothing_of_who_exists(ana):
    wrong = Client().post(SIGN_IN, {"login": "ana", "password": "no"}).content.decode()
    nobody = Client().post(SIGN_IN, {"login": "nobody", "password": "no"}).content.decode()
    words = "The name or the password is not right."
    assert words in wrong
    assert words in nobody


def test_the_password_is_never_sent_back(ana):
    page = Client().post(SIGN_IN, {"login": "ana", "password": "my-secret-guess"}).content.decode()
    assert "my-secret-guess" not in page


def test_trying_again_and_again_is_slowed_down(ana):
    client = Client()
    for _ in range(5):
        client.post(SIGN_IN, {"login": "ana", "password": "no"})
    answer = client.post(SIGN_IN, {"login": "ana", "password": PASSWORD})
    assert "Too many tries with this name." in answer.content.decode()
    assert not signed_in(client)


def test_too_many_requests_are_answered_in_our_own_words(ana):
    client = Client()
    answers = [client.post(SIGN_IN) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "A moment, please" in answers[-1].content.decode()


def test_the_administration_has_no_door_of_its_own(ana):
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer.url == f"{SIGN_IN}?next=%2Fadmin%2F"


def test_whoever_has_left_cannot_sign_in(ana):
    ana.is_active = False
    ana.save()
    client = Client()
    client.post(SIGN_IN, {"login": "ana", "password": PASSWORD})
    assert not signed_in(client)


def test_nobody_signs_themselves_up():
    page = Client().get("/house/sign-up/").content.decode()
    assert "invited to this desk by its owner" in page
    assert "<form" not in page


def test_a_link_is_looked_at_as_often_as_one_likes_and_used_once(ana):
    link = one_time_link(ana)
    for _ in range(2):  # a chat program, then the person
        page = Client().get(link)
        assert page.status_code == 200
        assert "Hello, Ana Ortega" in page.content.decode()
        assert "_auth_user_id" not in page.client.session
    client = Client()
    answer = client.post("/sign-in/once/", {"key": key_in(page.content.decode())})
    assert (answer.status_code, answer.url, signed_in(client)) == (302, "/", "ana")

    again = Client()
    used = again.post("/sign-in/once/", {"key": key_in(page.content.decode())})
    assert used.status_code == 403
    assert "no longer works" in used.content.decode()
    assert "./run signin" in used.content.decode()
    assert Client().get(link).status_code == 403
    assert not signed_in(again)


def test_a_link_needs_the_page_it_was_shown_on(ana):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(one_time_link(ana)).content.decode()
    key = key_in(page)
    assert strict.post("/sign-in/once/", {"key": key}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert strict.post("/sign-in/once/", {"key": key, "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("key", ["", "x", "AAAA" * 20, "é"])
def test_a_made_up_key_opens_nothing(key):
    assert Client().post("/sign-in/once/", {"key": key}).status_code == 403
    assert Client().get("/sign-in/once/", {"key": key}).status_code == 403


def test_a_link_dies_after_a_day(ana):
    link = one_time_link(ana)
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert Client().get(link).status_code == 403


def test_a_link_of_somebody_who_left_opens_nothing(ana):
    link = one_time_link(ana)
    ana.is_active = False
    ana.save()
    assert Client().get(link).status_code == 403


def test_the_key_goes_nowhere_else(ana):
    page = Client().get(one_time_link(ana))
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_the_session_changes_its_name_at_the_door(ana):
    client = Client()
    client.post("/house/sign-in/", {"login": "ana", "password": "no"})
    session = client.session
    session["seen"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    client.post(SIGN_IN, {"login": "ana", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted


def test_signing_out_asks_first_and_ends_here(ana):
    client = Client()
    client.post(SIGN_IN, {"login": "ana", "password": PASSWORD})
    assert "Sign out?" in client.get("/house/sign-out/").content.decode()
    assert signed_in(client) == "ana"
    assert client.post("/house/sign-out/").url == SIGN_IN
    assert not signed_in(client)


NEW = {"new_password1": "nine loud sparrows", "new_password2": "nine loud sparrows"}


def test_whoever_came_by_a_link_chooses_a_password_without_the_old_one(ana):
    client = Client()
    client.post("/sign-in/once/", {"key": one_time_link(ana).partition("key=")[2]})
    assert client.post("/house/me/password/", NEW).status_code == 302
    assert signed_in(client) == "ana"
    ana.refresh_from_db()
    assert ana.check_password("nine loud sparrows")
    later = {"new_password1": "ten slow swallows", "new_password2": "ten slow swallows"}
    assert client.post("/house/me/password/", later).status_code == 422  # that was it for the link


def test_after_a_while_the_link_is_no_excuse(ana):
    client = Client()
    client.post("/sign-in/once/", {"key": one_time_link(ana).partition("key=")[2]})
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert client.post("/house/me/password/", NEW).status_code == 422


def test_whoever_came_by_password_must_know_it(ana):
    client = Client()
    client.post(SIGN_IN, {"login": "ana", "password": PASSWORD})
    assert client.post("/house/me/password/", NEW).status_code == 422
    assert client.post("/house/me/password/", {**NEW, "old_password": "no"}).status_code == 422
    assert client.post("/house/me/password/", {**NEW, "old_password": PASSWORD}).status_code == 302


def test_a_weak_password_is_refused(ana):
    client = Client()
    client.post("/sign-in/once/", {"key": one_time_link(ana).partition("key=")[2]})
    short = client.post("/house/me/password/", {"new_password1": "short", "new_password2": "short"})
    assert "at least 10 characters" in short.content.decode()
