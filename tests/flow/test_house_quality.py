"""A lead sees how good triage is on the team's own items, what it learned, and the card of what was shipped."""

import html
import json

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, queries_of, somebody_says, we_say

from earful import learning
from earful.conversations import actions
from earful.conversations.models import Outcome
from earful.insights.quality import quality
from earful.kit import clock
from earful.staff.rules import Role
from earful.triage import card as cards
from earful.triage import queries as verdicts
from earful.triage.models import Correction, Lesson
from earful.web.house import lessons

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lindqvist", Role.LEAD)


@pytest.fixture
def works(lea):
    return an_account(lea.workspace)


def client(agent) -> Client:
    found = Client()
    found.force_login(agent, backend="earful.web.signed_in.Backend")
    return found


def words(agent, address: str = "/house/quality/") -> str:
    answer = client(agent).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_where_nobody_said_anything_it_says_how(lea):
    page = words(lea)
    assert "Nothing to count yet" in page
    assert "Triage judges as it was shipped." in page
    assert "<table" not in page


def test_corrections_and_confirmations_are_counted(lea, works):
    first, second = (somebody_says(works, "Where is my quern?", by=by) for by in ("kim", "bo"))
    wrong = next(kind for kind in ("praise", "suggestion") if kind != first.kind)
    learning.correct(first, lea, "kind", wrong)
    learning.correct(second, lea, "kind", second.kind)
    found = quality(lea.workspace, 30).whole
    assert (found.kinds, found.right) == (2, 1)
    page = words(lea)
    assert "Of 2 messages of which somebody said what they are, triage had said the same of 1." in page
    assert "By channel" in page
    Correction.objects.update(at="2020-01-01T00:00:00Z")
    assert quality(lea.workspace, 365).whole.kinds == 0


def test_what_people_did_says_whether_an_answer_was_needed(lea, works):
    answered = somebody_says(works, "Where is my quern?", by="kim")
    we_say(works, "On its way.", parent=answered)
    ended = somebody_says(works, "Where is my tallet?", by="bo")
    actions.end(ended.conversation, lea, Outcome.NOT_NEEDED, "A joke.")
    somebody_says(works, "Where is my spline?", by="cleo")
    found = quality(lea.workspace, 30).whole
    assert (found.judged, found.needs.there) == (2, 1)
    learning.correct(ended, lea, "needs", "yes")
    assert quality(lea.workspace, 30).whole.needs.there == 2


def test_other_workspaces_and_words_taken_back_stay_out(lea, works):
    elsewhere = an_agent(a_workspace("Elsewhere"), "else", "Else Holm")
    learning.correct(somebody_says(an_account(elsewhere.workspace, "else"), "Where?"), elsewhere, "kind", "praise")
    learning.take_back(learning.correct(somebody_says(works, "Where?"), lea, "kind", "praise"), lea)
    assert quality(lea.workspace, 30).whole.kinds == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_ask_the_database_the_same_for_one_as_for_three(lea, works, count):
    for number in range(count):
        turn = somebody_says(works, "Where is my quern?", by=f"c{number}")
        learning.correct(turn, lea, "kind", "praise")
        we_say(works, "Here.", parent=turn)
    assert queries_of(lambda: quality(lea.workspace, 30)) == 2


@pytest.mark.parametrize("days", ["", "7", "-1", "nonsense", "9" * 50, "90"])
def test_a_period_somebody_made_up_is_a_month(lea, days):
    page = words(lea, f"/house/quality/?days={days}")
    assert f'?days={days if days == "90" else "30"}" aria-current="page"' in page


def test_lessons_are_told_and_set_back_and_taken_up(lea, works):
    turns = [somebody_says(works, f"The number {n} throat mirls, can you help?", by=f"c{n}") for n in range(4)]
    kind = next(kind for kind in ("praise", "suggestion", "other") if kind not in {turn.kind for turn in turns})
    for turn in turns:
        learning.correct(turn, lea, "kind", kind)
    learning.learn_from(lea.workspace_id, "at once")
    page = words(lea)
    assert "Learned after a correction" in page
    assert "From 4 corrected messages." in page
    assert "In use" in page
    client(lea).post("/house/quality/set-back/")
    page = words(lea)
    assert "Lea Lindqvist set triage back to how it was shipped" in page
    assert "In use" not in page
    assert verdicts.is_set_back(lea.workspace_id)
    client(lea).post("/house/quality/resume/")
    assert not verdicts.is_set_back(lea.workspace_id)
    assert "let all corrections count again" in words(lea)


@pytest.mark.parametrize("reason", ["better", "few", "nothing", "no_better", "worse", "recall_lower"])
def test_every_reason_has_a_sentence(lea, reason):
    Lesson.objects.create(workspace=lea.workspace, at=clock.now(), trigger="nightly", reason=reason)
    assert str(lessons.REASONS[reason]) in html.unescape(words(lea))


def test_a_program_reads_the_same(lea, works):
    learning.correct(somebody_says(works, "Where is my quern?"), lea, "kind", "praise")
    learning.learn_from(lea.workspace_id, "at once")
    told = client(lea).get("/api/triage/quality?days=90").json()
    assert (told["days"], told["whole"]["kinds"], told["lessons"][0]["corrections"]) == (90, 1, 1)
    assert client(lea).get("/api/triage/quality?days=0").status_code == 422
    assert client(lea).get("/api/triage/card").json()["version"]


def test_the_card_that_was_shipped_is_shown(lea, tmp_path, monkeypatch):
    told = {
        "version": "2026.12", "made": "1 December 2026", "kept_aside": "672 texts",
        "learned_from": [{"name": "Written here", "licence": "CC0", "texts": 3360}, "nonsense"],
        "figures": {"needs_recall": 0.98123}, "limits": ["It knows seven languages."], "not_for": ["Judging people."],
    }  # fmt: skip
    (tmp_path / "card.json").write_text(json.dumps(told))
    monkeypatch.setattr("earful.web.house.quality.card", lambda: cards.card(tmp_path))
    page = words(lea, "/house/model-card/")
    for said in (
        "Version 2026.12",
        "Written here",
        "3360",
        "needs recall",
        "0.981",
        "It knows seven",
        "Judging people",
    ):
        assert said in page
    assert "came without a card" not in page


@pytest.mark.parametrize(
    "kept", ["", "[1]", "{", '{"version": 3, "figures": [1], "limits": {"a": 1}, "learned_from": []}']
)
def test_a_card_that_is_missing_or_garbled_breaks_nothing(lea, tmp_path, monkeypatch, kept):
    (tmp_path / "card.json").write_text(kept)
    monkeypatch.setattr("earful.web.house.quality.card", lambda: cards.card(tmp_path))
    assert "Model card" in words(lea, "/house/model-card/")
