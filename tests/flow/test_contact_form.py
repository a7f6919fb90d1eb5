"""The contact form: a visitor writes without account, cookie or script, and reads the answer under a link of their own."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from town import a_dispatch, a_workspace, an_agent

from earful import flow
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.conversations.models import Conversation, Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.staff.rules import Role
from earful.web.form.pages import SCRIPT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form():
    cache.clear()
    entries = {"handle": "Northwind Rail", "words": "We answer within a day."}
    return accounts.connect(a_workspace(), "form", reaching.connect("form", entries))


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def path(form):
    return f"/form/{form.external_id}/"


def ticket(visitor, form):
    [found] = re.findall(r'name="ticket" value="([^"]+)"', visitor.get(path(form)).content.decode())
    return found


def write(visitor, form, text="My ticket is lost.", **more):
    given = {"text": text, "ticket": ticket(visitor, form), **more}
    return visitor.post(path(form), given)


def link(answer):
    return re.findall(r'href="(/form/[^"]+/follow/[^"]+)"', answer.content.decode())[0]


def understand():
    for item in Item.objects.filter(state=Item.State.FRESH).order_by("pk"):
        flow.understand(item.pk)


def answer(turn, agent, text):
    dispatch = a_dispatch(agent, turn.conversation, text)
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    understand()
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT


def test_a_visitor_writes_is_answered_and_writes_again(form, visitor):
    page = visitor.get(path(form))
    assert "We answer within a day." in page.content.decode()
    thanks = write(visitor, form, name="Carol", mail="carol@example.org")
    where = link(thanks)
    assert "My ticket is lost." in visitor.get(where).content.decode(), "at once"
    understand()
    turn = Turn.objects.get()
    assert (turn.author.name, turn.author.handle) == ("Carol", "carol@example.org")
    assert Conversation.objects.get().private

    answer(turn, an_agent(form.workspace, "ana", "Ana Ortega"), "It was found.")
    shown = Client().get(where).content.decode()
    assert "It was found." in shown

    visitor.post(where, {"text": "Thank you.", "once": "a"})
    visitor.post(where, {"text": "Thank you.", "once": "a"})
    understand()
    assert Item.objects.filter(raw__text="Thank you.").count() == 1
    assert Conversation.objects.count() == 1
    assert "Thank you." in visitor.get(where).content.decode()


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_is_understood_while_the_page_is_made_stands_there_once(form, visitor, after):
    where = link(write(visitor, form))
    asked = 0

    def meanwhile(execute, sql, params, many, context):
        nonlocal asked
        found = execute(sql, params, many, context)
        if "intake_item" in sql or "conversations_turn" in sql:
            asked += 1
            if asked == after:
                understand()
        return found

    with connection.execute_wrapper(meanwhile):
        shown = visitor.get(where).content.decode()
    assert asked >= after
    assert shown.count("My ticket is lost.") == 1


def test_a_second_press_adds_nothing_and_no_cookie_is_set(form, visitor):
    given = {"text": "Hello?", "ticket": ticket(visitor, form)}
    answers = [visitor.post(path(form), given) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert link(answers[0]) == link(answers[1])
    assert Item.objects.count() == 1
    visitor.get(link(answers[0]))
    assert not visitor.cookies


def test_the_form_may_stand_in_other_sites_and_the_answers_in_none(form, visitor):
    page = visitor.get(path(form))
    assert page["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "X-Frame-Options" not in page
    assert "script-src" not in page["Content-Security-Policy"]
    answer = visitor.get(link(write(visitor, form)))
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_what_is_wrong_is_said_and_what_was_written_stays(form, visitor):
    for more, words in (
        ({"text": " "}, "Write something first."),
        ({"mail": "nonsense"}, "not a mail address"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"ticket": "made-up:1:x"}, "open for very long"),
    ):
        answer = write(visitor, form, **more)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert more.get("text", "My ticket is lost.").strip() in answer.content.decode()
    assert not Item.objects.exists()


def test_who_writes_too_often_waits(form, visitor):
    statuses = [write(visitor, form, text=f"message {number}").status_code for number in range(10)]
    assert statuses == [200] * 8 + [429] * 2
    assert Item.objects.count() == 8


def test_one_link_shows_nothing_of_another(form, visitor):
    first, second = (link(write(visitor, form, text=text)) for text in ("the first secret", "the other one"))
    understand()
    for turn in Turn.objects.filter(ours=False):
        answer(turn, an_agent(form.workspace), f"About {turn.text}.")
    shown = visitor.get(first).content.decode()
    assert "About the first secret." in shown
    assert "the other one" not in shown
    assert "the first secret" not in visitor.get(second).content.decode()
    assert visitor.get(f"{path(form)}follow/guessed/").status_code == 404


def test_a_paused_form_is_closed(form, visitor):
    accounts.set_state(form, Account.State.PAUSED)
    assert visitor.get(path(form)).status_code == 404


def test_the_owner_gets_lines_for_the_site(form, client, visitor):
    client.force_login(an_agent(form.workspace, role=Role.OWNER))
    page = client.get(f"/house/accounts/{form.pk}/form/").content.decode()
    assert "data-earful-form" in page
    assert "frame-src" in page
    script = visitor.get("/form/widget.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert len(SCRIPT.read_bytes()) < 3000
    for word in ("cookie", "localStorage", "fetch(", "innerHTML", "eval"):
        assert word not in SCRIPT.read_text().replace("No cookie", "")
