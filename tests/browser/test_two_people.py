"""Two people, one conversation: each sees the other, and nobody sends what they did not mean to."""

import re

from playwright.sync_api import expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import flaws, in_every_light


def test_the_second_who_sends_is_stopped_reads_and_confirms(town: Town, visit: Visit) -> None:
    asta = somebody("Asta Lind")
    asked = town.say(asta, "Does the museum train run on Sunday?")
    owner, ben = visit(), visit("ben")
    at.show(owner, asta)
    at.show(ben, asta)
    expect(owner.locator("#company")).to_contain_text("Ben Adeyemi is reading.")
    at.text(ben).press_sequentially("Yes, every hour.")
    expect(owner.locator("#company")).to_contain_text("Ben Adeyemi is writing.")
    expect(at.row(owner, asta).locator(".row-here")).to_have_attribute("title", "Ben Adeyemi is writing")
    expect(owner.locator("#assign-menu summary")).to_contain_text("Ben Adeyemi")
    expect(owner.locator("#duty")).to_contain_text("Ben Adeyemi")
    assert flaws(owner) == []

    at.text(owner).fill("It does, hourly.")
    ben.locator("#send").click()
    expect(at.sending(ben)).to_contain_text("Sending")
    owner.locator("#send").click()
    stopped = owner.locator("#rulings .came")
    expect(stopped).to_contain_text("Nothing was sent yet.")
    expect(stopped).to_contain_text(re.compile(r"An answer by Ben Adeyemi leaves in \d+ seconds?\."))
    expect(stopped).to_contain_text("Yes, every hour.")
    expect(at.text(owner)).to_have_value("It does, hourly.")
    assert in_every_light(owner) == {}

    at.has_left(ben, "Yes, every hour.")
    owner.get_by_role("button", name="Send anyway").click()
    expect(at.sending(owner).filter(has_text="It does, hourly.")).to_be_visible()
    at.has_left(owner, "It does, hourly.")
    assert len(town.answers(asked)) == 2


def test_what_comes_while_it_waits_stands_on_it_and_it_can_be_held_back(town: Town, visit: Visit) -> None:
    bela = somebody("Bela Roth")
    asked = town.say(bela, "Where do I change for Hexham?")
    page = visit()
    at.show(page, bela)
    at.answer(page, "At Corbridge.")
    expect(at.sending(page)).to_contain_text("Sending")  # what comes before that stops it, as above
    town.say(bela, "@northwindrail never mind, found it", asked)
    on_it = at.sending(page).locator(".came")
    expect(on_it).to_contain_text(f"{bela.name} added something")
    page.get_by_role("button", name="Hold it back").click()
    expect(at.text(page)).to_have_value("At Corbridge.")
    expect(at.sending(page)).to_have_count(0)
    assert town.answers(asked) == []


def test_closing_the_window_is_leaving(town: Town, visit: Visit) -> None:
    carl = somebody("Carl Moe")
    town.say(carl, "Is there a lift at Hebden?")
    owner, ben = visit(), visit("ben")
    at.show(owner, carl)
    at.show(ben, carl)
    expect(owner.locator("#company")).to_contain_text("Ben Adeyemi is reading.")
    ben.goto("about:blank")
    expect(owner.locator("#company")).to_be_empty()
