"""Sign-in links for colleagues go by mail where it is on, and by hand where it is not or does not work."""

import re

import pytest
from a_mail_server import a_mail_server
from api_client import page_of
from django.test import Client
from town import a_workspace, an_agent

from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
NEWCOMER = {"public_name": "Bo Berg", "username": "bo", "email": "bo@northwind.example", "role": "agent"}


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


@pytest.fixture
def page():
    return page_of(an_agent(a_workspace(), "olga", "Olga Owner", Role.OWNER))


def test_a_colleague_gets_their_link_by_mail_and_it_lets_them_in(page, post):
    answer = page.post("/house/staff/invite/", NEWCOMER).content.decode()
    assert "A sign-in link was sent to bo@northwind.example." in answer
    assert "key=" not in answer
    (mail,) = post.mails
    assert mail.to == ["bo@northwind.example"]
    assert mail.link.startswith("http://testserver/sign-in/once/?key=")
    visitor = Client()
    assert visitor.post("/sign-in/once/", {"key": mail.link.partition("key=")[2]}).status_code == 302
    assert "Bo Berg" in visitor.get("/house/me/").content.decode()


def test_without_an_address_or_when_asked_the_link_is_handed_over(page, post):
    answer = page.post("/house/staff/invite/", {**NEWCOMER, "email": ""}).content.decode()
    assert "key=" in answer
    bo = Agent.objects.get(username="bo")
    Agent.objects.filter(pk=bo.pk).update(email="bo@northwind.example")
    assert "key=" in page.post(f"/house/staff/{bo.pk}/link/", {"hand": "1"}).content.decode()
    assert post.mails == []
    assert "key=" not in page.post(f"/house/staff/{bo.pk}/link/").content.decode()
    assert len(post.mails) == 1


@pytest.mark.parametrize("act", ["refuse", "later", "drop", "cut"])
def test_when_the_mail_does_not_leave_the_link_is_there_with_the_reason(page, post, act):
    post.acts = [act]
    answer = page.post("/house/staff/invite/", NEWCOMER).content.decode()
    assert re.search(r"did not leave for certain: 127\.0\.0\.1 [^<]+\.", answer)
    assert "key=" in answer
    assert Agent.objects.filter(username="bo").exists()
