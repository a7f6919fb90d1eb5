"""The same said in many places: who is told together, who is not, and how everybody leaves again."""

import pytest
from town import a_payload, a_workspace, an_account, arrives, edits, somebody_says, takes_back

from earful import grouping
from earful.conversations.models import Conversation, Story, Telling, Turn
from earful.conversations.same import keeping

pytestmark = pytest.mark.django_db
NEWS = "Northwind Rail to cut night services between Harbour City and Elmford from January, union warns of 140 jobs"
PAGE = "https://gazette.example/rail/night-cuts"


@pytest.fixture
def rail():
    return an_account(a_workspace())


def group(*turns: Turn) -> None:
    for turn in turns:
        turn.refresh_from_db()
        grouping.group(turn.workspace_id, [turn.item_id])


def story(turn: Turn) -> int | None:
    return Conversation.objects.get(pk=turn.conversation_id).story_id


def says(rail, text, **how):
    turn = somebody_says(rail, text, **how)
    group(turn)
    return turn


def test_copies_are_told_together_and_others_are_not(rail):
    first = says(rail, NEWS, by="maria")
    assert story(first) is None
    second = says(rail, f"RT @paper: {NEWS} 😡", by="ben")
    other = says(rail, NEWS.replace("Elmford", "Oakham"), by="cara")
    short = [says(rail, "thanks!", by=name) for name in ("dan", "eve")]
    assert story(first) == story(second) is not None
    assert [story(one) for one in (other, *short)] == [None] * 3
    assert first.author_id != second.author_id


def test_the_same_thing_twice_changes_nothing(rail):
    turns = [says(rail, NEWS, by=name) for name in ("maria", "ben", "cara")]
    before = [list(model.objects.order_by("pk").values()) for model in (Story, Telling, Conversation)]
    group(*turns, *turns)
    keeping.take(rail.workspace_id, [turn.item_id for turn in turns])
    assert [list(model.objects.order_by("pk").values()) for model in (Story, Telling, Conversation)] == before


def test_what_comes_together_meets(rail):
    arrives(rail, *(a_payload(rail, f"{NEWS} {'!' * place}", by=f"p{place}") for place in range(5)))
    keeping.take(rail.workspace_id, list(Turn.objects.values_list("item_id", flat=True)))
    assert set(Conversation.objects.values_list("story_id", flat=True)) == {Story.objects.get().pk}
    assert Telling.objects.count() == 5


def test_workspaces_never_meet(rail):
    other = an_account(a_workspace("Elsewhere"))
    first, second = says(rail, NEWS), says(other, NEWS)
    assert story(first) is None
    assert story(second) is None


def test_accounts_of_one_desk_do(rail):
    shop = an_account(rail.workspace, "northwindshop", "Northwind Shop")
    first, second = says(rail, NEWS), says(shop, NEWS, by="ben")
    assert story(first) == story(second) is not None


def test_what_its_author_removes_leaves_also_when_it_was_the_first(rail):
    turns = [says(rail, NEWS, by=name) for name in ("maria", "ben", "cara")]
    takes_back(rail, turns[0])
    group(turns[0])
    assert story(turns[0]) is None
    assert story(turns[1]) == story(turns[2]) is not None
    assert Story.objects.get().first_id == turns[1].pk
    takes_back(rail, turns[2])
    group(turns[2])
    assert [story(turn) for turn in turns] == [None] * 3
    takes_back(rail, turns[1])
    group(turns[1])
    assert not Story.objects.exists()


def test_what_is_changed_into_other_words_leaves(rail):
    turns = [says(rail, NEWS, by=name) for name in ("maria", "ben", "cara")]
    edits(rail, turns[0], "I take everything back that I said here about the trains of this town.")
    group(turns[0])
    assert story(turns[0]) is None
    assert story(turns[1]) == story(turns[2]) is not None


def test_only_what_a_matter_begins_with_is_told(rail):
    first = says(rail, NEWS)
    asked = says(rail, "How do I get home then, with my shift ending at midnight?", by="ben")
    says(rail, NEWS, by="ben", parent=asked)
    assert story(first) is None
    assert story(asked) is None


def test_own_words_about_a_page_are_told_as_that_and_as_nothing_else(rail):
    first = says(rail, f"{NEWS} {PAGE}")
    own = says(rail, f"My mother takes this train to the hospital twice a week. {PAGE}?utm_source=x", by="ben")
    assert story(own) is None
    page = Story.objects.get(sort="page")
    assert set(page.tellings.values_list("turn", flat=True)) == {first.pk, own.pk}


def test_a_page_passed_on_without_words(rail):
    first, second = says(rail, f"wow {PAGE}"), says(rail, f"{PAGE}?fbclid=2 😮", by="ben")
    assert story(first) == story(second) is not None


def test_what_is_emptied_is_told_no_more(rail):
    turns = [says(rail, NEWS, by=name) for name in ("maria", "ben")]
    keeping.forget(rail.workspace_id, [turn.conversation_id for turn in turns])
    assert [story(turn) for turn in turns] == [None, None]
    assert not Story.objects.exists()


def test_it_is_asked_for_where_it_is_placed_and_not_of_an_archive(rail):
    from procrastinate.contrib.django.models import ProcrastinateJob

    somebody_says(rail, NEWS)
    assert ProcrastinateJob.objects.filter(task_name="group").count() == 1
    rail.state = "archive"
    rail.save()
    somebody_says(rail, NEWS)
    assert ProcrastinateJob.objects.filter(task_name="group").count() == 1


def test_the_number_of_questions_does_not_grow_with_what_comes(rail, django_assert_max_num_queries):
    arrives(rail, *(a_payload(rail, f"{NEWS} {'!' * place}", by=f"p{place}") for place in range(30)))
    items = list(Turn.objects.values_list("item_id", flat=True))
    with django_assert_max_num_queries(25):
        keeping.take(rail.workspace_id, items)
