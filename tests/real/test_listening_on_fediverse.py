"""Listening by name on real servers of the fediverse: a hashtag that names nobody's account brings a post to the desk.

Not run by default: `pytest tests/real/test_listening_on_fediverse.py`.
"""

import re
import time

import pytest
from desk_window import Window
from fediverse_customer import Customer, words
from fediverse_desk import BRAND, Fediverse, number
from fediverse_network import LOOPBACK
from town_and_desk import waits_for

pytestmark = pytest.mark.allow_hosts(LOOPBACK)


def listens(window: Window, name: str, text: str) -> None:
    window.go("/house/listening/new/")
    window.page.get_by_label("Name", exact=True).fill(name)
    window.page.get_by_label("What to listen for").fill(text)
    window.page.get_by_role("button", name="Keep it").click()
    window.sees("is kept.")


def switch(window: Window, way: str) -> None:
    """Unless an earlier story has done so."""
    window.go("/house/listening/")
    button = window.page.get_by_role("button", name=re.compile(f"Switch on: Mastodon, {BRAND}.*, {way}"))
    if button.count():
        button.click()
        window.sees("Earful listens to Mastodon now.")


def came(brand: Fediverse, text: str) -> list[tuple[str, str]]:
    return brand.ask("select why, text from conversations_turn where text like %s order by id", f"%{text}%")


def follows(reader: Customer, writer: Customer, mark: int) -> None:
    """The two servers hand each other their names first, which takes some seconds; what is said before is not handed on."""
    [found] = reader.ask("GET", "v2/search", params={"q": f"@{writer.handle}", "resolve": "true"})["accounts"]
    reader.ask("POST", f"v1/accounts/{found['id']}/follow")
    for number_ in range(20):
        writer.post(f"hello {mark}.{number_}")
        time.sleep(5)
        if any(f"hello {mark}." in words(one) for one in reader.at_home()):
            return
    raise AssertionError("The two servers do not hear each other.")


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_hashtag_brings_what_names_nobody(brand: Fediverse, window: Window, who: str) -> None:
    """alice is on the brand's own server; of bob's posts that server hears because somebody there follows him."""
    mark = number()
    tag = f"zorblax{mark}"
    if who == "bob":
        follows(brand.people["alice"], brand.people["bob"], mark)
    listens(window, f"Kettles {tag}", tag)
    before = brand.people[who].post(f"my kettle hums {mark} #{tag}")
    switch(window, "Hashtags")
    waits_for(lambda: came(brand, f"my kettle hums {mark}"), "what was said before is looked back for", 120)
    assert [why for why, _ in came(brand, f"my kettle hums {mark}")] == ["found"]
    assert before["visibility"] == "public"

    brand.people[who].post(f"and now it whistles {mark} #{tag}")
    brand.people[who].post(f"another kettle whistles {mark} #kettles")
    waits_for(lambda: came(brand, f"now it whistles {mark}"), "what is said since", 150)
    assert came(brand, f"another kettle whistles {mark}") == []
    window.desk_of("all")
    window.opens(f"now it whistles {mark}")
    window.sees("Found by:")
    window.sees(f"Kettles {tag}")


def test_what_names_the_brand_as_well_is_one_item(brand: Fediverse, window: Window) -> None:
    mark = number()
    tag = f"zorblax{mark}"
    listens(window, f"Kettles {tag}", tag)
    switch(window, "Hashtags")
    brand.people["alice"].post(f"{BRAND} it leaks {mark} #{tag}")
    waits_for(lambda: came(brand, f"it leaks {mark}"), "the mention")
    key = f"tag:{tag}"
    asked = "select places -> %s is not null from listening_source where way = 'tags'"
    waits_for(lambda: brand.ask(asked, key)[0][0], "the hashtag is read too", 150)
    rows = brand.ask("select external_id, version from intake_item where raw::text like %s", f"%it leaks {mark}%")
    assert len(rows) == 1
    assert [why for why, _ in came(brand, f"it leaks {mark}")] == ["mention"]


def test_a_search_that_is_not_offered_says_so(brand: Fediverse, window: Window) -> None:
    """snac2 finds people and hashtags and no posts, and says nothing of it: what it answers is read as it is."""
    switch(window, "The network's own search")
    heard = "select heard_at is not null, trouble from listening_source where way = 'search'"
    waits_for(lambda: any(brand.ask(heard)[0]), "it was asked", 120)
    window.go("/house/listening/")
    window.sees("Many servers search little, or nothing.")
