"""The left and the middle of the desk: views, counts, rows, search, paging, and lists that prove they are empty."""

import base64
import json
from datetime import timedelta

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, everyone, somebody_says

from earful.conversations import actions
from earful.conversations import queries as matters
from earful.conversations.models import Outcome
from earful.kit import clock
from earful.queues import actions as queues
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def signed_in(agent):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def desk(ana):
    return signed_in(ana)


def test_a_question_stands_in_the_list_with_who_what_and_why(rail, desk):
    asked = somebody_says(rail, "Where is my train?", by="maria", name="Maria López")
    words = desk.get("/desk/needs/").content.decode()
    assert "Maria López" in words
    assert "Where is my train?" in words
    assert "Northwind Rail" in words
    assert f'href="/desk/needs/{asked.conversation_id}/"' in words


def test_the_front_door_leads_to_what_needs_an_answer(desk):
    assert desk.get("/").headers["Location"] == "/desk/needs/"
    assert desk.get("/desk/").headers["Location"] == "/desk/needs/"
    assert desk.get("/desk/nothing/").status_code == 404


def test_each_view_holds_its_own(ana, rail, desk):
    open_one = somebody_says(rail, "Is the first train late?", by="a", name="Nobody Has Me").conversation
    mine = somebody_says(rail, "Is the second train late?", by="b", name="Ana Has Me").conversation
    queues.assign(mine, ana, ana)
    done = somebody_says(rail, "Is the third train late?", by="c", name="Done With Me").conversation
    actions.end(done, ana, Outcome.ANSWERED)

    def rows(view):
        return {row.pk for row in desk.get(f"/desk/{view}/").context["rows"]}

    assert rows("needs") == {open_one.pk, mine.pk}
    assert rows("mine") == {mine.pk}
    assert rows("unassigned") == {open_one.pk}
    assert rows("waiting") == set()
    assert rows("all") == {open_one.pk, mine.pk, done.pk}


def test_the_rail_counts_what_the_views_hold(ana, rail, desk):
    for number in range(3):
        somebody_says(rail, "Is it late?", by=f"person{number}")
    counts = {link.key: link.count for link in desk.get("/desk/needs/").context["views"]}
    assert counts == {"n": "3", "m": "0", "u": "3", "w": "0", "s": "0", "a": None}


@pytest.mark.parametrize(
    ("minutes", "word"), [(5, "waits"), (100, "due soon"), (200, "late")], ids=["in time", "soon", "past the promise"]
)
def test_a_wait_is_told_by_a_word_and_not_only_by_colour(rail, desk, minutes, word):
    somebody_says(rail, "Where is it?", at=clock.now() - timedelta(minutes=minutes))
    row = desk.get("/desk/needs/").context["rows"][0]
    assert row.wait_words == word
    page = desk.get("/desk/needs/").content.decode()
    assert (f">{word}</span> <time" in page and 'class="row-wait" title="' in page) is (word != "waits")


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("umbrella", True),
        ("maria", True),
        ("@maria", True),
        ("lópez", True),
        ("tag:lost", True),
        ("lost", True),
        ("zeppelin", False),
    ],
)
def test_search_looks_in_text_people_and_tags(ana, rail, desk, words, finds):
    asked = somebody_says(rail, "I left my umbrella on the 08:14", by="maria", name="Maria López")
    actions.tag(asked.conversation, ana, "lost")
    somebody_says(rail, "Is the bakery open?", by="jo", name="Jo Field")
    found = [row.pk for row in desk.get("/desk/all/", {"q": words}).context["rows"]]
    assert found == ([asked.conversation_id] if finds else [])


def test_a_search_that_finds_nothing_says_so(rail, desk):
    assert "Nothing found" in desk.get("/desk/all/?q=zeppelin").content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(rail, desk):
    asked = [somebody_says(rail, f"Is train {n} late?", by=f"person{n}").conversation_id for n in range(53)]
    first = desk.get("/desk/needs/")
    second = desk.get("/desk/needs/" + first.context["next_address"], headers={**PART, "HX-Target": "more"})
    seen = [row.pk for row in first.context["rows"]] + [row.pk for row in second.context["rows"]]
    assert len(first.context["rows"]) == matters.PAGE
    assert sorted(seen) == sorted(asked)
    assert second.context["next_address"] == ""


def test_a_mark_somebody_made_up_shows_the_first_page(rail, desk):
    somebody_says(rail, "Is it late?")
    assert len(desk.get("/desk/needs/?after=nonsense").context["rows"]) == 1


def test_an_empty_list_proves_that_everyone_was_heard(rail, desk):
    page = desk.get("/desk/needs/").content.decode()
    assert "Everyone has been heard." in page
    assert "Last checked now." in page


def test_without_accounts_the_desk_says_what_to_do(desk):
    assert "No account is connected yet" in desk.get("/desk/needs/").content.decode()


def test_parts_come_alone_and_the_whole_has_both(rail, desk):
    pk = somebody_says(rail, "Is it late?").conversation_id
    whole = desk.get(f"/desk/needs/{pk}/").content.decode()
    rows = desk.get("/desk/needs/", headers={**PART, "HX-Target": "list"}).content.decode()
    talk = desk.get(f"/desk/needs/{pk}/", headers={**PART, "HX-Target": "talk"}).content.decode()
    assert '<section id="list"' in whole
    assert '<section id="talk"' in whole
    assert "<html" not in rows
    assert '<section id="talk"' not in rows
    assert "data-also" in rows  # the rail comes along, so that its counts stay true
    assert '<section id="list"' not in talk


def test_nothing_of_another_workspace_is_seen(rail, desk):
    other = an_account(a_workspace("Lumenloop"), "lumenloop", "Lumenloop")
    theirs = somebody_says(other, "A secret of theirs?").conversation_id
    assert "A secret of theirs" not in desk.get("/desk/all/").content.decode()
    assert desk.get("/desk/all/?q=secret").context["rows"] == []
    assert desk.get(f"/desk/all/{theirs}/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in():
    page = Client().get("/desk/needs/")
    part = Client().get("/desk/needs/", headers=PART)
    assert page.status_code == 302
    assert page.headers["Location"].endswith("?next=/desk/needs/")
    assert part.status_code == 401
    assert "HX-Redirect" in part.headers


def test_everyone_who_works_here_may_read():
    home = a_workspace()
    for role, person in everyone(home).items():
        assert signed_in(person).get("/desk/needs/").status_code == 200, role
    gone = an_agent(home, role=Role.LEAD)
    gone.is_active = False
    gone.save()
    assert signed_in(gone).get("/desk/needs/").status_code == 302


def test_pages_run_no_script_and_no_style_of_their_own(ana, rail, desk):
    pk = somebody_says(rail, "Is it late? <script>alert(1)</script> <b style='x'>", pictures=1).conversation_id
    actions.leave_note(somebody_says(rail, "x?").conversation, ana, "<script>1</script>")
    for address in ("/desk/needs/", f"/desk/needs/{pk}/"):
        page = desk.get(address).content.decode()
        assert "<script>" not in page
        assert ' style="' not in page
        assert ' onclick="' not in page


def test_the_page_says_where_it_hears_of_changes(ana, desk):
    from django.core import signing

    page = desk.get("/desk/needs/").content.decode()
    address = page.split('name="earful-live" content="')[1].split('"')[0]
    token = address.split("topics=")[1].replace("%3A", ":")
    told = signing.loads(token, salt="earful.live", max_age=60)
    topics = ["conversation", "account", "ledger", "presence", f"notice:{ana.pk}"]  # one's own notices, nobody else's
    assert told == {"w": ana.workspace_id, "a": ana.pk, "topics": topics}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", [["x", "y", "z"], [1, "no date", 3], ["no date", 4], [9**40, "2026-01-01", 9**40], [[]]]
)
@pytest.mark.parametrize("view", ["needs", "all"])
def test_a_made_up_mark_begins_at_the_beginning(key, view):
    client = signed_in(an_agent(a_workspace()))
    mark = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    assert client.get(f"/desk/{view}/?after={mark}").status_code == 200
