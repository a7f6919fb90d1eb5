"""Everything that happens has a sentence, and every sentence is one a person would say."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from earful.conversations.history import What
from earful.conversations.models import Conversation, Event, Outcome, Turn
from earful.outbox.models import Dispatch
from earful.outbox.sight import Scene
from earful.replies import guard, sentences
from earful.replies.guard import Ruling, Strength
from earful.replies.words import KINDS
from earful.staff.models import Agent
from earful.web import shown
from earful.web.desk import events, sending
from earful.web.desk.said import said

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CODES = [*re.findall(r'Ruling\("([a-z_]+)"', Path(guard.__file__).read_text()), *(f"newer_{kind}" for kind in KINDS)]


@pytest.mark.parametrize("code", CODES)
def test_every_ruling_is_a_sentence(code):
    words = sentences.ruling(Ruling(code, Strength.REFUSE, {"over": 2, "units": "bytes", "most": 4, "count": 1}))
    assert code not in words
    assert "%" not in words
    assert words.endswith(".")
    assert "!" not in words


def test_a_ruling_nobody_has_put_into_words_is_still_told():
    assert sentences.ruling(Ruling("brand_new", Strength.REFUSE)) == "This cannot be sent as it is (brand_new)."


DID = {What.APPROVAL: {"did": "asked"}, What.NOT_CHANGED: {"did": "delete"}}  # what these lines always say


@pytest.mark.parametrize("what", list(What))
def test_every_line_of_history_is_a_sentence(what):
    details = {"outcome": Outcome.ANSWERED, "name": "Bo", "to": 2, "tag": "refund", "team": "Refunds", "words": "No."}
    details |= DID.get(what, {})
    words = events.sentence(Event(what=what, agent=Agent(pk=1, public_name="Ana"), details=details, at=NOW))
    assert "%" not in words
    assert "_" not in words
    assert words[0].isupper()


def test_what_a_rule_did_is_told_as_its_doing():
    assert events.sentence(Event(what="tagged", agent=None, details={"tag": "x"}, at=NOW)) == "Earful tagged this #x"
    gave = Event(what="assigned", agent=None, details={"to": 1, "name": "Ana", "why": "continuity"}, at=NOW)
    assert events.sentence(gave) == "Ana has this: they answered this customer before"


@pytest.mark.parametrize("state", [state for state in Dispatch.State if state is not Dispatch.State.UNDONE])
def test_every_state_of_a_reply_is_told(state):
    reply = Dispatch(
        state=state, agent=Agent(pk=1, public_name="Ana"), text="x", release_at=NOW, answers=Turn(), attempts=0
    )
    assert sending.sending(reply, Agent(pk=1), Scene(Conversation(pk=1), (), (), ())).words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=3), "3m ago"),
        (timedelta(hours=5), "5h ago"),
        (timedelta(days=1, hours=2), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=9), "11 Nov"),
        (timedelta(days=400), "16 Oct 2025"),
        (timedelta(seconds=-30), "now"),
    ],
)
def test_how_long_ago(ago, words):
    assert shown.ago(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(minutes=12), "12 min"), (timedelta(minutes=192), "3 h 12 min"), (timedelta(hours=52), "2 d 4 h")],
)
def test_how_long(length, words):
    assert shown.span(length) == words


def test_addresses_become_links_and_nothing_else_does():
    words = str(
        said("See https://a.example/x?y=1&z. or <a href=//b>", [["b.example/long…", "https://b.example/longer"]]).whole
    )
    assert '<a href="https://a.example/x?y=1&amp;z"' in words
    assert "&lt;a href=//b&gt;" in words


def test_links_the_network_marked_lead_where_it_said():
    words = str(said("Read b.example/long… now", [["b.example/long…", "https://b.example/longer"]]).whole)
    assert 'href="https://b.example/longer"' in words
    assert ">b.example/long…</a> now" in words
    assert "<a" not in str(said("Read this now", [["this", "javascript:alert(1)"]]).whole)
