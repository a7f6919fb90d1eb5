"""What happens elsewhere appears by itself, and takes nothing away from whoever is at work."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody

SETTLED = 2.0  # seconds in which something said is sure to be heard and placed
LONG = "We left at seven, changed twice, waited on the bridge and then in the hall, and nobody could tell us more. "


def place(page: Page) -> dict[str, object]:
    """Where somebody is on the page: what they wrote, where the caret is, how far they have read."""
    return page.evaluate(
        """() => {
          const at = document.activeElement;
          return {same: window.marked, focus: at.id, caret: at.selectionStart, text: at.value,
                  read: document.getElementById("thread").scrollTop};
        }"""
    )


def settle_down(page: Page, words: str) -> dict[str, object]:
    """Half an answer is written, the thread is half read, the caret stands in the middle."""
    at.text(page).fill(words)
    page.evaluate(
        """() => {
          window.marked = "the same page";
          document.getElementById("text").setSelectionRange(4, 4);
          document.getElementById("thread").scrollTop = 120;
        }"""
    )
    return place(page)


@pytest.mark.usefixtures("alone")
def test_nothing_is_lost_when_something_arrives(town: Town, visit: Visit) -> None:
    mira, noor = somebody("Mira Holm"), somebody("Noor Salem")
    asked = town.say(mira, f"Why was the 9:02 cancelled? {LONG * 3}")
    for number in range(4):
        town.say(mira, f"And then, part {number}: {LONG * 3}", asked)
    page = visit()
    at.show(page, mira)
    expect(at.turn(page, "part 3")).to_be_visible()
    before, waiting = settle_down(page, "We are looking into it"), at.count(page, "needs")
    assert before["read"] == 120

    at.row(page, mira).hover()
    town.say(noor, "Do you sell day tickets for dogs?")
    at.counts_to(page, "needs", waiting + 1)
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    expect(at.row(page, noor)).to_have_count(0)  # nothing moves under somebody's hand
    at.text(page).hover()
    expect(at.row(page, noor)).to_have_count(1)
    assert place(page) == before

    town.say(mira, "I forgot: is there a refund?", asked)
    expect(at.turn(page, "is there a refund")).to_have_count(1)
    assert place(page) == before
    expect(page.get_by_role("button", name="New below")).to_be_visible()
    page.get_by_role("button", name="New below").click()
    expect(at.turn(page, "is there a refund")).to_be_in_viewport()


@pytest.mark.usefixtures("alone")
def test_the_list_stays_where_it_was_read(town: Town, visit: Visit) -> None:
    people = [somebody("Row Reader") for _ in range(14)]
    for number, person in enumerate(people):
        town.say(person, f"When does platform {number} open?")
    page = visit(viewport={"width": 1440, "height": 500})
    page.goto("/desk/needs/")
    expect(page.locator("#row-list .row").filter(has_text="Row Reader")).to_have_count(len(people))
    page.locator("#rows").evaluate("rows => { rows.scrollTop = 200; window.marked = true; }")
    seen = at.row(page, people[7]).bounding_box()
    urgent = somebody("Quinn Ash")
    town.say(urgent, "Help, there is smoke in the coach and the doors do not open, this is an emergency!")
    expect(at.row(page, urgent)).to_have_count(1)
    assert page.evaluate("window.marked")
    after = at.row(page, people[7]).bounding_box()
    assert seen
    assert after
    assert after["y"] == pytest.approx(seen["y"], abs=2)


def test_what_comes_before_anybody_listens_is_not_missed(town: Town, visit: Visit) -> None:
    early = somebody("Early Bird")
    page = visit()

    def later(route: Route) -> None:
        town.say(early, "Is the early train still running?")
        time.sleep(SETTLED)
        route.continue_()

    page.route("**/live?*", later)
    page.goto("/desk/needs/")
    expect(at.row(page, early)).to_be_visible()


def test_what_comes_while_a_conversation_is_fetched_is_not_missed(town: Town, visit: Visit) -> None:
    late = somebody("Late Riser")
    asked = town.say(late, "Is the late train still running?")
    page = visit()
    page.goto("/desk/needs/")
    number = at.row(page, late).get_attribute("data-pk")

    def slowly(route: Route) -> None:
        answer = route.fetch()
        town.say(late, "And the bus after it?", asked)
        time.sleep(SETTLED)
        route.fulfill(response=answer)

    page.route(f"**/desk/needs/{number}/", slowly, times=1)
    at.pick(page, late)
    expect(at.turn(page, "And the bus after it?")).to_be_visible()


def test_an_edit_is_shown_with_what_it_said_before(town: Town, visit: Visit) -> None:
    omar = somebody("Omar Lund")
    asked = town.say(omar, "The lift at Hexham is broken, can you repair it?")
    page = visit()
    at.show(page, omar)
    page.evaluate("window.marked = true")
    town.edit(asked, "The lift at Hebden is broken, can you repair it?")
    edited = at.turn(page, "The lift at Hebden")
    expect(edited).to_be_visible()
    expect(at.thread(page)).not_to_contain_text("Hexham")
    expect(edited).to_contain_text("Edited")
    edited.get_by_text("What it said before").click()
    expect(edited.locator(".version")).to_contain_text("The lift at Hexham")
    assert page.evaluate("window.marked")


def test_a_removal_takes_the_words_and_leaves_the_trace(town: Town, visit: Visit) -> None:
    pia = somebody("Pia Roth")
    asked = town.say(pia, "Who can give me my rucksack back?")
    private = town.say(pia, "My number is 0700 000000, please call me.", asked)
    page = visit()
    at.show(page, pia)
    expect(at.turn(page, "0700 000000")).to_be_visible()
    page.evaluate("window.marked = true")
    town.remove(private)
    expect(at.turn(page, f"{pia.name} removed this message.")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("0700 000000")
    expect(at.turn(page, "rucksack")).to_be_visible()
    assert page.evaluate("window.marked")
    assert "0700 000" not in page.content()


def test_a_colleague_takes_it(town: Town, visit: Visit) -> None:
    rosa = somebody("Rosa Keller")
    town.say(rosa, "Can I take my bicycle on the night train?")
    page, theirs = visit(), visit("ben")
    at.show(page, rosa)
    page.evaluate("window.marked = true")
    at.show(theirs, rosa)
    theirs.get_by_text("Nobody yet").click()
    theirs.get_by_role("button", name="Take it").click()
    expect(page.locator("#assign-menu summary")).to_contain_text("Ben Adeyemi")
    expect(at.row(page, rosa)).to_contain_text("Ben Adeyemi")
    expect(at.thread(page)).to_contain_text("Ben Adeyemi took this")
    assert page.evaluate("window.marked")


def test_a_hurried_look_leaves_the_drawer_and_the_rail_as_they_are(town: Town, visit: Visit) -> None:
    mira = somebody("Mira Holm")
    asked = town.say(mira, "Is the night train late?")
    page = visit()
    at.show(page, mira)
    drawer, colleagues = page.locator("#person"), page.locator("#assign-menu .menu-item")
    many = colleagues.count()
    assert many > 1
    hurried: list[str] = []

    def slowly(route: Route) -> None:
        if "drawer=0" in route.request.url or "rail=0" in route.request.url:
            hurried.append(route.request.url)
        time.sleep(0.25)
        route.continue_()

    page.route("**/desk/needs/**", slowly)
    for number in range(4):
        town.say(mira, f"Still nothing on the board, {number}", asked)
        expect(at.turn(page, f"on the board, {number}")).to_be_visible()
    assert any("drawer=0" in address for address in hurried)
    assert any("rail=0" in address for address in hurried)
    expect(drawer).to_contain_text("Mira Holm")
    assert colleagues.count() == many
    expect(page.locator("#nav")).to_be_visible()
