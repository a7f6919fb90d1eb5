"""Shared drafts: colleagues read one and go on with it; nothing is written over without a trace."""

import pytest
from api_client import api_as, page_of, send
from town import a_workspace, an_account, an_agent, seen_by, somebody_says

from earful import flow
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.outbox import actions as outbox
from earful.replies import actions as replies
from earful.replies import queries as drafts
from earful.replies import sharing
from earful.replies.models import Draft, DraftVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def bo(ana):
    return an_agent(ana.workspace, "bo", "Bo Blom")


@pytest.fixture
def asked(ana):
    return somebody_says(an_account(ana.workspace), "Where is my train?", by="maria")


@pytest.fixture
def talk(asked):
    return Conversation.objects.get(pk=asked.conversation_id)


@pytest.fixture
def draft(ana, asked, talk):
    draft = replies.save(talk, ana, "It stands in Linz. ^AO", asked)
    sharing.share(draft, shared=True)
    return Draft.objects.get(pk=draft.pk)


def version(draft):
    return Draft.objects.get(pk=draft.pk).saved_at.isoformat()


def test_a_private_draft_is_nobody_elses(ana, bo, asked, talk):
    draft = replies.save(talk, ana, "It stands in Linz.", asked)
    assert sharing.others(talk, bo) == []
    with pytest.raises(CannotDo):
        sharing.take_over(draft, bo, version(draft))


def test_a_colleague_goes_on_with_it_and_signs_it(ana, bo, draft, talk):
    replies.save(talk, bo, "From platform 7.")
    mine = sharing.take_over(draft, bo, version(draft))
    assert mine.text == "It stands in Linz.\n\nFrom platform 7."
    assert drafts.draft(talk, ana) is None
    assert [(one.what, one.agent, one.text) for one in sharing.versions(talk)] == [
        ("taken", ana, "It stands in Linz. ^AO"),
        ("replaced", bo, "From platform 7."),
        ("shared", ana, "It stands in Linz. ^AO"),
    ]
    assert sharing.taken_from(talk, ana) == "Bo Blom"
    assert [one.agent for one in sharing.others(talk, ana)] == [bo]
    _, dispatch = flow.reply(drafts.draft(talk, bo), seen_by(bo, talk))
    assert (dispatch.agent, dispatch.text.rpartition(" ")[2]) == (bo, f"^{bo.mark}")


def test_who_read_an_older_version_is_told_and_both_stay(bo, ana, asked, draft, talk):
    old = version(draft)
    replies.save(talk, ana, "It stands in Linz, and goes on soon.", asked)
    with pytest.raises(CannotDo, match="written on since"):
        sharing.take_over(draft, bo, old)
    assert drafts.draft(talk, ana).text == "It stands in Linz, and goes on soon."
    assert not DraftVersion.objects.filter(what="taken").exists()


def test_of_two_who_take_it_the_second_is_told(ana, bo, draft):
    cy = an_agent(ana.workspace, "cy", "Cy Low")
    seen = version(draft)
    sharing.take_over(draft, bo, seen)
    with pytest.raises(CannotDo):
        sharing.take_over(draft, cy, seen)


def test_by_the_page_and_who_wrote_it_is_told(ana, bo, draft, talk):
    page = page_of(bo)
    shown = page.get(f"/desk/all/{talk.pk}/").content.decode()
    assert "Draft by Ana Ortega" in shown
    page.post(f"/desk/draft/{draft.pk}/take-over/", {"version": version(draft)})
    assert drafts.draft(talk, bo).text == "It stands in Linz."
    kept = page_of(ana).post(f"/desk/matter/{talk.pk}/draft/", {"text": "I still write", "seen": ""})
    assert "Bo Blom goes on with your draft." in kept.content.decode()
    assert "It stands in Linz. ^AO" in page.get(f"/desk/matter/{talk.pk}/draft/versions/").content.decode()


def test_shared_and_kept_to_oneself_by_the_page(ana, asked, talk):
    page = page_of(ana)
    at = f"/desk/matter/{talk.pk}/draft/share/"
    page.post(at, {"text": "It stands in Linz.", "answers": asked.pk, "shared": "1"})
    assert Draft.objects.get().shared_at is not None
    page.post(at, {"text": "It stands in Linz.", "answers": asked.pk, "shared": "0"})
    assert Draft.objects.get().shared_at is None


def test_by_programs(ana, bo, asked, talk):
    send(api_as(ana), "PUT", f"conversations/{talk.pk}/draft", text="It stands in Linz.", answers_id=asked.pk)
    assert send(api_as(ana), "POST", f"conversations/{talk.pk}/draft/share", shared=True)[0] == 200
    api = api_as(bo)
    shared = api.get(f"/api/conversations/{talk.pk}/drafts").json()[0]
    assert send(api, "POST", f"drafts/{shared['id']}/take-over", version="old")[0] == 422
    saved = Draft.objects.get().saved_at.isoformat()
    assert send(api, "POST", f"drafts/{shared['id']}/take-over", version=saved)[0] == 200
    assert api.get(f"/api/conversations/{talk.pk}/draft/versions").json()[0]["what"] == "taken"


def test_cleared_with_the_words_of_the_conversation(draft, talk):
    outbox.clear([talk.pk], words=True)
    assert not DraftVersion.objects.exists()
    assert not Draft.objects.exists()
