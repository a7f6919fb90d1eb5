"""The public pages: everybody reads what is published of public articles, and nothing else, by whatever way they ask."""

import pytest
from api_client import page_of
from django.test import Client
from knowing_town import an_article
from town import a_workspace, an_agent

from earful.knowledge import actions
from earful.knowledge.models import Article, Edition
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
SECRET = "xylophone"  # stands in everything that nobody outside may read


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


def read(address: str, client: Client | None = None, **headers: str) -> tuple[int, str]:
    answer = (client or Client()).get(address, headers=headers, follow=True)
    return answer.status_code, " ".join(answer.content.decode().split())


def secrets(lea) -> list[Article]:
    """One of every sort of article that must not be seen, all with the word."""
    internal = an_article(lea, f"Internal {SECRET}", f"Call the {SECRET} line.")
    draft = an_article(lea, f"Draft {SECRET}", f"A {SECRET} draft.", public=True, published=False)
    retired = an_article(lea, f"Retired {SECRET}", f"An old {SECRET}.", public=True)
    actions.retire(retired, lea)
    closed = an_article(lea, f"Closed {SECRET}", f"A {SECRET} once open.", public=True)
    actions.settle(closed, lea, public=False, owner=None)
    down = an_article(lea, f"Down {SECRET}", f"A {SECRET} taken down.", public=True)
    actions.take_down(down.wordings.get(), lea)
    open_ = an_article(lea, "Open", "Everybody may read this trombone.", public=True)
    actions.write(open_, lea, "en", f"Open {SECRET}", f"A newer {SECRET} draft of what is open.")
    actions.write(open_, lea, "de", f"Offen {SECRET}", f"Ein {SECRET} Entwurf.")
    return [internal, draft, retired, closed, down, open_]


def test_nothing_of_what_is_not_public_is_seen_anywhere(lea):
    articles = secrets(lea)
    for client in (Client(), page_of(lea)):  # who is signed in does not matter here
        for address in (
            "/help/",
            "/help/?lang=de",
            "/help/?lang=xx",
            "/help/?q=trombone",
            "/help/?q=newer",
            "/help/?q=open",
        ):
            assert SECRET not in read(address, client)[1].replace("value=", "")
        for words in (SECRET, SECRET[:-1], "xylophnoe", f'"{SECRET}"', f"trombone OR {SECRET}", f"{SECRET}:*"):
            status, text = read(f"/help/?q={words}", client)
            assert status == 200
            assert "help-list" not in text or ("/help/open/en/" in text and text.count('<li><a href="/help/') == 1)
            assert "Internal" not in text
        for article in articles[:-1]:
            assert read(f"/help/{article.slug}/", client)[0] == 404
            for language in ("en", "de"):
                assert read(f"/help/{article.slug}/{language}/", client)[0] == 404
        assert read(f"/help/{articles[-1].slug}/de/", client)[0] == 404, "only in the language in which it is published"
        status, text = read(f"/help/{articles[-1].slug}/en/", client)
        assert status == 200
        assert "trombone" in text
        assert SECRET not in text


def test_numbers_lead_nowhere(lea):
    articles = secrets(lea)
    for article in articles:
        for pk in {article.pk, *Edition.objects.values_list("pk", flat=True)}:
            assert read(f"/help/{pk}/")[0] == 404
            assert read(f"/help/{pk}/en/")[0] == 404


def test_a_slip_is_not_mended_towards_a_secret(lea):
    secrets(lea)
    assert "instead" not in read("/help/?q=xylophon")[1]
    assert "This is what holds" not in read("/help/?q=xylophoen")[1]


def test_another_workspaces_articles_are_not_ours(lea):
    other = an_agent(a_workspace("Elsewhere"), "eve", "Eve", Role.OWNER)
    theirs = an_article(other, "Theirs", "Quite another brand.", public=True)
    assert "Theirs" not in read("/help/")[1]
    assert read(f"/help/{theirs.slug}/en/")[0] == 404
    assert "help-list" not in read("/help/?q=brand")[1]


def test_words_are_found_in_their_language_and_slips_too(lea):
    an_article(lea, "Refunds", "Your money comes back within five days.", public=True)
    german = an_article(lea, "Erstattungen", "Ihr Geld kommt in fünf Tagen zurück.", public=True, language="de")
    assert "/help/refunds/en/" in read("/help/?q=refund")[1]
    assert "/help/refunds/en/" in read("/help/?q=days")[1]
    status, text = read("/help/?q=refudns")
    assert status == 200
    assert "/help/refunds/en/" in text
    assert "This is what holds “refund”." in text
    assert f"/help/{german.slug}/de/" in read("/help/?lang=de&q=Erstattung")[1]
    assert "Nothing was found." in read("/help/?q=zeppelin")[1]


def test_odd_words_find_nothing_and_break_nothing(lea):
    an_article(lea, "Refunds", "Your money.", public=True)
    for words in ("'", "\\", "a'b\\c", "&|!()", "%00", "%00a", "x" * 5000, "<script>", "':*"):
        status, text = read(f"/help/?q={words.replace('&', '%26')}")
        assert status == 200
        assert "<script" not in text
    assert read("/help/%00/")[0] == 404
    assert read("/help/refunds/%00/")[0] == 404


def test_everybody_is_led_to_their_language(lea):
    article = an_article(lea, "Refunds", "Money.", public=True)
    an_article(lea, "Erstattungen", "Geld.", public=True, of=article, language="de")
    answer = Client().get("/help/refunds/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert answer.headers["Location"] == "/help/refunds/de/"
    assert "Accept-Language" in answer.headers["Vary"]
    assert Client().get("/help/refunds/", headers={"Accept-Language": "fr"}).headers["Location"] == "/help/refunds/en/"
    text = read("/help/refunds/de/")[1]
    assert '<html lang="de"' in text
    assert "English" in text


def test_what_is_public_may_be_kept_on_the_way(lea):
    article = an_article(lea, "Refunds", "Money.", public=True)
    for address in ("/help/", "/help/?lang=en", "/help/refunds/en/"):
        answer = page_of(lea).get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies
        assert "<script" not in answer.content.decode()
        again = Client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    edition = actions.write(article, lea, "en", "Refunds", "Money, sooner.")
    actions.publish(edition, lea)
    assert "sooner" in read("/help/refunds/en/", **{"If-None-Match": answer.headers["ETag"]})[1]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_little(lea, count, django_assert_num_queries):
    for number in range(count):
        an_article(lea, f"Refunds {number}", "Money.", public=True)
    client = Client()
    with django_assert_num_queries(3):
        client.get("/help/")
    with django_assert_num_queries(3):
        client.get("/help/?q=money")
    with django_assert_num_queries(2):
        client.get("/help/refunds-0/en/")
