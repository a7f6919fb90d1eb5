"""House, topics: naming with examples, proposals, merging, splitting, retiring, and undo; for leads, and to be read by all."""

from datetime import timedelta

import pytest
from api_client import page_of
from topic_town import said, topics_of, worker_does
from town import a_workspace, an_account, an_agent, somebody_says, takes_back

from earful import topics
from earful.conversations import sorting
from earful.insights import topics as figures
from earful.kit import clock
from earful.staff.rules import Role
from earful.triage.models import Topic
from earful.triage.topics import actions
from tests.unit.test_topic_rules import DELAYS, REFUNDS

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/house/topics/"


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


@pytest.fixture
def house(lea):
    return page_of(lea)


def text(client, address=PAGE, **more):
    return " ".join(client.get(address, more).content.decode().split())


def test_a_house_without_topics_says_what_they_are_for(house):
    page = text(house)
    assert "No topic is named yet" in page
    assert "Nothing new keeps coming up." in page
    assert "Week by week" not in page


def test_a_topic_is_named_with_own_words_and_messages(house, lea, rail):
    turn = somebody_says(rail, "Where is my refund? You charged me twice.", by="maria")
    found = house.post(f"{PAGE}new/", {"name": "Refunds", "words": "My money back", "find": "refund", "look": "1"})
    page = found.content.decode()
    assert found.status_code == 200
    assert 'value="Refunds"' in page
    assert "My money back" in page
    assert f'value="{turn.item_id}"' in page
    assert not Topic.objects.exists()

    answer = house.post(
        f"{PAGE}new/", {"name": "Refunds", "words": "My money back\n\n I want it back ", "item": turn.item_id}
    )
    assert answer.headers["Location"] == PAGE
    topic = Topic.objects.get()
    assert {example.text for example in topic.examples.all()} == {"My money back", "I want it back", ""}
    assert "2 new examples are being read." in text(house)
    page = text(house, f"{PAGE}{topic.pk}/")
    assert "Being read." in page
    assert "charged me twice" in page
    worker_does()
    assert "being read" not in text(house)
    assert topics_of(turn) == ["Refunds"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "", "words": "x"}, "Give the topic a name."),
        ({"name": "Refunds", "words": ""}, "at least one example"),
        ({"name": "Refunds", "words": "\n".join(f"word {n}" for n in range(40))}, "thirty examples at once"),
        ({"name": "Refunds", "words": "", "item": "999999999"}, "at least one example"),
        ({"name": "N" * 61, "words": "x"}, "60"),
    ],
)
def test_what_is_wrong_is_said(house, sent, told):
    answer = house.post(f"{PAGE}new/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_examples_come_and_go(house, lea, rail):
    topic = actions.name(lea, "Refunds", "", ["My money back"])
    turn = somebody_says(rail, "Where is my refund?", by="maria")
    assert f'value="{turn.item_id}"' in text(house, f"{PAGE}{topic.pk}/", find="refund")
    assert "No message says “suitcase”." in text(house, f"{PAGE}{topic.pk}/", find="suitcase")
    house.post(f"{PAGE}{topic.pk}/examples/", {"item": turn.item_id, "words": ""})
    assert f'value="{turn.item_id}"' not in text(house, f"{PAGE}{topic.pk}/", find="refund"), "it is one already"
    (example,) = topic.examples.filter(item=turn.item_id)
    house.post(f"{PAGE}examples/{example.pk}/off/")
    assert topic.examples.count() == 1
    house.post(f"{PAGE}{topic.pk}/rename/", {"name": "Money back", "hint": "All of it"})
    page = text(house, f"{PAGE}{topic.pk}/")
    assert "Money back" in page
    assert "All of it" in page
    assert house.post(f"{PAGE}{topic.pk}/rename/", {"name": ""}).status_code == 422


def test_a_proposal_is_renamed_and_used_and_another_declined(house, lea, rail):
    money = said(rail, "My refund for the ticket is missing", 9, REFUNDS)
    said(rail, "Why so late, this train", 9, DELAYS, 2)
    said(rail, "Hello there", 40, None, 3)
    house.post(f"{PAGE}look/")
    assert "Earful is looking." in text(house)
    worker_does()
    page = text(house)
    assert "found in 9 messages" in page
    assert "My refund for the ticket is missing" in page
    one = Topic.objects.get(name__icontains="refund")
    (other,) = Topic.objects.exclude(pk=one.pk)
    assert "Refunds” is a topic now" in text_after(house, f"{PAGE}{one.pk}/use/", name="Refunds")
    assert "is not proposed again" in text_after(house, f"{PAGE}{other.pk}/decline/")
    worker_does()
    assert topics_of(money[4]) == ["Refunds"]
    assert "declined" in text(house)
    text_after(house, f"{PAGE}{other.pk}/back/")
    assert "found in 9 messages" in text(house)
    assert "was changed meanwhile" in text_after(house, f"{PAGE}{one.pk}/use/", name="Twice")


def text_after(client, address, **sent):
    return " ".join(client.post(address, sent, follow=True).content.decode().split())


def test_merge_split_retire_and_undo(house, lea, rail):
    money, late = said(rail, "Refund of my ticket?", 8, REFUNDS, 1), said(rail, "Why so late, train?", 8, DELAYS, 2)
    both = actions.name(lea, "Everything", "", (), [turn.item for turn in (*money, *late)])
    other = actions.name(lea, "Bar", "", ["Is the bar open?"])
    topics.change(lea.workspace_id, lambda: None)
    worker_does()
    house.post(f"{PAGE}{both.pk}/parts/")
    assert "looking whether it falls into parts" in text(house, f"{PAGE}{both.pk}/")
    worker_does()
    page = text(house, f"{PAGE}{both.pk}/")
    assert "It falls into 2 parts" in page
    assert "Nothing has changed yet." in page
    parts = list(both.parts.all())
    assert house.get(f"{PAGE}{parts[0].pk}/").headers["Location"] == f"{PAGE}{both.pk}/"

    same = {f"part-{part.pk}": "Same" for part in parts}
    assert "There is a topic of this name already." in text_after(house, f"{PAGE}{both.pk}/split/", **same)
    both.refresh_from_db()
    assert both.state == "in_use", "all of it or nothing"
    names = {f"part-{part.pk}": f"Part {number}" for number, part in enumerate(parts, start=1)}
    assert "is split into 2 topics" in text_after(house, f"{PAGE}{both.pk}/split/", **names)
    assert "“Everything” is back." in text_after(house, f"{PAGE}{both.pk}/back/")
    assert "is part of “Everything” now" in text_after(house, f"{PAGE}{both.pk}/merge/", other=other.pk)
    assert "merged into Everything" in text(house)
    text_after(house, f"{PAGE}{other.pk}/back/")
    text_after(house, f"{PAGE}{other.pk}/retire/")
    assert house.get(f"{PAGE}{other.pk}/").headers["Location"] == PAGE
    assert "Choose the topic" in text_after(house, f"{PAGE}{both.pk}/merge/", other="x")


def test_week_by_week_with_what_is_open(house, lea, rail):
    topic = actions.name(lea, "Refunds", "", ["My money back"])
    now = clock.now()
    turns = [
        somebody_says(rail, f"Where is my refund {weeks}?", by=f"guest{weeks}", at=now - timedelta(weeks=weeks))
        for weeks in (0, 1, 1, 20)
    ]
    for turn in turns:
        sorting.put_under(turn, lea, topic, holds=True)
    takes_back(rail, turns[1])
    weeks = figures.weeks(lea.workspace, now).rows[topic.pk]
    assert [each.count for each in weeks] == [1, 1, 0, 0, 0, 0], "what was removed is not counted"
    assert [each.open for each in weeks][:2] == [1, 1]
    assert figures.lately(lea.workspace_id)[topic.pk].count == 2
    assert "Last week" in text(house)


def test_everybody_reads_and_nobody_but_leads_changes(lea, rail):
    topic = actions.name(lea, "Refunds", "", ["My money back"])
    vi = page_of(an_agent(lea.workspace, "vi", "Vi", Role.VIEWER))
    for address in (PAGE, f"{PAGE}{topic.pk}/"):
        page = vi.get(address)
        assert page.status_code == 200
        assert "Refunds" in page.content.decode()
        assert "New topic" not in page.content.decode()
        assert "Retire" not in page.content.decode()
