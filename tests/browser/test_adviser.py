"""An owner connects a language model, tries it and switches it on; what it says of a message stands under "Why"."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk as at
from tests.browser.conftest import Visit
from tests.browser.town import Town, somebody
from tests.browser.watching import in_every_light, zoomed
from tests.flow.a_model import Model, a_model, says
from tests.flow.running_desk import Desk

PAGE = "/house/settings/language-model/"
LONG = "The writer says, at great length and with_a_word_that_does_not_end_" + "x" * 120
GIVEN = """
from earful.kit import clock
from earful.conversations.models import Turn
from earful.triage.models import Opinion
turn = Turn.objects.get(conversation={number}, ours=False)
Opinion.objects.update_or_create(item=turn.item, defaults=dict(workspace=turn.workspace, state="given", at=clock.now(),
    model={model!r}, needs_answer=not turn.needs_answer, kind="other", urgency=0, why={why!r}, took_ms=800))
"""


@pytest.fixture
def model(desk: Desk, visit: Visit) -> Iterator[Model]:
    with a_model() as model:
        yield model
    page = visit()  # the desk is shared: nothing is left connected
    page.goto(PAGE)
    if (button := page.get_by_role("button", name="Forget it and its key")).count():
        button.click()
        expect(page.get_by_role("status")).to_contain_text("Forgotten")


def connect(page: Page, model: Model, *, on: bool) -> None:
    page.goto(PAGE)
    page.get_by_label("Ask it for second opinions").set_checked(on)
    page.get_by_label("Address").fill(model.url)
    page.get_by_label("Name of the model").fill("tiny-1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def test_an_owner_connects_a_model_tries_it_and_forgets_it(visit: Visit, model: Model) -> None:
    page = visit()
    page.goto("/house/settings/")
    page.get_by_role("link", name="A language model for second opinions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Language model")
    expect(page.locator("#main")).to_contain_text("It has not been called.")
    with page.watch.expecting("status of 422"):
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Something is not right yet.")
    expect(page.locator("#main")).to_contain_text("Write the address of the language model.")
    assert in_every_light(page) == {}
    page.get_by_label("Key").fill("sk-very-secret-0001")
    page.get_by_label("Address").fill(model.url)
    page.get_by_label("Name of the model").fill("tiny-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_label("Key")).to_have_value("")
    assert model.asked == []
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status")).to_contain_text("It answers, in")
    assert model.asked[0].headers["authorization"] == "Bearer sk-very-secret-0001"
    model.answers = ["garbage"]
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status")).to_contain_text("not in the form it was asked for")
    expect(page.locator("#main")).to_contain_text("2 calls of at most 1000.")
    assert in_every_light(page) == {}
    assert zoomed(page) == []
    page.get_by_role("button", name="Forget it and its key").click()
    expect(page.get_by_label("Address")).to_have_value("")


def test_an_agent_is_not_shown_the_way_there(visit: Visit) -> None:
    page = visit("ben")
    with page.watch.expecting("status of 403"):
        page.goto(PAGE)


@pytest.mark.parametrize("why", ["It is a joke about trains.", LONG])
def test_a_second_opinion_stands_under_why(town: Town, visit: Visit, desk: Desk, why: str) -> None:
    tilda = somebody("Tilda Moss")
    town.say(tilda, "Is the last train on Sunday late again?")
    page = visit()
    number = at.show(page, tilda)
    name = "tiny-1" if why != LONG else "a/model-with-a-name-that-" + "goes-on-" * 11
    done = desk.run("manage", "shell", "-c", GIVEN.format(number=number, model=name, why=why))
    assert done.returncode == 0, done.stderr
    page.reload()
    page.locator("#turns .because > summary").click()
    second = page.locator("#turns .second")
    expect(second).to_contain_text(f"Second opinion by {name}:")
    expect(second).to_contain_text(f"In the model's words: {why}")
    expect(second).to_contain_text(re.compile("thinks otherwise"))
    assert in_every_light(page) == {}


def test_a_message_in_doubt_is_put_to_the_model_and_nothing_else_changes(
    town: Town, visit: Visit, desk: Desk, model: Model, tmp_path: Path
) -> None:
    page = visit()
    connect(page, model, on=True)
    model.answers = [says(needs="no", kind="other", urgency="normal")] * 20
    gale = somebody("Gale Winter")
    town.say(gale, "Still no word about my bag from Saturday, Gale")
    number = at.show(page, gale)
    asked = f"""
from earful import advising
from earful.conversations.models import Turn
from earful.triage import advisers, wanting
item = Turn.objects.select_related("item").get(conversation={number}, ours=False).item
item.verdicts.update(needs_answer_p=0.5, tier="precise", spam_p=0.0)
wanting.want(advisers.listening(item.workspace_id), [item])
advising.give_opinions(0)
"""
    done = desk.run("manage", "shell", "-c", asked)
    assert done.returncode == 0, done.stderr
    at.comes_true(lambda: any("bag" in one.message["text"] for one in model.asked))
    assert "Gale" not in json.dumps([one.body for one in model.asked])
    page.reload()
    page.locator("#turns .because > summary").click()
    expect(page.locator("#turns .second")).to_contain_text("no answer needed")
    page.goto(PAGE)
    expect(page.locator("#main")).to_contain_text(re.compile(r"\d+ opinions? given\."))
    assert in_every_light(page) == {}
