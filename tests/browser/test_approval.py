"""A second pair of eyes by keyboard alone: asked for, read, changed, sent back, approved; wide and on a phone."""

from playwright.sync_api import expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light


def test_it_waits_comes_back_and_leaves_by_keyboard(town: Town, visit: Visit) -> None:
    ida = somebody("Ida Moss")
    asked = town.say(ida, "Which platform does the Hexham train use?")
    owner, ben = visit(viewport={"width": 390, "height": 844}), visit("ben")
    owner.goto("/house/approvals/rules/")
    owner.get_by_label("Answers of whom, or about what").select_option(label="Ben Adeyemi")
    owner.get_by_role("button", name="Save").press("Enter")
    expect(owner.get_by_text("Answers by Ben Adeyemi")).to_be_visible()
    assert in_every_light(owner) == {}
    try:
        at.show(ben, ida)
        at.text(ben).fill("Platform 2, left of the bridge.")
        at.text(ben).press("Control+Enter")
        expect(at.sending(ben)).to_contain_text("Waits for approval.")
        assert in_every_light(ben) == {}

        owner.goto("/house/approvals/")
        expect(owner.get_by_role("heading", name="To approve")).to_be_visible()
        owner.keyboard.press("j")
        expect(owner.get_by_role("heading", name="What was said")).to_be_visible()
        assert in_every_light(owner) == {}
        owner.keyboard.press("b")
        owner.keyboard.type("Right of the bridge.")
        owner.keyboard.press("Tab")
        owner.keyboard.press("Enter")
        expect(owner.get_by_text("Sent back. Ben Adeyemi is told.")).to_be_visible()

        ben.reload()
        expect(ben.locator("#returned")).to_contain_text("Right of the bridge.")
        expect(at.text(ben)).to_have_value("Platform 2, left of the bridge.")
        assert in_every_light(ben) == {}
        at.text(ben).press("Control+Enter")
        expect(at.sending(ben)).to_contain_text("Waits for approval.")

        owner.reload()
        owner.keyboard.press("j")
        owner.keyboard.press("e")
        owner.get_by_label("The answer of Ben Adeyemi").fill("Platform 2, right of the bridge.")
        owner.get_by_role("button", name="Show my changes").press("Enter")
        expect(owner.locator("ins")).to_have_text("right")
        assert in_every_light(owner) == {}
        owner.keyboard.press("a")
        expect(owner.get_by_text("Approved. It leaves in ten seconds")).to_be_visible()
        at.comes_true(lambda: len(town.answers(asked)) == 1, at.LEAVES / 1000)
        assert "right of the bridge. ^BA" in town.answers(asked)[0]["text"]
    finally:
        owner.goto("/house/approvals/rules/")
        owner.get_by_role("button", name="Withdraw: Answers by Ben Adeyemi").click()
        expect(owner.get_by_text("Nobody and nothing yet")).to_be_visible()
