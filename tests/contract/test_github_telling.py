"""GitHub, beyond what every network promises: what is no question, what is unchanged, and how little is asked."""

from collections.abc import Iterator

import pytest
from fake_github import NAME, REPOSITORY, TOKEN, US, US_ID, FakeGitHub
from one_account import OneAccount, connect

from earful.channels import matching
from earful.channels.amending import Amending
from earful.channels.contract import Change, Refused, Retry, Us, Why
from earful.channels.github import words
from earful.channels.github.network import NETWORK

HIDDEN = "<!-- earful:"


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    made = FakeGitHub()
    yield made
    made.close()


def listening(fake: FakeGitHub, *concern: str) -> OneAccount:
    settings = {"api": fake.url, "repositories": {str(REPOSITORY): NAME}, "words": list(concern)}
    account = OneAccount(NETWORK, fake.place, Us(str(US_ID), US), settings, {"token": TOKEN})
    assert account.poll() == {}
    return account


def statuses(fake: FakeGitHub, account: OneAccount) -> list[int]:
    told, tagged = list[int](), fake.tagged

    def watched(asked, answer):  # type: ignore[no-untyped-def]  # -- as the fake's own
        found = tagged(asked, answer)
        told.append(found[0])
        return found

    fake.tagged = watched  # type: ignore[method-assign]  # -- to look on
    account.poll()
    fake.tagged = tagged  # type: ignore[method-assign]  # -- as it was
    return told


def test_where_nothing_has_changed_github_says_so_and_nothing_is_counted(fake: FakeGitHub) -> None:
    account = listening(fake)
    fake.comment(fake.open("It does not start"), "Nor here", "dan")
    assert len(account.poll()) == 2
    statuses(fake, account)  # the place has moved; the same is asked once more
    assert statuses(fake, account) == [304, 304]
    fake.open("Another")
    assert statuses(fake, account) == [200, 304]


def test_labels_states_and_answers_make_no_edit_of_an_issue(fake: FakeGitHub) -> None:
    old = fake.open("From last year")
    fake.of(old).update(created_at="2025-01-01T00:00:00Z", updated_at="2025-01-01T00:00:00Z")
    account = listening(fake)
    new = fake.open("A question")
    account.poll()
    for name in (old, new):
        fake.of(name).update(state="closed", labels=[{"name": "bug"}], updated_at=fake.of(new)["updated_at"])
    assert account.poll() == {}
    fake.edit(new, "Now with words")
    assert account.poll()[new].change is Change.EDITED


def test_changes_to_the_code_are_no_questions(fake: FakeGitHub) -> None:
    account = listening(fake)
    change = fake.open("Fix the typo", pull_request={"url": "x"}, html_url=f"https://github.com/{NAME}/pull/1")
    fake.comment(change, "Looks good", "dan", html_url=f"https://github.com/{NAME}/pull/1#issuecomment-1")
    assert account.poll() == {}


def test_colleagues_bots_and_customers_are_told_apart(fake: FakeGitHub) -> None:
    account = listening(fake)
    asked = fake.open("It does not start")
    mel, bot = fake.comment(asked, "We know.", "mel"), fake.comment(asked, "Stale.", "renovate")
    ours = fake.comment(asked, "Charge it first.", US)
    back = fake.comment(asked, "That helped", "dan")
    assert {name: one.why for name, one in account.poll().items()} == {
        asked: Why.MENTION,
        mel: Why.CONTEXT,
        bot: Why.AUTOMATIC,
        ours: Why.OWN,
        back: Why.REPLY,
    }


def test_in_repositories_of_others_only_what_concerns_us_comes_and_what_is_said_about_it(fake: FakeGitHub) -> None:
    account = listening(fake, "Boreal*")
    other, ours = fake.open("Nothing of yours"), fake.open("Does it work with Boreal?", by="mel")
    fake.comment(other, "No", "dan")
    named = fake.comment(other, f"Ask @{US}", "dan")
    said = fake.comment(ours, "It does", "dan")
    told = {name: one.why for name, one in account.poll().items()}
    assert told == {ours: Why.MENTION, named: Why.MENTION, said: Why.MENTION}


def test_more_than_a_page_in_one_second_all_comes(fake: FakeGitHub) -> None:
    account = listening(fake)
    asked = fake.open("A question")
    names = {fake.comment(asked, f"number {number}") for number in range(250)}
    for name in names:
        fake.of(name)["updated_at"] = fake.of(asked)["updated_at"]
    assert set(account.poll()) == {asked, *names}
    assert account.poll() == {}


def test_when_the_hour_is_used_up_it_says_when_to_come_back(fake: FakeGitHub) -> None:
    account = listening(fake)
    fake.spent = True
    with pytest.raises(Retry) as retry:
        account.poll()
    assert 60 <= retry.value.after <= 71


def test_the_mark_of_an_answer_is_hidden_and_stays_when_it_is_changed(fake: FakeGitHub) -> None:
    account = listening(fake)
    asked = fake.open("How?")
    account.poll()
    outbound = account.answer(asked, "Put <name> there & go.")
    receipt = account.run(lambda adapter: adapter.send(outbound))
    assert account.read(receipt.parcel).text == "Put <name> there & go."
    wanted = Amending(receipt.external_id, outbound.text, "Put <title> there.", {})
    made = account.run(lambda adapter: adapter.amend(wanted))  # type: ignore[attr-defined]  # -- it says that it can
    assert account.read(made.parcel).text == "Put <title> there."
    assert fake.of(receipt.external_id)["body"].count(HIDDEN) == 1
    found = account.run(lambda adapter: adapter.find(outbound))
    assert found
    assert found.external_id == receipt.external_id


def test_what_was_moved_deleted_or_never_ours_counts_as_gone(fake: FakeGitHub) -> None:
    account = listening(fake)
    issue = fake.open("A question")
    comment = fake.comment(issue, "Nor here", "dan")
    account.poll()
    fake.remove(comment)
    fake.remove(issue)
    told = account.run(lambda adapter: adapter.check([issue, comment, "1#1", "nonsense"]))
    assert {one.external_id: account.read(one).change for one in told.parcels} == {
        issue: Change.REMOVED,
        comment: Change.REMOVED,
    }


def test_attached_pictures_are_links(fake: FakeGitHub) -> None:
    account = listening(fake)
    address = "https://github.com/user-attachments/assets/0b1c-22"
    issue = fake.open("Look", f"![screen]({address})")
    fake.of(issue)["body_html"] = '<p><img src="https://private-user-images.test/x?jwt=1" alt="screen"></p>'
    assert (address, address) in account.poll()[issue].links


def test_connecting_asks_whose_token_it_is_and_looks_at_the_issues(fake: FakeGitHub) -> None:
    made = connect(NETWORK, fake.place, token=TOKEN, repositories=f"https://github.com/{NAME}/", api=fake.url)
    assert (made.us, made.name) == (Us(str(US_ID), US), "Northwind Care")
    assert made.settings == {"api": fake.url, "repositories": {str(REPOSITORY): NAME}, "words": []} | {
        "kinds": ["issues", "issues/comments", "discussions"]
    }
    assert made.secrets == {"token": TOKEN}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"token": ""}, words.MISSING),
        ({"token": "ghp_wrong"}, words.NO_TOKEN),
        ({"repositories": " , "}, words.MISSING),
        ({"repositories": "a/b/c"}, words.ODD_REPOSITORY),
        ({"repositories": "northwind/../../user"}, words.ODD_REPOSITORY),
        ({"repositories": ",".join(f"a/{number}" for number in range(21))}, words.ODD_REPOSITORY),
        ({"repositories": "northwind/secret"}, words.NO_REPOSITORY),
        ({"api": "http://github.example.com"}, words.INSECURE),
        ({"words": "x"}, matching.WORTHLESS),
        ({"kinds": "issues, wikis"}, words.ODD_KIND),
    ],
)
def test_the_page_says_which_entry_is_wrong(fake: FakeGitHub, values: dict[str, str], said: str) -> None:
    given = {"token": TOKEN, "repositories": NAME, "api": fake.url, **values}
    with pytest.raises(Refused) as refused:
        connect(NETWORK, fake.place, **given)
    assert refused.value.words == said
