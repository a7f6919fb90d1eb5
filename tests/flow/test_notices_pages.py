"""Pages and addresses of notices: the bell, one's wishes, chat tools, the chain."""

import json

import pytest
from a_chat_tool import a_chat_tool
from django.test import Client
from noticing import HOUR, asks, heard, told, with_mail
from town import a_workspace, an_account, an_agent, queries_of

from earful.conversations.models import Conversation
from earful.notices import actions, hooks, wishes
from earful.notices.models import Escalation, EscalationStep, Hook, Letter, Notice
from earful.queues import actions as queues
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


def signed_in(agent):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def lea():
    lead = an_agent(a_workspace(answer_within_minutes=60), "lea", "Lea Lindt", Role.OWNER)
    heard()
    return lead


@pytest.fixture
def bo(lea):
    return an_agent(lea.workspace, "bo", "Bo Berg")


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


@pytest.fixture
def page(lea):
    return signed_in(lea)


def test_the_bell_says_how_much_is_unread_and_the_newest_as_lines(page, lea, rail):
    assert "You have read everything." in words(page.get("/house/notices/panel/"))
    for by in "ab":
        asks(rail, by, 2 * HOUR)
    heard()
    shown = words(page.get("/house/notices/panel/"))
    assert 'data-unread="2" data-count="2"' in shown
    assert "2 conversations are late." in shown
    assert shown.count("data-outside=") == 1, "what is told outside the page is one line too"


def test_a_notice_leads_to_its_conversation_and_is_read_with_all_about_it(page, lea, rail):
    first, other = (asks(rail, by, 2 * HOUR).conversation for by in "ab")
    heard()
    notice = Notice.objects.get(conversation=first)
    Notice.objects.create(
        workspace=lea.workspace, agent=lea, kind="mentioned", matter="x", conversation=first, details={"by": "Bo"},
        at=notice.at, told_at=notice.told_at,
    )  # fmt: skip
    answer = page.get(f"/house/notices/{notice.pk}/")
    assert answer.headers["Location"] == f"/desk/all/{first.pk}/"
    assert list(Notice.objects.filter(read_at=None).values_list("conversation", flat=True)) == [other.pk]
    page.post("/house/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_those_of_others_do_not_exist(lea, bo, rail):
    asks(rail, "a", 2 * HOUR)
    heard()
    theirs = Notice.objects.get(agent=lea)
    other = signed_in(bo)
    assert other.get(f"/house/notices/{theirs.pk}/").status_code == 404
    assert other.post(f"/house/notices/{theirs.pk}/take/").status_code == 404
    api = other.post("/api/notices/read", {"ids": [theirs.pk]}, "application/json")
    assert api.status_code in {200, 403}
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_pages_ask_the_same_whatever_there_is(page, lea, rail):
    def asked():
        return queries_of(lambda: page.get("/house/notices/")), queries_of(lambda: page.get("/house/notices/panel/"))

    page.get("/house/notices/")
    asks(rail, "a", 2 * HOUR)
    heard()
    one = asked()
    for by in "bc":
        queues.assign(asks(rail, by, 2 * HOUR).conversation, lea, lea)
    heard()
    assert Notice.objects.filter(agent=lea).count() == 3
    assert asked() == one == (7, 5)


def test_earlier_ones_are_on_the_next_page(page, lea, rail):
    talk = asks(rail, "a", 2 * HOUR).conversation
    now = talk.created_at
    Notice.objects.bulk_create(
        Notice(workspace=lea.workspace, agent=lea, kind="mentioned", matter=f"m{n}", conversation=talk,
               details={"by": f"Person {n}"}, at=now + n * HOUR, told_at=now + n * HOUR) for n in range(60)
    )  # fmt: skip
    first = words(page.get("/house/notices/"))
    assert "Person 59 names you" in first
    assert "Person 9 names you" not in first
    mark = first.split("?mark=")[1].split('"')[0]
    second = words(page.get(f"/house/notices/?mark={mark}"))
    assert "Person 9 names you" in second
    assert "Person 10 names you" not in second
    assert page.get("/house/notices/?mark=nonsense").status_code == 200


def test_i_take_it(page, lea, bo, rail):
    actions.set_chain(lea.workspace, [(lea, 10)])
    talk = asks(rail, "a", 2 * HOUR, urgent=True).conversation
    heard()
    shown = words(page.get("/house/notices/"))
    assert "I take it" in shown
    notice = Notice.objects.get(agent=lea, kind="escalated")
    assert page.post(f"/house/notices/{notice.pk}/take/").headers["Location"] == f"/desk/all/{talk.pk}/"
    assert Conversation.objects.get(pk=talk.pk).assignee == lea
    assert Escalation.objects.get().how == "taken"
    assert "I take it" not in words(page.get("/house/notices/"))


def form(**more):
    known = {"ways": ["late:mail", "given:browser"], "quiet_from": "22:00", "quiet_to": "07:00"}
    return {**known, "time_zone": "Europe/Berlin", "digest": "on", "digest_hour": "9", **more}


def test_choosing_what_comes_by_which_way(page, lea, settings):
    assert page.post("/house/me/notices/", form()).status_code == 302
    held = wishes.of(lea)
    assert wishes.ways(held, "late") == {"mail"}
    assert wishes.ways(held, "soon") == set()
    assert (held.time_zone, held.digest, held.digest_hour) == ("Europe/Berlin", True, 9)
    shown = words(page.get("/house/me/notices/"))
    assert 'value="late:mail" checked' in shown
    assert 'value="late:chat" checked' not in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"quiet_to": ""}, "Quiet hours need both ends."), ({"quiet_to": "22:00"}, "at another time than they begin")],
)
def test_quiet_hours_that_make_no_sense(page, wrong, said):
    answer = page.post("/house/me/notices/", form(**wrong))
    assert answer.status_code == 422
    assert said in words(answer)


def test_the_page_says_why_no_mail_comes(page, lea, settings):
    settings.MAIL = None
    assert "Mail is off" in words(page.get("/house/me/notices/"))
    settings.MAIL = object()
    assert "You have no mail address here yet." in words(page.get("/house/me/notices/"))
    with_mail(lea)
    Letter.objects.create(
        workspace=lea.workspace, agent=lea, state="failed", trouble="mail.example.org refused the mail (550).",
        at=lea.date_joined, due_at=lea.date_joined,
    )  # fmt: skip
    shown = words(signed_in(Agent.objects.get(pk=lea.pk)).get("/house/me/notices/"))
    assert "Mail goes to lea@example.org." in shown
    assert "The last mail to you could not be sent. mail.example.org refused the mail (550)." in shown


def test_a_chat_tool_is_connected_changed_and_removed(page, lea):
    entered = {"name": "Care channel", "address": "https://chat.example.org/hooks/abc", "kinds": ["late"], "agent": ""}
    assert page.post("/house/settings/chat/new/", entered).status_code == 302
    hook = Hook.objects.get()
    shown = words(page.get("/house/settings/chat/"))
    assert "Care channel" in shown
    assert "chat.example.org" in shown
    assert "hooks/abc" not in shown
    assert page.post("/house/settings/chat/new/", entered).status_code == 422
    page.post(f"/house/settings/chat/{hook.pk}/", {**entered, "name": "Night", "address": ""})
    hook.refresh_from_db()
    assert (hook.name, hooks.address(hook)) == ("Night", "https://chat.example.org/hooks/abc")
    page.post(f"/house/settings/chat/{hook.pk}/retire/")
    assert "No chat tool is connected" in words(page.get("/house/settings/chat/"))


@pytest.mark.django_db(transaction=True)
def test_trying_a_chat_tool_says_what_came_of_it(page, lea, monkeypatch):
    with a_chat_tool() as tool:
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", tool.place)
        hook = hooks.connect(lea.workspace, hooks.Way("Team", tool.address))
        shown = words(page.post(f"/house/settings/chat/{hook.pk}/try/", follow=True))
        assert "It took the message." in shown
        assert tool.took == [{"text": "Hello from Earful. What happens at Northwind will be told here."}]
        tool.acts = [403]
        shown = words(page.post(f"/house/settings/chat/{hook.pk}/try/", follow=True))
        assert "The chat tool refused the message (403)." in shown


def test_the_chain_is_set_in_its_order(page, lea, bo):
    assert "Nobody is on the chain yet" in words(page.get("/house/escalation/"))
    entered = {"step0-agent": bo.pk, "step0-minutes": "15 min", "step1-agent": lea.pk, "step1-minutes": "1 h"}
    assert page.post("/house/escalation/", entered).status_code == 302
    steps = list(EscalationStep.objects.order_by("place").values_list("agent", "minutes"))
    assert steps == [(bo.pk, 15), (lea.pk, 60)]
    page.post("/house/escalation/", {"step0-agent": "", "step1-agent": lea.pk, "step1-minutes": "1 h"})
    assert list(EscalationStep.objects.values_list("agent", "place")) == [(lea.pk, 0)]
    assert page.post("/house/escalation/", {"step0-agent": lea.pk, "step0-minutes": "soon"}).status_code == 422


def test_the_same_by_programs(page, lea, bo, rail):
    actions.set_chain(lea.workspace, [(lea, 10)])
    asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    found = page.get("/api/notices?unread=true").json()
    assert found["unread"] == len(found["rows"]) == len(told(lea)) == 2
    (urgent,) = [row for row in found["rows"] if row["kind"] == "escalated"]
    assert urgent["take"] is True
    assert urgent["words"].endswith("is urgent and late. Please take it.")
    own = {"content_type": "application/json", "headers": token(page)}
    assert page.post(f"/api/notices/{urgent['id']}/take", **own).status_code == 204
    assert Escalation.objects.get().by == lea
    assert (
        page.put("/api/me/notices", json.dumps({"ways": {"late": ["mail"]}, "time_zone": "Nowhere"}), **own).status_code
        == 422
    )
    chosen = page.put(
        "/api/me/notices", json.dumps({"ways": {"late": ["mail"]}, "quiet_from": "22:00", "quiet_to": "06:30"}), **own
    )
    assert chosen.json()["ways"]["late"] == ["mail"]
    assert chosen.json()["quiet_to"] == "06:30:00"
    unknown = page.put("/api/escalation", json.dumps({"steps": [{"agent_id": 999999, "minutes": 5}]}), **own)
    assert unknown.status_code == 422
    set_ = page.put("/api/escalation", json.dumps({"steps": [{"agent_id": bo.pk, "minutes": 5}]}), **own)
    assert set_.json() == {"steps": [{"agent_id": bo.pk, "minutes": 5}]}
    made = page.post("/api/chat-tools", json.dumps({"name": "Team", "address": "ftp://x"}), **own)
    assert made.status_code == 422


def token(client):
    client.cookies["csrftoken"] = "a" * 32
    return {"X-CSRFToken": "a" * 32}
