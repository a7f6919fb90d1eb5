"""A workspace names its own topics; items get them; what people say stands; what was removed is forgotten."""

import pytest
from topic_town import means, said, topics_of, with_topic, worker_does
from town import a_workspace, an_account, an_agent, edits, somebody_says, takes_back

from earful import flow, topics, upkeep
from earful.conversations import sorting
from earful.conversations.history import What
from earful.conversations.models import Event
from earful.staff.rules import Role
from earful.triage.models import ItemTopic, Meaning, Topic, TopicExample
from earful.triage.topics import actions, proposing, queries, rules
from earful.triage.topics.actions import CannotSort
from tests.unit.test_topic_rules import DELAYS, REFUNDS

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "Where is my refund? I was charged twice and nobody answers me."


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def change(agent, act):
    done = topics.change(agent.workspace_id, act)
    worker_does()
    return done


def named(agent, name="Refunds", words=(), turns=()):
    items = [turn.item for turn in turns]
    return change(agent, lambda: actions.name(agent, name, "", words, items))


# --- a topic is named, and items get it ---------------------------------------------------------------------------


def test_a_named_topic_is_given_to_what_came_and_to_what_comes(lea, rail):
    before = somebody_says(rail, ASKED, by="kim")
    other = means([somebody_says(rail, "Is the bar open today?", by="bo")])[0]
    example = somebody_says(rail, ASKED, by="maria")
    named(lea, turns=[example])
    assert topics_of(before) == ["Refunds"], "the last month is fitted again"
    assert topics_of(other) == []
    assert topics_of(somebody_says(rail, ASKED, by="tomas")) == ["Refunds"]
    row = ItemTopic.objects.get(item=before.item_id)
    assert row.by is None
    assert 0.5 < row.p < 1


def test_own_words_are_read_by_a_worker(lea, rail):
    topic = topics.change(lea.workspace_id, lambda: actions.name(lea, "Refunds", "", [ASKED]))
    assert not queries.are_read(lea.workspace_id)
    assert topics_of(somebody_says(rail, ASKED, by="early")) == []
    worker_does()
    assert queries.are_read(lea.workspace_id)
    assert topic.examples.get().text == ASKED
    later = somebody_says(rail, ASKED, by="late")
    assert topics_of(later) == ["Refunds"]


def test_examples_are_read_again_after_the_encoder_changed(lea, rail):
    topic = named(lea, words=["a refund that never comes"], turns=[somebody_says(rail, ASKED)])
    Meaning.objects.all().delete()
    TopicExample.objects.update(vector=None)  # as the migration of a new encoder leaves it
    upkeep.mend(timestamp=0)
    worker_does()
    assert all(bytes(example.vector) for example in topic.examples.all())
    assert topics.left_unread() == []
    assert topics_of(somebody_says(rail, ASKED, by="late")) == ["Refunds"]


def test_an_example_that_was_only_glanced_at_is_read_too(lea, rail):
    turn = somebody_says(rail, ASKED)
    Meaning.objects.all().delete()
    topic = named(lea, turns=[turn])
    assert bytes(topic.examples.get().vector)


def test_replaying_renews_and_doubles_nothing(lea, rail):
    turn = somebody_says(rail, ASKED)
    named(lea, turns=[turn])
    for _ in range(2):
        flow.understand(turn.item_id)
    assert ItemTopic.objects.filter(item=turn.item_id).count() == 1


def test_many_items_are_fitted_again_in_parts(lea, rail, monkeypatch):
    monkeypatch.setattr(topics, "PART", 4)
    turns = said(rail, "My money?", 9, REFUNDS)
    said(rail, "Hello?", 60, None, seed=2)
    topic = named(lea, turns=turns[:5])
    assert with_topic(topic) == 9


# --- what a person says stands --------------------------------------------------------------------------------------


def test_what_a_person_says_is_not_overruled(lea, rail):
    turn = somebody_says(rail, ASKED)
    refunds, delays = named(lea, turns=[turn]), named(lea, "Delays", ["My train is late again."])
    sorting.put_under(turn, lea, refunds, holds=False)
    sorting.put_under(turn, lea, delays, holds=True)
    assert topics_of(turn) == ["Delays"]
    flow.understand(turn.item_id)
    topics.again(lea.workspace_id)
    worker_does()
    assert topics_of(turn) == ["Delays"]
    events = Event.objects.filter(conversation=turn.conversation_id, what=What.TOPIC).order_by("id")
    assert [(e.details["name"], e.details["holds"]) for e in events] == [("Refunds", False), ("Delays", True)]


def test_a_persons_word_goes_along_with_an_edit(lea, rail):
    turn = somebody_says(rail, ASKED)
    topic = named(lea, "Delays", ["My train is late again."])
    sorting.put_under(turn, lea, topic, holds=True)
    edits(rail, turn, "Where is my refund? I was charged twice, last Monday.")
    assert topics_of(turn) == ["Delays"]


def test_what_a_person_corrects_is_learned(lea, rail):
    turn, like = somebody_says(rail, ASKED), somebody_says(rail, ASKED, by="kim")
    topic = named(lea, "Money", ["A ticket costs too much."])
    sorting.put_under(turn, lea, topic, holds=True)
    assert topic.examples.filter(item=turn.item_id, by=lea).exists()
    flow.understand(like.item_id)
    assert topics_of(like) == ["Money"]
    sorting.put_under(turn, lea, topic, holds=False)
    assert not topic.examples.filter(item=turn.item_id).exists()


def test_no_item_has_more_than_three_topics(lea, rail):
    turn = somebody_says(rail, ASKED)
    four = [named(lea, f"Topic {number}", [f"Word {number}"]) for number in range(4)]
    for topic in four[:3]:
        sorting.put_under(turn, lea, topic, holds=True)
    with pytest.raises(CannotSort):
        sorting.put_under(turn, lea, four[3], holds=True)
    assert len(topics_of(turn)) == 3


def test_our_own_words_and_removed_ones_have_no_topic(lea, rail):
    turn, topic = somebody_says(rail, ASKED), named(lea, words=["My money back."])
    takes_back(rail, turn)
    with pytest.raises(sorting.CannotDo):
        sorting.put_under(turn, lea, topic, holds=True)


# --- changing topics ------------------------------------------------------------------------------------------------


def test_names_are_wanted_and_taken_once(lea):
    named(lea, words=["My money back."])
    for wrong in ("", "  \0 ", "refunds"):
        with pytest.raises(CannotSort):
            actions.name(lea, wrong, "", ["Another"])
    with pytest.raises(CannotSort):
        actions.name(lea, "Nothing to learn from", "", ["", " "])
    elsewhere = an_agent(a_workspace("Elsewhere"), role=Role.LEAD)
    assert actions.name(elsewhere, "Refunds", "", ["Money"]).pk


def test_merging_moves_everything_and_can_be_undone_in_turn(lea, rail):
    mine, yours, theirs = (said(rail, word, 6, about, seed) for word, about, seed in (("Money?", REFUNDS, 1), ("Late?", DELAYS, 2), ("Bar?", None, 3)))  # fmt: skip
    one, two, three = (named(lea, name, turns=turns) for name, turns in (("A", mine), ("B", yours), ("C", theirs[:1])))
    sorting.put_under(mine[0], lea, one, holds=True)
    held = with_topic(two)

    change(lea, lambda: actions.merge(two, one, lea))
    assert topics_of(mine[0]) == ["B"]
    assert two.examples.count() == 12
    change(lea, lambda: actions.merge(three, two, lea))
    assert topics_of(mine[0]) == ["C"]
    with pytest.raises(CannotSort):
        actions.bring_back(one, lea)

    change(lea, lambda: actions.bring_back(two, lea))
    change(lea, lambda: actions.bring_back(one, lea))
    assert topics_of(mine[0]) == ["A"]
    assert (one.examples.count(), two.examples.count(), three.examples.count()) == (6, 6, 1)
    assert with_topic(two) == held
    assert topics_of(yours[1]) == ["B"]


def test_a_retired_topic_is_on_nothing_and_comes_back(lea, rail):
    turn = somebody_says(rail, ASKED)
    topic = named(lea, turns=[turn])
    change(lea, lambda: actions.retire(topic, lea))
    assert topics_of(turn) == []
    assert topics_of(somebody_says(rail, ASKED, by="kim")) == []
    change(lea, lambda: actions.bring_back(topic, lea))
    assert topics_of(turn) == ["Refunds"]


def test_a_topic_is_split_as_it_was_shown_and_made_whole_again(lea, rail):
    money, late = said(rail, "Refund of my ticket?", 8, REFUNDS, 1), said(rail, "Why so late, train?", 8, DELAYS, 2)
    said(rail, "Hello?", 25, None, 3)
    topic = named(lea, "Everything", turns=[*money, *late])
    sorting.put_under(money[0], lea, topic, holds=True)
    topics.look_for_parts(topic)
    worker_does()
    parts = list(topic.parts.filter(state=Topic.State.PROPOSED))
    assert len(parts) == 2
    assert topics_of(money[1]) == ["Everything"], "nothing has changed yet"

    names = {part.pk: "Money" if part.examples.filter(item=money[1].item_id).exists() else "Late" for part in parts}
    change(lea, lambda: actions.split(topic, lea, names))
    assert (topics_of(money[0]), topics_of(late[0])) == (["Money"], ["Late"])
    change(lea, lambda: actions.bring_back(topic, lea))
    assert (topics_of(money[0]), topics_of(late[0])) == (["Everything"], ["Everything"])
    assert [t.name for t in queries.in_use(lea.workspace_id)] == ["Everything"]


def test_what_is_of_one_piece_is_not_split(lea, rail):
    topic = named(lea, turns=[somebody_says(rail, ASKED)])
    topics.look_for_parts(topic)
    worker_does()
    topic.refresh_from_db()
    assert topic.whole
    with pytest.raises(CannotSort):
        actions.split(topic, lea, {})


# --- proposals ------------------------------------------------------------------------------------------------------


def a_stream(rail):
    return said(rail, "My refund for the ticket is missing", 9, REFUNDS), said(rail, "Hello there", 40, None, 2)


def proposals(lea):
    topics.look(lea.workspace_id)
    worker_does()
    return list(Topic.objects.filter(workspace=lea.workspace_id, state=Topic.State.PROPOSED))


def test_what_keeps_coming_up_is_proposed_and_used(lea, rail):
    money, _hello = a_stream(rail)
    (found,) = proposals(lea)
    assert found.size == 9
    assert "refund" in found.name.lower()
    assert "guest" not in found.name.lower()
    assert [p.pk for p in proposals(lea)] == [found.pk], "what is found again stays as it is"
    change(lea, lambda: actions.use(found, lea, "Refunds"))
    assert topics_of(money[3]) == ["Refunds"]
    assert proposals(lea) == []


def test_what_was_declined_is_not_proposed_again_while_it_is_the_same(lea, rail):
    a_stream(rail)
    (found,) = proposals(lea)
    actions.decline(found, lea)
    assert proposals(lea) == []
    said(rail, "My refund for the ticket is missing", 4, REFUNDS, 5)
    assert proposals(lea) == []
    said(rail, "Why so late, this train", 9, DELAYS, 6)
    (other,) = proposals(lea)
    assert "late" in other.name.lower() or "train" in other.name.lower()


def test_what_is_gone_from_the_stream_is_not_proposed_any_more(lea, rail):
    money, _hello = a_stream(rail)
    assert proposals(lea)
    for turn in money:
        takes_back(rail, turn)
    assert not TopicExample.objects.filter(item__in=[turn.item_id for turn in money]).exists()
    assert proposals(lea) == []


def test_what_is_removed_while_it_is_looked_at_is_no_example(lea, rail):
    money, _hello = a_stream(rail)
    meanings = rules.unpacked(
        list(Meaning.objects.filter(item__in=[t.item_id for t in money]).values_list("vector", flat=True))
    )
    found = proposing.Proposal("Refund", tuple(turn.item_id for turn in money), meanings)
    takes_back(rail, money[0])
    (topic,) = proposing.propose(lea.workspace_id, [found], meanings)
    assert set(topic.examples.values_list("item", flat=True)) == {turn.item_id for turn in money[1:]}


# --- deletion, and other houses -------------------------------------------------------------------------------------


def test_deletion_travels(lea, rail):
    turn, other = somebody_says(rail, ASKED), somebody_says(rail, "My train is late, why?", by="kim")
    topic = named(lea, turns=[turn, other])
    version = Topic.objects.get(pk=topic.pk).version
    takes_back(rail, turn)
    assert not Meaning.objects.filter(item=turn.item_id).exists()
    assert [example.item_id for example in topic.examples.all()] == [other.item_id]
    assert Topic.objects.get(pk=topic.pk).version > version, "what was learned from it is learned anew"
    edited = somebody_says(rail, ASKED, by="lou")
    change(lea, lambda: actions.exemplify(topic, lea, items=[edited.item]))
    edits(rail, edited, "Never mind, where is my bag?")
    takes_back(rail, edited)
    assert topic.examples.count() == 1


def test_two_houses_do_not_see_each_other(lea, rail):
    bea = an_agent(a_workspace("Elsewhere"), "bea", "Bea Else", Role.LEAD)
    elsewhere = an_account(bea.workspace, "else", "Else Air")
    ours, theirs = somebody_says(rail, ASKED), somebody_says(elsewhere, ASKED)
    topic = named(lea, turns=[ours])
    worker_does()
    flow.understand(theirs.item_id)
    assert (topics_of(ours), topics_of(theirs)) == (["Refunds"], [])
    for act in (
        lambda: actions.retire(topic, bea),
        lambda: actions.rename(topic, bea, "Mine", ""),
        lambda: sorting.put_under(theirs, bea, topic, holds=True),
    ):
        with pytest.raises(CannotSort):
            act()
