"""Saved replies: written, found, filled in, taken into an answer, and counted from what truly left."""

from datetime import timedelta

import pytest
from api_client import page_of
from knowing_town import an_article
from saving import a_saved_reply, terms, wording_of
from town import a_workspace, an_account, an_agent, it_leaves, seen_by, somebody_says, takes_back

from earful import flow
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import origins
from earful.outbox.models import Origin
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.replies.models import SavedEdition, SavedReply, Taken
from earful.replies.saved import actions, filling, queries, taking
from earful.replies.saved.actions import CannotSave
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
LATE = "Hello {customer_name}, your parcel left our depot this morning and is with you tomorrow before noon."


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def ana(lea):
    return an_agent(lea.workspace, "ana", "Ana Ortega")


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def links(slug, language):
    return f"https://help.example.org/{slug}/{language}/"


def filled(text, agent, turn, draft=None, language="en"):
    variant = wording_of(a_saved_reply(agent, "A reply", (language, text)), language)
    conversation = Conversation.objects.get(pk=turn.conversation_id)
    return filling.filled(variant, conversation, agent, turn, links, draft)


def sends(agent, turn, reply, edit=lambda text: text):
    """Take it, perhaps change it, send it; the dispatch in its undo window."""
    conversation = Conversation.objects.get(pk=turn.conversation_id)
    draft, _ = taking.take(wording_of(reply), conversation, agent, turn, links)
    draft = replies.save(conversation, agent, edit(draft.text), turn)
    reviewed, dispatch = flow.reply(draft, seen_by(agent, conversation))
    assert dispatch is not None, reviewed.rulings
    return dispatch


def quiet_for_days(turn):
    Conversation.objects.filter(pk=turn.conversation_id).update(solved_at=clock.now() - timedelta(hours=1))


# --- writing ------------------------------------------------------------------------------------------------------


def test_each_change_is_an_edition_and_nothing_is_lost(lea):
    reply = a_saved_reply(lea, "Late parcel", "It comes tomorrow.", ("de", "Es kommt morgen."))
    actions.change(reply, lea, terms("Late parcel", "It comes on Friday."), seen=1)
    same = actions.change(reply, lea, terms("Late parcel", "It comes on Friday.", review_on=clock.now().date()))
    assert (same.newest, same.review_on) == (2, clock.now().date()), "who reads it again is no edition"
    said = [(one.number, [v.text for v in one.variants.order_by("place")]) for one in reply.editions.order_by("number")]
    assert said == [(1, ["It comes tomorrow.", "Es kommt morgen."]), (2, ["It comes on Friday."])]
    with pytest.raises(CannotSave, match="meanwhile"):
        actions.change(reply, lea, terms("Late parcel", "Never."), seen=1)
    actions.archive(reply, lea)
    assert queries.choices(lea, "parcel", "en") == []
    assert queries.listed(lea, archived=True) == [reply]
    actions.bring_back(reply, lea)
    assert queries.listed(lea, "friday") == [reply]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (terms("", "x"), "name"),
        (terms("A", "  "), "what it says"),
        (terms("A", ("english", "x")), "language"),
        (terms("A", "x", "y"), "same language and tone"),
        (terms("A", "Hello {custmer_name}"), "custmer_name"),
        (terms("A", "x" * 5001), "5,000"),
        (terms("A", *((f"{a}{b}", "x") for a in "abcd" for b in "abcd")), "twelve"),
        (terms("A", "x", owner_id=0), "your desk"),
    ],
)
def test_what_cannot_be_saved_says_why(lea, wrong, words):
    with pytest.raises(CannotSave) as no:
        actions.make(lea, wrong)
    assert words in str(no.value)
    assert str(no.value).endswith(".")


def test_agents_keep_their_own_and_leads_write_for_everybody(lea, ana):
    mine = a_saved_reply(ana, "Mine", "Bye for now.", personal=False)
    shared = a_saved_reply(lea, "Ours", "Bye for now.")
    secret = a_saved_reply(lea, "Lea's", "Bye for now.", personal=True)
    assert mine.personal
    assert {one.reply.name for one in queries.choices(ana, "bye", "en")} == {"Mine", "Ours"}
    assert {one.reply.name for one in queries.choices(lea, "bye", "en")} == {"Lea's", "Ours"}
    assert queries.variant(ana, wording_of(secret).pk) is None
    assert queries.one(lea, mine.pk) is None
    for other, who in ((shared, ana), (secret, ana), (mine, lea)):
        with pytest.raises(CannotSave):
            actions.change(other, who, terms("Taken over", "Ha."))
        with pytest.raises(CannotSave):
            actions.archive(other, who)
    assert SavedEdition.objects.count() == 3


# --- filling in ---------------------------------------------------------------------------------------------------


def test_what_is_known_is_filled_in_and_the_rest_stays_open(ana, rail):
    turn = somebody_says(rail, "Where is my parcel?", name="Maria López 🌸")
    found = filled("Hello {customer_name}, {agent_name} of {account} here, {order_number} {due_time}.", ana, turn)
    assert found.text == "Hello Maria López, Ana Ortega of Northwind Rail here, {order_number} {due_time}."
    assert found.gaps == ("{order_number}", "{due_time}")
    odd = somebody_says(rail, "Hello?", by="shop", name="cheap-parcels.example")
    assert filled("Hi {customer_name}", ana, odd).gaps == ("{customer_name}",)


def test_the_number_of_an_order_is_told_in_private_and_only_if_there_is_one(ana, rail):
    openly = somebody_says(rail, "My order 4711-0815 is late", by="bo")
    assert filled("{order_number}", ana, openly).gaps
    private = somebody_says(rail, "My order 4711-0815 is late", by="cy", private=True)
    assert filled("About {order_number}", ana, private).text == "About 4711-0815"
    again = somebody_says(rail, "and order 4712-9999", by="cy", private=True, parent=private)
    assert filled("{order_number}", ana, again).gaps, "one of two is a guess"


def test_a_time_is_told_as_their_clock_shows_it_and_never_one_that_is_past(lea, rail):
    turn = somebody_says(rail, "When?", by="bo")
    inside = {"due_at": clock.now() + timedelta(hours=1), "holds_until": clock.now() - timedelta(hours=1)}
    Conversation.objects.filter(pk=turn.conversation_id).update(**inside)
    assert filled("{due_time}", lea, turn).gaps
    until = clock.now().replace(hour=15, minute=30) + timedelta(days=3)
    draft = replies.save(turn.conversation, lea, "", turn, until)
    assert filled("By {due_time}", lea, turn, draft).text == f"By {until:%A}, 15:30"
    days = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
    assert filled("Bis {due_time}", lea, turn, draft, "de").text == f"Bis {days[until.weekday()]}, 15:30"


def test_a_link_leads_to_what_everybody_can_read(lea, rail):
    turn = somebody_says(rail, "How?", by="bo")
    article = an_article(lea, "Refunds", "Five days.")
    assert filled("{link:refunds}", lea, turn).gaps == ("{link:refunds}",)
    an_article(lea, "Refunds", "Fünf Tage.", of=article, language="de", public=True)
    assert filled("{link:refunds}", lea, turn, language="de").text == "https://help.example.org/refunds/de/"
    assert filled("{link:nothing}", lea, turn).gaps == ("{link:nothing}",)


# --- leaving, and what came of it ---------------------------------------------------------------------------------


def test_an_answer_with_a_gap_does_not_leave(ana, rail):
    turn = somebody_says(rail, "Where is my parcel?", by="shop", name="shop.example")
    reply = a_saved_reply(ana, "Late", LATE)
    draft, gone = taking.take(wording_of(reply), turn.conversation, ana, turn, links)
    assert gone.gaps == ("{customer_name}",)
    reviewed, dispatch = flow.reply(draft, seen_by(ana, turn.conversation))
    assert dispatch is None
    assert [one.figures["words"] for one in reviewed.rulings if one.code == "placeholder"] == ["{customer_name}"]
    assert reviewed.refused()


def test_what_left_is_counted_and_what_was_taken_back_is_not(ana, rail):
    reply = a_saved_reply(ana, "Late", LATE)
    turn = somebody_says(rail, "Where is my parcel?")
    dispatch = sends(ana, turn, reply)
    origin = Origin.objects.get()
    assert (origin.dispatch, origin.variant, origin.variant.edition.number) == (dispatch, wording_of(reply), 1)
    assert origins.used(ana.workspace_id, [reply.pk]) == {}, "it has not left"
    draft = outbox.take_back(dispatch)
    assert [one.variant for one in Taken.objects.filter(draft=draft)] == [wording_of(reply)]
    reviewed, again = flow.reply(draft, seen_by(ana, turn.conversation))
    assert again is not None, reviewed.rulings
    said = it_leaves(again)
    used = origins.used(ana.workspace_id, [reply.pk])[reply.pk]
    assert (used.times, used.decided) == (1, 0)
    assert origins.lately(ana.pk) == [reply.pk]
    takes_back(rail, said)
    assert origins.used(ana.workspace_id, [reply.pk]) == {}, "an answer that was deleted is none"


def test_words_that_were_written_anew_came_from_nowhere(ana, rail):
    reply = a_saved_reply(ana, "Late", LATE)
    sends(ana, somebody_says(rail, "Where is it?"), reply, lambda _: "The shop in the old town opens at nine, Maria.")
    sends(ana, somebody_says(rail, "And mine?", by="bo"), reply, lambda text: text.replace("noon", "ten"))
    assert Origin.objects.count() == 1
    assert not Taken.objects.exists()


def test_solved_without_coming_back(ana, rail):
    reply = a_saved_reply(ana, "Late", LATE)
    done, back, open_, thanks = (
        somebody_says(rail, "Where is my parcel?", by=who) for who in ("bo", "cy", "di", "eva")
    )
    for turn in (done, back, open_, thanks):
        it_leaves(sends(ana, turn, reply, lambda text: f"{text} Bye {turn.pk}"))  # noqa: B023 -- called at once
    again = somebody_says(rail, "It did not come. Where is my parcel?", by="cy", parent=back)
    assert again.needs_answer
    somebody_says(rail, "Great, thank you!", by="eva", parent=thanks)
    for turn in (done, back):
        quiet_for_days(turn)
    used = origins.used(ana.workspace_id, [reply.pk])[reply.pk]
    assert (used.times, used.solved, used.back) == (4, 2, 1)


def test_a_draft_that_moves_takes_its_origin_along(ana, rail):
    reply = a_saved_reply(ana, "Late", LATE)
    one, other = somebody_says(rail, "One?", by="bo"), somebody_says(rail, "Two?", by="bo")
    draft, _ = taking.take(wording_of(reply), one.conversation, ana, one, links)
    moved = replies.bring(draft, other.conversation)
    assert Taken.objects.get().draft == moved


# --- finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("parcel", "Late parcel"),
        ("parc lat", "Late parcel"),
        ("tomorrow", "Late parcel"),
        ("percel", "Late parcel"),
        ("tomorow", "Late parcel"),
        ("CAFÉ", "Café hours"),
        ("cafe", "Café hours"),
        ("ltprcl", "Late parcel"),
        ("refund", "Refund"),
    ],
)
def test_words_beginnings_slips_and_letters(lea, typed, first):
    a_saved_reply(lea, "Late parcel", "It comes tomorrow.")
    a_saved_reply(lea, "Café hours", "We open at nine.")
    a_saved_reply(lea, "Money", "Your refund is on its way.")
    a_saved_reply(lea, "Refund", "Five days.")
    assert queries.choices(lea, typed, "en")[0].reply.name == first


@pytest.mark.parametrize("odd", ["'", "\\", "a'b\\c:*", "&|!()<->", "%_", "(", "x" * 200, "zzzz", "ß", "\u0301"])
def test_odd_words_find_nothing_and_break_nothing(lea, odd):
    a_saved_reply(lea, "Late parcel", "It comes tomorrow.")
    assert isinstance(queries.choices(lea, odd, "en"), list)
    assert isinstance(queries.listed(lea, odd), list)


def test_their_language_first_and_what_fits_and_what_one_took_last(lea, ana, rail):
    from earful.replies.saved.finding import Place
    from earful.triage.topics import actions as topics

    topic = topics.name(lea, "Parcels", words=["parcel"])
    a_saved_reply(lea, "Parcel one", "Comes soon.", ("de", "Kommt bald."), ("de", "Kommt.", "short"))
    fits = a_saved_reply(lea, "Parcel two", "Comes soon.", topics=[topic.pk])
    last = a_saved_reply(lea, "Zebra", LATE)
    a_saved_reply(lea, "Anything", "Else.")
    it_leaves(sends(ana, somebody_says(rail, "Where?"), last))
    found = queries.choices(ana, "", "de", Place((topic.pk,), None, origins.lately(ana.pk)))
    assert [one.reply for one in found[:2]] == [fits, last]
    (one,) = (choice for choice in queries.choices(ana, "parcel", "de") if choice.reply.name == "Parcel one")
    assert [each.text for each in one.variants] == ["Kommt bald.", "Kommt."]
    assert queries.choices(ana, "parcel", "de", Place((topic.pk,)))[0].reply == fits


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_chooser_and_the_cursor(lea, ana, rail):
    reply = a_saved_reply(lea, "Late", LATE, ("de", "Hallo {customer_name}"))
    turn = somebody_says(rail, "Where is my parcel?")
    script = page_of(ana, headers={"HX-Request": "true"})
    shown = script.get("/desk/saved/", {"pk": turn.conversation_id, "words": "late"})
    assert [one.variants[0].language for one in shown.context["choices"]] == ["en"]
    address = f"/desk/matter/{turn.conversation_id}/saved/{wording_of(reply).pk}/"
    told = script.post(address, {"text": "Hi there. ", "answers": turn.pk, "holds": ""}).json()
    assert told["words"].startswith("Hello Maria, your parcel")
    assert told["gap"] == ""
    draft = drafts.draft(turn.conversation, ana)
    assert draft.text == "Hi there. ", "the page puts it where the cursor is"
    assert draft.taken.get().variant == wording_of(reply)
    assert script.get("/desk/saved/", {"pk": 0}).status_code == 404
    eve = an_agent(a_workspace("Elsewhere"), "eve")
    assert page_of(eve).post(address).status_code == 404
    assert page_of(eve).get("/desk/saved/", {"pk": turn.conversation_id}).status_code == 404


def test_by_forms_alone(lea, ana, rail):
    reply = a_saved_reply(lea, "Late", LATE)
    turn = somebody_says(rail, "Where is my parcel?")
    page = page_of(ana)
    begun = page.post(f"/desk/matter/{turn.conversation_id}/saved/", {"text": "Hi.", "answers": turn.pk}, follow=True)
    assert "your parcel left" in begun.content.decode()
    page.post(f"/desk/matter/{turn.conversation_id}/saved/{wording_of(reply).pk}/", {"answers": turn.pk})
    text = drafts.draft(turn.conversation, ana).text
    assert text.startswith("Hi.\n\nHello Maria, your parcel")


def form(**more):
    return {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "name": "Late", "form-0-language": "en", "form-0-text": LATE, "form-1-language": "", **more}  # fmt: skip


def test_the_house_pages(lea, ana):
    page = page_of(lea)
    assert "Nothing is saved yet" in page.get("/house/saved/").content.decode()
    told = page.post("/house/saved/new/", form(review_on="2020-01-01", owner=ana.pk), follow=True)
    reply = SavedReply.objects.get()
    assert (reply.owner, reply.personal) == (ana, False)
    assert "Read it again" in told.content.decode()
    assert "No answer has left with it yet" in told.content.decode()
    wrong = page.post(f"/house/saved/{reply.pk}/change/", form(**{"form-0-text": "Hi {nme}", "seen": 1}))
    assert wrong.status_code == 422
    assert "{nme}" in wrong.content.decode()
    page.post(
        f"/house/saved/{reply.pk}/change/",
        form(**{"form-1-language": "de", "form-1-text": "Hallo", "more": "1", "seen": 1}),
    )
    assert "Begin again from edition 1" in page.get(f"/house/saved/{reply.pk}/").content.decode()
    first = page.get(f"/house/saved/{reply.pk}/change/?edition=1").context["wordings"]
    assert [one.initial.get("text") for one in first] == [LATE, None]
    theirs = page_of(ana)
    assert theirs.get(f"/house/saved/{reply.pk}/change/").status_code == 302
    theirs.post(f"/house/saved/{reply.pk}/archive/")
    assert SavedReply.objects.get().archived_at is None
    theirs.post("/house/saved/new/", form(name="Own"))
    assert SavedReply.objects.get(name="Own").personal
    page.post(f"/house/saved/{reply.pk}/archive/")
    assert "Late" in page.get("/house/saved/?which=archived").content.decode()
    told = page.post(f"/house/saved/{reply.pk}/back/", follow=True)
    assert "It is back" in told.content.decode()
    assert "Late" in page.get("/house/saved/?q=parcel").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_little(lea, rail, count, django_assert_num_queries):
    for number in range(count):
        a_saved_reply(lea, f"Late {number}", LATE)
    turn = somebody_says(rail, "Where is my parcel?")
    script, page = page_of(lea, headers={"HX-Request": "true"}), page_of(lea)
    asked = {"pk": turn.conversation_id, "words": "late"}
    script.get("/desk/saved/", asked)
    page.get("/house/saved/")
    with django_assert_num_queries(8):
        script.get("/desk/saved/", asked)
    with django_assert_num_queries(8):
        page.get("/house/saved/")
