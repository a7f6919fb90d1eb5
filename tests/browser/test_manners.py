"""The focus can be seen wherever Tab leads, nothing moves for those who asked for stillness, and the rest."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody

STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const ringed = (box) => {
    if (!box) return false;
    const style = getComputedStyle(box);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };
  const place = at.getBoundingClientRect();
  const hidden = place.width <= 2 || place.height <= 2;
  const stands = hidden ? [at.closest("label"), ...at.labels || []] : [at, at.closest(".search, .field, .reply")];
  return {what: at.outerHTML.slice(0, 120), ringed: stands.some(ringed)};
}"""

MOVING = """() => [...document.querySelectorAll("*")].filter((box) => {
  const style = getComputedStyle(box);
  const seconds = (times) => Math.max(...times.split(",").map(parseFloat));
  return seconds(style.transitionDuration) > 0.01 || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01);
}).length"""


def tab_through(page: Page, most: int = 90) -> list[dict[str, object]]:
    """Every stop of Tab from the top of the page to its end, with whether one sees it."""
    stops: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop == stops[0]):
            break
        stops.append(stop)
    return stops


def a_conversation(page: Page, town: Town) -> None:
    mona = somebody("Mona Fields")
    town.say(mona, "What time does the last train leave?")
    at.show(page, mona)
    page.evaluate("document.activeElement.blur()")


PLACES = {
    "the desk": "",
    "signing in": "/house/sign-in/",
    "people": "/house/staff/",
    "connecting": "/house/accounts/connect/bluesky/",
    "figures": "/house/figures/",
}


@pytest.mark.parametrize("place", PLACES)
def test_the_focus_is_seen_at_every_stop(town: Town, visit: Visit, place: str) -> None:
    page = visit("" if place == "signing in" else "owner")
    if PLACES[place]:
        page.goto(PLACES[place])
    else:
        a_conversation(page, town)
    stops = tab_through(page)
    assert len(stops) >= 4
    assert [stop["what"] for stop in stops if not stop["ringed"]] == []


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    page = visit()
    page.goto("/desk/needs/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator("#main")).to_be_focused()


def test_nothing_moves_for_those_who_asked_for_stillness(town: Town, visit: Visit) -> None:
    page = visit(reduced_motion="no-preference")
    a_conversation(page, town)
    assert page.evaluate(MOVING) > 0, "otherwise this test could not fail"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0


@pytest.mark.parametrize(("motion", "at_once"), [("no-preference", False), ("reduce", True)])
def test_scrolling_jumps_for_those_who_asked_for_stillness(
    town: Town, visit: Visit, motion: str, at_once: bool
) -> None:
    olga = somebody("Olga Reed")
    asked = town.say(olga, f"Why is it late? {'It is cold here and dark. ' * 60}")
    page = visit(reduced_motion=motion, viewport={"width": 1440, "height": 500})
    at.show(page, olga)
    page.locator("#thread").evaluate("thread => { thread.scrollTop = 0; }")
    town.say(olga, "Now it has come.", asked)
    news = page.get_by_role("button", name="New below")
    expect(news).to_be_visible()
    moved = news.evaluate("news => { news.click(); return document.getElementById('thread').scrollTop; }")
    assert (moved > 0) is at_once
    expect(at.turn(page, "Now it has come.")).to_be_in_viewport()


def test_the_browser_is_heard_when_it_complains(visit: Visit) -> None:
    """What all other tests rely on."""
    page = visit()
    page.goto("/desk/needs/")
    with page.watch.expecting("Content Security Policy"):
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'x'}))")
        page.wait_for_timeout(300)
    with page.watch.expecting("as expected"):
        page.evaluate("setTimeout(() => { throw new Error('as expected') })")
        page.wait_for_timeout(300)
    with pytest.raises(AssertionError, match="nobody complained"), page.watch.expecting("nothing of the sort"):
        pass


def test_a_desk_that_cannot_be_reached_says_so_and_keeps_what_one_writes(town: Town, visit: Visit) -> None:
    nora = somebody("Nora Lake")
    town.say(nora, "Is there a lift at the station?")
    page = visit()
    at.show(page, nora)
    with page.watch.expecting("ERR_INTERNET_DISCONNECTED", perhaps="htmx:sendError"):
        page.context.set_offline(True)
        expect(page.locator("#line")).to_contain_text("The desk cannot be reached.")
        at.text(page).fill("Yes, beside the kiosk.")
        page.wait_for_timeout(1200)
        page.context.set_offline(False)
        expect(page.locator("#line")).to_be_hidden()
    expect(at.text(page)).to_have_value("Yes, beside the kiosk.")
    with page.expect_response(lambda answer: "/draft/" in answer.url and answer.ok):
        at.text(page).press("End")
        page.keyboard.type(" ")
    page.reload()
    expect(at.text(page)).to_have_value("Yes, beside the kiosk. ")
