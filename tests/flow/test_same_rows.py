"""A text that many passed on is one line of a list, which opens; nothing else is hidden by it."""

import pytest
from django.test import Client
from test_same_stories import NEWS, PAGE, group
from town import a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.queues import actions as queues

pytestmark = pytest.mark.django_db


@pytest.fixture
def rail():
    return an_account(a_workspace())


@pytest.fixture
def ana(rail):
    return an_agent(rail.workspace)


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


def says(rail, text, **how):
    turn = somebody_says(rail, f"{text} Will you do something about that?", **how)
    group(turn)
    return turn


def shown(ana, view="needs", **how):
    return [row.pk for row in queries.page(ana, view, fold=True, **how).rows]


def test_one_line_stands_for_all_and_opens(rail, ana, desk):
    copies = [says(rail, NEWS, by=f"p{number}").conversation_id for number in range(4)]
    other = says(rail, "Where is my parcel, it was due on Monday and I am waiting?", by="zoe").conversation_id
    assert shown(ana) == [copies[0], other]
    assert shown(ana, "all") == [other, copies[3]]
    page = desk.get("/desk/needs/").content.decode()
    story = Conversation.objects.get(pk=copies[0]).story_id
    assert "4 say the same" in page
    assert f'href="/desk/needs/?story={story}" data-swap="main" data-talk="/desk/needs/{copies[0]}/"' in page
    assert page.count('class="row-link"') == 2
    opened = desk.get(f"/desk/needs/?story={story}").content.decode()
    assert opened.count('class="row-link"') == 4
    assert "4 say the same. Each is a customer of their own" in opened
    assert f"/desk/needs/{copies[2]}/?story={story}" in opened
    assert queries.counts(ana)["needs"] == 5


def test_what_somebody_has_or_in_which_more_was_said_keeps_its_line(rail, ana):
    copies = [says(rail, NEWS, by=f"p{number}") for number in range(4)]
    queues.assign(copies[1].conversation, ana, ana)
    somebody_says(rail, "And my own ticket for tonight, is it still good?", by="p2", parent=copies[2])
    Conversation.objects.filter(pk=copies[3].conversation_id).update(urgency=2)
    assert set(shown(ana)) == {turn.conversation_id for turn in copies}


def test_answering_one_leaves_the_others_and_the_next_stands_for_them(rail, ana):
    copies = [says(rail, NEWS, by=f"p{number}") for number in range(3)]
    Conversation.objects.filter(pk=copies[0].conversation_id).update(status="waiting")
    assert shown(ana) == [copies[1].conversation_id]
    assert Conversation.objects.filter(status="open").count() == 2


def test_every_page_of_a_folded_list(rail, ana):
    for number in range(6):
        says(rail, NEWS, by=f"p{number}")
    others = [
        says(rail, f"My parcel number {number} from shop {number} is late, where is it?", by=f"q{number}")
        for number in range(4)
    ]
    found, mark = [], ""
    while True:
        page = queries.page(ana, "needs", mark, size=2, fold=True)
        found += [row.pk for row in page.rows]
        mark = page.next
        if not mark:
            break
    assert len(found) == len(set(found)) == 5
    assert {turn.conversation_id for turn in others} < set(found)


def test_programs_and_searches_see_each(rail, ana, desk):
    for number in range(3):
        says(rail, NEWS, by=f"p{number}")
    assert len(queries.page(ana, "needs").rows) == 3
    assert desk.get("/desk/all/?q=Northwind").content.decode().count('class="row-link"') == 3


def test_others_about_the_same_page_are_named_in_the_conversation(rail, desk):
    first = says(rail, f"{NEWS} {PAGE}")
    own = says(rail, f"My mother takes this train to the hospital twice a week. {PAGE}", by="ben")
    page = desk.get(f"/desk/all/{own.conversation_id}/").content.decode()
    assert "1 other speaks of the same page." in page
    assert "say the same" not in page
    story = first.tellings.get().story_id
    listed = desk.get(f"/desk/all/?story={story}").content.decode()
    assert listed.count('class="row-link"') == 2
    assert "2 speak of the same page." in listed


def test_a_story_of_another_desk_is_not_found(rail, desk):
    elsewhere = an_account(a_workspace("Elsewhere"))
    turns = [says(elsewhere, NEWS, by=name) for name in ("a", "b")]
    story = Conversation.objects.get(pk=turns[0].conversation_id).story_id
    assert desk.get(f"/desk/needs/?story={story}").status_code == 404


def test_a_list_asks_as_often_for_three_stories_as_for_one(rail, desk):
    def more(number):
        for by in ("a", "b"):
            says(rail, NEWS.replace("140", str(number)), by=f"{by}{number}")

    more(1)
    one = queries_of(lambda: desk.get("/desk/needs/"))
    more(2)
    more(3)
    assert (one, queries_of(lambda: desk.get("/desk/needs/"))) == (10, 10)
