"""What people do to a conversation from its page, with undo, and who may not."""

import pytest
from django.test import Client
from town import a_team, a_workspace, an_account, an_agent, somebody_says

from earful.conversations.models import Conversation, Event, Outcome
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


def signed_in(agent):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def asked(rail):
    return somebody_says(rail, "Where is my train?", by="maria")


@pytest.fixture
def desk(ana):
    return signed_in(ana)


def now(turn) -> Conversation:
    return Conversation.objects.get(pk=turn.conversation_id)


def press(desk, address, **entered):
    """As the page does it; the conversation comes back."""
    answer = desk.post(address, entered, headers={"HX-Request": "true", "HX-Target": "talk"})
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["HX-Trigger"] == "earful:acted"
    return answer


def last(asked, what) -> int:
    return Event.objects.filter(conversation=asked.conversation_id, what=what).latest("id").pk


def test_take_hand_over_lay_back_and_undo(ana, desk, asked):
    bo = an_agent(ana.workspace, name="Bo")
    at = f"/desk/matter/{asked.conversation_id}/assign/"
    press(desk, at, to=ana.pk)
    assert now(asked).assignee == ana
    page = press(desk, at, to=bo.pk)
    assert now(asked).assignee == bo
    assert page.context["talk"]["undo"].words == "Ana Ortega gave this to Bo"
    press(desk, f"/desk/undo/{last(asked, 'assigned')}/")
    assert now(asked).assignee == ana
    press(desk, at, to="")
    assert now(asked).assignee is None


def test_an_undo_that_would_contradict_a_colleague_is_refused_in_words(ana, desk, asked):
    bo = an_agent(ana.workspace, name="Bo")
    at = f"/desk/matter/{asked.conversation_id}/assign/"
    press(desk, at, to=ana.pk)
    mine = last(asked, "assigned")
    press(signed_in(bo), at, to=bo.pk)
    assert press(desk, f"/desk/undo/{mine}/").context["talk"]["trouble"] == "Somebody else has changed this since."
    assert now(asked).assignee == bo
    assert desk.get(f"/desk/all/{asked.conversation_id}/").context["talk"]["undo"] is None


def test_hand_to_a_team(ana, desk, asked):
    refunds = a_team(ana.workspace, "Refunds")
    press(desk, f"/desk/matter/{asked.conversation_id}/team/", to=refunds.pk)
    assert now(asked).team == refunds
    press(desk, f"/desk/matter/{asked.conversation_id}/team/", to="")
    assert now(asked).team is None


def test_tag_untag_and_undo(desk, asked):
    press(desk, f"/desk/matter/{asked.conversation_id}/tag/", name="#Refund")
    assert [tag.name for tag in now(asked).tags.all()] == ["refund"]
    press(desk, f"/desk/undo/{last(asked, 'tagged')}/")
    assert list(now(asked).tags.all()) == []
    press(desk, f"/desk/undo/{last(asked, 'untagged')}/")
    assert [tag.name for tag in now(asked).tags.all()] == ["refund"]
    press(desk, f"/desk/matter/{asked.conversation_id}/untag/", name="refund")
    assert list(now(asked).tags.all()) == []


def test_a_note_is_left_and_an_empty_one_refused(desk, asked):
    at = f"/desk/matter/{asked.conversation_id}/note/"
    assert "The depot knows." in press(desk, at, text="The depot knows.").content.decode()
    assert press(desk, at, text="  ").context["talk"]["trouble"] == "The note is empty."
    assert now(asked).notes.count() == 1


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.THANKED, Outcome.PEER, Outcome.SPAM])
def test_end_with_an_outcome_and_undo(desk, asked, outcome):
    press(desk, f"/desk/matter/{asked.conversation_id}/end/", outcome=outcome.value)
    asked.refresh_from_db()
    assert (now(asked).status, asked.outcome) == ("ended", outcome)
    press(desk, f"/desk/undo/{last(asked, 'ended')}/")
    asked.refresh_from_db()
    assert (now(asked).status, asked.outcome) == ("open", "")


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("not_needed", "Say why no answer is needed."),
        ("handed_on", "Say to whom it was handed on."),
        ("x", "Choose how this ends."),
    ],
)
def test_an_ending_without_its_reason_is_refused_in_words(desk, asked, outcome, sentence):
    page = press(desk, f"/desk/matter/{asked.conversation_id}/end/", outcome=outcome)
    assert page.context["talk"]["trouble"] == sentence
    assert sentence in page.content.decode()
    assert now(asked).status == "open"


def test_an_ending_with_its_reason_is_kept(desk, asked):
    press(desk, f"/desk/matter/{asked.conversation_id}/end/", outcome="handed_on", reason="the depot")
    asked.refresh_from_db()
    assert (asked.outcome, asked.outcome_reason) == ("handed_on", "the depot")


def test_a_person_overrules_triage_with_a_reason(ana, desk, asked):
    at = f"/desk/turn/{asked.pk}/judge/"
    assert press(desk, at, needs="no").context["talk"]["trouble"] == "Say why no answer is needed."
    press(desk, at, needs="no", reason="a joke between friends")
    asked.refresh_from_db()
    assert (asked.needs_answer, asked.judged_by, asked.outcome_reason) == (False, ana, "a joke between friends")
    press(desk, at, needs="yes")
    asked.refresh_from_db()
    assert (asked.needs_answer, asked.outcome) == (True, "")


def test_merge_and_undo(rail, desk, asked):
    other = somebody_says(rail, "And where is the next one?", by="maria")
    found = desk.get(f"/desk/matter/{asked.conversation_id}/others/", headers={"HX-Request": "true"})
    assert "And where is the next one?" in found.content.decode()
    press(desk, f"/desk/matter/{asked.conversation_id}/merge/{other.conversation_id}/")
    assert now(asked).turns.count() == 2
    press(desk, f"/desk/undo/{last(asked, 'merged')}/")
    assert now(asked).turns.count() == 1


def test_what_cannot_be_merged_says_why(ana, rail, desk, asked):
    bakery = an_account(ana.workspace, "oatmoor", "Oatmoor")
    elsewhere = somebody_says(bakery, "Is the bread fresh?", by="maria")
    page = press(desk, f"/desk/matter/{asked.conversation_id}/merge/{elsewhere.conversation_id}/")
    assert page.context["talk"]["trouble"].startswith("Only conversations of one account can be merged")
    found = desk.get(f"/desk/matter/{asked.conversation_id}/others/?words=bread").content.decode()
    assert "Is the bread fresh?" not in found


def test_split_and_undo(rail, desk, asked):
    other = somebody_says(rail, "Where is my umbrella?", by="jo", parent=asked)
    press(desk, f"/desk/turn/{other.pk}/split/")
    other.refresh_from_db()
    assert other.conversation_id != asked.conversation_id
    press(desk, f"/desk/undo/{last(asked, 'split')}/")
    other.refresh_from_db()
    assert other.conversation_id == asked.conversation_id


def test_every_button_works_without_scripts(ana, desk, asked):
    answer = desk.post(f"/desk/matter/{asked.conversation_id}/assign/?view=needs&q=train", {"to": ana.pk})
    assert answer.headers["Location"].startswith(f"/desk/needs/{asked.conversation_id}/?")
    assert "q=train" in answer.headers["Location"]
    refused = desk.post(f"/desk/matter/{asked.conversation_id}/end/", {"outcome": "not_needed"}, follow=True)
    assert "Say why no answer is needed." in refused.content.decode()


ADDRESSES = [
    "/desk/matter/{c}/assign/",
    "/desk/matter/{c}/team/",
    "/desk/matter/{c}/tag/",
    "/desk/matter/{c}/untag/",
    "/desk/matter/{c}/note/",
    "/desk/matter/{c}/end/",
    "/desk/matter/{c}/merge/{c}/",
    "/desk/matter/{c}/draft/",
    "/desk/matter/{c}/draft/discard/",
    "/desk/matter/{c}/enclose/",
    "/desk/matter/{c}/send/",
    "/desk/turn/{t}/judge/",
    "/desk/turn/{t}/split/",
    "/desk/undo/{e}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_button_works_for_who_only_reads_nor_from_another_workspace_nor_by_a_link(rail, asked, address):
    event = Event.objects.filter(conversation=asked.conversation_id).first()
    at = address.format(c=asked.conversation_id, t=asked.pk, e=event.pk)
    viewer = signed_in(an_agent(rail.workspace, role=Role.VIEWER))
    stranger = signed_in(an_agent(a_workspace("Lumenloop"), role=Role.OWNER))
    before = (now(asked).version, Event.objects.count())
    assert viewer.post(at).status_code == 403
    assert stranger.post(at).status_code == 404
    assert Client().post(at).status_code == 302
    assert stranger.get(at).status_code == 405
    assert (now(asked).version, Event.objects.count()) == before


def test_a_colleague_of_another_workspace_cannot_be_given_anything(desk, asked):
    stranger = an_agent(a_workspace("Lumenloop"))
    assert desk.post(f"/desk/matter/{asked.conversation_id}/assign/", {"to": stranger.pk}).status_code == 404
    assert desk.post(f"/desk/matter/{asked.conversation_id}/assign/", {"to": "9" * 40}).status_code == 404
    assert now(asked).assignee is None
