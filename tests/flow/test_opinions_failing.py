"""A language model that says anything, or nothing: no opinion, counted, and nothing else happens. And its pace."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from a_model import Model, a_model, completion, says
from second_opinions import comes, connected, given, opinion, page
from town import a_workspace, an_account

from earful import advising
from earful.accounts.models import Account
from earful.kit import clock
from earful.triage import advisers, asking
from earful.triage.models import Adviser, Opinion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model() -> Iterator[Model]:
    with a_model() as model:
        yield model


@pytest.fixture
def account() -> Account:
    return an_account(a_workspace())


# --- what can come back -----------------------------------------------------------------------------------------

BAD = {
    "unreadable": [
        "garbage",
        "{}",
        "[]",
        b"\xff\xfe\x00",
        "[" * 50_000,
        completion("I think it needs an answer."),
        completion(None),
        completion("[" * 5_000),
        completion({"needs": "yes"}),
        says(needs="maybe"),
        says(needs=True),
        says(needs=["yes"]),
        says(kind="emergency"),
        says(urgency=2),
        says(why={"a": 1}),
    ],
    "large": ["x" * 2_000_000, completion("x" * 2_000_000)],
    "broken": [500, "drop"],
    "refused": [401, 404, 400, 302],
}


@pytest.mark.parametrize(("why", "bad"), [(why, bad) for why, many in BAD.items() for bad in many])
def test_what_is_no_opinion_is_none_and_blocks_nothing(account: Account, model: Model, why: str, bad: Any) -> None:
    connected(account, model)
    model.answers = [bad]
    turn = comes(account, "My parcel has not come")
    advising.give_opinions(0)
    found = opinion(turn)
    assert found is not None
    assert (found.state, found.failed, found.why, found.needs_answer) == ("failed", why, "", None)
    assert "Second opinion" not in page(account, turn)
    rests = advisers.of(account.workspace_id).quiet_until
    assert (rests is None) == (why in {"unreadable", "large"})


@pytest.mark.parametrize(
    "form",
    [
        "```json\n{}\n```",
        "```{}```",
        "<think>Is it {{a}}? No.</think>\n{}",
        " {} ",
    ],
)
def test_an_answer_may_be_fenced_or_thought_about_aloud(account: Account, model: Model, form: str) -> None:
    connected(account, model)
    inner = '{"needs": "yes", "kind": "question", "urgency": "normal", "why": "x", "more": 1}'
    model.answers = [completion(form.replace("{{a}}", "[a]").replace("{}", inner))]
    turn = comes(account, "My parcel has not come")
    advising.give_opinions(0)
    assert given(turn).kind == "question"


@pytest.mark.parametrize("slow", ["silence", "drip"])
def test_a_slow_answer_is_none(account: Account, model: Model, monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.5)
    connected(account, model)
    model.answers = [slow]
    turn = comes(account, "My parcel has not come")
    advising.give_opinions(0)
    found = opinion(turn)
    assert found is not None
    assert found.failed == "slow"


def test_html_in_an_answer_is_shown_as_the_text_it_is(account: Account, model: Model) -> None:
    connected(account, model, model="<b>tiny</b>")
    hostile = "<script>alert(1)</script>\u202e \x00\ud800 <img src=x onerror=alert(1)>" + "w" * 5000
    model.answers = [says(why=hostile)]
    turn = comes(account, "My parcel has not come")
    advising.give_opinions(0)
    one = given(turn)
    assert len(one.why) == 200
    assert "\u202e" not in one.why
    shown = page(account, turn)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "Second opinion by &lt;b&gt;tiny&lt;/b&gt;:" in shown


# --- pacing -----------------------------------------------------------------------------------------------------


def test_a_busy_model_is_left_alone_for_as_long_as_it_says_and_asked_again(account: Account, model: Model) -> None:
    connected(account, model)
    model.answers = [(429, {"retry-after": "120"})]
    first, second = comes(account, "My parcel has not come"), comes(account, "Nor has mine", by="bo")
    advising.give_opinions(0)
    rests = advisers.of(account.workspace_id).quiet_until
    assert rests is not None
    assert 110 < (rests - clock.now()).total_seconds() < 121
    advising.give_opinions(0)
    assert len(model.asked) == 1
    Adviser.objects.update(quiet_until=clock.now() - timedelta(seconds=1))
    advising.give_opinions(0)
    assert given(first).tries + given(second).tries == 3
    assert len(model.asked) == 3
    assert advisers.of(account.workspace_id).stumbles == 0


def test_a_model_that_is_never_ready_is_asked_three_times_at_most(account: Account, model: Model) -> None:
    connected(account, model)
    model.answers = [429] * 5
    turn = comes(account, "My parcel has not come")
    for _ in range(5):
        advising.give_opinions(0)
        Adviser.objects.update(quiet_until=None)
    found = opinion(turn)
    assert found is not None
    assert (found.failed, found.tries, len(model.asked)) == ("busy", 3, 3)


def test_a_model_that_is_away_is_left_alone_ever_longer(account: Account, model: Model) -> None:
    connected(account, model, address="http://127.0.0.1:9/v1")
    comes(account, "My parcel has not come")
    rests = []
    for _ in range(3):
        advising.give_opinions(0)
        until = advisers.of(account.workspace_id).quiet_until
        assert until is not None
        rests.append(round((until - clock.now()).total_seconds() / 60))
        Adviser.objects.update(quiet_until=None)
    assert rests == [1, 2, 4]


def test_no_more_calls_are_made_than_the_owner_allows(account: Account, model: Model) -> None:
    connected(account, model, ceiling=2)
    turns = [comes(account, f"Parcel {number} has not come", by=f"p{number}") for number in range(3)]
    advising.give_opinions(0)
    assert len(model.asked) == 2
    assert opinion(turns[0]).state == "wanted"
    assert opinion(comes(account, "Nor has mine")) is None, "nothing more is wanted this month"
    Adviser.objects.update(month=clock.now().date().replace(day=1) - timedelta(days=1))
    advising.give_opinions(0)
    assert len(model.asked) == 3
    assert advisers.of(account.workspace_id).calls == 1


def test_what_waited_for_a_day_is_not_asked_and_what_was_cut_off_is_not_asked_again(
    account: Account, model: Model
) -> None:
    connected(account, model)
    old, cut = comes(account, "My parcel has not come"), comes(account, "Nor has mine", by="bo")
    Opinion.objects.filter(item=old.item).update(at=clock.now() - timedelta(days=2))
    Opinion.objects.filter(item=cut.item).update(state="asked", at=clock.now() - timedelta(hours=1))
    advising.give_opinions(0)
    assert (opinion(old), model.asked) == (None, [])
    assert opinion(cut).failed == "interrupted"


def test_a_model_inside_the_network_is_not_asked_unless_the_owner_of_the_machine_allows_it(
    account: Account, model: Model
) -> None:
    connected(account, model, address="https://10.0.0.7/v1")
    turn = comes(account, "My parcel has not come")
    advising.give_opinions(0)
    assert opinion(turn).failed == "internal"
