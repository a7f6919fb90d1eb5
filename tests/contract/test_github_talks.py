"""Discussions on GitHub, beyond what every network promises: threads, what is hidden, gone or answered, and refusals."""

from collections.abc import Iterator

import pytest
from fake_github import NAME, REPOSITORY, TOKEN, US, US_ID, FakeGitHub
from fake_graphql import Graph, Wrong
from fake_talks import SCHEMA
from one_account import OneAccount, connect

from earful.channels.contract import Change, Inbound, Refused, Retry, Uncertain, Us, Why
from earful.channels.github import graph, talks, words
from earful.channels.github.network import NETWORK

BOTH = ["issues", "issues/comments", "discussions"]
EVERY = (talks.TOUCHED, talks.WHOLE, talks.REPLIES, talks.LATEST, talks.TOPIC, talks.NODES)


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    made = FakeGitHub()
    yield made
    made.close()


def listening(fake: FakeGitHub, *concern: str, kinds: list[str] = BOTH) -> OneAccount:
    settings = {"api": fake.url, "repositories": {str(REPOSITORY): NAME}, "words": list(concern), "kinds": kinds}
    account = OneAccount(NETWORK, fake.place, Us(str(US_ID), US), settings, {"token": TOKEN})
    assert account.poll() == {}
    return account


def why(heard: dict[str, Inbound]) -> dict[str, Why]:
    return {name: one.why for name, one in heard.items()}


@pytest.mark.parametrize("text", [*EVERY, talks.ADD, talks.UPDATE, talks.DELETE])
def test_what_is_asked_for_stands_in_the_schema(text: str) -> None:
    def never(_: object) -> None:
        raise Wrong("NOT_FOUND", "nothing is here")

    nothing = {"repository": {"discussion": never, "discussions": never}, "node": never, "nodes": never}
    orders = dict.fromkeys(("addDiscussionComment", "updateDiscussionComment", "deleteDiscussionComment"), never)
    told = Graph(SCHEMA, {"Query": nothing, "Mutation": orders}).answer(text, {"first": 1, "last": 1, "inner": 1})
    assert "data" in told
    assert {one["type"] for one in told["errors"]} <= {"NOT_FOUND"}


def test_issues_and_discussions_are_heard_side_by_side(fake: FakeGitHub) -> None:
    account = listening(fake)
    issue, talk = fake.open("It does not start"), fake.talks.open("How do I start it?")
    assert set(account.poll()) == {issue, talk}


def test_an_answer_to_an_answer_stands_in_its_thread(fake: FakeGitHub) -> None:
    account = listening(fake)
    talk = fake.talks.open("How do I start it?")
    other, comment = fake.talks.comment(talk, "Same here", "dan"), fake.talks.comment(talk, "With the key")
    reply = fake.talks.comment(comment, "Which one?", "dan")
    heard = account.poll()
    assert heard[reply].parent_id == comment
    made = account.run(lambda adapter: adapter.send(account.answer(reply, "The black one.")))
    assert account.read(made.parcel).parent_id == comment
    assert (fake.talks.under(comment), fake.talks.under(other)) == (["Which one?", "The black one."], [])
    back = fake.talks.comment(reply, "Thank you", "dan")
    elsewhere = fake.talks.comment(other, "And me?")
    told = why(account.poll())
    assert (told[back], told[elsewhere]) == (Why.REPLY, Why.MENTION)


def test_long_threads_come_whole_and_nothing_twice(fake: FakeGitHub) -> None:
    account = listening(fake)
    talk = fake.talks.open("How do I start it?")
    comments = [fake.talks.comment(talk, f"number {number}") for number in range(60)]
    replies = [fake.talks.comment(comments[0], f"answer {number}", "dan") for number in range(120)]
    assert set(account.poll()) == {talk, *comments, *replies}
    assert account.poll() == {}
    around = account.run(lambda adapter: adapter.thread(replies[110]))
    assert {comments[0], replies[110]} <= {one.external_id for one in around.parcels}
    outbound = account.answer(comments[0], "We look into it.")
    made = account.run(lambda adapter: adapter.send(outbound))
    found = account.run(lambda adapter: adapter.find(outbound))
    assert found
    assert found.external_id == made.external_id


def test_what_is_hidden_or_answered_already_asks_nobody(fake: FakeGitHub) -> None:
    account = listening(fake)
    done = fake.talks.open("Solved by others", isAnswered=True)
    talk = fake.talks.open("How do I start it?", isAnswered=False)
    spam = fake.talks.comment(talk, "Buy cheap", "dan", isMinimized=True, minimizedReason="spam")
    bot, mel = fake.talks.comment(talk, "Stale.", "renovate"), fake.talks.comment(talk, "We know.", "mel")
    assert why(account.poll()) == {
        done: Why.CONTEXT,
        talk: Why.MENTION,
        spam: Why.CONTEXT,
        mel: Why.CONTEXT,
        bot: Why.AUTOMATIC,
    }


def test_a_deleted_comment_goes_although_its_place_stays(fake: FakeGitHub) -> None:
    account = listening(fake)
    talk = fake.talks.open("How do I start it?")
    comment = fake.talks.comment(talk, "With a hammer")
    fake.talks.comment(comment, "Please do not", "dan")
    account.poll()
    fake.talks.remove(comment)
    late = fake.talks.comment(comment, "Never do that", "dan")
    heard = account.poll()
    assert {name: one.change for name, one in heard.items()} == {comment: Change.REMOVED, late: Change.SAID}
    checked = account.run(lambda adapter: adapter.check([comment]))
    assert account.read(checked.parcels[0]).change is Change.REMOVED
    with pytest.raises(Refused):
        account.run(lambda adapter: adapter.send(account.answer(comment)))


def test_what_is_gone_or_stands_elsewhere_counts_as_gone(fake: FakeGitHub) -> None:
    account = listening(fake)
    talk = fake.talks.open("How do I start it?")
    comment = fake.talks.comment(talk, "With the key")
    other = fake.talks.open("Another")
    account.poll()
    moved = comment.replace("#d1/", "#d2/")
    names = [talk, comment, other, moved, f"{REPOSITORY}#d77", f"{REPOSITORY}#d1/DC_none"]
    told = account.run(lambda adapter: adapter.check(names))
    gone = {one.external_id for one in told.parcels if account.read(one).change is Change.REMOVED}
    assert gone == {moved, f"{REPOSITORY}#d77", f"{REPOSITORY}#d1/DC_none"}
    fake.talks.remove(talk)
    told = account.run(lambda adapter: adapter.check([talk]))
    assert account.read(told.parcels[0]).change is Change.REMOVED


def test_of_repositories_of_others_only_the_threads_that_concern_us_come(fake: FakeGitHub) -> None:
    account = listening(fake, "Boreal*")
    talk, ours = fake.talks.open("Nothing of yours"), fake.talks.open("Does it work with Boreal?")
    named, other = fake.talks.comment(talk, "Boreal does it", "dan"), fake.talks.comment(talk, "Others too", "dan")
    below = fake.talks.comment(named, "Does it?")
    fake.talks.comment(other, "Do they?")
    said = fake.talks.comment(ours, "It does", "dan")
    assert set(account.poll()) == {ours, named, below, said}


def test_a_repository_without_discussions_or_without_issues_is_no_error(fake: FakeGitHub) -> None:
    account = listening(fake)
    fake.talks.enabled = False
    issue = fake.open("It does not start")
    assert set(account.poll()) == {issue}
    fake.talks.enabled, fake.has_issues = True, False
    talk = fake.talks.open("How do I start it?")
    assert set(account.poll()) == {talk}


def test_when_the_hours_points_are_spent_it_says_when_to_come_back(fake: FakeGitHub) -> None:
    account = listening(fake, kinds=["discussions"])
    fake.spent = True
    with pytest.raises(Retry) as retry:
        account.poll()
    assert 60 <= retry.value.after <= 71


@pytest.mark.parametrize("status", [200, 403])
def test_the_limit_that_says_no_time_is_given_a_minute(fake: FakeGitHub, status: int) -> None:
    account = listening(fake, kinds=["discussions"])
    said = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    body = {"message": said} if status == 403 else {"errors": [{"message": said}]}
    fake.asked_graph = lambda _: (status, body, {})  # type: ignore[method-assign]  # -- in a bad mood
    with pytest.raises(Retry) as retry:
        account.poll()
    assert retry.value.after == 60


def test_an_order_that_failed_without_a_reason_is_in_doubt_and_a_question_is_asked_again(fake: FakeGitHub) -> None:
    account = listening(fake)
    talk = fake.talks.open("How do I start it?")
    account.poll()
    usual, said = fake.asked_graph, {"message": "Something went wrong while executing your query."}

    def troubled(asked):  # type: ignore[no-untyped-def]  # -- as the fake's own
        wrong = asked.fields["query"].startswith("mutation")
        return (200, {"data": {"addDiscussionComment": None}, "errors": [said]}, {}) if wrong else usual(asked)

    fake.asked_graph = troubled  # type: ignore[method-assign]  # -- in a bad mood
    with pytest.raises(Uncertain):
        account.run(lambda adapter: adapter.send(account.answer(talk)))
    fake.asked_graph = lambda _: (200, {"data": None, "errors": [said]}, {})  # type: ignore[method-assign]  # -- worse
    with pytest.raises(Retry):
        account.poll()


def test_a_token_without_the_right_is_said_and_nothing_is_lost(fake: FakeGitHub) -> None:
    account = listening(fake)
    fake.talks.allowed = False
    with pytest.raises(Refused) as refused:
        account.poll()
    assert refused.value.words == words.NO_RIGHT
    talk = fake.talks.open("How do I start it?")
    fake.talks.allowed = True
    assert talk in account.poll()


def attempt(fake: FakeGitHub, kinds: str) -> str:
    given = {"token": TOKEN, "repositories": NAME, "api": fake.url, "kinds": kinds}
    try:
        return ",".join(connect(NETWORK, fake.place, **given).settings["kinds"])
    except Refused as refused:
        return refused.words


def test_connecting_looks_at_what_is_to_be_heard(fake: FakeGitHub) -> None:
    assert attempt(fake, "") == attempt(fake, "Discussions, issues") == "issues,issues/comments,discussions"
    assert attempt(fake, "issues") == "issues,issues/comments"
    fake.has_issues = False
    assert attempt(fake, "discussions") == "discussions"
    assert attempt(fake, "issues, discussions").endswith(",discussions")
    assert attempt(fake, "issues") == words.NOTHING_THERE
    fake.has_issues, fake.talks.enabled = True, False
    assert attempt(fake, "issues, discussions").endswith(",discussions")
    assert attempt(fake, "discussions") == words.NOTHING_THERE
    fake.talks.allowed = False
    assert attempt(fake, "issues, discussions") == words.NO_TALKS


def test_servers_of_ones_own_speak_graphql_beside_their_rest_interface() -> None:
    assert graph.address("https://api.github.com") == "https://api.github.com/graphql"
    assert graph.address("https://github.example.com/api/v3") == "https://github.example.com/api/graphql"
