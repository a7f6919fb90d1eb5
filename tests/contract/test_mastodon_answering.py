"""Mastodon's own ways of answering, on the fake server: replies, pictures, doubts, settings."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from contract_tools import PNG, answer_to, begin, hear, heard_mention, read, run
from fake_mastodon_door import Ask, Refusal
from mastodon_fixture import MastodonWorld, world

from earful.channels.contract import Adapter, Expired, Parcel, Refused, Retry, Uncertain, Upload
from earful.channels.mastodon import words

DOT = Upload(PNG, "image/png", "a red dot", 1, 1)


@pytest.fixture
def mastodon() -> Iterator[MastodonWorld]:
    with world() as made:
        yield made


@pytest.fixture
def snac() -> Iterator[MastodonWorld]:
    with world("snac") as made:
        yield made


def posts_of_desk(there: MastodonWorld) -> list[str]:
    return [post["text"] for post in there.fake.posts.values() if post["by"] == "desk"]


# --- whom it reaches ---


def test_the_customer_is_named_and_the_language_told(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)
    receipt = run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, "Ja!", languages=("de",))))
    assert posts_of_desk(mastodon) == ["@carol@town.example Ja!"]
    assert read(mastodon, receipt.parcel).languages == ("de",)
    assert receipt.url.startswith("https://desk.example/@desk/")


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_as_open_as_the_question(mastodon: MastodonWorld, visibility: str) -> None:
    cursor = begin(mastodon)
    said = mastodon.name(mastodon.fake.post("carol", "@desk@desk.example hm", visibility=visibility))
    heard, _ = hear(mastodon, cursor)
    receipt = run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, heard[said])))
    assert mastodon.fake.posts[mastodon.number(receipt.external_id)]["visibility"] == visibility


def test_a_private_answer_that_everybody_would_see_is_taken_back(mastodon: MastodonWorld) -> None:
    cursor = begin(mastodon)
    said = mastodon.say_privately("only for you")
    heard, _ = hear(mastodon, cursor)
    mastodon.fake.next_post = "everybody"
    with pytest.raises(Refused) as refused:
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, heard[said])))
    assert refused.value.words == words.WIDER
    assert posts_of_desk(mastodon) == []


# --- what stands in the way ---


def test_a_post_that_is_gone_is_not_answered(mastodon: MastodonWorld, snac: MastodonWorld) -> None:
    for there in (mastodon, snac):
        parcel, _ = heard_mention(there)
        there.remove(parcel.external_id)
        with pytest.raises(Refused) as refused:
            run(there, lambda adapter, p=parcel, w=there: adapter.send(answer_to(w, p)))
        assert refused.value.words == words.GONE
        assert posts_of_desk(there) == []


def test_a_parent_that_is_not_stored_completely_is_refused(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)
    outbound = answer_to(mastodon, parcel)
    for raw in ({}, {"id": parcel.external_id}, {**parcel.raw, "id": "12"}):
        with pytest.raises(Refused) as refused:
            run(mastodon, lambda adapter, raw=raw: adapter.send(replace(outbound, parent_raw=raw)))
        assert refused.value.words == words.NO_PARENT


def test_the_servers_words_are_passed_on_unless_they_repeat_ours(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)

    def moderated(ask: Ask) -> None:
        if ask.method == "POST":
            raise Refusal(422, "Replies are closed until Monday")

    mastodon.fake.trouble = moderated
    with pytest.raises(Refused) as refused:
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel)))
    assert refused.value.words == "Replies are closed until Monday."
    mastodon.fake.trouble = lambda _: None
    mastodon.fake.next_post = "quote"
    with pytest.raises(Refused) as refused:
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, "my private thoughts on that")))
    assert refused.value.words == words.UNKNOWN


def test_an_error_page_while_posting_is_a_doubt_and_before_it_is_none(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)
    for method, failure in (("GET", Retry), ("POST", Uncertain)):

        def broken(ask: Ask, method: str = method) -> None:
            if ask.method == method:
                raise Refusal(502, "Bad gateway", html=True)

        mastodon.fake.trouble = broken
        with pytest.raises(failure):
            run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel)))
    assert posts_of_desk(mastodon) == []


def test_what_looks_like_markup_arrives_as_it_was_written(mastodon: MastodonWorld, snac: MastodonWorld) -> None:
    for there in (mastodon, snac):
        parcel, _ = heard_mention(there)
        outbound = answer_to(there, parcel, "Choose <b> if 1 < 2 & so on")
        receipt = run(there, lambda adapter, o=outbound: adapter.send(o))
        assert read(there, receipt.parcel).text == outbound.text
        assert run(there, lambda adapter, o=outbound: adapter.find(o))


# --- doubts ---


def test_a_server_that_forgets_keys_is_looked_at_before_each_attempt(snac: MastodonWorld) -> None:
    parcel, _ = heard_mention(snac)
    outbound = answer_to(snac, parcel, "We are *on* it: https://a.example/x")
    snac.lose_answer()
    with pytest.raises(Uncertain):
        run(snac, lambda adapter: adapter.send(outbound))
    for _ in range(2):
        run(snac, lambda adapter: adapter.send(outbound))
    assert len(posts_of_desk(snac)) == 1
    assert run(snac, lambda adapter: adapter.find(outbound))


def test_a_doubt_is_settled_by_parent_words_and_time(snac: MastodonWorld) -> None:
    parcel, cursor = heard_mention(snac)
    other = snac.say("another matter")
    outbound = answer_to(snac, parcel, "Thank you.")
    snac.own("Thank you.", to=other)
    snac.own("Thank you!", to=None)
    snac.own("Thanks.", to=parcel.external_id)
    snac.reply(parcel.external_id, "Thank you.", by="dan")
    assert run(snac, lambda adapter: adapter.find(outbound)) is None
    ours = snac.own("Thank you.", to=parcel.external_id)
    found = run(snac, lambda adapter: adapter.find(outbound))
    assert found
    assert found.external_id == ours
    assert run(snac, lambda adapter: adapter.find(replace(outbound, known=(ours,)))) is None
    heard, _ = hear(snac, cursor)
    assert heard[ours].version == found.parcel.version


def test_an_earlier_answer_with_the_same_words_is_not_this_one(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)
    ours = mastodon.number(mastodon.own("We are on it.", to=parcel.external_id))
    early = mastodon.fake.posts[ours]["at"]
    mastodon.fake.posts[ours]["at"] = early.replace(year=early.year - 1)
    assert run(mastodon, lambda adapter: adapter.find(answer_to(mastodon, parcel))) is None


# --- pictures ---


def test_pictures_are_waited_for(mastodon: MastodonWorld) -> None:
    mastodon.fake.working = 2
    parcel, _ = heard_mention(mastodon)
    receipt = run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, uploads=(DOT, DOT))))
    assert [picture.alt for picture in read(mastodon, receipt.parcel).pictures] == ["a red dot", "a red dot"]
    [media, *_] = mastodon.fake.media.values()
    assert mastodon.fake.calls.count(f"GET /api/v1/media/{media['id']}") == 3


def test_a_server_with_the_old_way_of_taking_pictures(mastodon: MastodonWorld) -> None:
    mastodon.fake.media_form = "v1"
    parcel, _ = heard_mention(mastodon)
    receipt = run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, uploads=(DOT,))))
    assert len(read(mastodon, receipt.parcel).pictures) == 1


@pytest.mark.parametrize(
    ("status", "said", "failure"),
    [(422, "Validation failed: File content type is invalid", Refused), (500, "oops", Retry), (429, "slow", Retry)],
)
def test_nothing_is_posted_when_a_picture_fails(
    mastodon: MastodonWorld, status: int, said: str, failure: type[Exception]
) -> None:
    parcel, _ = heard_mention(mastodon)

    def no_pictures(ask: Ask) -> None:
        if ask.path.endswith("/media"):
            raise Refusal(status, said)

    mastodon.fake.trouble = no_pictures
    with pytest.raises(failure):
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, uploads=(DOT,))))
    assert posts_of_desk(mastodon) == []


def test_a_picture_the_server_cannot_read_is_said_in_words(mastodon: MastodonWorld) -> None:
    parcel, _ = heard_mention(mastodon)

    def spoiled(ask: Ask) -> None:
        if ask.method == "GET" and "/media/" in ask.path:
            raise Refusal(422, "Error processing thumbnail for uploaded media")

    mastodon.fake.trouble = spoiled
    with pytest.raises(Refused) as refused:
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, uploads=(DOT,))))
    assert refused.value.words == words.PICTURE_BAD


# --- tokens, and settings that hide ---


def test_a_token_that_runs_out_is_renewed_once(mastodon: MastodonWorld) -> None:
    parcel, cursor = heard_mention(mastodon)
    fake = mastodon.fake
    fake.clients["1"] = {"back": "", "secret": "s", "scopes": ""}
    fake.refreshes["refresh-1"] = "desk"
    mastodon.keeper.session = {"access": "token-old", "refresh": "refresh-1"}
    mastodon.client = {"client_id": "1", "client_secret": "s"}
    run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel)))
    hear(mastodon, cursor)
    assert mastodon.keeper.renewals == 1
    fake.tokens.clear()
    fake.refreshes.clear()
    with pytest.raises(Expired):
        run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel, key="k2")))


@pytest.mark.parametrize("form", ["v1", "v2"])
@pytest.mark.parametrize(("state", "verb"), [("filter", "sets aside"), ("drop", "throws away")])
def test_each_setting_that_hides_is_told_by_what_it_hides(
    mastodon: MastodonWorld, form: str, state: str, verb: str
) -> None:
    fake = mastodon.fake
    fake.policy_form = form
    fake.policy |= {"for_private_mentions": state, "for_new_accounts": state}
    found = run(mastodon, lambda adapter: adapter.hindrances())
    assert [hindrance.code for hindrance in found] == ["for_new_accounts", "for_private_mentions"]
    assert all((verb if form == "v2" else "sets aside") in hindrance.words for hindrance in found)
    run(mastodon, lambda adapter: adapter.lift("for_new_accounts"))
    assert fake.policy["for_new_accounts"] == "accept"
    assert fake.policy["for_private_mentions"] != "accept", "only what was agreed to"


def test_a_setting_the_server_keeps_is_not_called_lifted(mastodon: MastodonWorld) -> None:
    mastodon.hide_strangers()

    def stubborn(ask: Ask) -> None:
        if ask.method == "PATCH":
            raise Refusal(403, "This action is outside the authorized scopes")

    mastodon.fake.trouble = stubborn
    with pytest.raises(Refused) as refused:
        run(mastodon, lambda adapter: adapter.lift("for_not_following"))
    assert refused.value.words == words.SCOPE


def test_a_used_up_allowance_is_remembered_without_asking(mastodon: MastodonWorld) -> None:
    parcel, cursor = heard_mention(mastodon)
    mastodon.limit(50)

    async def often(adapter: Adapter) -> None:
        for _ in range(4):
            with pytest.raises(Retry) as retry:
                async for _batch in adapter.poll(cursor):
                    pass
            assert 40 < retry.value.after <= 51

    mastodon.fake.calls.clear()
    run(mastodon, often)
    assert len(mastodon.fake.calls) == 1
    mastodon.relent()
    start = time.monotonic()
    sent: Parcel = run(mastodon, lambda adapter: adapter.send(answer_to(mastodon, parcel))).parcel
    assert sent.raw["earful"]["why"] == "own"
    assert time.monotonic() - start < 30
