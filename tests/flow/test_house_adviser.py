"""House, language model: connected by owners alone, off at first; its key is never shown; it can be tried and forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest
from a_model import Model, a_model, says
from django.test import Client
from second_opinions import comes, connected
from town import a_workspace, an_account, everyone

from earful import advising
from earful.accounts.models import Account
from earful.conversations.actions import end, judge
from earful.conversations.models import Outcome
from earful.kit import clock
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.triage import advisers
from earful.triage.models import Adviser, Opinion

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/house/settings/language-model/"
KEY = "sk-very-secret-0001"


@pytest.fixture
def model() -> Iterator[Model]:
    with a_model() as model:
        yield model


@pytest.fixture
def people() -> dict[Role, Agent]:
    return everyone(a_workspace())


@pytest.fixture
def owner(people: dict[Role, Agent]) -> Client:
    client = Client()
    client.force_login(people[Role.OWNER], backend="earful.web.signed_in.Backend")
    return client


def entered(at: Model, **more: Any) -> dict[str, str]:
    return {"address": at.url, "model": "tiny-1", "key": KEY, "ceiling": "100", **more}


def words(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def kept(people: dict[Role, Agent]) -> Adviser:
    return advisers.of(people[Role.OWNER].workspace_id)


def test_it_is_off_until_an_owner_says_otherwise(owner: Client, people: dict[Role, Agent], model: Model) -> None:
    assert "It has not been called." in words(owner)
    assert owner.post(PAGE, entered(model)).status_code == 302
    assert kept(people).on is False
    owner.post(PAGE, entered(model, key="", on="on"))
    assert (kept(people).on, advisers.way(kept(people)).key) == (True, KEY)
    assert model.asked == []


def test_its_key_is_sealed_and_never_shown(owner: Client, people: dict[Role, Agent], model: Model, capfd: Any) -> None:
    owner.post(PAGE, entered(model))
    assert KEY.encode() not in bytes(kept(people).sealed_key)
    assert KEY not in words(owner)
    assert "A key is kept" in words(owner)
    refused = owner.post(PAGE, entered(model, ceiling="many"))
    assert refused.status_code == 422
    assert KEY not in refused.content.decode()
    owner.post(f"{PAGE}try/")
    assert KEY not in str(capfd.readouterr())


def test_a_key_goes_to_no_other_server(owner: Client, people: dict[Role, Agent], model: Model) -> None:
    owner.post(PAGE, entered(model))
    with a_model() as other:
        said = owner.post(PAGE, entered(other, key=""), follow=True).content.decode()
        assert "The key belonged to the other address and was forgotten" in said
        owner.post(f"{PAGE}try/")
        assert "authorization" not in other.asked[0].headers
    owner.post(PAGE, entered(model, key=""))
    assert advisers.way(kept(people)).key == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": ""}, "Write the address of the language model."),
        ({"address": "http://api.example.com/v1"}, "could be read on the way"),
        ({"address": "ftp://x"}, "This is not the address of a language model."),
        ({"model": ""}, "Write the name of the model."),
        ({"key": "two words"}, "A key has no spaces"),
        ({"key": "sk-é"}, "A key has no spaces"),
        ({"key": "a\nb"}, "A key has no spaces"),
        ({"ceiling": "-1"}, "It cannot be less than none."),
        ({"ceiling": "99999999"}, "A million is the most."),
    ],
)
def test_nonsense_is_refused_in_words(owner: Client, model: Model, wrong: dict[str, str], said: str) -> None:
    answer = owner.post(PAGE, entered(model, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Adviser.objects.exists()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says(), "About a parcel that has not come it says: needs an answer, complaint, soon."),
        ("garbage", "It answers, but not in the form it was asked for."),
        (401, "Check the address, the model&#x27;s name and the key. (It answered with status 401.)"),
        (429, "It asks us to come back later. (It answered with status 429.)"),
        (500, "It has trouble of its own just now. (It answered with status 500.)"),
        ("x" * 2_000_000, "Its answer was far too long."),
        ("drop", "It has trouble of its own just now."),
    ],
)
def test_trying_it_says_in_a_sentence_whether_it_answers(owner: Client, model: Model, answer: Any, said: str) -> None:
    owner.post(PAGE, entered(model))
    model.answers = [answer]
    assert said in owner.post(f"{PAGE}try/", follow=True).content.decode()
    assert "1 call of at most 100." in words(owner)
    assert "parcel" in model.asked[0].message["text"]


def test_trying_it_is_within_the_calls_that_are_allowed(owner: Client, model: Model) -> None:
    assert "Nothing was asked" in owner.post(f"{PAGE}try/", follow=True).content.decode()
    owner.post(PAGE, entered(model, ceiling="0"))
    assert "Nothing was asked" in owner.post(f"{PAGE}try/", follow=True).content.decode()
    assert model.asked == []
    assert "This month's calls are used up." in words(owner).replace("&#x27;", "'")


def test_a_key_that_cannot_be_opened_is_said(owner: Client, model: Model, settings: Any) -> None:
    owner.post(PAGE, entered(model))
    settings.SEALING_KEY = "another"
    assert "The stored key cannot be opened." in owner.post(f"{PAGE}try/", follow=True).content.decode()


def test_forgetting_it_forgets_its_key_and_what_was_to_be_asked(
    owner: Client, people: dict[Role, Agent], model: Model
) -> None:
    account = an_account(people[Role.OWNER].workspace)
    connected(account, model)
    comes(account, "My parcel has not come")
    owner.post(f"{PAGE}forget/")
    assert not Opinion.objects.exists()
    assert (kept(people).on, bytes(kept(people).sealed_key), kept(people).address) == (False, b"", "")


def test_what_came_of_it_is_counted(owner: Client, people: dict[Role, Agent], model: Model) -> None:
    account: Account = an_account(people[Role.OWNER].workspace)
    connected(account, model)
    model.answers = [says(needs="no", kind="question"), says(needs="no"), says(kind="question"), "garbage"]
    turns = [comes(account, f"Parcel {n} has not come", by=f"p{n}") for n in range(4)][::-1]  # the newest first
    advising.give_opinions(0)
    judge(turns[0], people[Role.AGENT], needs_answer=True)
    turns[1].refresh_from_db()
    end(turns[1].conversation, people[Role.AGENT], Outcome.NOT_NEEDED, "Settled.")

    page = words(owner)

    assert "4 calls of at most 100. 3 opinions given." in page
    assert "About needing an answer it differed from Earful 2 times, about the kind 1 time." in page
    assert "People have decided 2 of them. Against their word was the model 1 times, Earful 1 times." in page
    assert "1 × its answer was not in the form it was asked for" in page


def test_the_page_says_that_it_rests(owner: Client, people: dict[Role, Agent], model: Model) -> None:
    account = an_account(people[Role.OWNER].workspace)
    connected(account, model)
    model.answers = [(429, {"retry-after": "600"})]
    comes(account, "My parcel has not come")
    advising.give_opinions(0)
    assert "is left alone until" in words(owner)
    assert clock.now() < kept(people).quiet_until
    owner.post(PAGE, entered(model, key="", on="on"))
    assert kept(people).quiet_until is None


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.VIEWER])
def test_nobody_else_sees_or_changes_it(people: dict[Role, Agent], model: Model, role: Role) -> None:
    client = Client()
    client.force_login(people[role], backend="earful.web.signed_in.Backend")
    assert client.get(PAGE).status_code == 403
    for what in ("", "try/", "forget/"):
        assert client.post(f"{PAGE}{what}", entered(model)).status_code == 403
    assert not Adviser.objects.exists()
