"""Who is here: several windows are one person, a silent one is gone by itself, and beats are cheap."""

from datetime import timedelta

import pytest
from api_client import page_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from town import a_dispatch, a_workspace, an_account, an_agent, seen_by, somebody_says

from earful import flow
from earful.conversations.models import Conversation, Event
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.queues import actions, queries
from earful.queues.models import Claim, Presence
from earful.replies import actions as replies
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "talk"}


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def ben(ana):
    return an_agent(ana.workspace, "ben", "Ben Adeyemi")


@pytest.fixture
def matter(ana):
    return somebody_says(an_account(ana.workspace), "Where is my train?", by="maria").conversation


def who(workspace, matter, me):
    return [(one.agent.name, one.writing_since is not None) for one in queries.company(workspace.pk).at(matter.pk, me)]


def silent(seconds, **which):
    """Pages fall silent for so long."""
    moment = clock.now() - timedelta(seconds=seconds)
    Presence.objects.filter(**which).update(beat_at=moment)


def as_it_is(matter):
    return Conversation.objects.get(pk=matter.pk)


def test_several_windows_are_one_person_who_writes_if_one_of_them_does(ana, ben, matter):
    actions.beat(ana, "window1", matter)
    actions.beat(ana, "window2", matter, writing=True)
    actions.beat(ana, "window3", None)
    assert who(ana.workspace, matter, ben) == [("Ana Ortega", True)]
    assert who(ana.workspace, matter, ana) == []
    actions.leave(ana, "window2")
    assert who(ana.workspace, matter, ben) == [("Ana Ortega", False)]
    actions.leave(ana, "window1")
    assert who(ana.workspace, matter, ben) == []
    assert queries.company(ana.workspace_id).on_duty == [ana]


def test_who_falls_silent_is_gone_by_itself(ana, ben, matter):
    actions.beat(ana, "window1", matter, writing=True)
    silent(34)
    assert who(ana.workspace, matter, ben) == [("Ana Ortega", True)]
    Presence.objects.update(wrote_at=clock.now() - timedelta(seconds=30))
    assert who(ana.workspace, matter, ben) == [("Ana Ortega", False)]
    silent(38)
    assert who(ana.workspace, matter, ben) == []
    assert queries.company(ana.workspace_id).on_duty == [ana]
    silent(121)
    assert queries.company(ana.workspace_id).on_duty == []
    silent(500)
    actions.lapse()
    assert not Presence.objects.exists()


def test_a_beat_is_one_statement_and_most_tell_nobody(ana, matter):
    actions.beat(ana, "window1", matter)
    with CaptureQueriesContext(connection) as asked:
        actions.beat(ana, "window1", matter)
    assert len(asked) == 1, "no announcement either"
    with CaptureQueriesContext(connection) as asked:
        actions.beat(ana, "window1", matter, writing=True)
        actions.beat(ana, "window1", matter, writing=True)
    assert sum("pg_notify" in each["sql"] for each in asked) == 1
    assert not any("conversations_conversation" in each["sql"] for each in asked)
    assert Presence.objects.count() == 1


def test_the_page_says_who_else_is_there_and_where_colleagues_write(ana, ben, matter):
    page = page_of(ben)
    actions.beat(ana, "window1", matter, writing=True)
    whole = page.get(f"/desk/all/{matter.pk}/").content.decode()
    assert "Ana Ortega is writing." in whole
    assert 'data-beat="/desk/here/beat/"' in whole
    told = page.post("/desk/here/beat/", {"page": "abcdefgh12", "at": matter.pk}).content.decode()
    assert "Ana Ortega is writing." in told
    assert f'data-row="{matter.pk}"' in told
    assert who(ana.workspace, matter, ana) == [("Ben Adeyemi", False)]
    assert page.post("/desk/here/leave/", {"page": "abcdefgh12", "at": matter.pk}).status_code == 204
    assert who(ana.workspace, matter, ana) == []
    assert "Ana Ortega" in page.get("/desk/here/").content.decode()
    assert page.post("/desk/here/beat/", {"page": "<script>", "at": matter.pk}).status_code == 400


def test_nobody_is_told_of_another_house(ana, matter):
    stranger = an_agent(a_workspace("Elsewhere"), "sten", "Sten Holm")
    actions.beat(ana, "window1", matter, writing=True)
    told = page_of(stranger).post("/desk/here/beat/", {"page": "abcdefgh12", "at": matter.pk}).content.decode()
    assert "Ana" not in told
    assert who(ana.workspace, matter, ana) == []


def test_a_viewer_reads_and_never_writes(ana, matter):
    vera = an_agent(ana.workspace, "vera", "Vera Lind", Role.VIEWER)
    page_of(vera).post("/desk/here/beat/", {"page": "abcdefgh12", "at": matter.pk, "writing": "1"})
    assert who(ana.workspace, matter, ana) == [("Vera Lind", False)]


def test_who_begins_to_write_has_it_for_now_and_lets_go_with_the_words(ana, ben, matter):
    replies.save(matter, ana, "")
    assert as_it_is(matter).assignee is None
    replies.save(as_it_is(matter), ana, "One mo")
    assert as_it_is(matter).assignee == ana
    assert queries.only_for_now(as_it_is(matter))
    replies.save(as_it_is(matter), ben, "I have it too")
    assert as_it_is(matter).assignee == ana
    assert not Event.objects.filter(conversation=matter, what="assigned").exists()
    replies.discard(as_it_is(matter), ana)
    assert as_it_is(matter).assignee is None


def test_what_was_sent_or_taken_is_theirs_for_good(ana, ben, matter):
    a_dispatch(ana, matter)
    assert as_it_is(matter).assignee == ana
    assert Event.objects.get(conversation=matter, what="assigned").agent == ana
    assert not Claim.objects.exists()
    other = somebody_says(matter.account, "Is the bar open?", by="jo").conversation
    replies.save(other, ben, "Yes")
    actions.assign(other, ben, ben)
    replies.discard(as_it_is(other), ben)
    assert as_it_is(other).assignee == ben


def test_what_was_only_begun_lapses_when_its_person_is_gone(ana, matter):
    replies.save(matter, ana, "One mo")
    actions.beat(ana, "window1", matter)
    Claim.objects.update(until=clock.now() - timedelta(seconds=1))
    actions.lapse()
    assert as_it_is(matter).assignee == ana, "they are still there"
    silent(38)
    actions.lapse()
    assert as_it_is(matter).assignee is None
    assert replies.save(as_it_is(matter), ana, "One moment").text == "One moment"
    assert as_it_is(matter).assignee == ana


def test_leaving_without_a_word_lets_go(ana, matter):
    page = page_of(ana)
    replies.save(matter, ana, "One mo")
    page.post("/desk/here/beat/", {"page": "abcdefgh12", "at": matter.pk})
    page.post("/desk/here/beat/", {"page": "abcdefgh12", "at": "", "left": matter.pk})
    assert as_it_is(matter).assignee == ana, "there are words"
    replies.save(as_it_is(matter), ana, "")
    page.post("/desk/here/beat/", {"page": "abcdefgh12", "at": "", "left": matter.pk})
    assert as_it_is(matter).assignee is None


def test_answering_what_a_colleague_has_is_asked_about_and_possible(ana, ben, matter):
    replies.save(matter, ana, "One mo")
    draft = replies.save(as_it_is(matter), ben, "It is late.")
    shown = flow.sight.scene(as_it_is(matter)).sight().mark(ben)
    reviewed, dispatch = flow.reply(draft, shown)
    assert (dispatch, [news.kind for news in reviewed.news]) == (None, ["taken"])
    _, dispatch = flow.reply(draft, reviewed.seen)
    assert dispatch is not None
    assert as_it_is(matter).assignee == ana


def test_a_retry_asks_when_a_colleague_has_answered_since(ana, ben, matter):
    first = a_dispatch(ana, matter, "It is late.")
    first.__class__.objects.filter(pk=first.pk).update(state="failed", trouble="No.", attempts=1)
    second = a_dispatch(ben, as_it_is(matter), "It is on time.")
    page = page_of(ana)
    address = f"/desk/sending/{first.pk}/again/"
    assert page.post(address, headers=PART).context["talk"]["trouble"].startswith("Something came since")
    shown = page.get(f"/desk/all/{matter.pk}/", headers=PART)
    assert "An answer by Ben Adeyemi leaves in" in shown.content.decode()
    (failed,) = [e.thing for e in shown.context["talk"]["entries"] if e.sort == "sending" and e.thing.failed]
    somebody_says(matter.account, "Hello?", by="maria")
    outbox.take_back(second)
    page.post(address, {"confirmed": failed.confirm}, headers=PART)
    first.refresh_from_db()
    assert first.state == "held"
    assert seen_by(ana, as_it_is(matter))
