"""The right side: the whole thread, who is who, what became of each turn, and the person beside it."""

import pytest
from django.test import Client
from town import (
    a_dispatch,
    a_workspace,
    an_account,
    an_agent,
    edits,
    it_leaves,
    somebody_says,
    takes_back,
    we_say,
)  # fmt: skip

from earful.conversations import actions
from earful.conversations.models import Conversation
from earful.staff.rules import Role
from earful.web.desk.thread import placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


def page(desk, conversation: Conversation) -> str:
    return desk.get(f"/desk/all/{conversation.pk}/").content.decode()


def turns(desk, conversation: Conversation):
    entries = desk.get(f"/desk/all/{conversation.pk}/").context["talk"]["entries"]
    return [entry.thing for entry in entries if entry.sort == "turn"]


def test_the_thread_is_read_in_order_with_answers_below_what_they_answer(rail, desk):
    asked = somebody_says(rail, "Is the 08:14 late?", by="maria")
    same = somebody_says(rail, "I wonder too.", by="jo", parent=asked)
    somebody_says(rail, "It is on platform 3.", by="sam", parent=asked)
    somebody_says(rail, "Platform 3 is empty.", by="maria", parent=same)
    seen = [(str(turn.said.whole), turn.depth) for turn in turns(desk, asked.conversation)]
    assert seen == [
        ("Is the 08:14 late?", 0),
        ("I wonder too.", 1),
        ("Platform 3 is empty.", 1),
        ("It is on platform 3.", 1),
    ]


def test_a_thread_that_answers_itself_in_a_circle_is_shown_whole(rail):
    one = somebody_says(rail, "One?", by="a")
    two = somebody_says(rail, "Two?", by="b", parent=one)
    one.parent_external_id = two.external_id
    assert {turn.pk for turn, _depth in placed([one, two])} == {one.pk, two.pk}


def test_who_is_who(ana, rail, desk):
    asked = somebody_says(rail, "Is the 08:14 late?", by="maria")
    somebody_says(rail, "Same question", by="jo", parent=asked)
    we_say(rail, "It is, by ten minutes.", parent=asked, why="own")
    who = [turn.who for turn in turns(desk, asked.conversation)]
    assert who == ["asks", "also writes to us", "in the network's own app"]


def test_our_earlier_words_carry_the_name_of_who_wrote_them(ana, rail, desk):
    asked = somebody_says(rail, "Is the 08:14 late?")
    it_leaves(a_dispatch(ana, asked.conversation, "It is, by ten minutes."))
    ours = turns(desk, asked.conversation)[1]
    assert ours.who == "written by Ana Ortega"
    assert turns(desk, asked.conversation)[0].outcome == "Answered by Ana Ortega"
    assert "10 minutes" not in page(desk, asked.conversation)


def test_what_was_edited_or_taken_back_is_shown_truthfully(rail, desk):
    asked = somebody_says(rail, "Is the 08:14 late?", by="maria")
    changed = somebody_says(rail, "Where is my umberella?", by="jo", parent=asked)
    edits(rail, changed, "Where is my umbrella?")
    gone = somebody_says(rail, "Words nobody should keep?", by="kim", name="Kim", parent=asked)
    takes_back(rail, gone)
    words = page(desk, asked.conversation)
    assert "Where is my umbrella?" in words
    assert "umberella" not in words
    assert "What it said before" in words
    assert "Kim removed this message." in words
    assert "Words nobody should keep" not in words
    before = desk.get(f"/desk/turn/{changed.pk}/versions/").content.decode()
    assert "Where is my umberella?" in before
    assert "Words nobody" not in desk.get(f"/desk/turn/{gone.pk}/versions/").content.decode()


def test_notes_are_unmistakable_and_events_are_one_line(ana, rail, desk):
    asked = somebody_says(rail, "Is the 08:14 late?")
    actions.leave_note(asked.conversation, ana, "The depot says yes.")
    actions.tag(asked.conversation, ana, "delay")
    actions.tag(asked.conversation, ana, "depot")
    entries = desk.get(f"/desk/all/{asked.conversation_id}/").context["talk"]["entries"]
    assert [entry.sort for entry in entries] == ["turn", "note", "events"]
    assert len(entries[-1].more) == 1
    words = page(desk, asked.conversation)
    assert "only your team sees this" in words
    assert "Ana Ortega tagged this #depot" in words


def test_a_verdict_gives_its_reasons_in_words(rail, desk):
    asked = somebody_says(rail, "Where is my train?")
    judgement = turns(desk, asked.conversation)[0].judgement
    assert judgement.needs
    assert judgement.kind == "Question"
    assert judgement.reasons
    assert not any("_" in reason.words for reason in judgement.reasons)


def test_nothing_a_stranger_wrote_is_trusted(rail, desk):
    evil = "<img src=x onerror=alert(1)> https://safe.example/a?b=1&c=2. javascript:alert(1)"
    asked = somebody_says(rail, evil, name="<b>Eve</b>", url="javascript:alert(2)")
    words = page(desk, asked.conversation)
    assert "<img src=x" not in words
    assert "<b>Eve</b>" not in words
    assert 'href="javascript' not in words
    assert '<a href="https://safe.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">' in words


def test_long_words_fold_and_short_ones_do_not(rail, desk):
    asked = somebody_says(rail, "Is this long? " + "word " * 10_000)
    short = somebody_says(rail, "No.", by="jo", parent=asked)
    long_one, short_one = turns(desk, asked.conversation)
    assert long_one.said.opening is not None
    assert len(long_one.said.opening) < 700
    assert short_one.pk == short.pk
    assert short_one.said.opening is None


def test_the_drawer_knows_earlier_matters_but_not_this_one(rail, desk):
    earlier = somebody_says(rail, "Is the 07:14 late?", by="maria")
    asked = somebody_says(rail, "Is the 08:14 late?", by="maria")
    person = desk.get(f"/desk/all/{asked.conversation_id}/").context["talk"]["person"]
    assert [matter["address"] for matter in person.matters] == [f"/desk/all/{earlier.conversation_id}/"]


def test_a_link_to_a_merged_conversation_leads_to_where_it_went(ana, rail, desk):
    kept = somebody_says(rail, "Is the 08:14 late?", by="maria").conversation
    other = somebody_says(rail, "And the 08:44?", by="maria").conversation
    actions.merge(kept, other, ana)
    assert desk.get(f"/desk/all/{other.pk}/?q=x").headers["Location"] == f"/desk/all/{kept.pk}/?q=x"
    part = desk.get(f"/desk/all/{other.pk}/", headers={"HX-Request": "true", "HX-Target": "talk"})
    assert f'data-pk="{kept.pk}"' in part.content.decode()


def test_the_brand_s_own_post_stands_above_what_answers_it(rail, desk):
    ours = we_say(rail, "New timetable from Monday.", why="own")
    asked = somebody_says(rail, "Is the 08:14 still there?", parent=ours)
    first, second = turns(desk, asked.conversation)
    assert (first.above, str(first.said.whole)) == (True, "New timetable from Monday.")
    assert second.pk == asked.pk


def test_somebody_who_only_reads_finds_no_button_to_press(rail):
    viewer = an_agent(rail.workspace, role=Role.VIEWER)
    client = Client()
    client.force_login(viewer, backend="earful.web.signed_in.Backend")
    asked = somebody_says(rail, "Is the 08:14 late?")
    words = client.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "You can read here." in words
    assert 'id="reply"' not in words
    assert "/assign/" not in words
    assert "/judge/" not in words
