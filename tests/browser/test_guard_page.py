"""The guard beside the words, by keyboard: mended with one press, or set aside with a reason."""

from playwright.sync_api import expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light


def test_it_is_mended_by_one_press_and_set_aside_by_a_reason(town: Town, visit: Visit) -> None:
    nora = somebody("Nora Falk")
    asked = town.say(nora, "Which of the two pegs is the longer one?")
    page = visit()
    at.show(page, nora)
    at.text(page).fill("The red one. Check out our new pegs!")
    found = page.locator("#rulings .ruling.refuse")
    expect(found).to_contain_text("This sells")
    assert in_every_light(page) == {}
    found.get_by_role("button", name="Mend it").press("Enter")
    expect(at.text(page)).to_have_value("The red one.")
    expect(found).to_have_count(0)
    at.text(page).fill("Calm down, the red one.")
    expect(page.locator("#rulings .ruling.confirm")).to_contain_text("from above")
    at.text(page).press("Control+Enter")
    why = page.get_by_label("If it should leave like this, say why")
    expect(why).to_be_visible()
    assert in_every_light(page) == {}
    why.fill("She asked for it in fun")
    why.press("Tab")
    page.keyboard.press("Enter")
    at.comes_true(lambda: len(town.answers(asked)) == 1, at.LEAVES / 1000)
    assert town.answers(asked)[0]["text"].startswith("Calm down")
