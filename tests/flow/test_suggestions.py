"""Beside the composer: by words and by meaning, with the source, nothing private, and only a press takes one into a draft."""

import pytest
from api_client import api_as, page_of, send
from knowing_town import an_article, answered, means, worker_does
from town import a_workspace, an_account, an_agent, edits, somebody_says, takes_back

from earful import knowing
from earful.conversations.models import Conversation
from earful.knowledge import actions, counting, finding, gathering, hearing, suggesting
from earful.knowledge.models import Passage, Repeat, Use
from earful.replies import queries as drafts
from earful.replies import tuning
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
ANSWER = "Please hold the button at the back for ten seconds."


@pytest.fixture
def lea():
    return an_agent(a_workspace(), "lea", "Lea Lind", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def texts(turn, words=""):
    return [one.text for one in suggesting.suggest(turn.conversation, turn, words)]


def test_articles_and_solved_matters_are_found_by_words(lea, rail):
    an_article(lea, "Router", "The router **restarts** when its plug is pulled.")
    told = answered(lea, rail, "My router is dead", f"@maria {ANSWER} Then the router restarts. ^LL")
    worker_does(lea.workspace_id)
    turn = somebody_says(rail, "How do I restart the router?", by="bo")
    found = suggesting.suggest(turn.conversation, turn)
    by_source = {bool(one.article_id): one for one in found}
    assert by_source[True].text == "The router restarts when its plug is pulled."
    assert (by_source[True].title, by_source[True].edition, by_source[True].internal) == ("Router", 1, True)
    assert by_source[False].text.startswith("Please hold the button")
    assert "maria" not in by_source[False].text
    assert (by_source[False].conversation_id, by_source[False].who) == (told.conversation_id, "Lea Lind")


def test_what_was_answered_to_a_question_of_the_same_meaning_is_found_without_a_common_word(lea, rail):
    tuning.decide("language", "off", lea)
    told = answered(lea, rail, "Mein Gerät ist tot", ANSWER)
    means(told.conversation.turns.filter(ours=False).get(), *range(150))
    worker_does(lea.workspace_id)
    same = means(somebody_says(rail, "Nothing happens whatsoever!", by="bo"), *range(140))
    other = means(somebody_says(rail, "Nothing happens whatsoever?", by="cy"), *range(200, 384))
    assert texts(same) == [ANSWER]
    assert texts(other) == []


def test_a_matter_that_is_not_solved_gives_no_answer(lea, rail):
    answered(lea, rail, "My router is dead", f"{ANSWER} The router restarts.", ended=False)
    worker_does(lea.workspace_id)
    turn = somebody_says(rail, "How do I restart the router?", by="bo")
    assert texts(turn) == []
    Conversation.objects.exclude(pk=turn.conversation_id).update(status="ended")
    worker_does(lea.workspace_id)
    assert len(texts(turn)) == 1


def test_what_is_private_or_personal_or_removed_is_never_suggested(lea, rail):
    tuning.decide("personal_data", "off", lea)
    private = answered(lea, rail, "My router one", f"{ANSWER} Router one.", by="a")
    personal = answered(lea, rail, "My router two", f"{ANSWER} Write to kim.sato@example.org about the router.", by="b")
    removed = answered(lea, rail, "My router three", f"{ANSWER} Router three.", by="c")
    changed = answered(lea, rail, "My router four", f"{ANSWER} Router four.", by="d")
    Conversation.objects.filter(pk=private.conversation_id).update(private=True)
    worker_does(lea.workspace_id)
    takes_back(rail, removed)
    edits(rail, changed, f"{ANSWER} Router five.")
    turn = somebody_says(rail, "And my router?", by="bo")
    assert texts(turn) == [], "nobody has read what it says now"
    worker_does(lea.workspace_id)
    worker_does(lea.workspace_id)
    assert texts(turn) == [f"{ANSWER} Router five."], "as it stands now"
    assert Passage.objects.get(turn=personal).personal
    assert not Passage.objects.filter(turn__in=[private, removed]).exists()


def test_gathering_again_doubles_nothing(lea, rail):
    answered(lea, rail, "My router is dead", ANSWER)
    for _ in range(3):
        worker_does(lea.workspace_id)
    assert Passage.objects.count() == 1


def test_drafts_and_retired_articles_are_not_suggested(lea, rail):
    article = an_article(lea, "Router", "The router restarts.")
    edition = actions.write(article, lea, "en", "Router", "The router explodes.")
    turn = somebody_says(rail, "My router?", by="bo")
    assert texts(turn) == ["The router restarts."]
    actions.publish(edition, lea)
    assert texts(turn) == ["The router explodes."]
    actions.retire(article, lea)
    assert texts(turn) == []


def test_another_workspaces_passages_are_not_ours(lea, rail):
    eve = an_agent(a_workspace("Elsewhere"), "eve", "Eve", Role.OWNER)
    an_article(eve, "Router", "Their router restarts.", public=True)
    turn = somebody_says(rail, "My router?", by="bo")
    assert texts(turn) == []
    passage = Passage.objects.get()
    assert page_of(lea).post(f"/desk/matter/{turn.conversation_id}/suggestions/{passage.pk}/use/").status_code == 404


def test_a_press_takes_it_into_the_draft_and_is_noted(lea, rail):
    an_article(lea, "Router", "The router restarts.", public=True)
    turn = somebody_says(rail, "My router?", by="bo")
    passage = Passage.objects.get()
    address = f"/desk/matter/{turn.conversation_id}/suggestions/"
    page = page_of(lea).get(address)
    assert "The router restarts." in page.content.decode()
    assert drafts.draft(turn.conversation, lea) is None, "looking changes nothing"
    with_scripts = page_of(lea, headers={"HX-Request": "true"}).post(f"{address}{passage.pk}/use/")
    assert with_scripts.status_code == 204
    assert drafts.draft(turn.conversation, lea) is None, "the page puts it where the cursor is"
    assert Use.objects.get().edition_id == passage.edition_id
    page_of(lea).post(f"{address}{passage.pk}/use/")
    page_of(lea).post(f"{address}{passage.pk}/use/")
    assert drafts.draft(turn.conversation, lea).text == "The router restarts.\n\nThe router restarts."
    assert Use.objects.count() == 3


def test_an_internal_article_is_read_and_not_taken(lea, rail):
    an_article(lea, "Router", "The router restarts.")
    turn = somebody_says(rail, "My router?", by="bo")
    address = f"/desk/matter/{turn.conversation_id}/suggestions/"
    page = page_of(lea).get(address).content.decode()
    assert "For the team only" in page
    assert "Take into the answer" not in page
    assert page_of(lea).post(f"{address}{Passage.objects.get().pk}/use/").status_code == 404


def test_own_words_and_programs(lea, rail):
    an_article(lea, "Parcels", "Parcels leave every morning.")
    turn = somebody_says(rail, "Hello?", by="bo")
    assert texts(turn, "parcel") == ["Parcels leave every morning."]
    for odd in ("'", "\\", "a'b\\c:*", "&|!()<->", "\x00"):
        assert texts(turn, odd) == []
    told = send(api_as(lea), "GET", f"conversations/{turn.conversation_id}/suggestions?words=parcel")
    assert [one["title"] for one in told[1]] == ["Parcels"]


def test_rare_words_decide(lea):
    for number in range(12):
        an_article(lea, f"Parcel {number}", "Your parcel is late and will come.")
    an_article(lea, "Zeppelin", "Your zeppelin will come.")
    counting.count(lea.workspace_id)
    first = finding.find(lea.workspace_id, "parcel late zeppelin", "en")[0]
    assert Passage.objects.get(pk=first).text == "Your zeppelin will come."


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_asks_little(lea, rail, count, django_assert_num_queries):
    for number in range(count):
        an_article(lea, f"Router {number}", f"The router restarts {number}.")
    turn = somebody_says(rail, "My router?", by="bo")
    client = page_of(lea, headers={"HX-Request": "true"})
    client.get(f"/desk/matter/{turn.conversation_id}/suggestions/")
    with django_assert_num_queries(10):
        client.get(f"/desk/matter/{turn.conversation_id}/suggestions/")


def test_the_encoder_reads_passages(lea):
    an_article(lea, "Router", "The router restarts.")
    heard = hearing.hear(lea.workspace_id)
    assert heard == [Passage.objects.get().pk]
    assert hearing.hear(lea.workspace_id) == heard, "whoever died before it was done does it again"
    hearing.done(heard)
    assert hearing.hear(lea.workspace_id) == []
    assert Passage.objects.get().gists.get().sort == "s"


def test_the_job_gathers_hears_and_proposes(lea, rail):
    """With the encoder, as workers do it; twice, as if one had died in between."""
    told = [
        answered(lea, rail, "My box is dead", f"{ANSWER}{end}", by=f"guest{number}")
        for number, end in enumerate(("", " Bye.", " Thanks."))
    ]
    for _ in range(2):
        knowing.gather_all(lea.workspace_id)
        knowing.hear_passages(lea.workspace_id)
    knowing.gather_all(lea.workspace_id)
    assert Passage.objects.filter(turn__in=told, heard=True, usable=True).count() == 3
    assert Repeat.objects.get().answers.count() == 3
    assert not gathering.unheard(lea.workspace_id)
    asked = Passage.objects.filter(turn__in=told, gists__sort="a")
    assert asked.count() == 3, "what was asked is read too where triage keeps no meaning of it"
