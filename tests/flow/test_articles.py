"""House, articles: written, published, changed, restored, retired; proposals from what was answered three times."""

import re

import pytest
from api_client import api_as, page_of, send
from knowing_town import an_article, answered, worker_does
from town import a_workspace, an_account, an_agent, takes_back

from earful.knowledge import actions, repeating
from earful.knowledge.models import Article, Edition, Passage, Repeat
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
PAGE = "/house/articles/"
SAME = "Please hold the button at the back for ten seconds, then wait for the green light"


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def house(lea):
    return page_of(lea)


def text(client, address=PAGE):
    return " ".join(client.get(address).content.decode().split())


def test_an_article_is_written_published_changed_and_restored(house, lea):
    assert "Nothing is written down yet" in text(house)
    assert house.post(f"{PAGE}new/", {"language": "en", "title": "", "body": ""}).status_code == 422
    answer = house.post(f"{PAGE}new/", {"language": "en", "title": "Refunds", "body": "In five days."})
    article = Article.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{article.pk}/"
    assert "A draft: only the team reads it." in text(house, f"{PAGE}{article.pk}/")
    assert not Passage.objects.exists(), "a draft is not suggested"

    first = Edition.objects.get()
    house.post(f"{PAGE}editions/{first.pk}/publish/")
    assert Passage.objects.get().edition == first
    house.post(
        f"{PAGE}{article.pk}/write/?language=en",
        {"language": "en", "title": "Refunds", "body": "In three days.", "seen": 1},
    )
    second = Edition.objects.get(number=2)
    assert Passage.objects.get().edition == first, "what is published stays"
    house.post(f"{PAGE}editions/{second.pk}/publish/")
    assert Passage.objects.get().text == "In three days."
    assert "In five days." in text(house, f"{PAGE}editions/{first.pk}/"), "what it said stays readable"
    house.post(f"{PAGE}editions/{first.pk}/restore/")
    third = Edition.objects.get(number=3)
    assert (third.title, third.body) == (first.title, first.body)
    assert Passage.objects.get().edition == second, "nothing is published by itself"


def test_two_who_write_at_once_do_not_overwrite_each_other(house, lea):
    article = an_article(lea, "Refunds", "In five days.")
    actions.write(article, lea, "en", "Refunds", "A colleague's words.")
    mine = {"language": "en", "title": "Refunds", "body": "Mine.", "seen": 1}
    answer = house.post(f"{PAGE}{article.pk}/write/?language=en", mine)
    assert answer.status_code == 422
    assert "Somebody changed this text meanwhile." in answer.content.decode()
    assert "Mine." in answer.content.decode()
    assert Edition.objects.count() == 2


def test_languages_stand_beside_each_other(house, lea):
    article = an_article(lea, "Refunds", "In five days.", public=True)
    house.post(
        f"{PAGE}{article.pk}/write/", {"language": "DE", "title": "Erstattung", "body": "In fünf Tagen.", "seen": 0}
    )
    page = text(house, f"{PAGE}{article.pk}/")
    assert "Deutsch" in page
    assert "Edition 1 is published." in page
    assert "de (draft), en" in text(house)


def test_retired_and_back(house, lea):
    article = an_article(lea, "Refunds", "In five days.", public=True)
    house.post(f"{PAGE}{article.pk}/retire/")
    assert not Passage.objects.exists()
    edition = Edition.objects.get()
    house.post(f"{PAGE}editions/{edition.pk}/publish/")
    assert not Passage.objects.exists(), "nothing of a retired article is published"
    house.post(f"{PAGE}{article.pk}/back/")
    assert Passage.objects.get().edition == edition


def three_times(lea):
    rail = an_account(lea.workspace)
    told = [
        answered(lea, rail, "My box is dead", f"{SAME}{end}", by=f"guest{end}") for end in (".", ", thanks.", " again.")
    ]
    worker_does(lea.workspace_id)
    return rail, told


def test_what_was_answered_three_times_is_proposed_and_written(house, lea):
    _, told = three_times(lea)
    assert len(set(re.findall(r"/desk/all/\d+/", text(house)))) == 3
    assert "Nearly the same answer was written 3 times." in text(house)
    repeat = Repeat.objects.get()
    page = text(house, f"{PAGE}repeats/{repeat.pk}/write/")
    assert SAME in page
    house.post(f"{PAGE}repeats/{repeat.pk}/write/", {"language": "en", "title": "A dead box", "body": SAME})
    repeat.refresh_from_db()
    assert (repeat.state, repeat.article) == ("written", Article.objects.get())
    assert "Worth an article?" not in text(house)
    assert len(told) == 3


def test_what_was_declined_stays_declined(house, lea):
    rail, _ = three_times(lea)
    house.post(f"{PAGE}repeats/{Repeat.objects.get().pk}/decline/")
    answered(lea, rail, "Dead box here", f"{SAME} please.", by="late")
    worker_does(lea.workspace_id)
    assert Repeat.objects.get().state == "declined"
    assert Repeat.objects.get().answers.count() == 4
    with pytest.raises(actions.CannotKeep):
        repeating.decline(Repeat.objects.get(), lea)


def test_twice_is_not_enough_and_three_times_to_one_customer_neither(lea):
    rail = an_account(lea.workspace)
    for by in ("a", "b"):
        answered(lea, rail, "My box is dead", f"{SAME}.", by=by)
    answered(
        lea, rail, "And where is my parcel?", "It left this morning and should be with you by Friday evening.", by="c"
    )
    worker_does(lea.workspace_id)
    assert not Repeat.objects.exists()


def test_what_was_removed_is_shown_no_more(house, lea):
    rail, told = three_times(lea)
    takes_back(rail, told[0])
    assert "written 2 times" in text(house)


def test_agents_write_and_leads_decide(lea):
    ana = an_agent(lea.workspace, "ana", "Ana")
    three_times(lea)
    page = text(page_of(ana))
    assert "New article" in page
    assert "Worth an article?" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_little(house, lea, count, django_assert_num_queries):
    for number in range(count):
        an_article(lea, f"Refunds {number}", "Money.")
    house.get(PAGE)
    with django_assert_num_queries(10):
        house.get(PAGE)


def test_programs_write_and_publish(lea):
    client = api_as(lea)
    status, made = send(client, "POST", "articles", language="en", title="Refunds", body="In five days.")
    assert status == 201
    assert made["wordings"][0]["published"] is None
    edition = made["wordings"][0]["editions"][0]["id"]
    status, made = send(client, "POST", f"editions/{edition}/publish")
    assert made["wordings"][0]["published"] == 1
    status, _ = send(client, "PUT", f"articles/{made['id']}", language="english", title="Refunds", body="In five days.")
    assert status == 409
    assert send(client, "GET", "articles?words=five")[1][0]["id"] == made["id"]
    assert send(client, "GET", "articles?words=nine")[1] == []


def test_an_edition_is_never_changed_and_never_lost(house, lea):
    article = an_article(lea, "Refunds", "One.", public=True)
    said = ["One."]
    for words in ("Two.", "Three.", "Three.", "One."):
        actions.write(article, lea, "en", "Refunds", words)
        said += [words] if words != said[-1] else []
    assert [one.body for one in Edition.objects.order_by("number")] == said
    assert [one.number for one in Edition.objects.order_by("number")] == [1, 2, 3, 4]


def test_what_cannot_be_kept_is_told(lea):
    article = an_article(lea, "Refunds", "One.")
    for language, title, body in (
        ("en", "", "x"),
        ("en", "x", " "),
        ("e1", "x", "x"),
        ("en", "x" * 121, "x"),
        ("en", "x", "x" * 50_001),
    ):
        with pytest.raises(actions.CannotKeep):
            actions.write(article, lea, language, title, body)
    stranger = an_agent(a_workspace("Elsewhere"), "eve", "Eve", Role.OWNER)
    for act in (actions.retire, actions.bring_back):
        with pytest.raises(actions.CannotKeep):
            act(article, stranger)
    with pytest.raises(actions.CannotKeep):
        actions.publish(Edition.objects.get(), stranger)


def test_two_articles_of_one_title_have_two_addresses(lea):
    assert [an_article(lea, "Refunds", "One.").slug for _ in range(3)] == ["refunds", "refunds-2", "refunds-3"]
