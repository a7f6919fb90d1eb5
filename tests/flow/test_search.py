"""Searching finds the same whether a word leads to conversations or conversations are asked for a word."""

import pytest
from django.db import connection
from town import a_workspace, an_account, an_agent, somebody_says

from earful.conversations import actions, queries, search
from earful.conversations.models import Conversation
from earful.customers import names

pytestmark = pytest.mark.django_db
SAID = (
    "The heating is cold",
    "My parcel is late",
    "Heating again",
    "Where is my parcel?",
    "Nothing but rain",
    "冷たい 部屋",
)
SOUGHT = ("heating", "parcel", "parcel -late", '"my parcel"', "heating or rain", "HEATING", "maria", "@maria", "ari",
          "tag:cold", "cold", "冷たい", "山", "nobody", "!!!", "tag:", "-parcel")  # fmt: skip


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    rail = an_account(ana.workspace)
    for number, words in enumerate(SAID):
        turn = somebody_says(rail, words, by=f"person{number}", name=("Maria Okafor", "山田", "Jonas")[number % 3])
        if number % 2:
            actions.tag(turn.conversation, ana, "cold")
    return rail


def everything(ana):
    return Conversation.objects.filter(queries.in_view(ana, "all"))


def walked(ana, words, mark="", size=50, **patience):
    rows = everything(ana).order_by("-last_at", "-id")
    return search.walk(rows, search.sought(ana.workspace_id, words), size, **patience)


def previews(page):
    return [row.preview for row in page.rows]


@pytest.mark.parametrize("words", SOUGHT)
def test_both_ways_find_the_same_in_the_same_order(ana, rail, words):
    asked = search.sought(ana.workspace_id, words)
    assert asked.rare()
    found = search.find(everything(ana), ana.workspace_id, words, "", 50)
    assert previews(found) == previews(walked(ana, words))
    assert found.next == walked(ana, words).next == ""


def test_what_is_found(ana, rail):
    def found(words):
        return set(previews(queries.page(ana, "all", words=words)))

    assert found("heating") == {SAID[0], SAID[2]}
    assert found("parcel -late") == {SAID[3]}
    assert found("@maria") == found("okafor") == {SAID[0], SAID[3]}
    assert found("山田") == found("山") == {SAID[1], SAID[4]}
    assert found("tag:cold") == {SAID[1], SAID[3], SAID[5]}
    assert found("cold") == {SAID[0], SAID[1], SAID[3], SAID[5]}
    assert found("nobody") == found("!!!") == set()


@pytest.mark.parametrize("walking", [False, True])
def test_page_after_page_every_match_comes_once(ana, rail, walking):
    seen, mark = [], ""
    for _ in range(6):
        rows = search.after(everything(ana), mark).order_by("-last_at", "-id")
        asked = search.sought(ana.workspace_id, "person")
        page = (
            search.walk(rows, asked, 2)
            if walking
            else search.find(everything(ana), ana.workspace_id, "person", mark, 2)
        )
        seen += previews(page)
        mark = page.next
        if not mark:
            break
    assert seen == list(reversed(SAID))


def test_walking_that_ends_early_says_how_far_it_looked_and_goes_on_there(ana, rail):
    for number in range(300):
        somebody_says(rail, f"The sun shines {number}", by="sunny")
    first = walked(ana, "rain", least=0, patience=0.0)
    oldest_seen = list(everything(ana).order_by("-last_at", "-id")[:200])[-1]
    assert (first.rows, first.back_to) == ([], oldest_seen.last_at)
    rest = search.find(everything(ana), ana.workspace_id, "rain", first.next, 50)
    assert (previews(rest), rest.next, rest.back_to) == ([SAID[4]], "", None)


def test_too_many_people_of_a_name_are_found_in_what_they_said(ana, rail):
    asked = search.Sought("person", None, ())
    assert not asked.rare()
    assert len(search.walk(everything(ana).order_by("-last_at", "-id"), asked, 50).rows) == len(SAID)


def test_without_trigrams_people_are_found_by_how_they_begin(ana, rail):
    assert names.named(ana.workspace_id, "kafo", 9) == names.named(ana.workspace_id, "okafor", 9) != []
    with connection.cursor() as cursor:
        cursor.execute("drop index handle_like")
    assert not names.by_parts()
    assert names.named(ana.workspace_id, "kafo", 9) == []
    assert len(names.named(ana.workspace_id, "@maria", 9)) == 2
    assert names.named(ana.workspace_id, "maria", 1) is None
